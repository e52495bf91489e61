"""The fields a condition may ask, and which comparisons make sense for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from dm.conditions.suggest import nearest
from dm.conditions.tree import Operator
from dm.errors import InputError


class Kind(StrEnum):
    """What a field's value is."""

    CODE = "a code"
    TEXT = "a text"
    NUMBER = "a number"
    DAYS = "a number of days since something happened"
    FLAG = "yes or no"
    MIXED = "a number or a text"


_NUMERIC = (Operator.IS, Operator.IN, Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN, Operator.KNOWN)
OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    Kind.CODE: (Operator.IS, Operator.IN, Operator.STARTS_WITH, Operator.KNOWN),
    Kind.TEXT: (Operator.IS, Operator.IN, Operator.STARTS_WITH, Operator.CONTAINS, Operator.KNOWN),
    Kind.NUMBER: _NUMERIC,
    Kind.DAYS: (*_NUMERIC, Operator.BEFORE, Operator.AFTER),
    Kind.FLAG: (Operator.IS,),
    Kind.MIXED: (
        Operator.IS,
        Operator.IN,
        Operator.AT_LEAST,
        Operator.AT_MOST,
        Operator.BETWEEN,
        Operator.STARTS_WITH,
        Operator.CONTAINS,
        Operator.KNOWN,
    ),
}


@dataclass(frozen=True)
class Field:
    """One field: its kind, whether it counts events (and so takes a window), and its closed set of words."""

    name: str
    kind: Kind
    counted: bool = False
    words: tuple[str, ...] = ()
    only: tuple[Operator, ...] = ()  # () all that the kind allows

    @property
    def operators(self) -> tuple[Operator, ...]:
        """The comparisons that make sense here."""
        return self.only or OPERATORS[self.kind]


SCORES = ("usage", "loyalty", "attitude", "benefit", "rfm.class", "clv", "life_cycle.stage")
HAS = ("has.email", "has.phone", "has.post")
CONSENT = ("consent.email", "consent.phone", "consent.post")
_DISTANCE = (Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN, Operator.KNOWN)

_ALL = [
    *(Field(name, Kind.CODE) for name in ("country", "postal_code", "language", "source", "batch")),
    Field("gender", Kind.CODE, words=("m", "f")),
    Field("party", Kind.CODE, words=("consumer", "business")),
    *(Field(name, Kind.TEXT) for name in ("region", "city", "title", "company", "role")),
    Field("distance_km", Kind.NUMBER, only=_DISTANCE),
    Field("age", Kind.NUMBER),
    Field("freshness_days", Kind.DAYS),
    Field("verified", Kind.FLAG, counted=True),
    *(Field(name, Kind.FLAG) for name in (*HAS, *CONSENT)),
    *(Field(name, Kind.NUMBER, counted=True) for name in ("purchases.count", "purchases.total", "responses.count")),
    *(Field(name, Kind.DAYS) for name in ("purchases.last_days", "responses.last_days", "contacts.last_days")),
    Field("purchases.product", Kind.TEXT, counted=True),
    Field("campaigns.count", Kind.NUMBER, counted=True),
    Field("responded", Kind.FLAG, counted=True),
    *(Field(name, Kind.MIXED) for name in SCORES),
    Field("custom", Kind.MIXED),
]
FIELDS: dict[str, Field] = {field.name: field for field in _ALL}
_SPOKEN = [
    "distance_km(lat,lon)" if name == "distance_km" else "custom.NAME" if name == "custom" else name for name in FIELDS
]
_CUSTOM = re.compile(r"^custom\.(\w[\w .-]*)$")
_POINT = re.compile(r"^distance_km\(\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*\)$")


def find_field(written: str, place: str) -> tuple[Field, tuple[str | float, ...]]:
    """The field of a written name, with what stands inside the name; raises InputError with the nearest name."""
    if found := _CUSTOM.match(written):
        return FIELDS["custom"], (found[1],)
    if written.startswith("distance_km"):
        return FIELDS["distance_km"], _point_of(written, place)
    if written in FIELDS and written != "custom":
        return FIELDS[written], ()
    raise InputError(f'{place}: there is no field "{written}".', hint=nearest(written, _SPOKEN))


def _point_of(written: str, place: str) -> tuple[float, float]:
    found = _POINT.match(written)
    if not found:
        raise InputError(f'{place}: "{written}" names no place.', hint='Write "distance_km(52.52,13.40)".')
    latitude, longitude = float(found[1]), float(found[2])
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise InputError(
            f'{place}: "{written}" lies nowhere.', hint="Latitude is -90 to 90, longitude -180 to 180, in this order."
        )
    return latitude, longitude
