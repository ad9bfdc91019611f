"""The outcome learner: what inspections found turned into calibrated probabilities."""
