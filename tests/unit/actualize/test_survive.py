"""What survives of several records."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from dm.actualize.entries import BatchFacts, Entry, read_entry
from dm.actualize.lineage import values_of
from dm.actualize.survive import Person, person_id_of, survivor
from dm.normal.folding import fold

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _batch(name: str, year: int = 2026, trust: int = 50) -> BatchFacts:
    return BatchFacts(name, name, "0" * 64, "consumer", "DE", "de", trust, datetime(year, 1, 1, tzinfo=UTC))


def _entry(batch: BatchFacts, place: int, **fields: object) -> Entry:
    return read_entry(fields, batch, place=place, record_id=place, row=place)


def _person(*entries: Entry, name: str = "P1") -> Person:
    return survivor(entries, name, key=b"k")


def test_fresh_beats_trusted_beats_old() -> None:
    old, fresh = _batch("old", 2020, trust=90), _batch("fresh", 2026, trust=10)
    person = _person(_entry(old, 0, job_title="Clerk", city="Bonn"), _entry(fresh, 1, job_title="Head"))
    assert (person.row["job_title"], person.row["city"]) == ("Head", "Bonn")


def test_the_fuller_name_survives_with_what_others_add() -> None:
    batch = _batch("a")
    person = _person(
        _entry(batch, 0, full_name="И. Петров"),
        _entry(batch, 1, full_name="Петров Иван", title="Dr."),
        _entry(batch, 2, full_name="Петров И. Ильич"),
    )
    assert (person.row["title"], person.row["full_name"], person.row["gender"]) == ("Dr.", "Иван Ильич Петров", "m")


@given(st.text(max_size=20), st.text(max_size=12), st.text(max_size=20))
def test_a_person_is_found_by_the_full_name_folded_whatever_its_letters(first: str, middle: str, last: str) -> None:
    row = _person(_entry(_batch("a"), 0, given_name=first, middle_name=middle, family_name=last)).row
    assert row["name_folded"] == fold(row["full_name"])


def test_points_are_ranked_valid_before_invalid_and_fresh_before_old() -> None:
    old, fresh = _batch("old", 2020), _batch("fresh")
    person = _person(_entry(old, 0, email=["a@x.de"]), _entry(fresh, 1, email=["b@x.de", "c@gmial.com", "nonsense"]))
    emails = [(point.row["value"], point.row["status"], point.row["rank"]) for point in person.points]
    assert emails == [
        ("b@x.de", "valid", 0), ("a@x.de", "valid", 1), ("c@gmial.com", "risky", 2), ("nonsense", "invalid", 3)
    ]  # fmt: skip


def test_an_address_narrows_the_zones_of_a_mobile() -> None:
    person = _person(
        _entry(_batch("a"), 0, phone=["+7 916 123-45-67"], city="Москва", country="RU", address="ул. Мира, 1")
    )
    phone = next(point for point in person.points if point.kind == "phone")
    assert phone.zones == ("Europe/Moscow",)
    assert len(_person(_entry(_batch("a"), 0, phone=["+7 916 123-45-67"])).points[0].zones) > 10


def test_a_postal_point_has_lines_and_a_verdict() -> None:
    person = _person(_entry(_batch("a"), 0, address="Weg 5, 10115 Berlin"))
    point = person.points[0]
    assert (point.row["lines"], point.row["status"]) == (["Weg 5", "10115 Berlin"], "valid")
    assert _person(_entry(_batch("a"), 0, postal_code="10115")).points[0].row["reason"] == "no_street"
    assert (
        _person(_entry(_batch("a"), 0, address="Weg 5", postal_code="1", city="X")).points[0].row["status"] == "risky"
    )


def test_a_number_tells_the_country_where_the_postal_code_agrees() -> None:
    vienna = {"street": "Ring 1", "postal_code": "1010", "city": "Wien"}
    assert _person(_entry(_batch("a"), 0, phone=["+43 1 53220003"], **vienna)).row["country"] == "AT"
    assert _person(_entry(_batch("a"), 0, phone=["+44 20 79460000"], **vienna)).row["country"] == "DE"


def test_a_person_s_id_rests_on_the_earliest_record_alone() -> None:
    entry = _entry(_batch("a"), 0, full_name="Anna")
    assert person_id_of(entry) == person_id_of(_entry(_batch("a"), 0, full_name="Bert"))
    assert person_id_of(entry) != person_id_of(_entry(_batch("a"), 1, full_name="Anna"))


def test_a_birthday_that_is_no_day_is_kept_as_it_came() -> None:
    person = _person(_entry(_batch("a"), 0, full_name="Anna", birth_date="31.02.1980"))
    assert person.row["birth_date"] is None
    said = {(value["field"], value["raw"], value["status"]) for value in values_of(person.entries)}
    assert ("birth_date", "31.02.1980", "invalid") in said


def test_a_company_and_an_address_in_the_cell_for_the_name_find_their_place() -> None:
    entry = _entry(_batch("a"), 0, full_name="Weber GmbH <info@x.de>")
    assert (entry.name.full, entry.company.form if entry.company else "") == ("", "GmbH")
    assert (entry.emails[0].address, entry.raw_name) == ("info@x.de", "Weber GmbH <info@x.de>")
