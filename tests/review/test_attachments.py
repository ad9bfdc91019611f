from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from review.case_keys import remember_keys
from review.office import Office
from tests.review.workbench import token_of

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def _attach(client: TestClient, office: Office, name: str, content: bytes) -> int:
    key = remember_keys(office.engine, office.secret(), ["A1"])["A1"]
    form = {"csrf": token_of(client, "/users"), "caption": "seal"}
    files = {"file": (name, content, "text/html")}
    return client.post(f"/cases/{key}/attachments", data=form, files=files).status_code


def _view(client: TestClient, office: Office, account_id: str = "A1") -> Response:
    key = remember_keys(office.engine, office.secret(), [account_id])[account_id]
    entry = office.standings.of("A1").last_id
    return client.get(f"/cases/{key}/attachments/{entry}")


def test_a_photo_comes_back_as_it_went_in(desk: TestClient, office: Office) -> None:
    assert _attach(desk, office, "../../etc/<seal>.html", PNG) == 303
    answer = _view(desk, office)
    assert answer.content == PNG
    assert answer.headers["content-type"] == "image/png"
    assert "etc" not in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"", b"GIF89a", b"MZ\x90"])
def test_other_kinds_are_refused_whatever_they_are_called(
    desk: TestClient, office: Office, content: bytes
) -> None:
    assert _attach(desk, office, "photo.jpg", content) == 422
    assert not office.attachments.exists()


def test_a_file_that_is_too_large_is_refused(desk: TestClient, office: Office) -> None:
    assert _attach(desk, office, "large.png", PNG + b"0" * 10_000_000) == 422


def test_it_is_found_at_its_own_case_alone(desk: TestClient, office: Office) -> None:
    _attach(desk, office, "seal.png", PNG)
    assert _view(desk, office, "A2").status_code == 404
