"""Ingest: a utility's files into the lake, counted to the last row."""

from pipeline.ingest.ingest import ingest
from pipeline.ingest.summary import IngestSummary, TableCounts

__all__ = ["IngestSummary", "TableCounts", "ingest"]
