"""Messages: every text that people read, gathered from code, templates and registry.

    python -m handbook.messages

writes the template of all messages (`messages.pot`) and brings each catalogue up to date:
new messages come in untranslated, those that are gone leave. A new language begins as a
copy of the template, named by its code.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from features.measurement import ALL_FEATURES, compute
from features.sufficiency import REASONS
from handbook.quiet_window import quiet_window
from models.load_curve import ADVANCE_TITLE, TITLES
from pipeline.contract import LINE_LOSSES, RECORD_ERRORS, SCORES, SUSPECTS, VISITS, WATCHED
from pipeline.contract.vocabulary import CaseState, EventCode, Outcome, TariffClass, WorkOrder
from pipeline.exports.wording import plain
from pipeline.language.search import CATALOGUES

ROOT = Path(__file__).parents[1]
TEMPLATE = CATALOGUES / "messages.pot"
# Where people are spoken to; the pages of an evaluation are for engineers, in English.
ROOMS = ("pipeline/exports", "pipeline/language", "models", "flows/command_line", "review")
_METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "say": None,
    "mark": None,
    "say_in": ((1, "c"), 2),
    "say_many": (1, 2),
    # Columns of the workbook: the second argument is the head.
    "Field": (2,),
}
_HEADER = "# Texts of wattsleuth for people; brought up to date by `python -m handbook.messages`."
# Who and when is the business of version control; a date would change with every update.
_DROPPED = ("Project", "Report", "POT", "PO-", "Last", "Language-Team", "Generated")
_UNITS = ("kWh", "kWh a day", "kW", "A", "V", "kvar")

Message = tuple[str | None, str | tuple[str, ...], str]
"""Context, text (or one and many), and where it comes from."""


def messages() -> Catalog:
    """Return all messages of the code as a template."""
    template = Catalog(
        project="wattsleuth",
        charset="utf-8",
        fuzzy=False,
        header_comment=_HEADER,
    )
    for context, text, place in [*_extracted(), *_declared()]:
        template.add(text, context=context, locations=[(place, 0)])
    return template


def _extracted() -> Iterator[Message]:
    for room in ROOMS:
        for found in extract_from_dir(ROOT / room, _METHODS, keywords=_KEYWORDS):
            file, _, text, _, context = found
            yield context, text, f"{room}/{file}"


def _declared() -> Iterator[Message]:
    """Texts that stand in declarations, not in calls: features, explanations, codes."""
    for feature in ALL_FEATURES:
        place = f"feature {feature.name}"
        yield None, feature.sentence, place
        yield None, feature.label or plain(feature.name), place
        for unit in {feature.unit, feature.signal_unit} - {""}:
            yield "unit", unit, "units"
    for one in compute(quiet_window()).explanations:
        place = f"explanation {one.name}"
        yield None, plain(one.name), place
        for text in (one.applies_text, one.rejected_text, one.untested_text):
            yield None, text, place
    for unit in _UNITS:
        yield "unit", unit, "units"
    for title in (*TITLES.values(), ADVANCE_TITLE):
        yield None, title.partition(" (")[0], "channels"
    for code in (*EventCode, *WorkOrder, *TariffClass, *Outcome, *CaseState):
        yield None, plain(code), "vocabulary"
    for reason in REASONS:
        yield None, reason, "disqualification"
    for table in (SUSPECTS, SCORES, VISITS, WATCHED, LINE_LOSSES, RECORD_ERRORS):
        for column in table.columns:
            yield None, column.meaning, "columns"


def update(folder: Path = CATALOGUES) -> list[str]:
    """Write the template and update each catalogue of `folder`; return what is not translated."""
    template = messages()
    (folder / TEMPLATE.name).write_bytes(_text(template))
    missing = []
    for file in sorted(folder.glob("*.po")):
        catalogue = _read(file)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        catalogue.header_comment = _HEADER
        file.write_bytes(_text(catalogue))
        missing += [f"{file.name}: {one.id!r}" for one in catalogue if one.id and not one.string]
    return missing


def _read(file: Path) -> Catalog:
    with file.open("rb") as lines:
        return read_po(lines, locale=file.stem)


def template_text() -> bytes:
    """Return the template as it should be."""
    return _text(messages())


def _text(catalogue: Catalog) -> bytes:
    text = io.BytesIO()
    write_po(text, catalogue, width=96, sort_output=True, no_location=True)
    dropped = tuple(f'"{name}'.encode() for name in _DROPPED)
    lines = [line for line in text.getvalue().splitlines() if not line.startswith(dropped)]
    return b"\n".join(lines).rstrip() + b"\n"


if __name__ == "__main__":
    for line in update():
        print(f"not translated: {line}")
