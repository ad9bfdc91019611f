"""What was heard of an account: the columns of a search."""

from __future__ import annotations

# Order in which an account was found, from 1; 0 where it was not.
STEP = 0
# Found by the mirror test, else by the regression; first day on which it takes.
IS_MIRRORED, ONSET = 1, 2
# Mirror test: z and beta. Regression: z and slope. Rank link: z.
MIRROR_Z, BETA, SHARE_Z, SLOPE, RANK_Z = 3, 4, 5, 6, 7
# Taken since then, kWh a day on average, with bounds; share of draws that uphold it.
TAKEN, TAKEN_LOW, TAKEN_HIGH, STABILITY = 8, 9, 10, 11
# Slope of the loss over own use on the days of full use alone, and its standard error.
QUIET_SLOPE, QUIET_ERROR = 12, 13
COLUMNS = 14
