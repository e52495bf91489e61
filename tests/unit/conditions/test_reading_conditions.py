"""Conditions are checked before anything is asked of the database."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.conditions import AllOf, AnyOf, Leaf, Not, Operator, Window, parse
from dm.conditions.letters import fold_letters, pattern
from dm.errors import InputError


def test_the_contracts_example_becomes_a_tree():
    tree = parse(
        {
            "any": [
                {"field": "purchases.count", "within": "365d", "at_least": 1},
                {"all": [{"field": "responses.count", "at_least": 1}, {"not": {"field": "country", "in": ["AT"]}}]},
            ]
        }
    )
    assert tree == AnyOf(
        (
            Leaf("purchases.count", Operator.AT_LEAST, 1, window=Window(days=365)),
            AllOf(
                (
                    Leaf("responses.count", Operator.AT_LEAST, 1),
                    Not(Leaf("country", Operator.IN, ("AT",))),
                )
            ),
        )
    )


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"field": "cuntry", "is": "DE"}, 'Did you mean "country"?'),
        ({"field": "country", "equals": "DE"}, 'unknown word "equals"'),
        ({"field": "country"}, "needs exactly one"),
        ({"field": "age", "at_least": 18, "at_most": 30}, "needs exactly one"),
        ({"field": "age", "at_least": "18"}, "a number is wanted"),
        ({"field": "age", "at_least": True}, "a number is wanted"),
        ({"field": "age", "at_least": float("nan")}, "a number is wanted"),
        ({"field": "age", "contains": "1"}, "cannot be asked contains"),
        ({"field": "gender", "is": "male"}, "no such word"),
        ({"field": "country", "is": 3}, "a text is wanted"),
        ({"field": "country", "in": []}, "a list of 1 to"),
        ({"field": "age", "between": [30, 18]}, "the first is greater"),
        ({"field": "country", "is": "DE", "within": "3d"}, "counts nothing"),
        ({"field": "purchases.count", "at_least": 1, "within": "3 weeks"}, "no span of days"),
        ({"field": "purchases.count", "at_least": 1, "since": "2027-13-01"}, "is no day"),
        ({"field": "distance_km(99,13)", "at_most": 3}, "lies nowhere"),
        ({"field": "distance_km", "at_most": 3}, "names no place"),
        ({"field": "custom", "is": "x"}, "there is no field"),
        ({"field": "verified", "is": "yes"}, "true or false is wanted"),
        ({"all": [], "field": "age"}, "stands beside field"),
        ({"all": []}, "no list of conditions"),
        ("country = DE", "is no condition"),
    ],
)
def test_a_fault_is_named_with_its_way_out(table, said):
    with pytest.raises(InputError) as caught:
        parse(table, "segment.any[1]")
    assert said in str(caught.value)
    assert str(caught.value).startswith("segment.any[1]")


def test_depth_has_a_limit():
    table: dict = {"field": "country", "is": "DE"}
    for _ in range(30):
        table = {"not": table}
    with pytest.raises(InputError, match="inside each other"):
        parse(table)


def test_codes_take_the_form_of_the_base():
    assert parse({"field": "country", "is": "de"}) == Leaf("country", Operator.IS, "DE")
    assert parse({"field": "language", "in": ["DE"]}) == Leaf("language", Operator.IN, ("de",))


def test_days_come_from_toml_and_from_json():
    window = Window(since=date(2027, 1, 1), until=date(2027, 3, 31))
    toml = {"field": "purchases.count", "at_least": 1, "since": date(2027, 1, 1), "until": date(2027, 3, 31)}
    json = toml | {"since": "2027-01-01", "until": "2027-03-31"}
    assert [parse(table).window for table in (toml, json)] == [window, window]


_words = st.sampled_from(["all", "any", "not", "field", "is", "in", "within"])
_nonsense = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(_words, inner),
)


@given(_nonsense)
def test_nothing_but_an_input_error_ever_comes_out(table):
    with contextlib.suppress(InputError):
        parse(table)


@given(st.text(alphabet="АаЁёЖжÜüßMm-.*[ ]^$\\", min_size=1))
def test_a_pattern_finds_its_own_text_in_any_case(text):
    import re

    if fold_letters(text):
        found = re.search(pattern(text, starts=True, ends=True), " ".join(text.upper().replace("SS", "ß").split()))
        assert found
