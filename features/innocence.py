"""Innocent explanations: each a check of data, tested on every account before suspicion.

Some have been masked or subtracted in the features already (exempt days, silence shared
with neighbours, registers that went on, batch weights); others weaken in scoring what they
explain. Here each is said in words with the number that decided, so that a reviewer sees
what was tested and how it came out. Only what could be tested is ruled out.
"""

from __future__ import annotations

import numpy as np

from features.explanations.customer import of_the_customer
from features.explanations.district_balanced import of_the_district
from features.explanations.instrument import of_instruments
from features.explanations.lasting_change import find_lasting_change
from features.explanations.meter import of_the_meter
from features.explanations.night_work import of_night_work
from features.explanations.phases import of_phases
from features.explanations.production import of_production
from features.explanations.record_error import of_records
from features.explanations.roof import of_the_roof
from features.explanations.saturation import of_saturation
from features.explanations.sister_account import of_sister_accounts
from features.explanations.supply import of_supply
from features.explanations.utility import of_the_utility
from features.registry import Explanation
from features.study import Study

GOOD_COVERAGE = 0.8


def explain_innocence(study: Study, coverage: np.ndarray) -> tuple[Explanation, ...]:
    """Test every innocent explanation; each holds (n,) `tested` and `applies`."""
    change = find_lasting_change(study)
    return (
        *of_supply(study),
        *of_the_meter(study),
        *of_instruments(study),
        of_saturation(study),
        *of_phases(study),
        *of_the_customer(study, change),
        of_the_roof(study),
        of_production(study, change),
        of_night_work(study),
        of_sister_accounts(study, change),
        of_the_district(study, change),
        of_records(study),
        *of_the_utility(study),
        _too_little_data(coverage),
    )


def _too_little_data(coverage: np.ndarray) -> Explanation:
    return Explanation(
        "too_little_data",
        "Only {number} of the time was read, so the measures are uncertain.",
        "Enough was read: {number} of the time.",
        np.ones(len(coverage), dtype=bool),
        np.asarray(~(coverage >= GOOD_COVERAGE)),
        number=np.asarray(coverage, dtype=np.float64),
        unit="share",
    )
