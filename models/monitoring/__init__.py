"""Monitoring: what visits found says about the lists, and whether the data still is as it was."""
