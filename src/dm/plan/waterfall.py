"""The waterfall: every person of the base ends in a piece, in the holdout, or with one recorded reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dm.errors import DmError
from dm.model import Outcome
from dm.plan.brief import Brief, Unit
from dm.plan.rules import HOLDOUT, draw_arm, draw_cell, first_places, keyed_order

STEPS = ("segment", "geography", "quality", "wave", "permission", "point", "pressure", "unit", "maximum")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why somebody is left out: the step, one reason, and the rules and sources where law spoke."""

    step: str
    reason: str
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(slots=True)
class Candidate:
    """One active person on the way down; `points` maps each permitted wave to the point it goes to."""

    person_id: str
    unit_id: str
    language: str = ""
    score: float | None = None
    pressed: bool = False
    eligible: tuple[str, ...] = ()
    points: dict[str, str | None] = field(default_factory=dict)
    exclusion: Exclusion | None = None
    arm: str = ""
    cell: str = ""

    @property
    def outcome(self) -> Outcome:
        """How the person ends the plan."""
        if self.exclusion:
            return Outcome.EXCLUDED
        return Outcome.HOLDOUT if self.arm == HOLDOUT else Outcome.PIECE


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stored draw of a unit, and the person who stood for it."""

    person_id: str
    arm: str
    cell: str


def settle_waterfall(
    people: Iterable[Candidate], brief: Brief, drawn: Mapping[str, Drawn], *, key: bytes
) -> list[Candidate]:
    """Take the permitted people through pressure, units, maximum and draws; changes and returns the same objects."""
    everybody = list(people)
    left = [one for one in everybody if one.exclusion is None]
    left = _under_pressure(left, brief)
    left = _one_for_each_unit(left, brief, drawn, key)
    left = _within_maximum(left, brief, key)
    for one in left:
        stored = drawn.get(one.unit_id)
        one.arm = (
            stored.arm if stored else draw_arm(key, brief.audience.holdout_key, one.unit_id, brief.audience.holdout)
        )
        one.cell = stored.cell if stored else draw_cell(key, brief.id, one.unit_id, brief.cells)
    return everybody


def _under_pressure(left: list[Candidate], brief: Brief) -> list[Candidate]:
    if brief.pressure is None:
        return left
    return _without(left, {one.person_id for one in left if one.pressed}, Exclusion("pressure", "PRESSURE"))


def _one_for_each_unit(left: list[Candidate], brief: Brief, drawn: Mapping[str, Drawn], key: bytes) -> list[Candidate]:
    """Who stood for the unit before stands for it again; else the higher score, then the keyed order."""
    if brief.audience.unit is Unit.PERSON:
        return left
    chosen: dict[str, tuple[tuple[Any, ...], str]] = {}
    for one in left:
        stood = one.unit_id in drawn and drawn[one.unit_id].person_id == one.person_id
        order = keyed_order(key, brief.id, one.person_id)
        rank = (not stood, one.score is None, -(one.score or 0.0), order, one.person_id)
        if one.unit_id not in chosen or rank < chosen[one.unit_id][0]:
            chosen[one.unit_id] = (rank, one.person_id)
    kept = {person for _, person in chosen.values()}
    others = {one.person_id for one in left} - kept
    return _without(left, others, Exclusion("unit", f"SAME_{brief.audience.unit.name}"))


def _within_maximum(left: list[Candidate], brief: Brief, key: bytes) -> list[Candidate]:
    most = brief.audience.maximum
    if most is None or len(left) <= most:
        return left
    kept = first_places(((one.unit_id, one.score) for one in left), most, key=key, campaign=brief.id)
    over = {one.person_id for one in left if one.unit_id not in kept}
    return _without(left, over, Exclusion("maximum", "OVER_MAXIMUM"))


def _without(left: list[Candidate], leaving: set[str], why: Exclusion) -> list[Candidate]:
    for one in left:
        if one.person_id in leaving:
            one.exclusion = why
    return [one for one in left if one.exclusion is None]


@dataclass(frozen=True)
class Totals:
    """The waterfall added up: `lines` are (step, reason, count) in the order of the steps."""

    universe: int
    lines: list[tuple[str, str, int]]
    holdout: int
    people: int
    cells: dict[str, dict[str, int]]


def add_up(people: list[Candidate], brief: Brief, universe: int) -> Totals:
    """Count every person once; raises DmError when the waterfall does not add up to the base, to the unit."""
    counts = Counter((one.exclusion.step, one.exclusion.reason) for one in people if one.exclusion)
    ordered = sorted(counts.items(), key=lambda entry: (STEPS.index(entry[0][0]), -entry[1], entry[0][1]))
    arms = Counter((one.cell, one.outcome) for one in people if one.exclusion is None)
    totals = Totals(
        universe=universe,
        lines=[(step, reason, number) for (step, reason), number in ordered],
        holdout=sum(number for (_, outcome), number in arms.items() if outcome is Outcome.HOLDOUT),
        people=sum(number for (_, outcome), number in arms.items() if outcome is Outcome.PIECE),
        cells={
            cell.name: {"people": arms[cell.name, Outcome.PIECE], "holdout": arms[cell.name, Outcome.HOLDOUT]}
            for cell in brief.cells
        },
    )
    told = sum(number for _, _, number in totals.lines) + totals.holdout + totals.people
    in_cells = sum(cell["people"] + cell["holdout"] for cell in totals.cells.values())
    if told != universe or in_cells != totals.holdout + totals.people:
        raise DmError(
            f"The plan does not add up: {universe} people in the base, {told} accounted for.",
            hint="Nothing was stored. Run it again; if it stays, this is a defect of dm.",
        )
    return totals
