"""Innocent oddities: what looks like theft and is none."""
