"""Line loss as a page shows it: zones, the feeders in them, the districts below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.contract.line_loss import LOOK_FIRST_BREAK, Division
from pipeline.exports import figures
from pipeline.exports.charts.loss_chart import loss_chart
from pipeline.exports.line_loss_sheets import sweeps
from pipeline.exports.line_loss_wording import division_title, state_title
from pipeline.language import say
from pipeline.line_loss import LineLoss
from pipeline.settings.line_loss import LineLossSettings

Row = Mapping[str, Any]
MOST_CHARTS, MOST_ROWS = 60, 200
FEW_NODES = 40
NOTABLE = ("loss", "fault")
TONES = {"balanced": "calm", "unexplained": "loss", "unread": "mute"}
"""Look of a state; what is not named here is a fault of records or meters."""


@dataclass(frozen=True)
class NodeView:
    """One line of the tree, and what opens below it.

    key: anchor, "" where nothing links here. suspects: account and the anchor of its case;
    look_first: likewise where a sweep begins.
    """

    key: str
    row: Row
    title: str
    kind: str
    state: str
    tone: str
    remapped: str
    is_high: bool
    is_open: bool
    chart: Markup
    suspects: tuple[tuple[str, str], ...]
    look_first: tuple[tuple[str, str], ...] = ()
    children: tuple[NodeView, ...] = ()

    @property
    def unexplained(self) -> float | None:
        """Unexplained kWh a day, by the suggested records where those differ here."""
        remapped: float | None = self.row["remapped_kwh_per_day"]
        known: float | None = self.row["unexplained_kwh_per_day"]
        return known if remapped is None else remapped

    @property
    def technical_rate(self) -> float | None:
        """Technical loss as a share of what went in."""
        return self._share(self.row["technical_kwh"])

    @property
    def expected_rate(self) -> float | None:
        """What a sweep is expected to find, as a share of what went in."""
        expected = self.row["expected_kwh_per_day"]
        return None if expected is None else self._share(expected * self.row["days"])

    def _share(self, kwh: float | None) -> float | None:
        if kwh is None:
            return None
        sent = self.row["supplied_kwh"] + (self.row["fed_in_kwh"] or 0.0)
        return float(kwh / sent) if sent > 0 else None


@dataclass(frozen=True)
class LineLossView:
    """What the section shows; errors are those that fit, of `errors_count` in all."""

    zones: tuple[NodeView, ...]
    levels: tuple[NodeView, ...]
    sweeps: tuple[NodeView, ...]
    sweeps_count: int
    errors: tuple[Row, ...]
    errors_count: int
    days: int
    anchors: Mapping[str, str]


def line_loss_view(
    found: LineLoss, anchors: Mapping[str, str], settings: LineLossSettings
) -> LineLossView:
    """Prepare the section; anchors: account to the anchor of its case on the page."""
    worth = sweeps(found.losses)
    tree = _Tree(found, anchors, settings, worth)
    levels = [row for row in found.losses if row["division"] == Division.VOLTAGE.value]
    return LineLossView(
        zones=tree.zones(),
        levels=tuple(tree.node(row, ()) for row in levels),
        sweeps=tuple(tree.node(row, ()) for row in worth[:MOST_ROWS]),
        sweeps_count=len(worth),
        errors=tuple(found.errors[:MOST_ROWS]),
        errors_count=len(found.errors),
        days=settings.days,
        anchors=anchors,
    )


class _Tree:
    """Rows of table `line_losses` by zone and feeder."""

    def __init__(
        self,
        found: LineLoss,
        anchors: Mapping[str, str],
        settings: LineLossSettings,
        worth: Sequence[Row],
    ) -> None:
        self._found, self._anchors, self._high = found, anchors, settings.loss_rate_high
        self._rows = {(row["division"], row["node_id"]): row for row in found.losses}
        nodes = [row for row in found.losses if row["division"] in _NODES]
        self._key = {
            (row["division"], row["node_id"]): f"loss-{place}" for place, row in enumerate(nodes)
        }
        self._worth = {(row["division"], row["node_id"]) for row in worth}
        known = [row for row in nodes if row["node_id"] in found.daily]
        self._charted = {row["node_id"] for row in _worth_a_chart(known)}
        self._below: dict[tuple[str, str], list[Row]] = {}
        for row in nodes:
            if row["division"] == Division.DISTRICT.value:
                feeder = row["parent_id"] or ""
                self._below.setdefault((row["zone"] or "", feeder), []).append(row)

    def zones(self) -> tuple[NodeView, ...]:
        """Every zone with its feeders and districts, those without a zone last."""
        feeders = [row for row in self._rows.values() if row["division"] == _TOTAL]
        under: dict[str, list[str]] = {}
        for zone, feeder in self._below:
            under.setdefault(zone, []).append(feeder)
        for row in feeders:
            own = under.setdefault(row["zone"] or "", [])
            if row["node_id"] not in own:
                own.append(row["node_id"])
        named = sorted(under, key=lambda zone: (zone == "", zone))
        return tuple(self._zone(zone, sorted(under[zone])) for zone in named)

    def _zone(self, zone: str, feeders: list[str]) -> NodeView:
        inside: list[NodeView] = []
        for feeder in feeders:
            total = self._rows.get((_TOTAL, feeder))
            districts = tuple(self.node(row, ()) for row in self._below.get((zone, feeder), ()))
            if total is None:
                inside.extend(districts)
                continue
            own = self._rows.get((Division.FEEDER.value, feeder))
            alone = (self.node(own, ()),) if own and (total["zone"] or "") == zone else ()
            inside.append(self.node(total, (*alone, *districts)))
        row = self._rows.get((Division.ZONE.value, zone)) or _unknown_zone()
        return self.node(row, tuple(inside))

    def node(self, row: Row, children: tuple[NodeView, ...]) -> NodeView:
        """One line: the row in words, with its chart and its suspects."""
        place = (row["division"], row["node_id"])
        rate = row["loss_rate"]
        accounts = self._found.suspects.get(row["node_id"], ()) if row["division"] in _NODES else ()
        return NodeView(
            key=self._key.get(place, ""),
            row=row,
            title=row["node_id"] or say("No zone on record"),
            kind=division_title(row["division"]),
            state=state_title(row["state"]) if row["state"] else "",
            tone=TONES.get(row["state"] or "unread", "fault"),
            remapped=_remapped(row),
            is_high=rate is not None and rate >= self._high,
            is_open=any(child.is_open or self._stands_out(child) for child in children),
            chart=self._chart(row),
            suspects=self._linked(accounts),
            look_first=self._linked(first_accounts(row)),
            children=children,
        )

    def _linked(self, accounts: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return tuple((account, self._anchors.get(account, "")) for account in accounts)

    def _stands_out(self, node: NodeView) -> bool:
        """Worth a sweep; on a small page anything else that is not calm as well."""
        is_leaf = not node.children
        is_small = len(self._key) <= FEW_NODES
        return _place(node) in self._worth or (is_leaf and is_small and node.tone in NOTABLE)

    def _chart(self, row: Row) -> Markup:
        daily = self._found.daily.get(row["node_id"])
        if daily is None or row["division"] not in _NODES or row["node_id"] not in self._charted:
            return Markup("")
        key = f"{self._key[row['division'], row['node_id']]}-days"
        return Markup(loss_chart(row["node_id"], self._found.dates, daily, key))  # noqa: S704


_TOTAL = Division.FEEDER_TOTAL.value
_NODES = (Division.DISTRICT.value, Division.FEEDER.value)


def first_accounts(row: Row) -> Sequence[str]:
    """Return the accounts of a row of `line_losses` where a sweep begins, the likeliest first."""
    told = row["look_first"]
    return told.split(LOOK_FIRST_BREAK) if told else ()


def _place(node: NodeView) -> tuple[str, str]:
    return node.row["division"], node.row["node_id"]


def _remapped(row: Row) -> str:
    """The state by the suggested records, where it is another one than on record."""
    other = row["remapped_state"]
    if other is None or other == row["state"]:
        return ""
    return say("with the suggested records: {state}", state=state_title(other))


def _worth_a_chart(nodes: Sequence[Row]) -> list[Row]:
    """Nodes to draw: those worth a sweep first, then the largest unexplained losses."""
    drawn = [row for row in nodes if row["state"] not in {"balanced", "unread"}]

    def weight(row: Row) -> tuple[float, float]:
        level = row["unexplained_kwh_per_day"]
        rank = row["sweep_rank"] or float("inf")
        return rank, -abs(level) if figures.is_known(level) else 0.0

    return sorted(drawn, key=weight)[:MOST_CHARTS]


def _unknown_zone() -> Row:
    empty: dict[str, Any] = dict.fromkeys(
        (
            "parent_id",
            "zone",
            "loss_rate",
            "technical_kwh",
            "unexplained_kwh_per_day",
            "unexplained_low",
            "unexplained_high",
            "remapped_kwh_per_day",
            "remapped_state",
            "nodes_left_out",
            "state",
            "sweep_rank",
            "look_first",
            "accounts",
        )
    )
    return {**empty, "division": Division.ZONE.value, "node_id": "", "reason": ""}
