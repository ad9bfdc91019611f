# %% [markdown]
# # 6. Your own feature
# Declare it, test it, see it on the list: in ten minutes, and without touching the code. The
# example: somebody who uses next to nothing at weekends, but did before. (An idea, not a finding
# of ours.)

# %%
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
from sample_lake import open_lake

from features import Feature, Measured, OwnFeature, compute
from features.robust import first_true, row_median
from features.study import Study
from features.window import Floats, Window
from models import make_list, read_window, score
from pipeline.contract.vocabulary import Family, Means

lake, date = open_lake()
settings = lake.settings()
window = read_window(lake, settings, date)

# %% [markdown]
# ## Declare
# Name with the unit at its end, family, what it suggests, which facts and how many days it needs,
# the threshold at which suspicion starts and where that comes from, and a sentence for the
# reviewer.

# %%
RECENT_DAYS = 21


def weekend_ratio(window: Window) -> Floats:
    """(n, d) energy of a day off over the account's usual working day; NaN on working days."""
    usual = row_median(np.where(window.days_off, np.nan, window.kwh), least=5)
    ratio = window.kwh / np.where(usual > 0, usual, np.nan)[:, None]
    return np.where(window.days_off, ratio, np.nan)


WEEKEND_FALL = Feature(
    name="weekend_fall_share",
    unit="share",
    family=Family.CONSUMPTION,
    means=Means.CONSUMPTION_DROP,
    channels=("coverage",),
    days=42,
    threshold=0.4,
    sentence="On days off {value} less is used than on days off before {since}, when it was"
    " {baseline} of a working day; working days are as they were.",
    reference="notebook 6: an example",
    label="Days off against working days",
    signal=weekend_ratio,
)

# %% [markdown]
# ## Measure
# A pure function of a study: the window, and what all families share, such as exempt days and
# silences. Whole arrays, no loop over accounts. Zero is innocent; NaN says that there is too
# little to judge.


# %%
def measure_weekend_fall(study: Study) -> Measured:
    """Measure how far days off fell behind days off before."""
    ratio = np.where(study.exempt.not_supplied, np.nan, weekend_ratio(study.window))
    baseline = row_median(ratio[:, :-RECENT_DAYS], least=4)
    recent = row_median(ratio[:, -RECENT_DAYS:], least=4)
    fall = np.clip(1.0 - recent / np.where(baseline > 0, baseline, np.nan), 0.0, 1.0)
    low = ratio[:, -RECENT_DAYS:] < 0.5 * baseline[:, None]
    onset = first_true(low)
    onset = np.where(onset >= 0, onset + ratio.shape[1] - RECENT_DAYS, -1).astype(np.int32)
    return Measured.of(fall, baseline=baseline, onset=onset)


own = OwnFeature(WEEKEND_FALL, measure_weekend_fall)

# %% [markdown]
# ## Test
# On a theft and on its innocent twin. Take an honest-looking account, the one whose days off are
# most like its other days, and change what its meter says: every day off of the last three weeks
# loses most of its energy. The twin loses the same share on all days: perhaps the family is away.

# %%
listed = lake.frame("suspects", first=date, last=date)
away_from_one = np.abs(row_median(weekend_ratio(window), least=10) - 1.0)
away_from_one[np.isin(window.account_ids, listed["account_id"])] = np.inf
victim = int(np.nan_to_num(away_from_one, nan=np.inf).argmin())
recent = np.arange(window.shape[1]) >= window.shape[1] - RECENT_DAYS


def with_less(days: np.ndarray) -> Window:
    """Return the window with a tenth of the victim's energy on `days`."""
    kwh = window.kwh.copy()
    kwh[victim, days] *= 0.1
    return replace(window, kwh=kwh)


def value_of(changed: Window) -> float:
    """Return the feature's value for the victim."""
    return float(compute(changed, own=[own]).measured[-1].value[victim])


theft = with_less(recent & window.days_off)
twin = with_less(recent)
print(f"as it is {value_of(window):.2f}, theft {value_of(theft):.2f}, twin {value_of(twin):.2f}")
assert value_of(theft) > WEEKEND_FALL.threshold

# %% [markdown]
# The twin has a value as well: days off fell, and so did all the others. A feature that cannot
# tell the two apart accuses people on holiday. So believe only what the working days of the same
# weeks do not share. This is how most features begin.


# %%
def against_same_weeks(study: Study) -> Measured:
    """Measure as before, but believe only what working days of these weeks do not share."""
    first = measure_weekend_fall(study)
    working = np.where(study.window.days_off, np.nan, study.window.kwh)
    before = row_median(working[:, :-RECENT_DAYS], least=5)
    since = row_median(working[:, -RECENT_DAYS:], least=5)
    shared = np.clip(1.0 - since / np.where(before > 0, before, np.nan), 0.0, 1.0)
    value = np.where(np.isfinite(shared), np.clip(first.value - shared, 0.0, 1.0), np.nan)
    return Measured.of(value, baseline=first.baseline, onset=first.onset)


own = OwnFeature(WEEKEND_FALL, against_same_weeks)
print(f"as it is {value_of(window):.2f}, theft {value_of(theft):.2f}, twin {value_of(twin):.2f}")
assert value_of(theft) > WEEKEND_FALL.threshold > value_of(twin)

# %% [markdown]
# ## Who else has it?
# Before a threshold is believed, look at everybody: a feature that half of all accounts exceed
# tells of nothing.

# %%
everybody = compute(window, own=[own]).measured[-1].value
figure, axes = plt.subplots(figsize=(7, 3), layout="constrained")
axes.hist(everybody[np.isfinite(everybody)], bins=30)
axes.axvline(WEEKEND_FALL.threshold, linestyle="--", color="black")
axes.set(xlabel=WEEKEND_FALL.name, ylabel="accounts", title="Everybody, as they are")

# %% [markdown]
# ## On the list
# Scored beside ours, in its family's forest, with the sentence among the evidence. In memory: the
# lake keeps its list.

# %%
table = compute(theft, own=[own])
scored = score(theft, table, settings.seed)
without = score(theft, compute(theft), settings.seed)
was, now = (float(one.scores["score"][victim]) for one in (without, scored))
print(f"{window.account_ids[victim]}: score {was:.2f} without the feature, {now:.2f} with it")
assert now > was

# %% [markdown]
# One look at consumption carries nobody far enough by itself, for it has many innocent causes: a
# second look has to agree, or another family. That is meant. To see the sentence in its place, the
# threshold of the list is lowered here, and here alone.

# %%
lower = settings.list.model_copy(update={"score_at_least": round(now - 0.05, 2)})
shown = settings.model_copy(update={"list": lower})
suspects = make_list(scored, lake.frame("accounts"), listed, shown, date)
print(suspects[["rank", "account_id", "score", "means", "change"]].to_string(index=False))
evidence = suspects.set_index("account_id").loc[window.account_ids[victim], "evidence"]
for piece in evidence:
    print("-", piece["text"])

# %% [markdown]
# ## Make it ours
# A feature that proved itself belongs to the code, with its tests:
# 1. Put declaration and function into a module of `features/`, and into `FEATURES` and
#    `measure` of its family (`features/consumption.py` and the like).
# 2. A fact that it reads and that no other feature needs goes into `features/needs.py`.
# 3. A test on theft and one on its innocent twin in `tests/features/`.
# 4. `make pages` writes its line on the method page and names the sentences to translate.
#
# See `CONTRIBUTING.md`.
