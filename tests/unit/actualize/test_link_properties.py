"""What holds for every list: order is nothing, a second run changes nothing, nobody contradicts himself."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dm.actualize.link import GENERAL, Features, keys_of
from dm.actualize.link.blocking import Candidates, unpacked
from dm.actualize.link.clusters import crowds_of
from dm.actualize.link.columns import Gathering
from dm.actualize.link.judging import Judge
from dm.actualize.link.sieve import Sieve
from dm.actualize.link.weights import Weigher
from tests.unit.actualize.link_world import features, grouped, linked

_RECORD = st.fixed_dictionaries(
    {},
    optional={
        "full_name": st.sampled_from(["Anna Weber", "A. Weber", "Bert Weber", "Weber", "Anja Weber", "Hans Weber Jr."]),
        "birth_date": st.sampled_from(["1950-03-12", "1980-03-12", "1980-03-21"]),
        "gender": st.sampled_from(["m", "f"]),
        "email": st.lists(st.sampled_from(["anna@x.de", "bert@x.de", "info@x.de"]), max_size=2),
        "phone": st.lists(st.sampled_from(["0171 1234567", "030 1234567"]), max_size=2),
        "street": st.sampled_from(["Weg 1", "Weg 2"]),
        "city": st.just("Bonn"),
    },
)
_RECORDS = st.lists(_RECORD, max_size=20)


def _people(records: list[Features]) -> set[frozenset[int]]:
    return {frozenset(group) for group in grouped(linked(records))}


@given(_RECORDS)
def test_everybody_is_in_one_group_named_after_its_first(records: list[dict[str, Any]]) -> None:
    heads = linked(features(*records)).group.tolist()
    assert len(heads) == len(records)
    assert all(heads[head] == head <= place for place, head in enumerate(heads))


@given(_RECORDS)
def test_no_group_contradicts_itself(records: list[dict[str, Any]]) -> None:
    found = features(*records)
    for group in grouped(linked(found)):
        members = [found[place] for place in group]
        assert len({one.gender for one in members} - {""}) < 2
        assert len({one.given[:1] for one in members} - {""}) < 2
        years = [one.birth // 10_000 for one in members if one.birth]
        assert not years or max(years) - min(years) < 12


@settings(max_examples=50)
@given(_RECORDS)
def test_linked_people_stay_linked(records: list[dict[str, Any]]) -> None:
    found = features(*records)
    heads = linked(found).group.tolist()
    known = [one._replace(person=f"P{head}") for one, head in zip(found, heads, strict=True)]
    assert linked(known).group.tolist() == heads


_CLEAR = st.lists(
    st.sampled_from(
        [
            {"full_name": "Anna Weber", "email": ["anna@x.de"]},
            {"full_name": "Weber, Anna", "email": ["anna@x.de"], "birth_date": "1980-03-12"},
            {"full_name": "Bert Weber", "email": ["bert@x.de"], "phone": ["0171 1234567"]},
            {"full_name": "B. Weber", "phone": ["0171 1234567"]},
            {"full_name": "Carl Ott", "street": "Weg 1", "city": "Bonn", "birth_date": "1950-03-12"},
            {"full_name": "Carl Ott", "street": "Weg 1", "city": "Bonn"},
        ]
    ),
    max_size=12,
)


@settings(max_examples=50)
@given(_CLEAR, st.randoms(use_true_random=False))
def test_the_order_of_records_is_nothing(records: list[dict[str, Any]], dice: Any) -> None:
    order = list(range(len(records)))
    dice.shuffle(order)
    plain = {frozenset(group) for group in grouped(linked(features(*records)))}
    shuffled = grouped(linked(features(*(records[place] for place in order))))
    assert plain == {frozenset(order[place] for place in group) for group in shuffled}


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 400))
def test_strangers_with_a_common_name_join_nobody(count: int) -> None:
    doubles = [{"full_name": "Anna Weber", "birth_date": "1980-03-12", "city": "Bonn"}] * 2
    strangers = [
        {"full_name": "Anna Weber", "birth_date": date.fromordinal(716_000 + 30 * number).isoformat(), "city": "Bonn"}
        for number in range(count)
    ]
    found = grouped(linked(features(*doubles, *strangers), base_size=100 * count))
    assert all(len(group) == 1 or group == [0, 1] for group in found)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_crowds_are_the_components_of_the_graph(edges: list[tuple[int, int]]) -> None:
    pairs = [tuple(sorted(edge)) for edge in edges if edge[0] != edge[1]]
    both = np.array(pairs, np.int32).reshape(-1, 2)
    found = crowds_of(both[:, 0], both[:, 1], [])
    graph = nx.Graph(pairs)
    assert {frozenset(crowd) for crowd in found} == {frozenset(one) for one in nx.connected_components(graph)}
    assert all(crowd == sorted(crowd) for crowd in found)


@given(st.lists(_RECORD, min_size=2, max_size=12), st.integers(-10, 8))
def test_what_the_sieve_holds_back_would_have_come_to_nothing(fields: list[dict[str, object]], least: int) -> None:
    gathering, records = Gathering(), features(*fields)
    gathering.add(records, keys_of(records))
    columns = gathering.columns()
    weigher = Weigher(columns, GENERAL, size=len(columns))
    pairs = np.unique(np.concatenate(list(Candidates(columns).portions())))
    sieve = Sieve(columns, GENERAL, weigher, least=least)
    judge = Judge(columns, GENERAL, weigher, np.arange(len(columns), dtype=np.int32))
    held = np.setdiff1d(pairs, sieve.passing(pairs))
    judged = judge.weigh(judge.see(*unpacked(held)))
    assert np.all(judged.never | (judged.bits < least))
    passing = judge.weigh(judge.see(*unpacked(pairs), sieve))
    every = judge.weigh(judge.see(*unpacked(pairs)))
    assert len(passing.bits) >= np.sum(~every.never & (every.bits >= least))


def test_nothing_comes_of_nothing() -> None:
    assert linked([]).group.tolist() == []
    assert list(combinations(grouped(linked(features({}))), 2)) == []
