"""Inspection sheets: what a crew holds in its hands, as a page and as PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from pipeline.language import LanguageError, find_language, known_languages, say, speaking
from review.audit import Action
from review.case_access import CaseAccess, open_case
from review.desk import Desk, UnknownCaseError, ViewerDesk
from review.pdf import NoPrinterError, PrintError, print_pdf
from review.sheet_content import Sheet, means_titles, outcomes, sheet_of
from review.sheet_sources import gather

router = APIRouter()

STYLES = Path(__file__).parent / "static" / "sheet.css"

_LANGUAGES = {"en": "English", "zh": "中文"}

Asked = Annotated[str | None, Query(max_length=20)]
ListDay = Annotated[dt.date | None, Query()]


@router.get("/cases/{key}/sheet")
def sheet_page(
    desk: ViewerDesk, key: str, language: Asked = None, date: ListDay = None
) -> Response:
    """Show the sheet of a case, ready to be printed by the browser."""
    case = open_case(desk, key)
    with in_language(desk, language):
        return show(desk, [case], date, f"/cases/{case.key}/sheet.pdf", case.address)


@router.get("/cases/{key}/sheet.pdf")
def sheet_file(
    desk: ViewerDesk, key: str, language: Asked = None, date: ListDay = None
) -> Response:
    """Return the sheet of a case as PDF."""
    case = open_case(desk, key)
    with in_language(desk, language):
        return as_pdf(desk, [case], date, f"sheet-{case.key}.pdf")


@contextmanager
def in_language(desk: Desk, code: str | None) -> Iterator[None]:
    """Speak the language asked for, else the utility's; UnknownCaseError where it is none."""
    settings = desk.office.settings
    try:
        language = find_language(code, settings.catalogues) if code else settings.speech()
    except LanguageError as error:
        raise UnknownCaseError(code) from error
    with speaking(language):
        yield


def show(
    desk: Desk, cases: Sequence[CaseAccess], date: dt.date | None, file: str, back: str
) -> HTMLResponse:
    """Return the sheets of `cases` as one page; file: the same as PDF; back: the way back."""
    # Everything that was asked for stays as it is but the language.
    kept = [one for one in desk.request.query_params.multi_items() if one[0] != "language"]
    bar = {
        "file": file,
        "back": back,
        "languages": known_languages(desk.office.settings.catalogues),
        "names": _LANGUAGES,
        "query": f"{urlencode(kept)}&" if kept else "",
    }
    return _page(desk, cases, date, {"styles": "", "bar": bar})


def as_pdf(desk: Desk, cases: Sequence[CaseAccess], date: dt.date | None, name: str) -> Response:
    """Return the sheets of `cases` as one file; a page that says what to do without Chromium."""
    # Our own file; nothing of data is in it.
    styles = Markup(STYLES.read_text(encoding="utf-8"))  # noqa: S704
    page = _page(desk, cases, date, {"styles": styles, "bar": None})
    try:
        content = print_pdf(bytes(page.body).decode())
    except NoPrinterError:
        title = say("This computer cannot make the file")
        text = say("There is no Chromium here. Open the sheet and print the page from the browser.")
        return desk.page("trouble.html", {"title": title, "text": text}, status=501)
    except PrintError:
        title = say("The file was not made")
        text = say("Printing failed or took too long. Try again, or print the page itself.")
        return desk.page("trouble.html", {"title": title, "text": text}, status=503)
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, media_type="application/pdf", headers=headers)


def _page(
    desk: Desk, cases: Sequence[CaseAccess], date: dt.date | None, frame: dict[str, object]
) -> HTMLResponse:
    sheets = sheets_of(desk, cases, date)
    content = {"sheets": sheets, "outcomes": outcomes(), "means": means_titles(), **frame}
    return desk.page("sheet.html", content)


def sheets_of(desk: Desk, cases: Sequence[CaseAccess], date: dt.date | None) -> list[Sheet]:
    """Return the sheets of `cases`, each view of them in the audit log.

    UnknownCaseError where there is no list of `date`.
    """
    if not cases:
        return []
    if date is not None and date not in desk.office.published.dates():
        raise UnknownCaseError(str(date))
    for case in cases:
        desk.audit(Action.VIEW_SHEET, case.account_id)
    written = desk.office.settings.language
    return [
        sheet_of(source, case_address(desk, source.access), written)
        for source in gather(desk, cases, date)
    ]


def case_address(desk: Desk, case: CaseAccess) -> str:
    """Return where a case is found from outside: by the public address, else as asked now."""
    public = desk.office.review.public_url or str(desk.request.base_url)
    return public.rstrip("/") + case.address
