"""Roles: what a user of the workbench may do, each more than the one before."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Viewers read; reviewers decide, note and record what was found; leads send crews, act
    on many cases at once and take lists away; admins keep users and read the audit log.
    """

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMIN = "admin"

    def may(self, needed: Role) -> bool:
        """Tell whether this role includes `needed`."""
        order = list(Role)
        return order.index(self) >= order.index(needed)
