"""The rows of a batch that cannot be used: kept on disk while the file is read, written out to be mended."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from dm.acquire.quarantine import REASONS, Quarantined
from dm.press.tables import Column, write_csv

_IN_MEMORY = 8 << 20  # bytes; a spoilt file of gigabytes has millions of such rows
_MOST_BEYOND = 50  # cells more than the header; what stands behind them shares the last


class RefusedRows:
    """As many rows as there are, in their order; to be closed."""

    def __init__(self) -> None:
        self._spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 -- it is one itself
        self._count = 0
        self._widest = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def __len__(self) -> int:
        return self._count

    def append(self, row: Quarantined) -> None:
        """Put one more row behind the others."""
        pickle.dump((row.row, row.raw, row.field, row.reason), self._spool, pickle.HIGHEST_PROTOCOL)
        self._count += 1
        self._widest = max(self._widest, len(row.raw))

    def __iter__(self) -> Iterator[Quarantined]:
        self._spool.seek(0)
        for _ in range(self._count):
            yield Quarantined(*pickle.load(self._spool))  # noqa: S301 -- we wrote it ourselves a moment ago

    def table_rows(self, batch_id: str) -> Iterator[dict[str, Any]]:
        """The rows of table quarantine."""
        for row in self:
            yield {
                "batch_id": batch_id,
                "row": row.row,
                "field": row.field,
                "reason": row.reason,
                "raw": row.raw,
                "solved": False,
            }

    def write(self, folder: Path, batch_id: str, header: list[str]) -> Path:
        """A file of the rows with row number, field and reason before the cells, to be mended and acquired again."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{batch_id}.csv"
        width = min(max(len(header), self._widest), len(header) + _MOST_BEYOND)
        names = [*header, *("" for _ in range(width - len(header)))]
        columns = [Column("row", "int"), Column("field"), Column("reason"), *(Column(name) for name in names)]
        rows = ([row.row, row.field, REASONS.get(row.reason, row.reason), *_fitted(row.raw, width)] for row in self)
        write_csv(path, columns, rows)
        return path


def _fitted(cells: list[str], width: int) -> list[str]:
    if len(cells) > width:
        return [*cells[: width - 1], ", ".join(cells[width - 1 :])]
    return [*cells, *("" for _ in range(width - len(cells)))]
