"""Pure functions of arrays: day kernels, daily energy, signatures, innocent explanations."""
