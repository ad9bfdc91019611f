"""The command `wattsleuth`: one module a subcommand."""
