"""What a field is compared with, checked and brought into the field's own form."""

from __future__ import annotations

import math
from datetime import date

from dm.conditions.fields import Field, Kind
from dm.conditions.suggest import nearest
from dm.conditions.tree import Operand, Operator, Scalar
from dm.conditions.window import read_day
from dm.errors import InputError
from dm.normal.folding import clean

# Codes that the base keeps in one letter case.
_UPPER = {"country", "postal_code"}
_LOWER = {"language", "gender", "party"}
_EXAMPLE: dict[Kind, str] = {
    Kind.CODE: '"DE"',
    Kind.TEXT: '"Berlin"',
    Kind.NUMBER: "3",
    Kind.DAYS: "30",
    Kind.FLAG: "true",
    Kind.MIXED: '"gold" or 3',
}
# A list longer than this is a list of people, and belongs into a source file.
_LONGEST_LIST = 5_000


def read_operand(field: Field, operator: Operator, value: object, place: str) -> Operand:
    """The operand in the field's form; raises InputError with the value and an example."""
    match operator:
        case Operator.KNOWN:
            return _flag(value, f"{place} known")
        case Operator.IN:
            return _list(field, value, place)
        case Operator.BETWEEN:
            return _pair(value, place)
        case Operator.AT_LEAST | Operator.AT_MOST:
            return _number(value, f"{place} {operator}")
        case Operator.BEFORE | Operator.AFTER:
            return _day(value, f"{place} {operator}")
        case _:
            return _scalar(field, value, f"{place} {operator}")


def _scalar(field: Field, value: object, place: str) -> Scalar:
    if field.kind is Kind.FLAG:
        return _flag(value, place)
    if field.kind in (Kind.NUMBER, Kind.DAYS):
        return _number(value, place)
    if field.kind is Kind.MIXED and isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, place)
    return _word(field, value, place)


def _word(field: Field, value: object, place: str) -> str:
    if not isinstance(value, str) or not clean(value):
        raise InputError(f"{place} {value!r}: a text is wanted.", hint=f"Write {_EXAMPLE[field.kind]}.")
    word = clean(value)
    if field.name in _UPPER:
        word = word.upper()
    elif field.name in _LOWER:
        word = word.lower()
    if field.words and word not in field.words:
        raise InputError(f'{place} "{value}": no such word.', hint=nearest(word, field.words))
    return word


def _list(field: Field, value: object, place: str) -> tuple[Scalar, ...]:
    if not isinstance(value, list | tuple) or not value or len(value) > _LONGEST_LIST:
        raise InputError(
            f"{place} in {value!r}: a list of 1 to {_LONGEST_LIST} values is wanted.",
            hint=f"Write in = [{_EXAMPLE[field.kind]}].",
        )
    return tuple(_scalar(field, item, f"{place} in") for item in value)


def _pair(value: object, place: str) -> tuple[Scalar, Scalar]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise InputError(f"{place} between {value!r}: two numbers are wanted.", hint="Write between = [18, 30].")
    low, high = (_number(item, f"{place} between") for item in value)
    if low > high:
        raise InputError(f"{place} between {value!r}: the first is greater.", hint="Change them over.")
    return low, high


def _number(value: object, place: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > 1e15:
        raise InputError(f"{place} {value!r}: a number is wanted.", hint="Write at_least = 3.")
    return value


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise InputError(f"{place} {value!r}: true or false is wanted.", hint="Without quotes.")
    return value


def _day(value: object, place: str) -> date:
    day = read_day(value, place)
    if day is None:
        raise InputError(f"{place}: a day is wanted.", hint="Write before = 2027-03-31.")
    return day
