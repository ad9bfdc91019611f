"""Tables in Markdown of the reports of several worlds of one scenario set."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from benchmarks.evaluation.world import Report

COMPARED = {
    "auc": "AUC",
    "pr_auc": "PR-AUC",
    "precision_at_k": "precision@k",
    "map_at_k": "MAP@k",
    "recall_at_capacity": "recall@capacity",
    "innocents_listed": "innocents on a list as long as ours",
}
FOUND = {
    "on_list": "listed",
    "in_top_k": "among the first k",
    "in_top_2k": "among the first 2k",
}
STRENGTHS = {"low": "below a fifth", "middle": "a fifth to a half", "high": "half and more"}


def comparison(reports: Sequence[Report]) -> str:
    """Ours, ours without gaps, the baselines: means over the worlds, with lowest and highest."""
    rows = [["scores", *COMPARED.values()]]
    for place, entrant in enumerate(reports[0]["comparison"]):
        metrics = [report["comparison"][place]["metrics"] for report in reports]
        rows.append([entrant["label"], *(_spread(metrics, name) for name in COMPARED)])
    return table(rows)


def found_by_kind(reports: Sequence[Report]) -> str:
    """Thieves of all worlds by means: how many there are, listed, and among the first k."""
    kinds = (row for report in reports for row in report["recall_by_kind"])
    return _found(sorted(kinds, key=_name), "means of theft")


def found_by_strength(reports: Sequence[Report]) -> str:
    """The same by the share of energy stolen."""
    bins = (row for report in reports for row in report["recall_by_strength"]["bins"])
    return _found(bins, "share of energy stolen")


def innocents(reports: Sequence[Report]) -> str:
    """Kinds of innocent oddities of which anyone was listed, the most frequent first."""
    accounts, listed = Counter[str](), Counter[str]()
    for report in reports:
        for row in report["confounders"]:
            accounts[row["name"]] += row["accounts"]
            listed[row["name"]] += row["on_list"]
    normal = sum(report["population"]["normal"] for report in reports)
    ordinary = sum(report["list"]["normal"] for report in reports)
    rows = [["innocent oddity", "accounts", "listed", "share"]]
    rows += [
        [_words(name), str(accounts[name]), str(count), _share(count, accounts[name])]
        for name, count in sorted(listed.items(), key=lambda item: (-item[1], item[0]))
        if count
    ]
    silent = sum(1 for name in accounts if not listed[name])
    quiet = sum(accounts[name] for name in accounts if not listed[name])
    rows.append([f"the {silent} other kinds", str(quiet), "0", _share(0, quiet)])
    rows.append(["nothing odd at all", str(normal), str(ordinary), _share(ordinary, normal)])
    return table(rows)


def estimates(reports: Sequence[Report]) -> str:
    """Means named, onset, energy, delay: of the thieves on the lists."""
    found = [report for report in reports if report["list"]["thieves"]]
    named = sum(report["means"]["thieves"] for report in found)
    right = sum(report["means"]["right"] for report in found)
    errors = [abs(days) for report in found for days in report["onset"]["errors_days"]]
    ratios = [ratio for report in found for ratio in report["kwh"]["ratios"]]
    delays = [
        days for report in found if (days := report["first_listing"]["median_days"]) is not None
    ]
    rows = [["of the thieves listed", "figure"]]
    rows.append(["suspected means right", f"{right} of {named} ({_share(right, named)})"])
    rows.append(["onset off by (median)", _median(errors, lambda days: f"{days:.0f} days")])
    rows.append(["estimated over true kWh a day (median)", _median(ratios, "{:.2f}".format)])
    within = sum(0.5 <= ratio <= 2 for ratio in ratios)
    rows.append(["within a factor of two", _share(within, len(ratios))])
    rows.append(
        ["days from onset to the first list, a list a week", _median(delays, "{:.0f}".format)]
    )
    overlaps = [report["stability"]["mean_jaccard"] for report in found if report["stability"]]
    rows.append(["first k in common over seeds of the forests (Jaccard)", _median(overlaps)])
    return table(rows)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a Markdown table; the first one is the head."""
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "| " + " | ".join("---" for _ in rows[0]) + " |", *body])


def _found(bins: Iterable[Report], title: str) -> str:
    sums: dict[str, Counter[str]] = {}
    for row in bins:
        counts = sums.setdefault(_name(row), Counter())
        counts.update({key: row[key] for key in ("thieves", *FOUND)})
    rows = [[title, "thieves", *FOUND.values()]]
    rows += [
        [
            name,
            str(counts["thieves"]),
            *(f"{counts[key]} ({_share(counts[key], counts['thieves'])})" for key in FOUND),
        ]
        for name, counts in sums.items()
    ]
    return table(rows)


def _name(row: Report) -> str:
    """The kind, or the bin of strength as `models.evaluation.breakdown` cuts them."""
    return STRENGTHS[row["name"]] if "low" in row else _words(row["name"])


def _spread(metrics: Sequence[Report], name: str) -> str:
    values = [metric[name]["value"] for metric in metrics if metric[name]["value"] is not None]
    if not values:
        return "-"
    digits = 0 if name == "innocents_listed" else 2
    mean = f"{statistics.fmean(values):.{digits}f}"
    if len(values) == 1:
        return mean
    return f"{mean} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def _median(values: Sequence[float], show: Callable[[float], str] = "{:.2f}".format) -> str:
    return show(statistics.median(values)) if values else "-"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"


def _words(name: str) -> str:
    return name.replace("_", " ")
