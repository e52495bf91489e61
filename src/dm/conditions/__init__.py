"""The one dialect of conditions: segments, waves' `where` and `unless`."""

from dm.conditions.compile import to_sql
from dm.conditions.reading import parse
from dm.conditions.segment_file import Segment, digest_of, load_segment, load_toml, plain
from dm.conditions.suggest import nearest
from dm.conditions.tree import AllOf, AnyOf, Condition, Leaf, Not, Operator, Window

__all__ = [
    "AllOf",
    "AnyOf",
    "Condition",
    "Leaf",
    "Not",
    "Operator",
    "Segment",
    "Window",
    "digest_of",
    "load_segment",
    "load_toml",
    "nearest",
    "parse",
    "plain",
    "to_sql",
]
