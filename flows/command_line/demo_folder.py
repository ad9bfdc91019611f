"""The folder of a demo: what lies in it, and that nobody else's files are in the way."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from flows.command_line.exit_code import CommandError, ExitCode

MARK = ".wattsleuth-demo"


@dataclass(frozen=True)
class DemoFolder:
    """Where a demo leaves what it makes."""

    root: Path

    @property
    def input(self) -> Path:
        """The simulated utility's tables; the truth lies beside, in `input-truth`."""
        return self.root / "input"

    @property
    def lake(self) -> Path:
        """The lake."""
        return self.root / "lake"

    def paths(self) -> dict[str, Path]:
        """Return what there is to look at, by name."""
        return {
            "html": self.root / "suspects.html",
            "xlsx": self.root / "suspects.xlsx",
            "input": self.input,
            "truth": self.root / "input-truth",
            "lake": self.lake,
        }

    def clear(self) -> None:
        """Make the folder, and empty it of an earlier demo; refuse a folder of other files."""
        mark = self.root / MARK
        if self.root.exists() and not mark.exists() and any(self.root.iterdir()):
            raise CommandError(
                f"{self.root} holds files that are no demo's; choose a new or empty folder",
                ExitCode.USAGE,
            )
        self.root.mkdir(parents=True, exist_ok=True)
        mark.touch()
        for path in self.paths().values():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
