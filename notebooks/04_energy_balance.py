# %% [markdown]
# # 4. Energy balance
# What a district was sent, less what its meters counted, is lost: in wires, in wrong records, or
# to theft. Supply meters see what no billing meter sees.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sample_lake import open_lake

from features import compute
from models import read_window

lake, date = open_lake()
settings = lake.settings()
window = read_window(lake, settings, date)
books = compute(window).books
if books is None:
    raise SystemExit("This lake has no table `supply`: there is nothing to balance.")

# %% [markdown]
# ## Sent and counted
# Every node has its books: supply, own generation, metered energy with the unread meters
# estimated, and a standard error of the difference.

# %%
balance = books.balance
for node, state in zip(balance.node_ids, balance.state, strict=True):
    print(f"{node:8} {state}")
node = int(np.argmax(balance.state == "unexplained"))
daily = balance.daily
figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
axes.plot(daily.sent[node], label="sent in")
axes.plot(daily.metered[node], label="counted, unread meters estimated")
axes.set(xlabel="day of the window", ylabel="kWh", title=f"Node {balance.node_ids[node]}")
axes.legend()

# %% [markdown]
# ## What wires take
# Iron takes the same every day, copper by the square of the load. What is lost beyond that needs
# a reason. The band is two standard errors wide on each side.

# %%
beyond = daily.loss[node] - balance.technical.expected[node]
band = 2 * daily.sigma[node]
figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
axes.axhline(0, color="black", linewidth=0.5)
axes.fill_between(range(len(beyond)), beyond - band, beyond + band, alpha=0.3)
axes.plot(beyond)
axes.set(xlabel="day of the window", ylabel="kWh", title="Lost beyond iron and copper")

# %% [markdown]
# ## As it is published
# By zone, voltage level, feeder and district. A loss rate alone accuses nobody: 4 % may be a long
# rural line, 1 % may hide a theft. Look at the unexplained loss and its bounds.

# %%
losses = lake.frame("line_losses", first=date, last=date)
columns = ["division", "node_id", "loss_rate", "unexplained_kwh_per_day", "state", "reason"]
print(losses[columns].to_string(index=False, max_colwidth=60))

# %% [markdown]
# ## Wrong records first
# A customer under the wrong transformer makes one district lose and another gain. Such records
# are told before anyone is accused.

# %%
errors = lake.frame("record_errors", first=date, last=date)
print(errors.to_string(index=False) if len(errors) else "no record is contradicted by a balance")

# %% [markdown]
# ## Whose fall mirrors the loss?
# Where an account's use fell on the day on which its district began to lose more, the two are one
# story. The features of the family say so only where two methods agree.

# %%
listed = lake.frame("suspects", first=date, last=date)
own = listed.merge(lake.frame("accounts")[["account_id", "transformer_id"]].drop_duplicates())
print(own.groupby("transformer_id")["kwh_per_day"].sum().round(1))
