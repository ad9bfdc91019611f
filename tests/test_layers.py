"""The layers of the house hold: flows > models > features > pipeline."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUN = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(cache_dir=None))"


def test_no_import_breaks_a_layer() -> None:
    checked = subprocess.run(
        [sys.executable, "-c", RUN], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
