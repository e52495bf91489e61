"""A workbook in another language: its sheets, headers and words by a template's catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dm.press.tables import Column, Table

# Columns that hold words of ours; all others hold what lists and people say.
_SPEAKING = frozenset({"measure", "unit", "field", "kind", "channel", "status", "reason"})


class Catalogue:
    """English words and what stands for them; what has no translation stays English."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._said: Mapping[str, str] = words.get("workbook", {})
        codes = ("fields", "kinds", "reasons", "quarantined")
        self._codes = {code: text for name in codes for code, text in words[name].items()} if self._said else {}

    def say(self, english: str) -> str:
        """The same in this language."""
        return self._said.get(english) or self._codes.get(english, english)

    def tables(self, tables: Sequence[Table]) -> list[Table]:
        """The sheets with all that is ours said in this language."""
        return [self._table(table) for table in tables] if self._said else list(tables)

    def about(self, about: Mapping[str, str]) -> dict[str, str]:
        """What the workbook is about."""
        return {self.say(name): self.say(value) for name, value in about.items()}

    def _table(self, table: Table) -> Table:
        columns = [self._column(column) for column in table.columns]
        ours = [column.name in _SPEAKING for column in table.columns]
        rows = [
            tuple(
                self.say(cell) if speaks and isinstance(cell, str) else cell
                for speaks, cell in zip(ours, row, strict=True)
            )
            for row in table.rows
        ]
        return Table(self.say(table.name), columns, rows)

    def _column(self, column: Column) -> Column:
        return replace(column, name=self.say(column.name), definition=self.say(column.definition))
