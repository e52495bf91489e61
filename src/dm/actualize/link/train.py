"""A model learned from the list at hand, without labels: Splink's expectation maximisation on DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dm.actualize.link.blocking import Candidates
from dm.actualize.link.columns import Codes, Columns, Flags, distinct
from dm.actualize.link.contradictions import contradict, genders_slip, neighbours
from dm.actualize.link.lands import mixed
from dm.actualize.link.levels import MISSING, SAME, WORD, Compared, Comparer, Levels, among, level_names
from dm.actualize.link.model import Model, Odds
from dm.actualize.link.rarity import frequencies_of

# Below this there is too little to learn from: a few hundred pairs of doubles.
ENOUGH_RECORDS = 500
_MOST_PAIRS = 150_000
_RANDOM_PAIRS = 200_000
_FEWEST_PAIRS = 50
_EM_ROUNDS = (25, 8, 3)
# So many imagined pairs of the model begun with stand beside what is learned.
_IMAGINED_MATCHES, _IMAGINED_STRANGERS = 60.0, 20_000.0
# An initial can only agree or not where one is written: its odds are told apart from those of whole names.
_CONDITIONAL = "initial"
_LEAST, _MOST = 1e-4, 0.999
# What rests on contradictions cannot be learned from pairs without any: how often a person contradicts himself.
_NEVER_SEEN = ("given", "middle", "gender", "birth")
_ALIKE = tuple(map(WORD.index, ("same", "alias", "near")))


@dataclass(frozen=True, slots=True)
class _Session:
    """Pairs that agree in one thing; what else they agree in is learned from them."""

    rows: NDArray[np.intp]
    comparisons: tuple[str, ...]


def train(columns: Columns, candidates: Candidates, begun: Model, *, version: str) -> Model:
    """The model that fits these records and candidates; weights move from `begun` as far as they give reason to."""
    pairs, random = candidates.some(_MOST_PAIRS), _random_pairs(len(columns))
    comparer = Comparer(columns, distinct(np.concatenate([*pairs, *random])))
    compared, strangers = comparer.compare(*pairs), comparer.compare(*random)
    alone, household = neighbours(columns, compared)
    begun = replace(begun, alone=alone, household=household, genders_slip=genders_slip(columns), mixed=mixed(columns))
    compared = compared.chosen(~contradict(columns, compared, begun))
    levels = {name: _with_u(name, _known(begun, columns, name), strangers) for name in compared.levels}
    learned: dict[str, list[tuple[float, dict[str, float]]]] = {}
    for session in _sessions(columns, compared):
        for name, (weight, m) in _learn(compared, session, levels).items():
            learned.setdefault(name, []).append((weight, m))
    trained = {name: _blended(name, levels[name], learned.get(name, [])) for name in levels}
    made = {"records": len(columns), "pairs": len(compared), "begun_with": begun.version}
    return replace(
        begun,
        version=version,
        levels={**begun.levels, **trained},
        records=len(columns),
        frequencies=frequencies_of(columns),
        made=made,
    )


def still_alone(columns: Columns, candidates: Candidates) -> bool:
    """Whether these records show, too, that nobody shares a door; what too few show is not so."""
    pairs = candidates.some(_MOST_PAIRS)
    compared = Comparer(columns, distinct(np.concatenate(pairs))).compare(*pairs)
    return neighbours(columns, compared)[0]


def _random_pairs(count: int) -> tuple[Codes, Codes]:
    """Pairs that have nothing to do with each other: neighbours at a few large distances."""
    steps = max(1, min(_RANDOM_PAIRS // count, count - 1))
    places = np.arange(count, dtype=np.int64)
    other = [(places + 1 + (step + 1) * 7919) % count for step in range(steps)]
    left, right = np.tile(places, steps).astype(np.int32), np.concatenate(other).astype(np.int32)
    chosen = np.flatnonzero(left != right)[:_RANDOM_PAIRS]
    return left[chosen], right[chosen]


def _known(begun: Model, columns: Columns, name: str) -> Mapping[str, Odds]:
    found = begun.levels.get(name)
    if found is None:
        found = begun.levels["number" if name[1:] in columns.numbers else "+"]
    return found


def _with_u(name: str, odds: Mapping[str, Odds], strangers: Compared) -> dict[str, Odds]:
    """How often strangers show each level; the u of a value shared stays a matter of its rarity."""
    levels = strangers.levels[name]
    seen = float((levels != MISSING).sum())
    counts = np.bincount(levels, minlength=len(level_names(name)))
    found = {}
    for number, level in enumerate(level_names(name)):
        if level in odds:
            m, u = odds[level]
            if number != SAME and level != _CONDITIONAL:
                u = (float(counts[number]) + _IMAGINED_STRANGERS * u) / (seen + _IMAGINED_STRANGERS)
            found[level] = (m, u)
    return found


def _sessions(columns: Columns, compared: Compared) -> Iterator[_Session]:
    levels = compared.levels
    names = ("given", "family", "middle")
    points = ("email", "phone", "address", *(f"+{header}" for header in sorted(columns.numbers)))
    named = among(levels["given"], _ALIKE) & among(levels["family"], _ALIKE)
    met: Flags = np.zeros(len(compared), np.bool_)
    for name in points:
        met |= levels[name] == SAME
    others = tuple(name for name in levels if name not in (*names, "birth", "gender", *points))
    yield _Session(np.flatnonzero(named), ("birth", *points, *others))
    yield _Session(np.flatnonzero(levels["birth"] == SAME), (*names, *points, *others))
    yield _Session(np.flatnonzero(met), (*names, "birth", "gender", *others))


def _learn(
    compared: Compared, session: _Session, levels: Mapping[str, Mapping[str, Odds]]
) -> dict[str, tuple[float, dict[str, float]]]:
    """{comparison: (pairs it rests on, {level: m})} of one session."""
    filled = [
        name for name in session.comparisons if (compared.levels[name][session.rows] != MISSING).sum() > _FEWEST_PAIRS
    ]
    if len(session.rows) < _FEWEST_PAIRS or len(filled) < 2:
        return {}
    columns = {name: compared.levels[name][session.rows] for name in filled}
    share, learned = _estimate(columns, {name: levels[name] for name in filled})
    return {name: (share * float((columns[name] != MISSING).sum()), m) for name, m in learned.items()}


def _estimate(
    columns: Mapping[str, Levels], levels: Mapping[str, Mapping[str, Odds]]
) -> tuple[float, dict[str, dict[str, float]]]:
    """(share of doubles, {comparison: {level: m}}); 0 and nothing where these pairs tell nothing.

    A level that no double shows is driven towards 0, where Splink gives up: after fewer rounds it is small enough.
    """
    for rounds in _EM_ROUNDS:
        try:
            return _splink(columns, levels, rounds)
        except ValueError:
            continue
    return 0.0, {}


def _splink(
    columns: Mapping[str, Levels], levels: Mapping[str, Mapping[str, Odds]], rounds: int
) -> tuple[float, dict[str, dict[str, float]]]:
    """Splink reads each pair as a row of two tables, its fields being the levels found; blocking joins the two."""
    import duckdb
    import pyarrow as pa
    from splink import Linker, SettingsCreator
    from splink.internals.duckdb.database_api import DuckDBAPI

    count = len(next(iter(columns.values())))
    order = {name: f"c{number}" for number, name in enumerate(columns)}
    ids = np.arange(count)
    one = pa.table({"unique_id": ids, **{order[name]: column for name, column in columns.items()}})
    nothing = np.zeros(count, np.int8)
    other = pa.table({"unique_id": ids, **dict.fromkeys(order.values(), nothing)})
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(order[name], name, levels[name]) for name in columns],
        probability_two_random_records_match=0.5,
        max_iterations=rounds,
    )
    # Several threads add floats in any order: the learned weights would differ in their last digit from run to run.
    with duckdb.connect(config={"threads": 1}) as connection:
        database = DuckDBAPI(connection)
        tables = [database.register(one, table_name="one"), database.register(other, table_name="other")]
        linker = Linker(tables, settings, log_level=40)
        session = linker.training.estimate_parameters_using_expectation_maximisation(
            "l.unique_id = r.unique_id", estimate_without_term_frequencies=True, fix_u_probabilities=True
        )
        model = linker.misc.save_model_to_json()
        share = session._core_model_settings_history[-1].probability_two_random_records_match
    found = {one["output_column_name"]: one["comparison_levels"] for one in model["comparisons"]}
    return share, {name: _read(found[order[name]]) for name in columns}


def _comparison(column: str, name: str, odds: Mapping[str, Odds]) -> dict[str, Any]:
    asked: list[dict[str, Any]] = [
        {"sql_condition": f'"{column}_l" = {MISSING}', "label_for_charts": "missing", "is_null_level": True}
    ]
    for number, level in enumerate(level_names(name)):
        if level in odds:
            m, u = odds[level]
            condition = f'"{column}_l" = {number}'
            asked.append(
                {"sql_condition": condition, "label_for_charts": level, "m_probability": m, "u_probability": u}
            )
    asked[-1]["sql_condition"] = "ELSE"
    return {"output_column_name": column, "comparison_levels": asked}


def _read(levels: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    learned = {level["label_for_charts"]: level.get("m_probability") for level in levels[1:]}
    return {name: float(m) for name, m in learned.items() if isinstance(m, int | float)}


def _blended(
    name: str, odds: Mapping[str, Odds], learned: Sequence[tuple[float, Mapping[str, float]]]
) -> dict[str, Odds]:
    """The m begun with and what sessions found, each by the pairs it rests on."""
    kept = {
        level: m
        for level, (m, _) in odds.items()
        if level == _CONDITIONAL or (level == "differs" and name in _NEVER_SEEN)
    }
    found: dict[str, Odds] = {}
    weight = _IMAGINED_MATCHES + sum(pairs for pairs, _ in learned)
    for level, (m, u) in odds.items():
        total = _IMAGINED_MATCHES * m + sum(pairs * ms.get(level, m) for pairs, ms in learned)
        found[level] = (min(max(total / weight, _LEAST), _MOST), u)
    free = [level for level in odds if level not in kept]
    room = (1 - sum(m for level, m in kept.items() if level == "differs")) / max(
        sum(found[level][0] for level in free), _LEAST
    )
    return {level: (kept[level] if level in kept else found[level][0] * room, found[level][1]) for level in odds}
