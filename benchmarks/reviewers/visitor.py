"""A reviewer at work: opens lists and cases, decides, notes, records what was found."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import dataclass, field

import httpx2
import numpy as np

from benchmarks.reviewers.answers import Change, Record, between
from benchmarks.reviewers.lake import DATE, MEANS, ZONES

SEEN = 'name="seen" value="'
_CASE = re.compile(r'href="(/cases/[0-9a-f]+)')
_CSRF = 'name="csrf" value="'
_DECISIONS = ("inspect", "watch", "clear", "needs_data")
_OUTCOMES = ("theft", "clean", "fault", "no_access")
_THINK_S = (2.0, 6.0)
_PAGES = 20
_FINDING_EVERY = 3
_YEAR_EVERY = 4
_DONE, _STALE = 303, 409
_TRIES = 5


@dataclass
class Visitor:
    """One signed-in reviewer; `until` is when they go home, by the monotonic clock."""

    name: str
    client: httpx2.Client
    record: Record
    rng: np.random.Generator
    until: float
    think_s: tuple[float, float] = _THINK_S
    _sent: int = field(default=0, init=False)

    def work(self) -> None:
        """Take case after case until it is time."""
        rounds = 0
        while time.monotonic() < self.until:
            rounds += 1
            case = self._choose()
            if case is not None:
                self._judge(
                    case,
                    wonders=rounds % _YEAR_EVERY == 0,
                    has_finding=rounds % _FINDING_EVERY == 0,
                )

    def _choose(self) -> str | None:
        """Filter the list, turn a page, and choose a case: mostly one of the first."""
        narrow = self._one(("", f"zone={self._one(ZONES)}", f"means={self._one(MEANS)}"))
        self._get("list", f"/lists/{DATE}?state=open&{narrow}")
        # Half look at the first page, so that people meet at the same cases.
        page = 1 if self.rng.random() < 0.5 else int(self.rng.integers(2, _PAGES))
        text = self._get("page of the list", f"/lists/{DATE}?page={page}")
        cases = list(dict.fromkeys(_CASE.findall(text)))
        return cases[int(len(cases) * self.rng.random() ** 3)] if cases else None

    def _judge(self, case: str, *, wonders: bool, has_finding: bool) -> None:
        page = self._get("case", f"{case}?date={DATE}")
        # The page itself asks for a month; who wonders looks at the year.
        days, kind = (364, "curve of a year") if wonders else (30, "curve of a month")
        self._get(kind, f"{case}/curve?from={DATE - dt.timedelta(days=days)}&to={DATE}")
        if not page:
            return
        decision = self._one(_DECISIONS)
        reason = {"reason": "vacant"} if decision == "clear" else {}
        self._change(case, page, "decision", {"decision": decision, **reason})
        self._change(case, page, "note", {})
        if has_finding:
            page = self._get("case", f"{case}?date={DATE}")
            # Each on a day of its own: a second finding of a day takes the place of the first.
            day = DATE + dt.timedelta(days=int(self.rng.integers(1, 150)))
            found = {"outcome": self._one(_OUTCOMES), "inspected_on": str(day)}
            self._change(case, page, "finding", {**found, "inspector": self.name})

    def _change(self, case: str, page: str, kind: str, fields: dict[str, str]) -> None:
        """Send a change; where somebody else was at the case, look again and send it again."""
        self._sent += 1
        words = f"{self.name} #{self._sent}"
        said = {"text" if kind == "note" else "note": words, "run_date": str(DATE)}
        status = _STALE
        for _ in range(_TRIES):
            seen = {"csrf": between(page, _CSRF), "seen": between(page, SEEN)}
            answer = self.record.ask(
                self.client, kind, f"{case}/{kind}", {**fields, **said, **seen}
            )
            status = 0 if answer is None else answer.status_code
            self._think()
            if status != _STALE:
                break
            page = self._get("case", f"{case}?date={DATE}")
        self.record.changes.append(Change(self.name, kind, words, status == _DONE))

    def _get(self, kind: str, path: str) -> str:
        answer = self.record.ask(self.client, kind, path)
        self._think()
        return answer.text if answer is not None and answer.status_code == httpx2.codes.OK else ""

    def _think(self) -> None:
        time.sleep(self.rng.uniform(*self.think_s))

    def _one(self, words: tuple[str, ...] | np.ndarray) -> str:
        return str(words[int(self.rng.integers(len(words)))])
