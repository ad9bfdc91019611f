"""Prefect flows, their steps and the command line: thin skins over the other rooms."""
