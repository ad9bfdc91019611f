"""Tables of the features, one a family, as the registry declares them."""

from __future__ import annotations

from features.measurement import ALL_FEATURES
from features.registry import Feature
from pipeline.contract.vocabulary import Family

BEGIN, END = "<!-- features: written by `python -m handbook`, do not edit -->", "<!-- end -->"


def feature_table(family: Family) -> str:
    """Return the features of a family as a Markdown table with their sources below."""
    chosen = [feature for feature in ALL_FEATURES if feature.family is family]
    if not chosen:
        return "No features yet."
    lines = [
        "| feature | what it measures | unit | suspicion starts at | near-proof at | needs |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_row(feature) for feature in chosen),
        "",
        "Where formula and threshold come from:",
        "",
        *(f"- `{feature.name}`: {_cell(_source(feature))}" for feature in chosen),
    ]
    return "\n".join(lines)


def _row(feature: Feature) -> str:
    needs = ", ".join(f"`{name}`" for name in feature.channels)
    cells = (
        f"`{feature.name}`",
        feature.label or feature.name.replace("_", " "),
        feature.unit or "ratio",
        f"{feature.threshold:g}",
        "" if feature.rule_at is None else f"{feature.rule_at:g}{_error(feature)}",
        f"{needs}; {feature.days} days" if needs else f"{feature.days} days",
    )
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _source(feature: Feature) -> str:
    # A file of the founders' that is not part of the repository.
    return feature.reference.replace("domain.md", "notes on metering practice,")


def _error(feature: Feature) -> str:
    if feature.error_rate is None:
        return ""
    return f" (innocent at or above it: {100 * feature.error_rate:.3g} %)"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def refreshed(page: str, family: Family) -> str:
    """Return a method page with its table written anew; ValueError without the two marks."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page of {family.value} has no marks {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n\n{feature_table(family)}\n\n{END}{after}"
