"""The source file: where a list comes from, checked against a closed vocabulary."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from dm.errors import InputError
from dm.model import LawChannel, Party
from dm.model.money import Rate
from dm.normal.countries import country_code

LAWFUL = ("own_form", "own_customers", "supplier", "list_broker", "partner", "merger", "public_register", "inherited")
UNLAWFUL = ("leak", "insider", "breach", "stolen", "scraped_restricted", "unknown", "undocumented")
# Whoever takes a list from others must be able to show where it came from (GDPR 5(2), 14).
WITH_DOSSIER = frozenset({"supplier", "list_broker", "partner", "merger"})
DOSSIER = ("supplier", "contract", "collected_from", "collected_to", "acquired_on", "lawful_basis")
BASES = ("consent", "legitimate_interest", "contract")
_DAYS = ("notice_on", "collected_from", "collected_to", "acquired_on", "valid_until")
_TEXTS = ("id", "title", "supplier", "origin", "contract", "party", "lawful_basis", "wording", "country", "language")
_LISTS = ("permitted_channels", "permitted_purposes")
_NUMBERS = ("trust", "uses_left")
_KNOWN = (*_TEXTS, *_DAYS, *_LISTS, *_NUMBERS, "unit_price")
_COMPULSORY = ("id", "origin", "party", "lawful_basis", "permitted_channels")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A checked source file; `row` has the columns of table source that come from it."""

    id: str
    origin: str
    row: Mapping[str, Any]
    sha256: str

    @property
    def is_lawful(self) -> bool:
        return self.origin not in UNLAWFUL


def read_source_file(path: Path) -> SourceFile:
    """The file's [source] table; raises InputError that names the key, the value and what may stand there.

    A file of unlawful origin is read without looking at the rest: nothing else of it matters.
    """
    content, table = _load(path)
    digest = hashlib.sha256(content).hexdigest()
    origin = _word(path, table, "origin", (*LAWFUL, *UNLAWFUL))
    if origin in UNLAWFUL:
        return SourceFile(str(table.get("id", "")), origin, {}, digest)
    _refuse_unknown(path, table)
    _demand(path, table, _COMPULSORY, "Every source needs it.")
    if origin in WITH_DOSSIER:
        _demand(path, table, DOSSIER, f'An origin "{origin}" needs the supplier\'s dossier.')
    row = _row(path, table, origin)
    if row["lawful_basis"] == "consent" and not row["wording"]:
        raise _wrong(path, "wording is missing", "A basis of consent names the wording people saw: consent/wordings/…")
    return SourceFile(row["id"], origin, row, digest)


def _load(path: Path) -> tuple[bytes, dict[str, Any]]:
    try:
        content = path.read_bytes()
        document = tomllib.loads(content.decode("utf-8"))
    except FileNotFoundError:
        raise InputError(f"There is no file {path}.", hint="Check the path.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} is no TOML: {error}.", hint="Mend that line.") from error
    table = document.get("source")
    if not isinstance(table, dict):
        raise _wrong(path, "it has no table [source]", "Begin it with [source].")
    return content, table


def _refuse_unknown(path: Path, table: Mapping[str, Any]) -> None:
    for name in table:
        if name not in _KNOWN:
            near = difflib.get_close_matches(name, _KNOWN, 1)
            raise _wrong(
                path, f'"{name}" is no key of [source]', f'Did you mean "{near[0]}"?' if near else "Remove it."
            )


def _demand(path: Path, table: Mapping[str, Any], names: tuple[str, ...], why: str) -> None:
    missing = [name for name in names if table.get(name) in (None, "", [])]
    if missing:
        raise _wrong(path, f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing", why)


def _row(path: Path, table: Mapping[str, Any], origin: str) -> dict[str, Any]:
    row: dict[str, Any] = {name: _text(path, table, name) for name in _TEXTS}
    row |= {name: _day(path, table, name) for name in _DAYS}
    row |= {name: _words(path, table, name) for name in _LISTS}
    for channel in row["permitted_channels"]:
        _check(path, "permitted_channels", channel, tuple(LawChannel))
    price = _price(path, table)
    return row | {
        "title": row["title"] or row["id"],
        "origin": origin,
        "party": _word(path, table, "party", tuple(Party)),
        "lawful_basis": _word(path, table, "lawful_basis", BASES),
        "country": _country(path, row["country"]),
        "language": row["language"].lower()[:2],
        "trust": _number(path, table, "trust", 50, 100),
        "uses_left": _number(path, table, "uses_left", None, 1_000_000),
        "unit_price": price.amount if price else None,
        "unit_price_currency": price.currency if price else "",
    }


def _text(path: Path, table: Mapping[str, Any], name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str) or len(value) > 300:
        raise _wrong(path, f"{name} = {value!r} is no text", "Write it in quotation marks.")
    return value.strip()


def _word(path: Path, table: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = str(table.get(name, ""))
    _check(path, name, value, allowed)
    return value


def _check(path: Path, name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        near = difflib.get_close_matches(value, allowed, 1)
        meant = f'Did you mean "{near[0]}"? ' if near else ""
        raise _wrong(path, f'{name} = "{value}" is unknown', f"{meant}Write one of {', '.join(allowed)}.")


def _words(path: Path, table: Mapping[str, Any], name: str) -> list[str]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise _wrong(path, f"{name} = {value!r} is no list of words", 'Write ["post", "email"].')
    return list(value)


def _day(path: Path, table: Mapping[str, Any], name: str) -> date | None:
    value = table.get(name)
    if value in (None, ""):
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _wrong(path, f"{name} = {value!r} is no day", "Write 2026-04-20.") from None


def _number(path: Path, table: Mapping[str, Any], name: str, otherwise: int | None, most: int) -> int | None:
    value = table.get(name, otherwise)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most):
        raise _wrong(path, f"{name} = {value!r} is no number from 0 to {most}", "Write a whole number.")
    return value


def _price(path: Path, table: Mapping[str, Any]) -> Rate | None:
    value = table.get("unit_price", "")
    if not value:
        return None
    try:
        rate = Rate.parse(str(value))
    except ValueError as error:
        raise _wrong(path, f"unit_price: {error}", 'Write "0.12 EUR".') from None
    if rate.amount < Decimal(0):
        raise _wrong(path, f"unit_price = {value!r} is negative", 'Write "0.12 EUR".')
    return rate


def _country(path: Path, text: str) -> str:
    code = country_code(text)
    if text and not code:
        raise _wrong(path, f'country = "{text}" is unknown', 'Write its ISO code, such as "DE".')
    return code


def _wrong(path: Path, what: str, hint: str) -> InputError:
    return InputError(f"{path.name}: {what}.", hint=hint)
