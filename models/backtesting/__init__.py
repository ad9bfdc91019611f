"""Backtesting: lists as of past dates, held against what inspections found later."""
