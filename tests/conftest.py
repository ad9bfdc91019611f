"""What holds for every test: Prefect sends nothing, and examples are the same each time."""

from __future__ import annotations

import os

from hypothesis import settings

from flows.prefect_environment import prepare_prefect

# Before any test imports Prefect, and whatever the developer's shell names.
for _name in ("PREFECT_API_URL", "PREFECT_HOME", "WATTSLEUTH_LAKE"):
    os.environ.pop(_name, None)
prepare_prefect()

# Shared machines stall: an example that takes long is no failure. CI repeats the same examples.
settings.register_profile("wattsleuth", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("wattsleuth")
