"""Whether a command runs plain functions or a Prefect flow."""

from __future__ import annotations


def through_prefect(is_asked: bool) -> bool:
    """Tell whether to run as a flow, and if so make Prefect ready to be imported.

    True where it is asked for, or where PREFECT_API_URL names a server.
    """
    from flows.prefect_environment import is_server_configured, prepare_prefect

    if not (is_asked or is_server_configured()):
        return False
    prepare_prefect(shows_errors=False)
    return True
