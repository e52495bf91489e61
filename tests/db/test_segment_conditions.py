"""The SQL of a condition chooses the same people as reading it aloud would, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dm.conditions import parse, to_sql
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import InputError
from tests.condition_oracle import holds
from tests.condition_people import NOW, PEOPLE, fill_people


def _ask(field, operands, window=None):
    def table(pick):
        (operator, operand), span = pick
        return {"field": field, operator: operand} | (span or {})

    spans = st.sampled_from(
        [None, {"within": "30d"}, {"since": "2026-03-01"}, {"until": "2027-01-30", "since": "2024-01-01"}]
    )
    return st.tuples(operands, spans if window else st.none()).map(table)


_numbers = st.one_of(
    st.tuples(
        st.sampled_from(["is", "at_least", "at_most"]),
        st.sampled_from([0, 1, 2, 9.9, 30, 365, 500, 2.5, 17, 18, 1e9, -1]),
    ),
    st.sampled_from(
        [("between", [0, 1]), ("between", [18, 365]), ("in", [0, 30, 500]), ("known", True), ("known", False)]
    ),
)
_days = st.one_of(
    _numbers, st.tuples(st.sampled_from(["before", "after"]), st.sampled_from([date(2027, 1, 30), date(2026, 3, 1)]))
)
_flags = st.tuples(st.just("is"), st.booleans())


def _texts(words, *operators):
    return st.one_of(
        st.tuples(st.sampled_from(["is", *operators]), st.sampled_from(words)),
        st.sampled_from([("in", words[:3]), ("known", True), ("known", False)]),
    )


_anything = ("starts_with", "contains")
_leaves = st.one_of(
    _ask("country", _texts(["DE", "AT", "D"], "starts_with")),
    _ask("postal_code", _texts(["10115", "10", "0"], "starts_with")),
    _ask("gender", _texts(["m", "f"])),
    _ask("source", _texts(["fair", "SHOP"])),
    _ask("city", _texts(["berlin", "ОРЕЛ", "Орёл", "koln", "й", "St Pölten"], *_anything)),
    _ask("region", _texts(["МОСКОВСКАЯ область", "bay", "DE-"], *_anything)),
    _ask("title", _texts(["dr.", "Д-Р", "."], *_anything)),
    _ask("role", _texts(["ДИРЕКТОР", "leiter", "(M/W)", "grosse", "größe", "%"], *_anything)),
    _ask("company", _texts(["ООО «Ромашка»", "müller", "Mull"], *_anything)),
    _ask("age", _numbers),
    _ask(
        "distance_km(52.5,13.4)",
        st.sampled_from(
            [("at_most", 150), ("at_least", 10000), ("between", [50, 250.5]), ("known", False), ("at_most", 20100)]
        ),
    ),
    _ask("distance_km(-89,179)", st.sampled_from([("at_most", 9000), ("at_least", 12000)])),
    *(
        _ask(field, _days)
        for field in ("freshness_days", "purchases.last_days", "responses.last_days", "contacts.last_days")
    ),
    *(
        _ask(field, _numbers, window=True)
        for field in ("purchases.count", "purchases.total", "responses.count", "campaigns.count")
    ),
    _ask("purchases.product", _texts(["ТУЧ", "tuch", "ПОЛОТЕНЦЕ"], *_anything), window=True),
    *(_ask(field, _flags, window=True) for field in ("verified", "responded")),
    *(_ask(field, _flags) for field in ("has.email", "has.post", "consent.email", "consent.phone")),
    *(
        _ask(field, st.one_of(_numbers, _texts(["GOLD", "ЁЖ", "1"], *_anything)))
        for field in ("clv", "custom.size", "custom.class 2")
    ),
)
_tables = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        inner.map(lambda part: {"not": part}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
    ),
    max_leaves=4,
)


@pytest.fixture
def filled(engine):
    with writing(engine) as connection:
        fill_people(connection)
    with reading(engine) as connection:
        yield connection


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=_tables)
def test_sql_and_reading_aloud_agree(filled, table):
    tree = parse(table)
    chosen = filled.execute(select(t.person.c.id).where(to_sql(tree, now=NOW, campaign="spring"))).scalars()
    assert sorted(chosen) == [who["id"] for who in PEOPLE if holds(who, tree)]


def test_an_unknown_value_is_false_and_its_not_is_true(filled):
    inside = to_sql(parse({"not": {"field": "country", "in": ["AT"]}}), now=NOW)
    unknown = [who["id"] for who in PEOPLE if not who["country"]]
    assert set(unknown) <= set(filled.execute(select(t.person.c.id).where(inside)).scalars())


def test_responded_needs_a_campaign():
    with pytest.raises(InputError, match="responded"):
        to_sql(parse({"field": "responded", "is": True}), now=NOW)
