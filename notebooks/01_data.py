# %% [markdown]
# # 1. The data
# What lies in a lake: the tables that a utility delivers, what was refused, and a meter's own
# curves. With `WATTSLEUTH_LAKE` set, this is your lake; otherwise a small simulated one is made
# in a minute.

# %%
import datetime as dt

import matplotlib.pyplot as plt
from sample_lake import open_lake

lake, date = open_lake()
settings = lake.settings()
print(f"business date {date}, time zone {settings.timezone}")

# %% [markdown]
# ## What is there
# Every table is a folder of Parquet files. `lake.read` gives Arrow, `lake.frame` pandas; a
# partitioned table takes `first` and `last`, so that nobody reads a year by mistake.

# %%
for name in ("accounts", "readings", "events", "supply", "work_orders", "inspections", "tips"):
    rows = lake.read(name, first=date - dt.timedelta(days=6), last=date)
    print(f"{name:12} {rows.num_rows:8,} rows (the last week, where the table is kept by day)")

accounts = lake.frame("accounts")
print(accounts.groupby(["tariff_class", "wiring"], dropna=False).size())

# %% [markdown]
# ## What was refused
# Nothing is dropped in silence: read = accepted + duplicate + quarantined. A refused row lies in
# `quarantine`, with file, row, reason and raw text.

# %%
print(lake.frame("quarantine").groupby(["table", "reason"]).size())

# %% [markdown]
# ## How complete is it?
# A day of a meter is one row of `facts`; `coverage` is the share of its readings that came. Dark
# stripes across many meters are a concentrator or an outage; a dark line is one modem.

# %%
first = date - dt.timedelta(days=27)
facts = lake.frame("facts", first=first, last=date, columns=["meter_id", "date", "coverage"])
coverage = facts.pivot_table(index="meter_id", columns="date", values="coverage")
figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
image = axes.imshow(coverage.to_numpy(), aspect="auto", vmin=0, vmax=1, cmap="cividis")
axes.set(xlabel=f"days since {first}", ylabel="meters", title="Share of a day's readings that came")
figure.colorbar(image)

# %% [markdown]
# ## One meter
# Raw readings stay as the meter reports them, on the secondary side. Power and energy times
# `ct_ratio` and `pt_ratio` are what the customer takes.

# %%
suspects = lake.frame("suspects", first=date, last=date)
meter_id = suspects["meter_id"].iloc[0] if len(suspects) else accounts["meter_id"].iloc[0]
readings = lake.readings(meter_id, date - dt.timedelta(days=2), date)
local = readings["ts"].dt.tz_convert(settings.timezone)
shown = [name for name in ("p_kw", "i_a", "u_a") if readings[name].notna().any()]
figure, panels = plt.subplots(
    len(shown) or 1, sharex=True, squeeze=False, figsize=(8, 5), layout="constrained"
)
for panel, name in zip(panels[:, 0], shown, strict=False):
    panel.plot(local, readings[name], linewidth=1)
    panel.set_ylabel(name)
panels[0, 0].set_title("Three days of the meter that leads the list")

# %% [markdown]
# ## What devices reported
# Event codes of many standards come down to one list of words; what no map knows is kept and
# counted.

# %%
events = lake.frame("events", first=first, last=date)
print(events["code"].value_counts().head(10))
