"""Which rows concern a chunk of a crowd: a stretch of ids where most of the base is asked for, else a list of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select

from dm.consent.rows import one_of


class Span:
    """People in the order of their ids; `dense` says that hardly anybody else lies between the first and the last.

    What is read besides them costs little and is looked up by nobody. Where a database orders ids otherwise than we do,
    some are not found, and whoever is not found is asked for alone.
    """

    def __init__(self, connection: Connection, ids: Sequence[str], *, dense: bool) -> None:
        self._connection, self._ids = connection, list(ids)
        self._dense = dense
        self._written = "" if dense else json.dumps(self._ids)

    def holds(self, column: ColumnElement[str]) -> ColumnElement[bool]:
        """Whether a column of person ids is within."""
        if self._dense:
            return column.between(self._ids[0], self._ids[-1])
        return one_of(self._connection, column, self._ids, written=self._written)

    def rows(self, query: Select[Any], column: ColumnElement[str]) -> Sequence[Any]:
        """Plain rows of the query whose person is within."""
        return self._connection.execute(query.where(self.holds(column))).all()
