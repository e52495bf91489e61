"""From a TOML or JSON table to a checked tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dm.conditions.fields import Field, find_field
from dm.conditions.operands import read_operand
from dm.conditions.suggest import nearest
from dm.conditions.tree import AllOf, AnyOf, Condition, Leaf, Not, Operator
from dm.conditions.window import WINDOW_KEYS, read_window
from dm.errors import InputError

_JOINS = ("all", "any", "not")
_LEAF_KEYS = ("field", *(operator.value for operator in Operator), *WINDOW_KEYS)
# Nobody writes deeper by hand; SQLite refuses expressions deeper than 1,000.
MAX_DEPTH = 20
MAX_LEAVES = 500


def parse(table: object, place: str = "condition") -> Condition:
    """The checked tree of a condition. Raises InputError naming the place, the value and the way out."""
    tree = _read(table, place, 1)
    if _leaves(tree) > MAX_LEAVES:
        raise InputError(f"{place}: more than {MAX_LEAVES} comparisons.", hint="Use `in` with a list.")
    return tree


def _read(table: object, place: str, depth: int) -> Condition:
    if not isinstance(table, Mapping):
        raise InputError(f"{place}: {table!r} is no condition.", hint='Write { field = "country", is = "DE" }.')
    if depth > MAX_DEPTH:
        raise InputError(f"{place}: more than {MAX_DEPTH} conditions inside each other.", hint="Flatten it.")
    joins = [name for name in _JOINS if name in table]
    if not joins:
        return _leaf(table, place)
    if len(table) > 1:
        others = ", ".join(str(name) for name in table if name != joins[0])
        raise InputError(
            f'{place}: "{joins[0]}" stands beside {others}.', hint=f'Let "{joins[0]}" stand alone; nest the others.'
        )
    return _join(joins[0], table[joins[0]], f"{place}.{joins[0]}", depth)


def _join(name: str, value: object, place: str, depth: int) -> Condition:
    if name == "not":
        return Not(_read(value, place, depth + 1))
    if not isinstance(value, list | tuple) or not value:
        raise InputError(f"{place}: {value!r} is no list of conditions.", hint=f"Write {name} = [ {{ … }}, {{ … }} ].")
    parts = tuple(_read(part, f"{place}[{number}]", depth + 1) for number, part in enumerate(value, start=1))
    return AllOf(parts) if name == "all" else AnyOf(parts)


def _leaf(table: Mapping[str, Any], place: str) -> Leaf:
    for name in table:
        if name not in _LEAF_KEYS:
            raise InputError(f'{place}: unknown word "{name}".', hint=nearest(str(name), (*_JOINS, *_LEAF_KEYS)))
    written = table.get("field")
    if not isinstance(written, str):
        raise InputError(f"{place}: no field is named.", hint='Write field = "country".')
    field, argument = find_field(written, place)
    operator = _operator(table, field, written, place)
    return Leaf(
        field=field.name,
        operator=operator,
        operand=read_operand(field, operator, table[operator.value], f"{place}: {written}"),
        argument=argument,
        window=read_window(table, field, f"{place}: {written}"),
    )


def _operator(table: Mapping[str, Any], field: Field, written: str, place: str) -> Operator:
    found = [operator for operator in Operator if operator.value in table]
    allowed = ", ".join(field.operators)
    if len(found) != 1:
        said = " and ".join(found) or "no comparison"
        raise InputError(f"{place}: {written} has {said}; it needs exactly one.", hint=f"It takes {allowed}.")
    if found[0] not in field.operators:
        raise InputError(
            f"{place}: {written} is {field.kind} and cannot be asked {found[0]}.", hint=f"It takes {allowed}."
        )
    return found[0]


def _leaves(tree: Condition) -> int:
    match tree:
        case Leaf():
            return len(tree.operand) if isinstance(tree.operand, tuple) and tree.operator != Operator.IN else 1
        case Not():
            return _leaves(tree.part)
        case AllOf() | AnyOf():
            return sum(_leaves(part) for part in tree.parts)
