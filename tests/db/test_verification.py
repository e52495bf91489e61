"""From the rules to a call and from what was heard back into the base, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from dm import ledger
from dm.actualize import accept_pair, ask_by_telephone, choose_calls, take_correction, waiting_pairs
from dm.actualize.rebuild import rebuild
from dm.db import insert_many, reading, writing
from dm.db import tables as t
from dm.errors import InputError, StateError
from dm.ledger import Verification
from dm.ledger.verification import BATCH_UNDONE
from dm.verbs.corrections import decide_correction, settle_corrections
from tests.db.test_call_queue import MORNING, end, next_for, office, seed_people

__all__ = ["office"]
DAY = timedelta(days=1)


def rows(engine: Engine, table: Any, *order: Any) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(table).order_by(*order)).all())


def give_records(office: Any, count: int) -> None:
    """A record for each of the first people: without one, nobody can be made again."""
    with writing(office.engine) as connection:
        source = connection.execute(select(t.source.c.id)).scalar_one()
        batch = {"id": "B1", "source_id": source, "file_sha256": "2" * 64, "mapping": {}, "rows": 1, "accepted": 1}
        connection.execute(insert(t.batch).values(**batch, quarantined=0, imported_at=MORNING - 300 * DAY))
        fields = {"full_name": "Ida Klein"}
        rows = [{"batch_id": "B1", "row": n, "person_id": f"P{n}", "raw": [], "fields": fields} for n in range(count)]
        insert_many(connection, t.record, rows)


@pytest.fixture
def heard(office: Any) -> Callable[..., list[Any]]:
    """`heard("CORRECTED", field, new)`: what a verification call of P0 brought, and what became of it."""
    seed_people(office.engine, 1)
    give_records(office, 1)
    with writing(office.engine) as connection:
        ledger.add_verification(connection, office, [Verification("P0", "stale", ("email",), 3)], now=MORNING)

    def tell(disposition: str, field: str, new: str, old: str = "") -> list[Any]:
        leased = next_for(office)
        end(office, leased, disposition, corrections=[{"field": field, "old": old, "new": new}])
        settle_corrections(office, now=MORNING, task_id=leased.task_id)
        return rows(office.engine, t.correction)

    return tell


def test_what_the_person_said_is_taken_at_once_and_verified(office: Any, heard: Callable[..., list[Any]]) -> None:
    (correction,) = heard("CORRECTED", "email", "ida.neu@example.org")
    assert (correction.state, correction.decided_by, correction.source) == ("accepted", "rule", "call")
    points = {row.value: row for row in rows(office.engine, t.contact_point)}
    assert points["ida.neu@example.org"].verified_at == MORNING
    assert points["ida.neu@example.org"].rank == 0
    assert points["ida.neu@example.org"].record_id is None


@pytest.mark.parametrize(
    ("disposition", "field", "new"),
    [
        ("SECRETARY_GAVE_DATA", "email", "ida.neu@example.org"),  # not from the person
        ("CORRECTED", "address", "Neuer Weg 7, 10115 Berlin"),  # not among the fields that are taken
        ("CORRECTED", "email", "ida at example"),  # does not pass the check
        ("CORRECTED", "email", "ida@gmial.com"),  # passes with a doubt
    ],
)
def test_the_rest_waits_for_a_supervisor(
    heard: Callable[..., list[Any]], disposition: str, field: str, new: str
) -> None:
    (correction,) = heard(disposition, field, new)
    assert correction.state == "proposed"


def test_a_supervisor_takes_an_address_and_the_old_one_ends(office: Any, heard: Callable[..., list[Any]]) -> None:
    old = next(row.value for row in rows(office.engine, t.contact_point) if row.kind == "post")
    (correction,) = heard("CORRECTED", "address", "Neuer Weg 7, 10115 Berlin", old)
    decide_correction(office, correction.id, accept=True, by="boris", now=MORNING + DAY)
    points = {row.value: row for row in rows(office.engine, t.contact_point) if row.kind == "post"}
    assert points[old].valid_to == MORNING.date()
    new = next(row for value, row in points.items() if value.startswith("Neuer Weg 7"))
    assert (new.rank, new.status) == (0, "valid")
    with pytest.raises(StateError, match="accepted already"):
        decide_correction(office, correction.id, accept=True, by="boris", now=MORNING + DAY)


def test_what_cannot_be_used_is_refused_and_stays_open(office: Any, heard: Callable[..., list[Any]]) -> None:
    (correction,) = heard("CORRECTED", "email", "ida at example")
    with pytest.raises(InputError, match="cannot be used"):
        decide_correction(office, correction.id, accept=True, by="boris", now=MORNING)
    assert rows(office.engine, t.correction)[0].state == "proposed"
    decide_correction(office, correction.id, accept=False, by="boris", now=MORNING)
    assert rows(office.engine, t.correction)[0].state == "rejected"


@pytest.mark.parametrize(
    ("field", "new", "column", "value"),
    [
        ("full_name", "Dr. Ida Groß", "family_name", "Groß"),
        ("job_title", "Leiterin Einkauf", "job_title", "Leiterin Einkauf"),
    ],
)
def test_name_and_role_change_the_person(
    office: Any, heard: Callable[..., list[Any]], field: str, new: str, column: str, value: str
) -> None:
    heard("CORRECTED", field, new)
    (person,) = rows(office.engine, t.person)
    assert getattr(person, column) == value
    (told,) = [row for row in rows(office.engine, t.person_value) if row.correction_id]
    assert (told.field, told.value, told.as_of) == (field, new, MORNING)


def test_a_new_company_ends_the_old_one(office: Any, heard: Callable[..., list[Any]]) -> None:
    heard("CORRECTED", "company", "Neu GmbH")
    with writing(office.engine) as connection:
        row = {
            "person_id": "P0",
            "field": "company",
            "new": "Neuer AG",
            "old": "Neu GmbH",
            "id": 99,
            "at": MORNING + DAY,
        }
        connection.execute(insert(t.correction).values(**row, state="accepted"))
        take_correction(connection, row, key=office.settings.suppression_key, now=MORNING + DAY)
    with reading(office.engine) as connection:
        query = select(t.company.c.name, t.company_member.c.to_on).join(t.company_member)
        assert dict(connection.execute(query).all()) == {"Neu GmbH": (MORNING + DAY).date(), "Neuer AG": None}


def pair_of(office: Any) -> int:
    seed_people(office.engine, 2)
    give_records(office, 2)
    with writing(office.engine) as connection:
        insert_many(connection, t.review_pair, [{"left_person_id": "P0", "right_person_id": "P1", "probability": 0.6}])
        return connection.execute(select(t.review_pair.c.id)).scalar_one()


@pytest.mark.parametrize(("answer", "state"), [("yes", "accepted"), ("no", "rejected")])
def test_a_pair_is_answered_by_a_call(office: Any, answer: str, state: str) -> None:
    number = pair_of(office)
    ask_by_telephone(office, number, now=MORNING, actor="rita")
    with reading(office.engine) as connection:
        assert waiting_pairs(connection) == []
    leased = next_for(office)
    (asked,) = leased.person["pairs"]
    assert asked["pair"] == number
    end(office, leased, "CONFIRMED", corrections=[{"field": "same_person", "old": str(number), "new": answer}])
    assert settle_corrections(office, now=MORNING, task_id=leased.task_id) == 1
    (pair,) = rows(office.engine, t.review_pair)
    assert (pair.state, pair.decided_by) == (state, "olga (call)")


def test_what_was_heard_of_one_stays_true_after_a_merge(office: Any) -> None:
    number = pair_of(office)
    with writing(office.engine) as connection:
        row = {"person_id": "P1", "field": "job_title", "new": "Leiterin", "old": "", "id": 7, "at": MORNING}
        connection.execute(insert(t.correction).values(**row, state="accepted"))
        take_correction(connection, row, key=office.settings.suppression_key, now=MORNING)
    kept = accept_pair(office.engine, number, key=office.settings.suppression_key, now=MORNING, actor="rita")
    assert kept == "P0"
    with writing(office.engine) as connection:
        rebuild(connection, [kept], key=office.settings.suppression_key, now=MORNING + DAY)
    assert {row.id: row.job_title for row in rows(office.engine, t.person)}[kept] == "Leiterin"


def test_a_call_without_an_answer_brings_the_pair_back(office: Any) -> None:
    number = pair_of(office)
    ask_by_telephone(office, number, now=MORNING, actor="rita")
    end(office, next_for(office), "NOT_INTERESTED")
    with reading(office.engine) as connection:
        assert waiting_pairs(connection) == [number]


def test_the_base_is_judged_as_it_ages(office: Any) -> None:
    seed_people(office.engine, 3)
    first = choose_calls(office, now=MORNING, say=lambda _: None)
    assert (first.judged, first.wanted, first.new) == (3, 0, 0)
    later = MORNING + 3 * 365 * DAY
    dry = choose_calls(office, now=later, say=lambda _: None, dry=True)
    assert (dry.wanted, rows(office.engine, t.call_task)) == (3, [])
    assert choose_calls(office, now=later, say=lambda _: None).new == 3
    assert choose_calls(office, now=later, say=lambda _: None).new == 0


def test_nobody_is_asked_again_before_the_rest_is_over(office: Any) -> None:
    seed_people(office.engine, 1)
    stale = [Verification("P0", "stale", ("email",), 3)]

    def ask(now: Any) -> int:
        with writing(office.engine) as connection:
            return ledger.add_verification(connection, office, stale, now=now)

    assert ask(MORNING) == 1
    assert ask(MORNING) == 0
    end(office, next_for(office), "CONFIRMED")
    assert ask(MORNING + 179 * DAY) == 0
    assert ask(MORNING + 181 * DAY) == 1
    assert {row.wave for row in rows(office.engine, t.piece) if row.campaign_id == "verify"} == {"call", "call-2"}


def test_new_reasons_join_the_call_that_waits(office: Any) -> None:
    seed_people(office.engine, 1)
    with writing(office.engine) as connection:
        for why, field, priority in (("stale", "email", 3), ("records differ", "company", 40)):
            ledger.add_verification(connection, office, [Verification("P0", why, (field,), priority)], now=MORNING)
    (task,) = rows(office.engine, t.call_task)
    assert (task.why, task.fields, task.priority) == ("stale; records differ", ["email", "company"], 40)


def test_a_call_that_went_with_its_list_is_asked_for_again_when_the_list_returns(office: Any) -> None:
    seed_people(office.engine, 1)
    wanted = Verification("P0", "stale", ("email",), 3)
    with writing(office.engine) as connection:
        assert ledger.add_verification(connection, office, [wanted], now=MORNING) == 1
        pieces = list(connection.execute(select(t.piece.c.id)).scalars())
        ledger.cancel(connection, pieces, BATCH_UNDONE, now=MORNING)
        assert ledger.add_verification(connection, office, [wanted], now=MORNING) == 1
        assert ledger.add_verification(connection, office, [wanted], now=MORNING) == 0
