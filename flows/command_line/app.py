"""The command `wattsleuth`: its subcommands, put together.

The modules of the subcommands import what they need when they run, so that `--help` and
usage errors take no time.
"""

from __future__ import annotations

import typer

from flows.command_line.backfill import backfill
from flows.command_line.backtest import backtest
from flows.command_line.changes import changes
from flows.command_line.demo import demo
from flows.command_line.evaluate import evaluate
from flows.command_line.explain import explain
from flows.command_line.export import export
from flows.command_line.ingest import ingest
from flows.command_line.inject import inject
from flows.command_line.models import models
from flows.command_line.monitor import monitor
from flows.command_line.replay import replay
from flows.command_line.review import review
from flows.command_line.rollback import rollback
from flows.command_line.run import run
from flows.command_line.schedule import schedule
from flows.command_line.simulate import simulate
from flows.command_line.train import train
from flows.command_line.users import users

app = typer.Typer(
    name="wattsleuth",
    help="Finds electricity theft in meter readings and events, with evidence, every day.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (
    simulate,
    ingest,
    run,
    backfill,
    backtest,
    evaluate,
    inject,
    monitor,
    train,
    rollback,
    models,
    replay,
    export,
    explain,
    changes,
    review,
    schedule,
    demo,
):
    app.command()(_command)
app.add_typer(users)


def main() -> None:
    """Entry point of the console script; ends with the exit codes of the contract."""
    app(prog_name="wattsleuth")


if __name__ == "__main__":
    main()
