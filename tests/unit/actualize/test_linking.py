"""Exact duplicates, and what must stay apart."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from dm.actualize.entries import BatchFacts, Entry, read_entry
from dm.actualize.linking import link

BATCH = BatchFacts("B", "fair", "0" * 64, "consumer", "DE", "de", 50, datetime(2026, 1, 1, tzinfo=UTC))


def _entries(*records: dict[str, object]) -> list[Entry]:
    return [
        read_entry(fields, BATCH, place=place, record_id=place, row=place, person_id=str(fields.get("person", "")))
        for place, fields in enumerate(records)
    ]


def _groups(*records: dict[str, object]) -> list[list[int]]:
    return link(_entries(*records))


def test_the_same_email_with_names_that_agree_is_one_person() -> None:
    assert _groups(
        {"full_name": "Anna Weiß", "email": ["Anna@x.de"]},
        {"full_name": "A. Weiss", "email": ["anna@X.de"]},
        {"email": ["anna@x.de"]},
        {"full_name": "Hans Weiß", "email": ["anna@x.de"]},
    ) == [[0, 1, 2], [3]]


def test_a_mobile_joins_and_a_landline_needs_the_full_name() -> None:
    assert _groups({"full_name": "Anna W", "phone": ["0171 1234567"]}, {"phone": ["+49 171 1234567"]}) == [[0, 1]]
    assert _groups({"full_name": "Anna W", "phone": ["030 1234567"]}, {"phone": ["030 1234567"]}) == [[0], [1]]
    assert _groups(
        {"full_name": "Anna Weber", "phone": ["030 1234567"]}, {"full_name": "anna weber", "phone": ["030/1234567"]}
    ) == [[0, 1]]


def test_a_role_address_is_no_person() -> None:
    assert _groups({"full_name": "Anna W", "email": ["info@x.de"]}, {"email": ["info@x.de"]}) == [[0], [1]]


def test_the_same_address_joins_only_the_same_name() -> None:
    home = {"street": "Weg 1", "postal_code": "10115", "city": "Berlin"}
    assert _groups(
        {"full_name": "Anna Weber", **home}, {"full_name": "Anna Weber", "address": "Weg 1, 10115 Berlin"},
        {"full_name": "Bert Weber", **home},
    ) == [[0, 1], [2]]  # fmt: skip


def test_a_chain_never_joins_two_birth_dates_or_two_given_names() -> None:
    assert _groups(
        {"full_name": "Anna W", "birth_date": "1980-01-01", "email": ["a@x.de"]},
        {"full_name": "W", "email": ["a@x.de"], "phone": ["0171 1234567"]},
        {"full_name": "Anna W", "birth_date": "1981-01-01", "phone": ["0171 1234567"]},
    ) == [[0, 1], [2]]
    assert _groups(
        {"full_name": "Anna Weber", "email": ["a@x.de"]},
        {"full_name": "Weber", "email": ["a@x.de", "b@x.de"]},
        {"full_name": "Bert Weber", "email": ["b@x.de"]},
    ) == [[0, 1], [2]]


def test_the_source_s_own_id_joins_within_the_source() -> None:
    assert _groups({"external_id": "7", "city": "Bonn"}, {"external_id": "7", "city": "Köln"}) == [[0, 1]]


def test_name_and_birthday_need_the_place_too() -> None:
    one = {"full_name": "Anna Weber", "birth_date": "1980-01-01"}
    assert _groups(one, dict(one)) == [[0], [1]]
    assert _groups({**one, "city": "Bonn"}, {**one, "city": "BONN"}) == [[0, 1]]


def test_people_said_to_be_two_stay_two() -> None:
    entries = _entries({"email": ["a@x.de"], "person": "P1"}, {"email": ["a@x.de"], "person": "P2"})
    assert link(entries) == [[0, 1]]
    assert link(entries, {frozenset(("P1", "P2"))}) == [[0], [1]]


_RECORD = st.fixed_dictionaries(
    {},
    optional={
        "full_name": st.sampled_from(["Anna Weber", "A. Weber", "Bert Weber", "Weber", "Анна Петровна Ким"]),
        "birth_date": st.sampled_from(["1980-01-01", "1981-01-01"]),
        "email": st.lists(st.sampled_from(["a@x.de", "b@x.de", "info@x.de"]), max_size=2),
        "phone": st.lists(st.sampled_from(["0171 1234567", "030 1234567"]), max_size=2),
    },
)


@given(st.lists(_RECORD, max_size=25))
def test_no_group_contradicts_itself_and_everybody_is_in_one(records: list[dict[str, object]]) -> None:
    entries = _entries(*records)
    groups = link(entries)
    assert sorted(index for group in groups for index in group) == list(range(len(records)))
    for group in groups:
        members = [entries[index] for index in group]
        assert len({entry.birth for entry in members} - {None}) < 2
        assert len({entry.given[:1] for entry in members} - {""}) < 2


@given(st.lists(_RECORD, max_size=15))
def test_linked_people_stay_linked(records: list[dict[str, object]]) -> None:
    """A second run over people already made finds nothing new to join or part."""
    first = link(_entries(*records))
    named = [dict(record) for record in records]
    for number, group in enumerate(first):
        for index in group:
            named[index]["person"] = f"P{number}"
    assert link(_entries(*named)) == first
