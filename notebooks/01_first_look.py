# %% [markdown]
# # A first look
# A simulated utility goes into a lake, one business date is judged, and the tables are
# plain pandas frames.
# Jupyter (with Jupytext), VS Code and PyCharm open this script as a notebook.

# %%
import datetime as dt
import tempfile
from pathlib import Path

from flows.steps.business_day import run_day
from flows.steps.scoring import judge_day
from pipeline import Lake
from pipeline.ingest import ingest
from pipeline.settings import load_settings
from simulator import simulate

folder = Path(tempfile.mkdtemp(prefix="wattsleuth-notebook-"))
world = simulate(folder / "input", accounts=60, days=28, seed=7)
settings = load_settings(folder / "input" / "wattsleuth.toml")

# %% [markdown]
# ## From files to the lake
# Read = accepted + duplicate + quarantined, for every table.

# %%
lake = Lake(folder / "lake")
delivered_at = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
counts = ingest(lake, [folder / "input"], settings, delivered_at)
print(counts.total)

# %% [markdown]
# ## One business date
# Facts of all days, features of the window, scores, and the list.

# %%
business_date = dt.date(2026, 3, 1) + dt.timedelta(days=world.days - 1)
run_day(lake, settings, business_date)
suspects = lake.frame("suspects")
print(suspects[["rank", "account_id", "score", "means", "kwh_per_day", "onset"]])

# %% [markdown]
# ## The evidence of the first suspect

# %%
for piece in suspects.loc[0, "evidence"]:
    print("-", piece["text"])

# %% [markdown]
# ## The same features as arrays
# `judge_day` gives the window, the feature table and the scores that the list is made of.

# %%
scored = judge_day(lake, settings, business_date)
values = scored.table.matrix()
print(values.shape, [feature.name for feature in scored.table.features][:5])

# %% [markdown]
# ## Raw readings of one meter

# %%
meter = suspects.loc[0, "meter_id"]
print(lake.readings(meter, business_date - dt.timedelta(days=2), business_date).describe())
