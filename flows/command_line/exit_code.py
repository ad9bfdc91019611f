"""Exit codes, and which error ends with which."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the shell is told."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    BROKEN_CONTRACT = 3
    NOT_ENOUGH_DATA = 4


class CommandError(Exception):
    """A known trouble: its message goes to standard error, its code to the shell."""

    def __init__(self, message: str, code: ExitCode) -> None:
        super().__init__(message)
        self.code = code


def known_code(error: Exception) -> ExitCode | None:
    """Return the exit code of a known error, None for one that nobody expected."""
    from flows.local_server import ServerStartError
    from flows.steps.scoring import NotEnoughDataError
    from pipeline.exports.rows import ExportError
    from pipeline.lake.lake import LakeBusyError
    from pipeline.settings import SettingsError
    from pipeline.sources.source_error import SourceError

    codes: dict[type[Exception], ExitCode] = {
        NotEnoughDataError: ExitCode.NOT_ENOUGH_DATA,
        SettingsError: ExitCode.BROKEN_CONTRACT,
        SourceError: ExitCode.BROKEN_CONTRACT,
        LakeBusyError: ExitCode.UNEXPECTED,
        ServerStartError: ExitCode.UNEXPECTED,
        ExportError: ExitCode.USAGE,
        OSError: ExitCode.UNEXPECTED,
    }
    if isinstance(error, CommandError):
        return error.code
    return next((code for kind, code in codes.items() if isinstance(error, kind)), None)
