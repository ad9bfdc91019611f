"""Place among peers: whether a fall leads back to what is usual in the class.

A home with guests, a heater in winter or a busy year falls back to what others like it use;
a theft takes a usual home to far below them. So a fall that ends at the usual level tells
less than one that began there.
"""

from __future__ import annotations

import numpy as np

from features.consumption_shape import last_known
from features.peers import movement, peer_levels
from features.robust import MAD_TO_SIGMA, row_mean
from features.study import Study
from features.window import Floats
from pipeline.contract.vocabulary import TariffClass

RECENT_DAYS = 28
LEAST_PEERS = 20
LEAST_SIGMA = 0.3
# What a fall keeps that leads back to the usual level for certain.
RETURN_KEPT = 0.5


def class_sigmas_below(study: Study) -> tuple[Floats, Floats]:
    """How far recent use is below that of the class, in sigmas; and the sigma (log), (n,) each.

    Negative above it. NaN where the class has too few accounts.
    """
    recent = row_mean(last_known(study.window.kwh, RECENT_DAYS))
    level = np.log(np.where(recent > 0, recent, np.nan))[:, None]
    groups = peer_levels(study.window)[2:]
    centre = movement(level, groups, LEAST_PEERS)
    sigma = MAD_TO_SIGMA * movement(np.abs(level - centre), groups, LEAST_PEERS)
    sigma = np.fmax(sigma, LEAST_SIGMA)
    return ((centre - level) / sigma)[:, 0], sigma[:, 0]


def return_weight(study: Study, fall: Floats) -> Floats:
    """Weight (n,) of a log fall: 1 if it began at the usual level, less if it ended there.

    Two normal accounts are compared: one that fell from the class's level, and one that had
    been above it by as much as it fell. Where the class scatters widely, neither is likelier.
    Businesses come in every size, so that none has a usual level to return to: theirs is 1.
    """
    below, sigma = class_sigmas_below(study)
    size = np.maximum(fall, 0.0) / sigma
    log_odds = np.nan_to_num(size * (below - 0.5 * size))
    likely = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -20.0, 20.0)))
    weight = RETURN_KEPT + (1.0 - RETURN_KEPT) * np.minimum(1.0, 2.0 * likely)
    kind = study.window.text["tariff_class"]
    is_home = (kind == TariffClass.RESIDENTIAL.value) | (kind == "")
    return np.where(is_home, weight, 1.0)
