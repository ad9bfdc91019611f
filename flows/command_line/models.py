"""`wattsleuth models`: what was trained on outcomes, and what judges from when on."""

from __future__ import annotations

from typing import Any

from flows.command_line.answer import console_of_answers, print_json
from flows.command_line.guard import guarded
from flows.command_line.options import DEFAULT_LAKE, DebugOption, JsonOption, LakeOption

_MODEL = ("model_id", "trained_on", "outcomes_count", "share", "refusal")


@guarded
def models(
    lake: LakeOption = DEFAULT_LAKE,
    as_json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Show the models that were trained, and which of them judges from when on."""
    from flows.steps.releases import model_rows, release_rows
    from pipeline.lake import Lake

    opened = Lake(lake)
    known, released = list(model_rows(opened).values()), release_rows(opened)
    if as_json:
        trained = [{name: model[name] for name in _MODEL} for model in known]
        print_json({"models": trained, "releases": released})
    else:
        _print(known, released)


def _print(known: list[dict[str, Any]], released: list[dict[str, Any]]) -> None:
    from flows.command_line.titled_table import print_table
    from flows.steps.releases import COLD_START

    if not known and not released:
        print("no model was trained yet; the cold start judges")
        return
    console = console_of_answers()
    print_table(
        console,
        "Models",
        ("Model", "Trained on", "Outcomes", "Share", "Not released because"),
        [
            (
                model["model_id"],
                str(model["trained_on"]),
                f"{model['outcomes_count'] or 0:,}",
                f"{100 * (model['share'] or 0):.0f} %",
                model["refusal"] or "",
            )
            for model in known
        ],
        ("Not released because",),
    )
    print_table(
        console,
        "Releases",
        ("From", "Model", "Reason"),
        [(str(row["from_date"]), row["model_id"] or COLD_START, row["reason"]) for row in released],
        ("Model", "Reason"),
    )
