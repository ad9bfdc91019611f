"""The model card as Markdown, from its JSON alone."""

from __future__ import annotations

from typing import Any

Card = dict[str, Any]


def card_markdown(card: Card) -> str:
    """Return the card for people; equal cards give equal text."""
    sections = (_head, _data, _figures, _proxies, _evidence, _sayings)
    return "\n\n".join(section(card) for section in sections) + "\n"


def _head(card: Card) -> str:
    refusal = card["refusal"]
    verdict = f"Not released: {refusal}." if refusal else "May be released."
    return (
        f"# Model card, trained on {card['trained_on']}\n\n"
        f"{verdict} Share of the score: {card['share']:.0%}.\n\n"
        f"SHA-256 of the model: `{card['sha256']}`"
    )


def _data(card: Card) -> str:
    data, selection = card["data"], card["selection"]
    outcomes = [[word, count] for word, count in data["outcomes"].items()]
    return (
        "## Data\n\n"
        f"{data['visits']} visits to {data['accounts']} accounts from {data['first_visit']} to"
        f" {data['last_visit']}; {data['accounts_not_visited']} accounts without a visit beside"
        f" them. The population was known by {selection['known_by']}; the visits tell as much as"
        f" {selection['effective_visits']:.0f} of equal weight.\n\n"
        + _table(["outcome", "visits"], outcomes)
    )


def _figures(card: Card) -> str:
    validation = card["validation"]
    if validation is None:
        return "## Figures\n\nToo few visits to hold the learner against later ones."
    judged = ("cold", "learner", "blend", "gain")
    rows = [
        [measure, *(_interval(figure[name]) for name in judged)]
        for measure, figure in validation["measures"].items()
    ]
    note = (
        f"Judged on {validation['visits']} visits that came after those learned from, with 95 %"
        " intervals. A gain above 0 is for the learner."
    )
    return f"## Figures\n\n{note}\n\n" + _table(["measure", *judged], rows)


def _proxies(card: Card) -> str:
    proxy = card["proxy"]
    if proxy["margin"] is None:
        return "## Proxies\n\nToo few thefts to tell what zone, class and meter type explain."
    rows = [[name, f"{area:.3f}"] for name, area in proxy["auc"].items()]
    note = (
        f"The learner is better by {_interval(proxy['margin'])}; the proxies explain"
        f" {proxy['explained']:.0%} of its order."
    )
    return "## Proxies\n\n" + _table(["by", "area under the curve"], rows) + "\n\n" + note


def _evidence(card: Card) -> str:
    rows = [[one["evidence"], f"{one['log_odds']:.2f}"] for one in card["strongest_evidence"]]
    return "## Strongest evidence\n\n" + _table(["evidence", "log odds"], rows)


def _sayings(card: Card) -> str:
    parts = (("Limits", card["limits"]), ("Harms", card["harms"]))
    return "\n\n".join(
        f"## {title}\n\n" + "\n".join(f"- {line}" for line in lines) for title, lines in parts
    )


def _interval(figure: dict[str, float | None]) -> str:
    if figure["value"] is None:
        return "unknown"
    if figure["low"] is None or figure["high"] is None:
        return f"{figure['value']:.3f}"
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"


def _table(names: list[str], rows: list[list[Any]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
