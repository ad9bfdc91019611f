"""Innocent oddities, one a module: what looks like theft and is none."""
