"""Accounts made of the meters read, for a utility that delivers no accounts table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.contract.inputs import ACCOUNTS
from pipeline.ingest.intent import Change
from pipeline.lake import Lake
from pipeline.settings.mapping import Constant
from pipeline.sources.ratios import Ratios


class MadeAccounts:
    """Collects meters that no account names, and makes an account of each.

    Parameters
    ----------
    attributes: columns of `accounts` and the value that every account made gets.
    """

    def __init__(self, ratios: Ratios, attributes: Mapping[str, Constant]) -> None:
        self._ratios = ratios
        self._attributes = attributes
        self._meters = pa.array([], pa.string())

    def see(self, meters: pa.StringArray) -> None:
        """Look at the meters of some readings (n,)."""
        unnamed = self._ratios.unnamed(pc.unique(meters))
        if len(unnamed):
            self._meters = pc.unique(pa.concat_arrays([self._meters, unnamed]))

    @property
    def count(self) -> int:
        """Accounts made so far."""
        return len(self._meters)

    def changes(self, lake: Lake) -> Iterator[Change]:
        """Give the change of table `accounts` that adds them, if there are any."""
        if not self.count:
            return
        delta = lake.delta("accounts")
        rows = pa.concat_tables([lake.read("accounts"), self._rows()])
        ordered = rows.sort_by([("account_id", "ascending"), ("meter_id", "ascending")])
        yield Change("accounts", (delta.write_file(ordered),), tuple(delta.files()))

    def _rows(self) -> pa.Table:
        columns = []
        for column in ACCOUNTS.columns:
            if column.name in ("account_id", "meter_id"):
                columns.append(self._meters)
            else:
                value = pa.scalar(self._attributes.get(column.name)).cast(column.arrow_type)
                columns.append(pa.repeat(value, self.count))
        return pa.table(columns, schema=ACCOUNTS.arrow_schema)
