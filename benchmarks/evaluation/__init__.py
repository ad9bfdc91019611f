"""How well scenario sets are judged, over several worlds each."""
