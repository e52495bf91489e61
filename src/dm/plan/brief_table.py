"""A strict reader for one table of the brief: every fault names its key, its value and the way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, NoReturn, TypeVar

from dm.conditions import nearest
from dm.errors import InputError
from dm.model import Money, Rate

Value = TypeVar("Value")


class BriefTable:
    """One table of the file; `place` is its name as the marketer wrote it, such as [audience]."""

    def __init__(self, file: str, place: str, raw: object, known: tuple[str, ...]) -> None:
        self._where = f"{file}: {place}"
        if not isinstance(raw, Mapping):
            raise InputError(f"{self._where} is no table.", hint=f"It takes {', '.join(known)}.")
        self._raw: Mapping[str, Any] = raw
        for name in raw:
            if name not in known:
                raise InputError(f'{self._where} has an unknown key "{name}".', hint=nearest(str(name), known))

    def fail(self, key: str, problem: str, hint: str = "") -> NoReturn:
        """Raise InputError about a key, with the value that was seen."""
        seen = f" = {self._raw[key]!r}" if key in self._raw else ""
        raise InputError(f"{self._where} {key}{seen}: {problem}.", hint=hint)

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self._raw

    def raw(self, key: str) -> Any:
        """The value as it was written, None when it was not."""
        return self._raw.get(key)

    def text(self, key: str, default: str | None = None, *, longest: int = 500) -> str:
        """A text; without a default the key is compulsory."""
        value: str = self._typed(key, str, "a text", default)
        if default is None and not value.strip():
            self.fail(key, "must not be empty")
        if len(value) > longest or any(ord(letter) < 32 for letter in value):
            self.fail(key, f"must be one line of at most {longest} letters")
        return value.strip()

    def word(self, key: str, words: tuple[str, ...], default: str | None = None) -> str:
        """One of a closed set of words."""
        value = self.text(key, default)
        if value not in words:
            self.fail(key, "is unknown", nearest(value, words))
        return value

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """A whole number."""
        value: int = self._typed(key, int, "a whole number", default)
        if value < least:
            self.fail(key, f"must be at least {least}")
        return value

    def share(self, key: str, default: float | None = None) -> float:
        """A share from 0 to 1."""
        value = self._typed(key, (int, float), "a share such as 0.10", default)
        if not 0 <= value <= 1:
            self.fail(key, "must lie between 0 and 1", "Write 10 percent as 0.10.")
        return float(value)

    def day(self, key: str) -> date:
        """A day without a time."""
        value = self._typed(key, (date, str), "a day such as 2027-03-31", None)
        if isinstance(value, datetime):
            self.fail(key, "must be a day without a time")
        return value if isinstance(value, date) else self._parsed(key, str(value), date.fromisoformat, "2027-03-31")

    def hour(self, key: str) -> time:
        """A time of day."""
        value = self._typed(key, (time, str), 'a time such as "10:00"', None)
        hour = value if isinstance(value, time) else self._parsed(key, str(value), time.fromisoformat, '"10:00"')
        return hour.replace(second=0, microsecond=0, tzinfo=None)

    def money(self, key: str) -> Money:
        """An amount."""
        return self._parsed(key, self.text(key), Money.parse, '"9000 EUR"')

    def rate(self, key: str) -> Rate:
        """A price of one piece, which may be finer than a minor unit; never negative."""
        rate = self._parsed(key, self.text(key), Rate.parse, '"0.0873 EUR"')
        if rate.amount < 0:
            self.fail(key, "must not be negative")
        return rate

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, not empty."""
        value = self._typed(key, list, "a list of texts", None)
        if not value or not all(isinstance(item, str) and item.strip() for item in value):
            self.fail(key, "must be a list of texts, at least one")
        return tuple(item.strip() for item in value)

    def by_language(self, key: str) -> None:
        """A table of texts by language, such as { de = "…", ru = "…" }; absent is fine."""
        value = self._raw.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(text, str) and text.strip() for text in value.values()):
            self.fail(key, "must be a table of texts by language", 'Write { de = "…", ru = "…" }.')

    def _typed(self, key: str, kind: Any, what: str, default: Any) -> Any:
        value = self._raw.get(key, default)
        if value is None:
            self.fail(key, "is missing", f"Write {what}.")
        if isinstance(value, bool) or not isinstance(value, kind):
            self.fail(key, f"must be {what}")
        return value

    def _parsed(self, key: str, text: str, read: Callable[[str], Value], example: str) -> Value:
        try:
            return read(text)
        except (ValueError, ArithmeticError):
            self.fail(key, "cannot be read", f"Write {example}.")
