"""Steps: what a flow or a command does, as plain functions without an orchestrator."""
