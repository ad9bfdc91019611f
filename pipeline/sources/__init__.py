"""Sources: a utility's files, read in bounded memory into the contract's columns."""

from pipeline.sources.batches import Batch, read_batches
from pipeline.sources.discovery import Discovery, SourceFile, discover
from pipeline.sources.source_error import SourceError

__all__ = ["Batch", "Discovery", "SourceError", "SourceFile", "discover", "read_batches"]
