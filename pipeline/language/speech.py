"""Speech: a text of the code said in the language that is spoken just now."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Language:
    """A language by its code, such as "zh", with its translations; English has none."""

    code: str
    texts: gettext.NullTranslations = field(default_factory=gettext.NullTranslations, compare=False)


ENGLISH = Language("en")
_spoken: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


def spoken() -> Language:
    """Return the language that is spoken just now; English where none was chosen."""
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Let everything inside speak `language`, in this thread or task alone."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def say(message: str, /, **values: object) -> str:
    """Return `message` in the spoken language, its {places} filled with `values`.

    A message that the catalogue lacks stays English.
    """
    # The catalogue keeps its own heading under the empty message.
    text = spoken().texts.gettext(message) if message else ""
    return text.format(**values) if values else text


def say_in(context: str, message: str, /, **values: object) -> str:
    """As `say`, for words whose translation depends on where they stand."""
    text = spoken().texts.pgettext(context, message)
    return text.format(**values) if values else text


def say_many(one: str, many: str, count: int, /, **values: object) -> str:
    """As `say`, with the form of the language for `count` things; fills {count} too."""
    text = spoken().texts.ngettext(one, many, count)
    return text.format(**{"count": count, **values})


def mark(message: str) -> str:
    """Return `message` as it is; it goes to the catalogues, and `say` says it later."""
    return message
