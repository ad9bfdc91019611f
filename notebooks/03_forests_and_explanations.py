# %% [markdown]
# # 3. Forests and explanations
# How rare is an account among its peers, which features made it so, and how does a score come
# about?

# %%
import matplotlib.pyplot as plt
import numpy as np
from sample_lake import open_lake

from features import compute
from models import SuspicionForest, read_window, score
from pipeline.contract.vocabulary import Family

lake, date = open_lake()
settings = lake.settings()
window = read_window(lake, settings, date)
table = compute(window)

# %% [markdown]
# ## One forest
# `SuspicionForest` is an estimator as scikit-learn has them. On complete rows it scores as
# `IsolationForest` does, bit for bit. A missing value could be any: both sides of a split are
# followed, so that nobody is odd for lacking a channel.

# %%
family = Family.CONSUMPTION
names = [feature.name for feature in table.features if feature.family is family]
values = table.matrix(family)
judged = np.flatnonzero(np.isfinite(values).any(axis=1))
forest = SuspicionForest(n_estimators=100, random_state=settings.seed).fit(values[judged])
oddness = -forest.score_samples(values[judged])
figure, axes = plt.subplots(figsize=(7, 3), layout="constrained")
axes.hist(oddness, bins=30)
axes.set(xlabel="oddness (0.5 is usual)", ylabel="accounts", title=f"Family {family.value}")

# %% [markdown]
# ## Which feature made it odd?
# Each split on an account's path credits its feature with the depth that it saved. The credits
# add up exactly to how much shorter the path is than the mean path.

# %%
oddest = int(oddness.argmax())
row = values[judged[[oddest]]]
credit = forest.attributions(row)[0]
shorter = forest.expected_depth_ - forest.depths(row)[0]
print(f"shorter by {shorter:.2f} splits; credits add up to {credit.sum():.2f}")
order = np.argsort(credit)[-8:]
figure, axes = plt.subplots(figsize=(7, 3), layout="constrained")
axes.barh([names[place] for place in order], credit[order])
axes.set(xlabel="splits saved", title="Why the oddest account is odd")

# %% [markdown]
# Odd is not suspicious. A score asks two things at once: how far beyond a physical threshold
# (degree), and how rare among peers. Neither is enough alone; a near-proof is.

# %%
scored = score(window, table, settings.seed)
columns = ["account_id", "score", "means", "onset", "kwh_per_day", "coverage"]
print(scored.scores.sort_values("score", ascending=False)[columns].head(5).to_string(index=False))

# %% [markdown]
# ## Family by family
# Families that watch different things corroborate each other.

# %%
top = scored.scores.nlargest(8, "score").set_index("account_id")
families = top[[name for name in top.columns if name.startswith("score_")]]
figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
image = axes.imshow(families.to_numpy(dtype=float), vmin=0, vmax=1, cmap="cividis")
axes.set_xticks(range(families.shape[1]), families.columns, rotation=30, ha="right")
axes.set_yticks(range(len(families)), families.index)
axes.set_title("Scores of the families (white: not judged)")
figure.colorbar(image)

# %% [markdown]
# ## In sentences
# The evidence, and the innocent explanations that hold for some of it.

# %%
leader = scored.row(top.index[0])
for piece in scored.evidence(leader):
    print("against:", piece["text"])
for one in scored.cleared_by(leader):
    if one["outcome"] == "applies":
        print(f"{one['explanation']}: {one['text']}")

# %% [markdown]
# ## Does it hold still?
# The same seed gives the same bits. Another seed moves scores a little, and should not move the
# list.

# %%
again = score(window, table, settings.seed)
other = score(window, table, settings.seed + 1)
print(
    "same seed, same scores:", bool(np.array_equal(again.scores["score"], scored.scores["score"]))
)
moved = np.abs(other.scores["score"] - scored.scores["score"]).max()
print(f"another seed moves a score by {moved:.3f} at most")
