"""The page of innocent explanations, from what is tested on every account."""

from __future__ import annotations

from features.measurement import compute
from features.registry import Explanation
from handbook.quiet_window import quiet_window

_INTRODUCTION = """\
# Innocent explanations

Written by `python -m handbook`; do not edit.

Before anyone is suspected, each of these is tested on every account. What holds is taken out
of the features (days or hours do not count, a movement is subtracted, a value is weakened) and
is told to the reviewer with the number that decided. Only what could be tested is ruled out: a
missing table or channel makes an explanation "could not be tested", never "ruled out".
"""


def explanations_page() -> str:
    """Return the page as Markdown, ending in one line break."""
    found = compute(quiet_window()).explanations
    return "\n".join([_INTRODUCTION, *(_section(one) for one in found)]).rstrip() + "\n"


def _section(one: Explanation) -> str:
    return (
        f"## {one.name.replace('_', ' ').capitalize()}\n\n"
        f"`{one.name}`; where it holds it is {_effect(one)}.\n\n"
        f"- It holds: {_said(one.applies_text)}\n"
        f"- It is ruled out: {_said(one.rejected_text)}\n"
        f"- It cannot be tested: {_said(one.untested_text)}\n"
    )


def _effect(one: Explanation) -> str:
    if not one.weakens:
        return f"**{one.effect.value}**"
    names = ", ".join(f"`{name}`" for name in one.weakens)
    return f"**{one.effect.value}**, which acts on {names}"


def _said(text: str) -> str:
    return text.replace("{number}", "*n*")
