"""`wattsleuth explain`: one case, readable in a terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.command_line.answer import print_json
from flows.command_line.exit_code import CommandError, ExitCode
from flows.command_line.guard import guarded
from flows.command_line.options import (
    DEFAULT_LAKE,
    DebugOption,
    JsonOption,
    LakeOption,
    LanguageOption,
    RequiredDateOption,
    SettingsOption,
)


@guarded
def explain(
    account: Annotated[str, typer.Argument(help="The account_id.")],
    date: RequiredDateOption,
    lake: LakeOption = DEFAULT_LAKE,
    settings: SettingsOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Show why one account is suspected, or why it is not."""
    from flows.command_line.answer import console_of_answers
    from flows.steps.finished_runs import require_run
    from flows.steps.settings import settings_of
    from pipeline.lake import Lake
    from pipeline.language import speaking

    opened = Lake(lake)
    chosen = settings_of(opened, settings, language)
    require_run(opened, date)
    from flows.command_line.case_view import print_case
    from flows.steps.line_loss import balance_above
    from flows.steps.scoring import day_cases

    try:
        (case,) = day_cases(
            opened, chosen, date, [account], reword=language is not None, weigh=True
        )
    except KeyError as error:
        raise CommandError(str(error.args[0]), ExitCode.USAGE) from error
    if as_json:
        print_json({**case.suspect, "sister_accounts": case.sister_accounts})
    else:
        with speaking(chosen.speech()):
            above = balance_above(opened, date, case.account)
            print_case(case, console_of_answers(), chosen.currency, above)
