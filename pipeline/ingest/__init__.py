"""Ingest: a utility's files into the lake, counted to the last row."""

from pipeline.ingest.ingest import ingest
from pipeline.ingest.own_table import take_own
from pipeline.ingest.summary import IngestSummary, TableCounts

__all__ = ["IngestSummary", "TableCounts", "ingest", "take_own"]
