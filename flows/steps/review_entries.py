"""Step: what people found and decided in the workbench, brought into the lake before a run."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.lake import Lake
from pipeline.settings import Settings


def take_review(lake: Lake, settings: Settings) -> int:
    """Deliver findings and decisions that still wait; return how many visits were told.

    Nothing is opened where nobody has used the workbench yet. LakeBusyError where another
    process writes to the lake.
    """
    if not settings.review.database and not (lake.root / "_review" / "review.sqlite").exists():
        return 0
    # The workbench's libraries are needed by few runs.
    from review.app import utc_now  # noqa: PLC0415
    from review.office import open_office  # noqa: PLC0415
    from review.outbox import deliver  # noqa: PLC0415

    return deliver(open_office(lake, settings, utc_now))


def case_keys(lake: Lake, account_ids: Iterable[str]) -> dict[str, str]:
    """Return account_id to the key by which the workbench of `lake` addresses its case."""
    from review.case_keys import case_key  # noqa: PLC0415 - as above
    from review.secret import read_secret  # noqa: PLC0415

    secret = read_secret(lake.root / "_review" / "secret")
    return {account_id: case_key(secret, account_id) for account_id in account_ids}
