"""One strict reader for tables that people write: policy files, wordings and facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from dm.consent.period import Period, parse_period
from dm.errors import DmError

Word = TypeVar("Word", bound=StrEnum)
Thing = TypeVar("Thing")
Locate = Callable[[str], str]


class Table:
    """A mapping whose every key must be asked for: `done()` refuses what nobody asked.

    `locate` turns a key into the words that tell a person where it stands.
    """

    def __init__(self, raw: Any, *, locate: Locate, error: type[DmError]) -> None:
        self._locate, self._error = locate, error
        if not isinstance(raw, Mapping):
            self.fail("", f"expected a table, found {raw!r}")
        self._raw: dict[str, Any] = dict(raw)
        self._asked: set[str] = set()

    def fail(self, key: str, problem: str) -> NoReturn:
        raise self._error(f"{self._locate(key)}: {problem}.")

    def has(self, key: str) -> bool:
        self._asked.add(key)
        return self._raw.get(key) is not None

    def done(self) -> None:
        unknown = sorted(set(self._raw) - self._asked)
        if unknown:
            known = ", ".join(sorted(self._asked))
            self.fail(unknown[0], f"unknown key {unknown[0]!r}; known here: {known}")

    def _get(self, key: str, kind: type | tuple[type, ...], what: str) -> Any:
        self._asked.add(key)
        value = self._raw.get(key)
        wrong_bool = isinstance(value, bool) and kind is not bool
        if value is not None and (wrong_bool or not isinstance(value, kind)):
            self.fail(key, f"{key} must be {what}, found {value!r}")
        return value

    def text(self, key: str, default: str = "") -> str:
        value = self._get(key, str, "a text")
        return default if value is None else str(value)

    def needed(self, key: str) -> str:
        value = self.text(key)
        if not value.strip():
            self.fail(key, f"{key} is missing")
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self._get(key, bool, "true or false")
        return default if value is None else bool(value)

    def number(self, key: str) -> int:
        value = self._get(key, int, "a whole number")
        if value is None:
            self.fail(key, f"{key} is missing")
        return int(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = self._get(key, (str, list, tuple), "a text or a list of texts")
        if value is None:
            return ()
        items = [value] if isinstance(value, str) else list(value)
        if not all(isinstance(item, str) and item for item in items):
            self.fail(key, f"{key} must be a list of texts, found {value!r}")
        return tuple(items)

    def word(self, key: str, words: type[Word]) -> Word | None:
        value = self.text(key)
        return self._one_word(key, value, words) if value else None

    def words(self, key: str, words: type[Word]) -> tuple[Word, ...]:
        return tuple(self._one_word(key, value, words) for value in self.texts(key))

    def _one_word(self, key: str, value: str, words: type[Word]) -> Word:
        try:
            return words(value)
        except ValueError:
            self.fail(key, f"{key} is {value!r}, must be one of {', '.join(words)}")

    def day(self, key: str) -> date | None:
        value = self._get(key, (date, str), "a day such as 2026-11-22")
        if value is None or value == "":
            return None
        if isinstance(value, str):
            day: date = self._parse(key, value, date.fromisoformat, "a day such as 2026-11-22")
            return day
        if isinstance(value, datetime):
            self.fail(key, f"{key} must be a day without a time, found {value.isoformat()}")
        return date(value.year, value.month, value.day)

    def moment(self, key: str) -> datetime | None:
        value = self.text(key)
        return self._parse(key, value, datetime.fromisoformat, "a time such as 2026-11-24T10:00") if value else None

    def moments(self, key: str) -> tuple[datetime, ...]:
        what = "a time such as 2026-11-24T10:00:00Z"
        return tuple(self._parse(key, text, datetime.fromisoformat, what) for text in self.texts(key))

    def period(self, key: str) -> Period | None:
        value = self.text(key)
        return self._parse(key, value, parse_period, "a period such as 24h, 30d or 18mo") if value else None

    def needed_period(self, key: str) -> Period:
        value = self.period(key)
        return value if value is not None else self.fail(key, f"{key} is missing")

    def _parse(self, key: str, text: str, read: Callable[[str], Any], what: str) -> Any:
        try:
            return read(text)
        except ValueError:
            self.fail(key, f"{key} must be {what}, found {text!r}")

    def table(self, key: str) -> Table | None:
        self._asked.add(key)
        value = self._raw.get(key)
        return None if value is None else self._child(value)

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables; one table alone counts as a list of one."""
        self._asked.add(key)
        value = self._raw.get(key)
        if value is None:
            return ()
        items: Iterable[Any] = value if isinstance(value, list) else [value]
        return tuple(self._child(item) for item in items)

    def items(self) -> tuple[tuple[str, Any], ...]:
        """Every key with its raw value: for tables whose keys are names."""
        self._asked.update(self._raw)
        return tuple(self._raw.items())

    def named_tables(self) -> tuple[tuple[str, Table], ...]:
        return tuple((key, self._child(value)) for key, value in self.items())

    def _child(self, value: Any) -> Table:
        return Table(value, locate=self._locate, error=self._error)


def closed(table: Table, build: Callable[[Table], Thing]) -> Thing:
    """What `build` makes of the table, once every key has been asked for."""
    built = build(table)
    table.done()
    return built


def closed_or_none(table: Table | None, build: Callable[[Table], Thing]) -> Thing | None:
    return None if table is None else closed(table, build)
