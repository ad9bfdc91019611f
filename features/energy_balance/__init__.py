"""The energy balance: what was sent into a node against what its meters counted."""
