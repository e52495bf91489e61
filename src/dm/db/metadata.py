"""The one MetaData of all tables, with names for every constraint, and the columns that many tables share."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, MetaData, String, Text

from dm.db.types import UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def one_of(column: str, values: type[StrEnum] | Iterable[str]) -> CheckConstraint:
    """A check that a column holds one of the given words."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)


def key(name: str = "id") -> Column[str]:
    """A text primary key that the product makes itself (dm.model.ids)."""
    return Column(name, String(80), primary_key=True)


def moment(name: str, *, nullable: bool = False) -> Column[object]:
    """A UTC moment."""
    return Column(name, UtcDateTime, nullable=nullable)


def text(name: str, *, nullable: bool = False, index: bool = False) -> Column[str]:
    """Text; an empty string where a person would leave a field empty, None only where nullable says so."""
    return Column(name, Text, nullable=nullable, server_default=None if nullable else "", index=index)
