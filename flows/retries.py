"""When a task is tried again: only where reading or writing can fail for a while."""

from __future__ import annotations

from typing import Any

from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from pipeline.lake.lake import LakeBusyError

RETRIES = 2
RETRY_DELAY_SECONDS = 10
LASTING = (FileNotFoundError, PermissionError, NotADirectoryError, IsADirectoryError)


def is_transient(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Tell whether the task failed on input, output or a busy lake, which may pass.

    A broken contract, too little data or a missing file fail the same way every time.
    """
    error = state.result(raise_on_failure=False)
    return isinstance(error, (OSError, LakeBusyError)) and not isinstance(error, LASTING)
