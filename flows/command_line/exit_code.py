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


# By name: whoever can raise one has imported it, and nobody else needs to wait for that.
KNOWN: dict[str, ExitCode] = {
    "flows.steps.finished_runs.NotEnoughDataError": ExitCode.NOT_ENOUGH_DATA,
    "pipeline.settings.settings.SettingsError": ExitCode.BROKEN_CONTRACT,
    "pipeline.sources.source_error.SourceError": ExitCode.BROKEN_CONTRACT,
    "pipeline.language.search.LanguageError": ExitCode.USAGE,
    "pipeline.exports.rows.ExportError": ExitCode.USAGE,
    "flows.steps.releases.ReleaseError": ExitCode.USAGE,
    "models.outcomes.model_file.ModelFileError": ExitCode.BROKEN_CONTRACT,
    "pipeline.lake.pinned.VersionGoneError": ExitCode.NOT_ENOUGH_DATA,
    "pipeline.lake.lake.LakeBusyError": ExitCode.UNEXPECTED,
    "flows.local_server.ServerStartError": ExitCode.UNEXPECTED,
    "builtins.OSError": ExitCode.UNEXPECTED,
}


def known_code(error: Exception) -> ExitCode | None:
    """Return the exit code of a known error, None for one that nobody expected."""
    if isinstance(error, CommandError):
        return error.code
    kinds = (f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)
    return next((KNOWN[kind] for kind in kinds if kind in KNOWN), None)
