"""What is sent: contents, weight, size and value of a parcel, from the template's folder and the wave's brief."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from dm.errors import InputError
from dm.model import Rate
from dm.press.names import nearest

_SIGNED = "signature"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel as the courier must know it; `declared_value` is in major units, hours are the recipient's."""

    contents: str = "Gift"
    service: str = "standard"
    parcels: int = 1
    weight_g: int = 500
    length_mm: int = 250
    width_mm: int = 180
    height_mm: int = 80
    declared_value: Decimal = Decimal(0)
    currency: str = "EUR"
    signature_required: bool = True
    id_check: str = ""
    deliver_to: str = "in person"
    transit_days: int = 1
    opens: time = time(9)
    closes: time = time(18)
    confidential: bool = True  # neither price nor contents on the label

    @property
    def hand_over(self) -> str:
        """What the courier does at the door, in words."""
        return ", ".join(part for part in (self.deliver_to, _SIGNED if self.signature_required else "") if part)


def load_parcel(folder: Path, wave: Mapping[str, Any]) -> Parcel:
    """The parcel of a wave: `parcel.toml` of the template's folder, overruled by `parcel` in the brief's wave.

    `window = "10:00-14:00"` and `declared_value = "35 EUR"` are written as here. Raises InputError naming the key.
    """
    parcel = Parcel()
    path = folder / "parcel.toml"
    if path.is_file():
        try:
            parcel = _changed(parcel, tomllib.loads(path.read_text(encoding="utf-8")), str(path))
        except tomllib.TOMLDecodeError as problem:
            raise InputError(f"{path} is not TOML: {problem}.", hint="Mend that line.") from problem
    return _changed(parcel, wave.get("parcel") or {}, "[wave.parcel]")


def _changed(parcel: Parcel, values: Mapping[str, Any], where: str) -> Parcel:
    known = {field.name for field in fields(Parcel)} - {"opens", "closes", "currency"} | {"window"}
    changes: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise InputError(f"{where} has an unknown key {name!r}.", hint=nearest(name, known))
        changes |= _read(name, value, where)
    return replace(parcel, **changes)


def _read(name: str, value: Any, where: str) -> dict[str, Any]:
    wanted = type(getattr(Parcel(), name, ""))
    try:
        if name == "declared_value":
            rate = Rate.parse(str(value))
            return {"declared_value": rate.amount, "currency": rate.currency}
        if name == "window":
            opens, _, closes = str(value).partition("-")
            span = {"opens": time.fromisoformat(opens.strip()), "closes": time.fromisoformat(closes.strip())}
            if span["opens"] >= span["closes"]:
                raise ValueError(f'the window "{value}" ends before it begins')
            return span
    except ValueError as problem:
        raise InputError(f"{where}: {name} = {value!r}: {problem}.", hint='As in "35 EUR", "10:00-14:00".') from problem
    least = 0 if name == "transit_days" else 1
    if type(value) is not wanted or (isinstance(value, int) and wanted is int and value < least):
        raise InputError(f"{where}: {name} = {value!r} is no sound {wanted.__name__}.")
    return {name: value}
