"""`wattsleuth review`: the web workbench on this machine."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from flows.command_line.guard import guarded
from flows.command_line.options import DEFAULT_LAKE, DebugOption, LakeOption, SettingsOption


@guarded
def review(
    lake: LakeOption = DEFAULT_LAKE,
    settings: SettingsOption = None,
    host: Annotated[
        str,
        typer.Option("--host", help="Address to listen on; beyond loopback users must sign in."),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port to listen on.")
    ] = 8000,
    debug: DebugOption = False,
) -> None:
    """Serve the workbench until stopped: lists, cases, decisions, visits and their results.

    On loopback nobody needs to sign in before the first user was added (`wattsleuth users`).
    """
    import uvicorn

    from flows.steps.settings import settings_of
    from pipeline.lake import Lake
    from review.app import OpenDeskError, create_app

    opened = Lake(lake.resolve())
    if not opened.root.is_dir():
        raise typer.BadParameter(f"there is no lake at {opened.root}", param_hint="--lake")
    try:
        app = create_app(opened, settings_of(opened, settings), hosts=(host,))
    except OpenDeskError as error:
        raise typer.BadParameter(str(error), param_hint="--host") from error
    where = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    print(f"wattsleuth: workbench at {where}; stop with Ctrl-C", file=sys.stderr, flush=True)
    # No access log: who looked at what is in the audit log alone. Which proxy is believed
    # the settings say, and not the server.
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
