"""Attachments: photos and documents of a case, checked, and kept outside of what is served."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import FileResponse, RedirectResponse, Response

from pipeline.language import say
from review.audit import Action, write_audit
from review.case_access import open_case
from review.database import writing
from review.desk import ReviewerDesk, UnknownCaseError, ViewerDesk
from review.journal import EntryKind, append, entries_of, standing_entries

router = APIRouter()

# What a file is, by its first bytes; its name and what the sender says do not count.
_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"%PDF-", "application/pdf", ".pdf"),
)
_LONGEST_NAME = 120


class AttachmentError(ValueError):
    """A file is too large, or of no kind that is taken; the message says which are."""


@router.post("/cases/{key}/attachments")
def attach(
    desk: ReviewerDesk, key: str, file: UploadFile, caption: Annotated[str, Form()] = ""
) -> Response:
    """Keep a file with the case."""
    case = open_case(desk, key)
    limit = int(desk.office.review.attachment_megabytes * 1_000_000)
    content = file.file.read(limit + 1)
    if len(content) > limit:
        megabytes = desk.office.review.attachment_megabytes
        raise AttachmentError(say("Files may have up to {size:g} MB.", size=megabytes))
    media_type, suffix = _kind_of(content)
    digest = hashlib.sha256(content).hexdigest()
    path = desk.office.attachments / f"{digest}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    entry = {
        "file_name": _safe_name(file.filename or "", suffix),
        "media_type": media_type,
        "bytes_count": len(content),
        "sha256": digest,
        "caption": caption.strip()[:500],
    }
    with writing(desk.office.engine) as connection:
        append(connection, case.account_id, EntryKind.ATTACHMENT, entry, desk.stamp(), seen=None)
        write_audit(connection, desk.stamp(), Action.CHANGE, case.account_id, "attachment")
    return RedirectResponse(f"{case.address}#work", 303)


@router.get("/cases/{key}/attachments/{entry_id}")
def view(desk: ViewerDesk, key: str, entry_id: int) -> Response:
    """Return a file of the case as it came."""
    case = open_case(desk, key)
    with desk.office.engine.connect() as connection:
        entries = standing_entries(entries_of(connection, case.account_id))
    kept = {entry.id: entry for entry in entries if entry.kind is EntryKind.ATTACHMENT}
    if entry_id not in kept:
        raise UnknownCaseError(key)
    content = kept[entry_id].content
    desk.audit(Action.VIEW_ATTACHMENT, case.account_id, content["file_name"])
    suffix = next(suffix for _, kind, suffix in _STARTS if kind == content["media_type"])
    return FileResponse(
        desk.office.attachments / f"{content['sha256']}{suffix}",
        media_type=content["media_type"],
        filename=content["file_name"],
        content_disposition_type="inline" if suffix != ".pdf" else "attachment",
    )


def _kind_of(content: bytes) -> tuple[str, str]:
    for start, media_type, suffix in _STARTS:
        if content.startswith(start):
            return media_type, suffix
    raise AttachmentError(
        say("Photos as JPEG or PNG and documents as PDF are taken, nothing else.")
    )


def _safe_name(told: str, suffix: str) -> str:
    """Return a name that is harmless on any disk, with the suffix of what the file is."""
    stem = re.sub(r"[^\w .-]", "_", told.rsplit("/", 1)[-1].rsplit("\\", 1)[-1])
    stem = stem.rsplit(".", 1)[0].strip(" .")[:_LONGEST_NAME]
    return f"{stem or 'file'}{suffix}"
