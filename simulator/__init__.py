"""A physical simulation of meters, thieves and innocent oddities that writes contract tables."""

from simulator.simulate import DEFAULT_SEED, DEFAULT_START, SimulationSummary, simulate

__all__ = ["DEFAULT_SEED", "DEFAULT_START", "SimulationSummary", "simulate"]
