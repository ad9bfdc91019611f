"""Injection: known attacks laid over a utility's own readings, and what would be found of them."""
