"""Why two records may be one, in words and as evidence field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from dm.actualize.link.columns import Columns
from dm.actualize.link.levels import MISSING, Compared, level_names

_FIELDS = {
    "given": "given name", "family": "family name", "middle": "middle name", "birth": "birth date",
    "gender": "gender", "email": "e-mail", "role": "office e-mail", "phone": "phone", "address": "address",
    "company": "company",
}  # fmt: skip
_SAID = {
    "same": "same {field}",
    "alias": "{field} in another form",
    "near": "{field} almost the same",
    "similar": "{field} similar",
    "initial": "{field} only as an initial",
    "part": "{field} in part",
    "close": "{field} some weeks or one part off",
    "era": "{field} a round number of years off",
    "years": "{field} some years off",
    "building": "same house, another flat",
    "postal": "same postal code",
    "city": "same town",
    "differs": "{field} differs",
}


def evidence_of(columns: Columns, compared: Compared, row: int) -> list[dict[str, Any]]:
    """One entry for each field that both fill in: {field, left, right, verdict}."""
    return list(_evidence(columns, compared, row))


def _evidence(columns: Columns, compared: Compared, row: int) -> Iterator[dict[str, Any]]:
    left, right = int(compared.left[row]), int(compared.right[row])
    for name, levels in compared.levels.items():
        level = int(levels[row])
        if level != MISSING:
            verdict = level_names(name)[level]
            shown = [shown_value(columns, name, place) for place in (left, right)]
            yield {"field": name.removeprefix("+"), "left": shown[0], "right": shown[1], "verdict": verdict}


def shown_value(columns: Columns, name: str, place: int) -> str:
    """What a record says in a field, in its folded form."""
    if name == "birth":
        day = f"{int(columns.births[place]):08d}"
        return f"{day[:4]}-{day[4:6]}-{day[6:]}"
    if name == "gender":
        return ("", "f", "m")[int(columns.genders[place])]
    if name == "phone":
        numbers = np.concatenate([columns.phones[place], columns.lines[place]])
        return ", ".join(f"+{number}" for number in columns.dialled[numbers].tolist() if number)
    if name in ("email", "role"):
        codes = (columns.emails if name == "email" else columns.roles)[place]
        return ", ".join(columns.words[name].texts[code] for code in codes.tolist() if code)
    parts = ("street", "house", "flat", "postal", "city") if name == "address" else (name,)
    return " ".join(filter(None, (_text(columns, part, place) for part in parts)))


def _text(columns: Columns, name: str, place: int) -> str:
    codes = columns.extra[name[1:]] if name.startswith("+") else columns.codes[name]
    return columns.words[name].texts[int(codes[place])]


def why(evidence: list[dict[str, Any]]) -> str:
    """The evidence as a sentence: what agrees, then what differs."""
    said = [
        (one["verdict"] == "differs", _say(one))
        for one in evidence
        if one["field"] != "gender" or one["verdict"] == "differs"
    ]
    agree = ", ".join(text for differs, text in said if not differs)
    differ = ", ".join(text for differs, text in said if differs)
    return "; ".join(filter(None, (agree, differ))) or "nothing in common but a key"


def _say(one: dict[str, Any]) -> str:
    name = _FIELDS.get(one["field"], one["field"].replace("_", " "))
    return _SAID[one["verdict"]].format(field=name)
