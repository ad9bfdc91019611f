"""The web workbench: the list, its cases, what reviewers decide and crews find."""
