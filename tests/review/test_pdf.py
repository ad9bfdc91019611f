import re
import threading

import pytest
from fastapi.testclient import TestClient

from pipeline.lake import Lake
from review import pdf, sheet_page
from review.office import Office
from review.pdf import PrintError, find_chromium, print_pdf
from tests.review.sheets import key_of, put_facts, put_suspect

needs_chromium = pytest.mark.skipif(find_chromium() is None, reason="no Chromium here")


def pages_of(content: bytes) -> int:
    """Count the pages of a PDF whose page tree is written in the clear, as Chromium does."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", content))


@needs_chromium
def test_a_sheet_is_a_pdf_of_two_pages(lake: Lake, desk: TestClient, office: Office) -> None:
    put_suspect(lake, "A1")
    put_facts(lake, "M-A1")
    answer = desk.get(f"/cases/{key_of(office, 'A1')}/sheet.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert pages_of(answer.content) == 2
    assert "A1" not in answer.headers["content-disposition"]


@needs_chromium
def test_printing_fetches_nothing() -> None:
    assert print_pdf("<img src='http://127.0.0.1:1/x'><p>still printed").startswith(b"%PDF")


def test_a_printed_page_is_whole_in_itself(
    desk: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []

    def note(page: str) -> bytes:
        printed.append(page)
        return b"%PDF"

    monkeypatch.setattr(sheet_page, "print_pdf", note)
    desk.get(f"/cases/{key_of(office, 'A1')}/sheet.pdf")
    assert "<style>" in printed[0]
    assert "default-src 'none'" in printed[0]
    assert not re.search(r"""(src|href)=["']""", printed[0])


def test_without_chromium_one_is_told_to_print_the_page(
    desk: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "find_chromium", lambda: None)
    answer = desk.get(f"/cases/{key_of(office, 'A1')}/sheet.pdf")
    assert answer.status_code == 501
    assert "print the page from the browser" in answer.text


def test_a_browser_that_fails_or_hangs_ends_in_a_page(
    desk: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "find_chromium", lambda: "/bin/false")
    path = f"/cases/{key_of(office, 'A1')}/sheet.pdf"
    assert desk.get(path).status_code == 503
    monkeypatch.setattr(pdf, "_SECONDS", 0.2)
    with pytest.raises(PrintError, match="took more than"):
        pdf._run(["/bin/sleep", "30"])


def test_at_most_two_print_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_chromium", lambda: "/bin/false")
    monkeypatch.setattr(pdf, "_SECONDS_IN_LINE", 0.05)
    monkeypatch.setattr(pdf, "_presses", threading.BoundedSemaphore(1))
    with pdf._presses, pytest.raises(PrintError, match="at once"):
        print_pdf("<p>")
    with pytest.raises(PrintError, match="status"):
        print_pdf("<p>")
