"""Means of theft, one a module."""
