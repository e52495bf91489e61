"""The one dialect of conditions: segments, waves' `where` and `unless`."""

from dm.conditions.compile import to_sql
from dm.conditions.read import read_condition
from dm.conditions.suggest import nearest
from dm.conditions.tree import AllOf, AnyOf, Condition, Leaf, Not, Operator, Window, fields_of

__all__ = [
    "AllOf",
    "AnyOf",
    "Condition",
    "Leaf",
    "Not",
    "Operator",
    "Window",
    "fields_of",
    "nearest",
    "read_condition",
    "to_sql",
]
