"""Repeatable measurements: what is fast, what is small, and against what."""
