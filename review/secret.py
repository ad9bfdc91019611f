"""The secret of a workbench: a random key in a file that its owner alone can read."""

from __future__ import annotations

import secrets
from pathlib import Path


def read_secret(path: Path) -> bytes:
    """Return the key kept at `path`; the first of several processes makes it."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(secrets.token_bytes(32))
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_bytes()
