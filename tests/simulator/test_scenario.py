from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from simulator.casting import Casting
from simulator.happening import Label
from simulator.mixture import ODDITIES, THEFTS
from simulator.population import build_roster
from simulator.scenario import Kinds, Rates, Scenario, ScenarioError, load_scenario, scenario_names

# What the sets promise: accounts, days, fewest and most thieves.
PROMISED = {
    "daily_only": (600, 200, 15, 30),
    "development": (1200, 75, 30, 60),
    "district": (600, 70, 15, 30),
    "easy": (500, 45, 9, 15),
    "events_only": (400, 60, 15, 25),
    "large_customers": (250, 60, 15, 25),
    "monthly_only": (500, 540, 12, 25),
    "test": (1200, 75, 33, 39),
}
NAMES = tuple(PROMISED)


def _labels(scenario: Scenario) -> Counter[Label]:
    """Accounts by label, theft before oddity."""
    roster = build_roster(scenario.accounts, scenario.seed, scenario.region)
    happenings = Casting(roster, scenario.timeline(), scenario.seed, scenario).cast()
    thieves = {row for one in happenings if one.label is Label.THEFT for row in one.spans}
    others = {row for one in happenings for row in one.spans} - thieves
    return Counter({Label.THEFT: len(thieves), Label.CONFOUNDER: len(others)})


def test_there_are_the_promised_sets() -> None:
    assert scenario_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_set_holds_what_it_promises(name: str) -> None:
    scenario = load_scenario(name)
    accounts, days, fewest, most = PROMISED[name]
    assert (scenario.name, scenario.accounts, scenario.days) == (name, accounts, days)
    assert scenario.description
    labels = _labels(scenario)
    assert fewest <= labels[Label.THEFT] <= most
    assert labels[Label.CONFOUNDER] > 2 * labels[Label.THEFT]
    if name == "test":
        assert 200 <= labels[Label.CONFOUNDER] <= 260


@pytest.mark.parametrize("name", [name for name in NAMES if name != "easy"])
def test_every_kind_of_a_set_happens(name: str) -> None:
    scenario = load_scenario(name)
    roster = build_roster(scenario.accounts, scenario.seed, scenario.region)
    happenings = Casting(roster, scenario.timeline(), scenario.seed, scenario).cast()
    cast = Counter(type(one) for one in happenings)
    for entry in scenario.entries():
        wanted = entry.count(scenario.accounts, scenario.days)
        assert cast[entry.build] == wanted > 0, entry.name


def test_development_has_all_that_there_is() -> None:
    assert len(load_scenario("development").entries()) == len(THEFTS) + len(ODDITIES)


def test_easy_keeps_the_rates_of_the_mixture() -> None:
    entries = load_scenario("easy").entries()
    assert len(entries) == 28
    assert all(entry in (*THEFTS, *ODDITIES) for entry in entries)


def test_sets_to_build_on_and_to_measure_on_differ() -> None:
    mine, theirs = load_scenario("development"), load_scenario("test")
    assert mine.seed != theirs.seed
    assert mine.region.timezone != theirs.region.timezone
    usual = {entry.name: entry for entry in mine.thefts.entries(THEFTS)}
    weaker = [
        entry.strength[1] < usual[entry.name].strength[1] for entry in theirs.thefts.entries(THEFTS)
    ]
    assert all(weaker)
    days = [theirs.start + dt.timedelta(days=k) for k in range(theirs.days)]
    assert dt.date(2026, 3, 29) in days[1:-1]  # the clock change of Madrid


def test_a_rate_decides_alone_how_small_a_run_has_one() -> None:
    entry = next(one for one in THEFTS if one.name == "meter_bypass")
    rare = Rates(a_thousand=2).applied(entry)
    assert (rare.count(499, 30), rare.count(500, 30), rare.count(2000, 30)) == (0, 1, 4)
    assert Rates(strength=(0.1, 0.2)).applied(entry).strength == (0.1, 0.2)
    assert Rates().applied(entry) == entry


def test_others_happen_only_where_asked_and_named_kinds_as_named() -> None:
    named = {"meter_bypass": Rates(a_thousand=9, onset=(0.1, 0.2))}
    alone = Kinds(named=named, strength=(0.0, 0.5)).entries(THEFTS)
    assert [entry.name for entry in alone] == ["meter_bypass"]
    assert (alone[0].a_thousand, alone[0].onset, alone[0].strength) == (9, (0.1, 0.2), (0.0, 0.5))
    among = Kinds(named=named, others=True, times=3).entries(THEFTS)
    assert len(among) == len(THEFTS)
    other = next(entry for entry in among if entry.name == "cover_tamper")
    assert other.a_thousand == 3 * 2
    never = Kinds(named={"meter_bypass": Rates(a_thousand=0)}, others=True).entries(THEFTS)
    assert "meter_bypass" not in [entry.name for entry in never]


def test_replacing_keeps_the_rest() -> None:
    known = load_scenario("test")
    other = known.replaced(accounts=60, seed=3, timezone="Asia/Tokyo")
    assert (other.accounts, other.days, other.seed) == (60, known.days, 3)
    assert other.region.timezone == "Asia/Tokyo"
    assert other.region.delivery == known.region.delivery
    with pytest.raises(ValueError, match="no IANA time zone"):
        known.replaced(timezone="Europe/Nowhere")


def test_unknown_scenario_names_those_there_are() -> None:
    with pytest.raises(ScenarioError, match="one of daily_only, development"):
        load_scenario("hard")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("accounts = 0", "greater than or equal to 1"),
        ("acounts = 5", "acounts: Extra inputs"),
        ("[thefts]\nmicrowave = {}", r"no thefts \['microwave'\]; there are \[.*'white_screen'"),
        ("[oddities]\nmeter_bypass = {}", r"no oddities \['meter_bypass'\]"),
        ("[thefts]\nmagnet = { strength = [0.8, 0.2] }", "no range"),
        ("[thefts]\nmagnet = { rate = 3 }", "thefts.named.magnet.rate"),
        ('[region]\ntimezone = "Mars"', "no IANA time zone"),
        ('[region]\ncountry = "Mars"', "no ISO 3166 country code"),
        ("[region.delivery.meter]\nresolution = 7", "resolution"),
        ('[region.delivery.meter]\nchannels = ["thd"]', "no channel"),
        ("[region.delivery.4P5W]\nresolution = 15", "no devices"),
        ('[region.delivery.terminal]\nenergy = "interval"', "terminals deliver registers"),
        ("[region]\nclass_shares = { residential = 0.5 }", "add up to 0.5"),
        ("[region]\nclass_shares = { other = 1.0 }", "no loads of class"),
        ("[field]\nsensitivity = 2", "field.sensitivity"),
        ("accounts = [", "cannot be read as TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_key_and_reason(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=words) as caught:
        load_scenario(path)
    assert str(path) in str(caught.value)


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("accounts = 40\n[thefts]\nmagnet = { a_thousand = 50 }\n", encoding="utf-8")
    mine = load_scenario(path)
    assert (mine.name, mine.accounts) == ("mine", 40)
    assert [entry.name for entry in mine.entries()] == ["magnet"]
