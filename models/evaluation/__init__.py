"""Evaluation: what scores and lists are worth, measured against a truth."""
