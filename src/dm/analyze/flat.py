"""Lift in any flat file: one row a person, a column for the cell, columns for outcomes and amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dm.analyze import rules
from dm.analyze.rules import Difference, Estimate, Sample
from dm.errors import InputError, UsageError
from dm.press.names import nearest
from dm.press.reading import FlatFile, read_flat

_YES = {"1", "1.0", "yes", "true", "y", "ja", "да"}
_NO = {"0", "0.0", "no", "false", "n", "nein", "нет", ""}


@dataclass
class Tally:
    """What one cell added up to."""

    n: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    amounts: dict[str, list[float]] = field(default_factory=dict)

    def sample(self, column: str) -> Sample:
        """The amounts of a column."""
        return Sample.of(self.amounts[column])


@dataclass(frozen=True)
class Lift:
    """One cell against the control on one metric; `incremental` is the difference over all of the cell's people."""

    cell: str
    metric: str
    difference: Difference
    incremental: float


@dataclass(frozen=True)
class LiftReport:
    """Every cell's rates and means, and what each cell did beyond the control."""

    control: str
    tallies: dict[str, Tally]
    outcomes: tuple[str, ...]
    values: tuple[str, ...]
    lifts: list[Lift]

    def document(self) -> dict[str, Any]:
        """The JSON of contract.md."""
        return {
            "cells": [self._cell(name, tally) for name, tally in self.tallies.items()],
            "lifts": [_lift(lift) for lift in self.lifts],
        }

    def _cell(self, name: str, tally: Tally) -> dict[str, Any]:
        rates = {column: rules.rate(tally.counts[column], tally.n) for column in self.outcomes}
        means = {column: rules.mean(tally.sample(column)) for column in self.values}
        return {
            "cell": name,
            "n": tally.n,
            "outcomes": {
                column: {"count": tally.counts[column], "rate": share.value, "low": share.low, "high": share.high}
                for column, share in rates.items()
            },
            "values": {column: _mean(estimate) for column, estimate in means.items()},
        }


def lift_of_file(
    path: Path, *, cell: str, control: str, outcomes: Sequence[str], values: Sequence[str] = ()
) -> LiftReport:
    """Lift of every cell in a CSV or workbook; outcomes are yes or no, values are numbers.

    Raises UsageError for an unknown column or control, InputError naming line and column for a wrong cell.
    """
    if not outcomes and not values:
        raise UsageError("There is nothing to compare.", hint="Name at least one --outcome or --value column.")
    flat = read_flat(path)
    for column in (cell, *outcomes, *values):
        if column not in flat.header:
            raise UsageError(f"{path.name} has no column {column!r}.", hint=nearest(column, flat.header))
    tallies = _tallies(flat, path.name, cell, tuple(outcomes), tuple(values))
    if control not in tallies:
        raise UsageError(f"No row has {control!r} in the column {cell}.", hint=nearest(control, tallies))
    return LiftReport(control, tallies, tuple(outcomes), tuple(values), _lifts(tallies, control, outcomes, values))


def _tallies(
    flat: FlatFile, name: str, cell: str, outcomes: tuple[str, ...], values: tuple[str, ...]
) -> dict[str, Tally]:
    place = {column: flat.header.index(column) for column in (cell, *outcomes, *values)}
    tallies: dict[str, Tally] = {}
    for number, row in enumerate(flat.rows, start=flat.first):
        if not any(row):
            continue
        tally = tallies.get(row[place[cell]])
        if tally is None:
            tally = Tally(0, dict.fromkeys(outcomes, 0), {column: [] for column in values})
            tallies[row[place[cell]]] = tally
        tally.n += 1
        for column in outcomes:
            tally.counts[column] += _yes(row[place[column]], f"{name}, line {number}, column {column}")
        for column in values:
            tally.amounts[column].append(_number(row[place[column]], f"{name}, line {number}, column {column}"))
    return dict(sorted(tallies.items()))


def _yes(text: str, where: str) -> int:
    small = text.lower()
    if small in _YES:
        return 1
    if small in _NO:
        return 0
    raise InputError(f'{where}: "{text}" is neither yes nor no.', hint="Write 1 or 0; amounts belong under --value.")


def _number(text: str, where: str) -> float:
    if not text:
        return 0.0
    try:
        return float(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError as problem:
        raise InputError(f'{where}: "{text}" is no number.', hint="Write it as 1234.50.") from problem


def _lifts(tallies: dict[str, Tally], control: str, outcomes: Sequence[str], values: Sequence[str]) -> list[Lift]:
    base = tallies[control]
    treated = {name: tally for name, tally in tallies.items() if name != control}
    return [
        Lift(name, column, difference, difference.value * tally.n)
        for name, tally in treated.items()
        for column, difference in _differences(tally, base, outcomes, values)
    ]


def _differences(
    tally: Tally, base: Tally, outcomes: Sequence[str], values: Sequence[str]
) -> Iterator[tuple[str, Difference]]:
    for column in outcomes:
        yield column, rules.rate_difference(tally.counts[column], tally.n, base.counts[column], base.n)
    for column in values:
        yield column, rules.mean_difference(tally.sample(column), base.sample(column))


def _lift(lift: Lift) -> dict[str, Any]:
    found = lift.difference
    return {
        "cell": lift.cell,
        "metric": lift.metric,
        "difference": found.value,
        "low": found.low,
        "high": found.high,
        "p_value": found.p_value,
        "incremental": lift.incremental,
    }


def _mean(estimate: Estimate) -> dict[str, float]:
    return {"mean": estimate.value, "low": estimate.low, "high": estimate.high}
