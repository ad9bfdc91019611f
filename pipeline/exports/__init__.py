"""Exports: lists and scores as CSV, Parquet, XLSX and HTML files."""

from pipeline.exports.export import (
    SUFFIXES,
    export_frame,
    export_line_loss,
    export_scores,
    export_suspects,
    export_table,
    export_visits,
)
from pipeline.exports.rows import ExportError

__all__ = [
    "SUFFIXES",
    "ExportError",
    "export_frame",
    "export_line_loss",
    "export_scores",
    "export_suspects",
    "export_table",
    "export_visits",
]
