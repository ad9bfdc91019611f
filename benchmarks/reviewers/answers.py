"""Answers: what a workbench said to requests, and how long it took."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import httpx2

SERVER_FAILED = 500
TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Answer:
    """One answer: kind of request, status (0: none came), seconds."""

    kind: str
    status: int
    seconds: float


@dataclass(frozen=True)
class Change:
    """A change that somebody sent, with words of its own; is_taken: it was answered so."""

    user: str
    kind: str
    words: str
    is_taken: bool


@dataclass
class Record:
    """All that was answered; threads append to it."""

    answers: list[Answer] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def ask(
        self,
        client: httpx2.Client,
        kind: str,
        path: str,
        form: dict[str, str] | None = None,
    ) -> httpx2.Response | None:
        """Ask and note how long it took; a form is posted. None where no answer came."""
        start = time.perf_counter()
        try:
            answer = client.get(path) if form is None else client.post(path, data=form)
        except httpx2.TransportError:
            self.answers.append(Answer(kind, 0, time.perf_counter() - start))
            return None
        self.answers.append(Answer(kind, answer.status_code, time.perf_counter() - start))
        return answer


def client_of(address: str) -> httpx2.Client:
    """Return a browser of its own, without cookies; it follows no redirects."""
    return httpx2.Client(base_url=address, timeout=TIMEOUT_S, trust_env=False)


def sign_in(record: Record, client: httpx2.Client, name: str, password: str) -> None:
    """Sign in through the form; RuntimeError where it is refused."""
    page = record.ask(client, "sign-in form", "/sign-in")
    token = "" if page is None else between(page.text, 'name="csrf" value="')
    form = {"name": name, "password": password, "csrf": token}
    answer = record.ask(client, "sign-in", "/sign-in", form)
    if answer is None or answer.status_code != httpx2.codes.SEE_OTHER:
        raise RuntimeError(f"{name} could not sign in: {answer}")


def between(text: str, before: str, after: str = '"') -> str:
    """Return what stands after `before`, up to `after`; nothing where it is not there."""
    return text.partition(before)[2].partition(after)[0]
