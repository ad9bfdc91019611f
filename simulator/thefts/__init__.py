"""Means of theft, a module for each thing that is tampered with."""
