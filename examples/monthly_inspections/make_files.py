"""Write the files of a made-up utility that bills monthly, in the format of a public data set.

    python examples/monthly_inspections/make_files.py --out files [--clients 1200] [--months 36]

The format is that of the billing data of the Tunisian utility STEG (client and invoice files,
electricity and gas in one); the customers, what they use and what inspectors find are drawn
here. `inspections.csv` has what the public files leave out: when somebody was there.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

FIRST_BILL = "2022-01-31"
FIRST_VISITS = 12  # months of bills before anybody is visited
VISITED_A_MONTH = 0.03  # of the clients, in all
FEWEST_VISITS = 24  # a month
HOMES, SHOPS, WORKSHOPS = 11, 12, 51
USE_KWH = {HOMES: 220.0, SHOPS: 600.0, WORKSHOPS: 2500.0}  # a month
STEPS_KWH = (200, 100, 200)  # of the first three price levels, a month
# What is counted of the use before, by what befalls a client.
LEFT = {"theft": (0.1, 0.6), "fault": (0.0, 0.3), "vacant": (0.01, 0.06), "thrift": (0.6, 0.85)}
COAST = 103  # a region of summer houses: empty in winter, and nothing is wrong
LIKED = 101  # a region close to the depot, where crews like to go


def draw_clients(count: int, months: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return the clients: of the public columns all but `target`, and what befalls them."""
    category = rng.choice([HOMES, SHOPS, WORKSHOPS], count, p=[0.84, 0.13, 0.03])
    region = rng.choice([LIKED, 102, COAST, 104], count, p=[0.3, 0.3, 0.2, 0.2])
    created = pd.Timestamp("1990-01-01") + pd.to_timedelta(rng.integers(0, 10_000, count), "D")
    story = rng.choice(
        ["none", "theft", "fault", "vacant", "thrift"], count, p=[0.77, 0.09, 0.03, 0.05, 0.06]
    )
    left = [rng.uniform(low, high, count) for low, high in LEFT.values()]
    house = (region == COAST) & (category == HOMES) & (rng.random(count) < 0.4)
    return pd.DataFrame(
        {
            "disrict": region // 2 + 10,
            "client_id": [f"client_{number:05d}" for number in range(count)],
            "client_catg": category,
            "region": region,
            "creation_date": created.strftime("%d/%m/%Y"),
            "story": story,
            "onset": rng.integers(FIRST_VISITS - 3, months, count),
            "left": np.select([story == name for name in LEFT], left, 1.0),
            "is_summer_house": house,
            "has_gas": rng.random(count) < 0.3,
        }
    )


def draw_use(
    clients: pd.DataFrame, bills: pd.DatetimeIndex, rng: np.random.Generator
) -> np.ndarray:
    """(n, m) kWh that each client draws in each month, whatever is counted."""
    count = len(clients)
    level = clients["client_catg"].map(USE_KWH).to_numpy() * rng.lognormal(0, 0.5, count)
    season = 1 + 0.2 * np.cos(2 * np.pi * (bills.month.to_numpy() - 7.5) / 12)
    wander = np.cumsum(rng.normal(0, 0.04, (count, len(bills))), axis=1)
    use = level[:, None] * season * np.exp(wander + rng.normal(0, 0.12, wander.shape))
    is_winter = ~np.isin(bills.month, [6, 7, 8, 9])
    away = clients["is_summer_house"].to_numpy()[:, None] & is_winter
    return np.where(away, 0.05 * use, use)


def visit(
    clients: pd.DataFrame, use: np.ndarray, bills: pd.DatetimeIndex, rng: np.random.Generator
) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the energy counted (n, m), and the visits: what is found ends on that day.

    Half of the visits go to whoever fell most against a year before, a third where the crews
    like to go, the rest anywhere.
    """
    counted, rows = use.copy(), []
    ends = np.full(len(clients), len(bills))
    left, onset = clients["left"].to_numpy(), clients["onset"].to_numpy()
    for month, billed in enumerate(bills):
        on = (onset <= month) & (month < ends)
        counted[on, month] *= left[on]
        if month < FIRST_VISITS:
            continue
        fall = counted[:, month - 2 : month + 1].sum(axis=1)
        fall = fall / counted[:, month - 12 : month - 9].sum(axis=1)
        number = max(round(VISITED_A_MONTH * len(clients)), FEWEST_VISITS) // 6
        liked = np.flatnonzero(clients["region"] == LIKED)
        chosen = [
            np.argsort(fall + rng.normal(0, 0.15, len(fall)))[: 3 * number],
            rng.choice(liked, 2 * number, replace=False),
            rng.choice(len(clients), number, replace=False),
        ]
        for row in np.unique(np.concatenate(chosen)).tolist():
            found, is_over = _finding(clients.loc[row], bool(on[row]), rng)
            if is_over:
                ends[row] = month + 1
            lost = use[row, onset[row] : month + 1] - counted[row, onset[row] : month + 1]
            kwh = round(float(lost.sum())) if found == "fraude" and on[row] else ""
            date = billed + pd.Timedelta(int(rng.integers(3, 26)), "D")
            rows.append((clients["client_id"][row], date.date(), found, kwh))
    names = ["client_id", "inspection_date", "result", "recovered_kwh"]
    return counted, pd.DataFrame(rows, columns=names)


def _finding(client: pd.Series, is_on: bool, rng: np.random.Generator) -> tuple[str, bool]:
    """Return what an inspector finds at a client, and whether that ends what is wrong."""
    absent, error = rng.random(2)
    if absent < 0.1:
        return "absent", False
    if not is_on or error < 0.1:
        return "rien", False
    words = {"theft": "fraude", "fault": "compteur_defectueux", "vacant": "inoccupe"}
    found = words.get(str(client["story"]), "rien")
    return found, found in ("fraude", "compteur_defectueux")


def write_invoices(
    path: Path,
    clients: pd.DataFrame,
    counted: np.ndarray,
    bills: pd.DatetimeIndex,
    rng: np.random.Generator,
) -> None:
    """Write one row a client, month and counter: electricity, and gas where there is some."""
    frames = [_invoices(clients, np.round(counted), bills, "ELEC", rng)]
    gas = clients[clients["has_gas"]]
    cubic_metres = np.round(rng.lognormal(3, 0.6, (len(gas), len(bills))))
    frames.append(_invoices(gas, cubic_metres, bills, "GAZ", rng))
    pd.concat(frames).sort_values(["client_id", "invoice_date"]).to_csv(path, index=False)


def _invoices(
    clients: pd.DataFrame,
    amount: np.ndarray,
    bills: pd.DatetimeIndex,
    kind: str,
    rng: np.random.Generator,
) -> pd.DataFrame:
    count, months = amount.shape
    limits = np.cumsum((0, *STEPS_KWH))
    levels = [np.clip(amount - low, 0, step) for low, step in zip(limits, STEPS_KWH, strict=False)]
    levels.append(np.clip(amount - limits[-1], 0, None))
    begin = np.asarray(rng.integers(100, 90_000, count))
    index = begin[:, None] + np.cumsum(amount, axis=1)
    return pd.DataFrame(
        {
            "client_id": np.repeat(clients["client_id"].to_numpy(), months),
            "invoice_date": np.tile(bills.strftime("%Y-%m-%d"), count),
            "tarif_type": 11 if kind == "ELEC" else 40,
            "counter_number": np.repeat(rng.integers(10_000, 9_999_999, count), months),
            "counter_statue": 0,
            "counter_code": 203 if kind == "ELEC" else 5,
            "reading_remarque": rng.choice([6, 8, 9], count * months),
            "counter_coefficient": 1,
            **{
                f"consommation_level_{place}": level.ravel().astype(int)
                for place, level in enumerate(levels, start=1)
            },
            "old_index": (index - amount).ravel().astype(int),
            "new_index": index.ravel().astype(int),
            "months_number": 1,
            "counter_type": kind,
        }
    )


def main() -> None:
    """Write client.csv, invoice.csv and inspections.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--clients", type=int, default=1200)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    bills = pd.date_range(FIRST_BILL, periods=options.months, freq="ME")
    rng = np.random.default_rng(options.seed)
    clients = draw_clients(options.clients, options.months, rng)
    counted, visits = visit(clients, draw_use(clients, bills, rng), bills, rng)
    options.out.mkdir(parents=True, exist_ok=True)
    caught = visits.loc[visits["result"] == "fraude", "client_id"]
    public = ["disrict", "client_id", "client_catg", "region", "creation_date", "target"]
    clients["target"] = clients["client_id"].isin(caught).astype(float)
    clients[public].to_csv(options.out / "client.csv", index=False)
    write_invoices(options.out / "invoice.csv", clients, counted, bills, rng)
    visits.to_csv(options.out / "inspections.csv", index=False)
    print(f"{options.out}: {len(clients):,} clients, {len(visits):,} visits, {len(caught)} thefts")


if __name__ == "__main__":
    main()
