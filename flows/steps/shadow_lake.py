"""Shadow of a lake: the same inputs and facts, on which days can be computed without a trace."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.contract.inputs import INPUT_TABLES
from pipeline.lake import Lake

DERIVED = ("facts", "fact_days", "supply_facts", "supply_days")
LOG = "_delta_log"


def shadow_lake(lake: Lake, folder: Path) -> Lake:
    """Return a lake in the new `folder` that reads what `lake` holds and keeps its own facts.

    Input tables are links to the lake's. Of the facts the log is a copy and the files that
    it names are links, so that what is computed in the shadow stays there.
    """
    folder.mkdir(parents=True)
    for name in (*INPUT_TABLES, *DERIVED):
        source = (lake.root / name).resolve()
        if not source.exists():
            continue
        if name in DERIVED:
            shutil.copytree(source, folder / name, copy_function=_copy_log)
        else:
            (folder / name).symlink_to(source, target_is_directory=True)
    return Lake(folder)


def _copy_log(source: str, target: str) -> None:
    if Path(source).parent.name == LOG:
        shutil.copyfile(source, target)
    else:
        Path(target).symlink_to(source)
