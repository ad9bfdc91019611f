# %% [markdown]
# # 2. Features
# A feature is a one-sided measure of suspicion in a unit that a person can check: 0 is innocent,
# larger is odder, NaN could not be judged. It is measured after outages, work orders and what the
# neighbours did have been taken out.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sample_lake import open_lake

from features import compute
from models import read_feature_values, read_window

lake, date = open_lake()
settings = lake.settings()

# %% [markdown]
# ## The window
# Accounts by days, as plain arrays: daily facts of the meter that the account had on that day.

# %%
window = read_window(lake, settings, date)
accounts, days = window.shape
print(f"{accounts} accounts x {days} days, {len(window.facts)} facts")
print("kWh of the first account, last week:", window.kwh[0, -7:].round(1))

# %% [markdown]
# ## All features at once
# `compute` is a pure function: the same window gives the same values, and nothing is read or
# written.

# %%
table = compute(window)
names = [feature.name for feature in table.features]
values = pd.DataFrame(table.matrix(), index=window.account_ids, columns=names)
print(f"{len(names)} features in {len({feature.family for feature in table.features})} families")
print("not to be judged:", int((table.disqualified != "").sum()), "accounts")

# %% [markdown]
# Each is declared once, with all that a reviewer needs.

# %%
feature = next(one for one in table.features if one.name == "register_decrease_days")
print(feature.label, "|", feature.unit, "|", feature.family, "| threshold", feature.threshold)
print(feature.sentence)

# %% [markdown]
# ## Who exceeds a threshold?
# Most accounts are at zero nearly everywhere. That is meant: what is common is not suspicious.

# %%
thresholds = np.array([one.threshold for one in table.features])
degrees = values / thresholds
exceeding = degrees[(degrees > 1).any(axis=1)]
used = exceeding.loc[:, (exceeding > 1).any()]
figure, axes = plt.subplots(figsize=(9, 5), layout="constrained")
image = axes.imshow(used.clip(0, 4).T, aspect="auto", cmap="cividis")
axes.set_yticks(range(used.shape[1]), used.columns, fontsize=7)
axes.set(xlabel="accounts above some threshold", title="Value over threshold (white: not judged)")
figure.colorbar(image)

# %% [markdown]
# ## What clears people
# Innocent explanations are tested on every account, whether anybody suspects it or not.

# %%
for explanation in table.explanations:
    tested, applies = int(explanation.tested.sum()), int(explanation.applies.sum())
    print(f"{explanation.name:32} tested on {tested:4}, holds for {applies:4}")

# %% [markdown]
# ## The days behind a value
# A feature can carry its daily series. This is what the case page draws.

# %%
with_signal = [place for place, one in enumerate(table.features) if one.signal is not None]
strongest = max(with_signal, key=lambda place: np.nan_to_num(degrees.iloc[:, place]).max())
account = int(np.nan_to_num(degrees.iloc[:, strongest]).argmax())
chosen = table.features[strongest]
figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
axes.plot(chosen.signal(window)[account], drawstyle="steps-mid")
onset = int(table.measured[strongest].onset[account])
if onset >= 0:
    axes.axvline(onset, linestyle="--", color="black")
axes.set(title=f"{chosen.label or chosen.name}", xlabel="day of the window", ylabel=chosen.unit)

# %% [markdown]
# ## As they were kept
# Every run keeps what it measured, so that a learner, or you, need not measure a year again.

# %%
print(read_feature_values(lake, date).iloc[:3, :4])
