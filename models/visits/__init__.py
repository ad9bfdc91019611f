"""Visits: from suspects to the visits that the crews can make on a day."""
