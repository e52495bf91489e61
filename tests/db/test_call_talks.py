"""What was said on the telephone is kept, and what it means happens at once; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from dm import ledger
from dm.channels import call
from dm.db import insert_many, reading, writing
from dm.db import tables as t
from dm.errors import InputError
from dm.ledger import Verification
from tests.db.call_world import MINUTE, change, end, listed, next_for, task_of
from tests.db.channel_world import MORNING, office_of, quiet, seed_campaign, seed_people, states


@pytest.fixture
def office(engine, tmp_path, repo):
    return office_of(engine, tmp_path, repo)


def test_do_not_call_stops_everything_of_this_person_in_the_same_second(office) -> None:
    listed(office, 2)
    seed_campaign(office.engine, "email", [0], campaign="summer")
    seed_campaign(office.engine, "call", [0], campaign="autumn")
    call.dispatch(office, campaign="autumn", wave="call", now=MORNING, say=quiet)
    change(office, t.call_task, t.call_task.c.person_id == "P0", priority=9)
    held = next_for(office)
    assert end(office, held, "DO_NOT_CALL").cancelled == 2
    with reading(office.engine) as connection:
        rows = connection.execute(select(t.piece.c.person_id, t.piece.c.campaign_id, t.piece.c.state)).all()
    assert sorted(map(tuple, rows)) == sorted(
        [
            ("P0", held_campaign(office, held), "delivered"),
            ("P0", "summer", "cancelled"),
            ("P0", ({"spring", "autumn"} - {held_campaign(office, held)}).pop(), "cancelled"),
            ("P1", "spring", "planned"),
        ]
    )
    assert next_for(office).person["id"] == "P1"
    assert next_for(office, "otto") is None


def held_campaign(office, held):
    return task_of(office, held.task_id)["campaign_id"]


def test_what_was_heard_is_a_proposal_and_what_was_confirmed_is_taken(office) -> None:
    listed(office, 1)
    corrections = [
        {"field": "family_name", "old": "Weiß0", "new": "Weiss"},
        {"field": "email", "old": "anna0@example.com", "new": "anna0@example.com"},
        {"field": "birth_date", "old": "", "new": ""},
    ]
    assert end(office, next_for(office), "CORRECTED", corrections=corrections).proposals == 1
    with reading(office.engine) as connection:
        heard = connection.execute(select(t.correction.c.field, t.correction.c.state)).all()
        person = connection.execute(select(t.person)).mappings().one()
        verified = connection.execute(select(t.contact_point.c.id).where(t.contact_point.c.verified_at == MORNING))
        assert set(verified.scalars()) == {"P0-email", "P0-phone"}
    assert set(map(tuple, heard)) == {("family_name", "proposed"), ("email", "confirmed"), ("birth_date", "refused")}
    assert (person["family_name"], person["verified_at"]) == ("Weiß0", MORNING)


def test_a_spoken_yes_keeps_its_wording_and_is_no_double_opt_in(office) -> None:
    listed(office, 1)
    consents = [{"channel": "email", "answer": "yes", "wording": "newsletter-call"}]
    heard = [{"field": "email", "old": "", "new": "New.Anna@example.com"}]
    end(office, next_for(office), "CONSENT_EMAIL_YES", consents=consents, corrections=heard)
    with reading(office.engine) as connection:
        query = select(t.consent_event).where(t.consent_event.c.form == "oral")
        events = connection.execute(query).mappings().all()
        texts = connection.execute(select(t.wording.c.language)).scalars().all()
    assert {(row["action"], row["recorded_by"], row["person_id"]) for row in events} == {("given", "olga", "P0")}
    assert {row["wording"].rsplit("/", 1)[1] for row in events} == {"de"} and texts == ["de"]
    assert all(row["wording_sha256"] and row["point_hmac"] for row in events)


def test_a_spoken_no_is_kept_apart_from_not_asked(office) -> None:
    listed(office, 1)
    no = [{"channel": "email", "answer": "no", "wording": "newsletter-call"}]
    end(office, next_for(office), "CONSENT_EMAIL_NO", consents=no)
    with reading(office.engine) as connection:
        actions = connection.execute(select(t.consent_event.c.action).where(t.consent_event.c.form == "oral"))
        assert set(actions.scalars()) == {"refused"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"consents": [{"channel": "email", "answer": "perhaps", "wording": "newsletter-call"}]},
        {"consents": [{"channel": "email", "answer": "yes", "wording": "nothing"}]},
        {"consents": [{"channel": "post", "answer": "yes", "wording": "newsletter-call"}]},
        {"corrections": [{"field": "", "new": "x"}]},
        {"callback_at": MORNING + timedelta(days=1)},
    ],
)
def test_nothing_is_saved_when_a_part_is_wrong(office, wrong) -> None:
    listed(office, 1)
    held = next_for(office)
    with pytest.raises(InputError):
        end(office, held, "NOT_INTERESTED", **wrong)
    assert end(office, held, "NOT_INTERESTED").due_at is None


def test_a_stopped_campaign_s_contacts_leave_the_queue(office) -> None:
    listed(office, 2)
    held = next_for(office)
    with writing(office.engine) as connection:
        ledger.stop_campaign(connection, "spring", by="boss", now=MORNING)
    assert next_for(office, "otto") is None
    end(office, held, "NO_ANSWER")
    assert states(office.engine) == {"cancelled": 2}
    assert task_of(office, held.task_id)["state"] == "cancelled"


def test_who_has_answered_by_now_is_not_called(office) -> None:
    listed(office, 2)
    unless = {"field": "responded", "is": True}
    change(office, t.wave, t.wave.c.name == "call", unless=unless)
    with writing(office.engine) as connection:
        row = {"dedupe_key": "d", "kind": "order", "person_id": "P0", "campaign_id": "spring", "at": MORNING - MINUTE}
        insert_many(connection, t.response, [{**row, "recorded_at": MORNING}])
    assert next_for(office).person["id"] == "P1"
    assert next_for(office, "otto") is None
    assert states(office.engine) == {"cancelled": 1, "claimed": 1}


def test_verification_calls_are_leased_like_all_others(office) -> None:
    seed_people(office.engine, 1)
    with writing(office.engine) as connection:
        wanted = [Verification("P0", "stale", ("email",), priority=3)]
        assert ledger.add_verification(connection, office, wanted, now=MORNING) == 1
    held = next_for(office)
    assert (held.person["why"], held.script["template"]) == ("stale", "call/verify")
    assert "Lindenweg 0" in held.script["nodes"]["address"]["say"]
    end(office, held, "CONFIRMED")
    with reading(office.engine) as connection:
        assert connection.execute(select(t.person.c.verified_at)).scalar() == MORNING
