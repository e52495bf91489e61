"""What agreement is worth: for each level of each field how often it is seen of one person, and of two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

GENERAL_VERSION = "general-1"

_MANY_SLIPS = 0.2

Odds = tuple[float, float]  # how often the level is seen within one person, how often between two


@dataclass(frozen=True, slots=True)
class Model:
    """Weights, frequencies and thresholds under one version; frozen, so that every later batch is judged alike.

    `levels[comparison][level]` is (m, u). `frequencies[column][value]` counts the records of `records` in which a value
    stands; where it is empty, the list at hand is counted. `matches` is the expected number of pairs a record is in;
    `alone` whether nobody shares a door with anybody else, and `household` log2 of the odds that two records of one
    family behind one door are one person; `genders_slip` whether the list's genders go against its names; `mixed`
    log2 of how much likelier strangers of one given name share a town, because the list holds several lands; `nobodys`
    are values that belong to nobody, by column.
    """

    version: str
    levels: Mapping[str, Mapping[str, Odds]]
    merge_from: float = 0.92
    doubt_from: float = 0.4
    matches: float = 0.25
    records: int = 0
    alone: bool = False
    household: float = 1.0
    genders_slip: bool = False
    mixed: float = 0.0
    frequencies: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    nobodys: Mapping[str, Sequence[str]] = field(default_factory=dict)
    made: Mapping[str, Any] = field(default_factory=dict)

    def odds(self, comparison: str) -> Mapping[str, Odds]:
        """The levels of a comparison; columns that the model has not met are judged as any other column."""
        found = self.levels.get(comparison)
        return found if found is not None else self.levels["+"]

    @property
    def births_slip(self) -> bool:
        """Whether birth dates of one person differ so often that a slip in one is no surprise."""
        return sum(self.levels["birth"][name][0] for name in ("near", "close", "era")) > _MANY_SLIPS

    def document(self) -> dict[str, Any]:
        """The model as JSON can hold it; `from_document` reads it again."""
        names = ("version", "merge_from", "doubt_from", "matches", "records", "alone", "household", "genders_slip",
                 "mixed")  # fmt: skip
        return {name: getattr(self, name) for name in names} | {
            "levels": {one: {name: list(odds) for name, odds in some.items()} for one, some in self.levels.items()},
            "frequencies": {name: dict(some) for name, some in self.frequencies.items()},
            "nobodys": {name: list(some) for name, some in self.nobodys.items()},
            "made": dict(self.made),
        }


def from_document(document: Mapping[str, Any]) -> Model:
    """The model that `Model.document` wrote."""
    levels = {one: {name: (m, u) for name, (m, u) in some.items()} for one, some in document["levels"].items()}
    return replace(Model(**{**document, "levels": {}}), levels=levels)


# Made from knowledge of contact lists, not from any one of them: typing errors in a few per cent of fields, one move
# in ten years, several e-mails and phones a person. Values that are the same are weighed by how rare they are; the u of
# "same" is what a value that nobody counted is taken for.
_NAME: dict[str, Odds] = {
    "same": (0.80, 0.004), "alias": (0.05, 0.0015), "near": (0.06, 0.002), "initial": (0.95, 0.08),
    "part": (0.04, 0.004), "similar": (0.01, 0.004), "differs": (0.03, 0.98),
}  # fmt: skip
GENERAL = Model(
    version=GENERAL_VERSION,
    levels={
        "given": _NAME,
        "family": {
            **_NAME, "same": (0.85, 0.0005), "alias": (0.03, 0.0004), "near": (0.05, 0.0006), "similar": (0.01, 0.002),
            "differs": (0.04, 0.99),
        },
        "middle": _NAME | {"same": (0.85, 0.01), "differs": (0.04, 0.95)},
        "birth": {
            "same": (0.90, 1 / 22_000), "near": (0.05, 0.0012), "close": (0.015, 0.009), "era": (0.01, 0.015),
            "years": (0.01, 0.25), "differs": (0.015, 0.72),
        },
        "gender": {"same": (0.98, 0.5), "differs": (0.02, 0.5)},
        "email": {"same": (0.60, 1e-5), "near": (0.10, 2e-4), "differs": (0.30, 1.0)},
        "role": {"same": (0.70, 1e-4), "near": (0.01, 0.01), "differs": (0.30, 1.0)},
        "phone": {"same": (0.60, 1e-5), "near": (0.06, 1e-4), "differs": (0.34, 1.0)},
        "address": {
            "same": (0.62, 1e-4), "near": (0.12, 3e-4), "building": (0.03, 4e-4), "postal": (0.07, 1e-3),
            "city": (0.06, 0.02), "differs": (0.12, 0.97),
        },
        "company": {"same": (0.60, 1e-3), "near": (0.10, 1e-3), "differs": (0.30, 0.99)},
        "number": {"same": (0.90, 1e-6), "near": (0.06, 1e-5), "differs": (0.04, 1.0)},
        "+": {"same": (0.60, 0.01), "near": (0.10, 0.01), "differs": (0.30, 0.95)},
    },
)  # fmt: skip
