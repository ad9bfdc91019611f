# %% [markdown]
# # 5. Outcomes and backtest
# Would the lists of past weeks have told us what inspectors found later? And how many visits does
# it take before the score may learn from them?

# %%
import datetime as dt

import matplotlib.pyplot as plt
from sample_lake import open_lake

from flows.steps.backtest import run_backtest
from models import read_feature_values
from models.backtesting.report import Plan

lake, date = open_lake()
settings = lake.settings()

# %% [markdown]
# ## What the field found
# `no_access` and `inconclusive` prove nothing, and count nowhere. Clean visits matter as much as
# hits: without them nobody knows how often the list is wrong.

# %%
inspections = lake.frame("inspections")
print(inspections["outcome"].value_counts())
found = inspections[inspections["outcome"] == "theft"]
print(found[["inspected_on", "means", "recovered_kwh"]].to_string(index=False))

# %% [markdown]
# ## Lists as of then
# For each date the list is made from what was dated up to that day and held against later visits.
# Time runs one way: nothing that came later may be known. Only daily facts are written.

# %%
plan = Plan(
    first=date - dt.timedelta(days=14),
    last=date - dt.timedelta(days=7),
    every_days=7,
    horizon_days=14,
    capacity=5,
)
report = run_backtest(lake, settings, plan, lambda _stage, _done, _total: None)
for name, figure_of in report["headline"].items():
    print(f"{name:26} {figure_of}")

# %% [markdown]
# Few visits make wide intervals, and the notes say whom the figures hold for.

# %%
for note in report["notes"]:
    print("-", note)

# %% [markdown]
# ## From first listing to visit
# How long did a theft stand on the list before somebody came?

# %%
print(report["lead"])

# %% [markdown]
# ## What a learner sees
# Features as they were measured on the list's day, never as they look today. Here: the scores of
# those that were visited, by what was found. With so few outcomes `wattsleuth train` declines,
# and says how many it would take.

# %%
values = read_feature_values(lake, date)
visited = inspections.drop_duplicates("account_id", keep="last").set_index("account_id")
seen = values.join(visited["outcome"], how="inner")
groups = {name: rows["cold_start_score"].to_numpy() for name, rows in seen.groupby("outcome")}
figure, axes = plt.subplots(figsize=(7, 3), layout="constrained")
for place, scores in enumerate(groups.values()):
    axes.plot([place] * len(scores), scores, "o", alpha=0.5)
axes.set_xticks(range(len(groups)), list(groups))
axes.set(ylabel="score today", ylim=(0, 1), title="Scores by the last outcome")

# %% [markdown]
# A theft that was found and ended need not score today. So compare with the list before the
# visit, as the backtest does, and never with today's.
