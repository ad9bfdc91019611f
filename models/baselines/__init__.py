"""Baselines: what utilities and notebooks do without us, ranked on the same windows."""

from models.baselines.baseline import Baseline
from models.baselines.drop_ranking import DROP_RANKING, DROP_RANKING_KWH
from models.baselines.plain_forest import PLAIN_FOREST
from models.baselines.utility_rules import UTILITY_RULES

__all__ = ["BASELINES", "Baseline"]

BASELINES: tuple[Baseline, ...] = (PLAIN_FOREST, UTILITY_RULES, DROP_RANKING, DROP_RANKING_KWH)
