"""A physical simulation of meters, thieves and innocent oddities that writes contract tables."""

from simulator.scenario import Scenario, ScenarioError, load_scenario, scenario_names
from simulator.simulate import SimulationSummary, simulate

__all__ = [
    "Scenario",
    "ScenarioError",
    "SimulationSummary",
    "load_scenario",
    "scenario_names",
    "simulate",
]
