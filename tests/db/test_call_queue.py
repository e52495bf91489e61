"""Nobody is on two screens, nobody is called at a wrong hour, no promise is lost; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from dm import ledger
from dm.channels import call
from dm.channels.call import heartbeat
from dm.channels.call.queue import take
from dm.db import insert_many, reading, writing
from dm.db import tables as t
from dm.errors import Refused, StateError
from dm.normal.keyed import keyed_hash
from tests.campaign_world import KEY
from tests.db.call_world import MINUTE, change, end, listed, next_for, second_number, task_of, tasks_of
from tests.db.channel_world import MORNING, attempts, number_of, office_of, quiet, seed_campaign, seed_people, states


@pytest.fixture
def office(engine, tmp_path, repo):
    return office_of(engine, tmp_path, repo)


def test_a_list_opens_a_task_for_each_and_writes_both_files(office, tmp_path) -> None:
    result = listed(office, 3)
    folder = tmp_path / "out/spring/calls/T0000001"
    assert (result.dispatched, result.batches, states(office.engine)) == (3, ["T0000001"], {"planned": 3})
    assert len((folder / "list.csv").read_text().splitlines()) == 4
    assert len((folder / "list_vicidial.tsv").read_text().splitlines()) == 3
    assert attempts(office.engine) == []


def test_listing_twice_opens_nothing(office) -> None:
    listed(office)
    again = call.dispatch(office, campaign="spring", wave="call", now=MORNING, say=quiet)
    assert (again.dispatched, again.already_done, again.batches) == (0, 3, [])


def test_a_list_holds_the_hours_of_tomorrow_for_tonight(office, tmp_path) -> None:
    seed_people(office.engine, 1)
    seed_campaign(office.engine, "call", [0])
    night = datetime(2027, 3, 3, 22, tzinfo=UTC)
    assert call.dispatch(office, campaign="spring", wave="call", now=night, say=quiet).dispatched == 1
    row = (tmp_path / "out/spring/calls/T0000001/list.csv").read_text().splitlines()[1].split(";")
    assert row[10:12] == ["2027-03-04T08:00:00Z", "2027-03-04T19:00:00Z"]


def test_who_may_never_be_called_is_not_listed(office) -> None:
    seed_people(office.engine, 2)
    seed_campaign(office.engine, "call", range(2))
    with writing(office.engine) as connection:
        ledger.object_and_stop(
            connection, office, person_id="P0", reason="objection", origin="web", now=MORNING, by="t"
        )
    change(office, t.piece, t.piece.c.person_id == "P0", state="planned", reason="")
    result = call.dispatch(office, campaign="spring", wave="call", now=MORNING, say=quiet)
    assert (result.dispatched, sum(result.refused.values())) == (1, 1)
    assert states(office.engine) == {"planned": 1, "dropped": 1}


def test_a_campaign_that_is_not_approved_has_no_list(office) -> None:
    with pytest.raises(Refused):
        listed(office, state="planned")


def test_the_screen_has_everything_the_agent_needs(office) -> None:
    listed(office, 1)
    screen = next_for(office).document()
    assert {"task_id", "lease_token", "lease_until", "person", "points", "script", "history"} <= set(screen)
    assert (screen["person"]["full_name"], screen["person"]["local_time"]) == ("Anna Weiß0", "2027-03-03T10:00+01:00")
    assert [point["value"] for point in screen["points"] if point["dial"]] == [number_of(0)]
    assert "Anna Weiß0" in screen["script"]["nodes"]["hello"]["say"]
    assert screen["script"]["language"] == "de"


def test_the_permit_is_written_before_anybody_dials(office) -> None:
    listed(office, 1)
    next_for(office)
    (row,) = attempts(office.engine)
    assert (row["state"], row["agent"], row["point_id"]) == ("claimed", "olga", "P0-phone")
    assert row["permit_sources"] and row["permit_until"] > MORNING


@pytest.mark.parametrize("contacts", [150])
def test_sixteen_agents_never_share_a_person(office, contacts) -> None:
    listed(office, contacts)

    def work(agent):
        taken = []
        while one := take(office.engine, office, f"agent{agent}", now=MORNING):
            taken.append(one.person_id)
        return taken

    with ThreadPoolExecutor(16) as pool:
        taken = [person for people in pool.map(work, range(16)) for person in people]
    assert sorted(taken) == sorted(f"P{number}" for number in range(contacts))
    with reading(office.engine) as connection:
        open_keys = connection.execute(select(func.count()).where(t.call_lease_key.c.open)).scalar_one()
    assert open_keys == 2 * contacts


def test_two_people_behind_one_number_are_never_called_at_once(office) -> None:
    listed(office, 2)
    change(office, t.contact_point, t.contact_point.c.id == "P1-phone", hmac=keyed_hash(KEY, "phone", number_of(0)))
    with reading(office.engine) as connection:
        agreed = (
            connection.execute(select(t.consent_event).where(t.consent_event.c.channel == "phone")).mappings().all()
        )
    assert len(agreed) == 2
    assert next_for(office, "olga") is not None
    assert next_for(office, "otto") is None


def test_one_person_in_two_campaigns_is_on_one_screen(office) -> None:
    listed(office, 1)
    seed_campaign(office.engine, "call", [0], campaign="summer")
    call.dispatch(office, campaign="summer", wave="call", now=MORNING, say=quiet)
    assert next_for(office, "olga") is not None
    assert next_for(office, "otto") is None


def test_a_lost_agent_s_contact_returns_and_is_no_try(office) -> None:
    listed(office, 1)
    lost = next_for(office)
    assert next_for(office, "otto", MORNING + 2 * MINUTE) is None
    found = next_for(office, "otto", MORNING + 4 * MINUTE)
    assert found.task_id == lost.task_id
    assert task_of(office, lost.task_id)["attempts"] == 0
    with pytest.raises(StateError):
        end(office, lost, "CONFIRMED", MORNING + 4 * MINUTE)
    assert end(office, found, "NO_ANSWER", MORNING + 5 * MINUTE).due_at == MORNING + 5 * MINUTE + timedelta(hours=3)
    assert task_of(office, lost.task_id)["attempts"] == 1


def test_a_heartbeat_keeps_the_contact(office) -> None:
    listed(office, 1)
    held = next_for(office)
    until = heartbeat(office.engine, office, held.task_id, held.lease_token, now=MORNING + 2 * MINUTE)
    assert until == MORNING + 5 * MINUTE
    assert next_for(office, "otto", MORNING + 4 * MINUTE) is None


def test_a_token_saves_once(office) -> None:
    listed(office, 1)
    held = next_for(office)
    end(office, held, "NOT_INTERESTED")
    with pytest.raises(StateError):
        end(office, held, "NOT_INTERESTED")


def test_a_talk_ends_piece_and_task(office) -> None:
    listed(office, 1)
    held = next_for(office)
    end(office, held, "NOT_INTERESTED")
    assert states(office.engine) == {"delivered": 1}
    assert task_of(office, held.task_id)["state"] == "done"
    assert [(row["state"], row["outcome"]) for row in attempts(office.engine)] == [("done", "NOT_INTERESTED")]
    assert next_for(office) is None


def test_no_answer_comes_back_when_the_table_says_until_it_is_over(office) -> None:
    listed(office, 1)
    now = MORNING
    for _ in range(6):
        while (held := next_for(office, now=now)) is None:
            now += timedelta(hours=1)
        ended = end(office, held, "NO_ANSWER", now)
        now += timedelta(hours=3)
    assert (ended.due_at, states(office.engine)) == (None, {"failed": 1})


def test_nobody_is_called_outside_their_hours(office) -> None:
    listed(office, 1)
    evening = datetime(2027, 3, 3, 19, 30, tzinfo=UTC)  # 20:30 in Berlin
    assert next_for(office, now=evening) is None
    (task,) = [task_of(office, row["id"]) for row in tasks_of(office)]
    assert task["due_at"] == datetime(2027, 3, 4, 8, tzinfo=UTC)


def test_a_number_of_many_zones_is_called_when_it_is_day_in_all_of_them(office) -> None:
    listed(office, 1)
    with writing(office.engine) as connection:
        insert_many(connection, t.point_zone, [{"point_id": "P0-phone", "zone": "America/New_York"}])
    assert next_for(office) is None  # four in the morning in New York
    assert next_for(office, now=datetime(2027, 3, 4, 16, tzinfo=UTC)) is not None


def test_hours_that_close_for_everybody_do_not_hide_who_is_open(office) -> None:
    listed(office, 30)
    change(office, t.point_zone, t.point_zone.c.point_id != "P29-phone", zone="Pacific/Auckland")
    assert next_for(office).person["id"] == "P29"


def test_a_promise_is_its_owner_s_first_then_everybody_s(office) -> None:
    listed(office, 1)
    held = next_for(office)
    end(office, held, "CALLBACK_AGREED", callback_at=datetime(2027, 3, 3, 15, 0))
    at = datetime(2027, 3, 3, 14, tzinfo=UTC)
    assert next_for(office, "olga", at - MINUTE) is None
    assert next_for(office, "otto", at + MINUTE) is None
    assert next_for(office, "otto", at + 21 * MINUTE).task_id == held.task_id


def test_the_owner_gets_a_promise_at_its_minute_before_all_others(office) -> None:
    listed(office, 3)
    held = next_for(office)
    end(office, held, "CALLBACK_AGREED", callback_at=datetime(2027, 3, 3, 15, 0))
    change(office, t.call_task, t.call_task.c.id != held.task_id, priority=99)
    at = datetime(2027, 3, 3, 14, tzinfo=UTC)
    assert next_for(office, "olga", at).task_id == held.task_id
    row = task_of(office, held.task_id)
    assert (row["callback_wall"], row["callback_zone"]) == ("2027-03-03T15:00", "Europe/Berlin")


def test_while_a_promise_stands_no_other_campaign_calls(office) -> None:
    listed(office, 1)
    end(office, next_for(office), "CALLBACK_AGREED", callback_at=datetime(2027, 3, 3, 15, 0))
    seed_campaign(office.engine, "call", [0], campaign="summer")
    call.dispatch(office, campaign="summer", wave="call", now=MORNING, say=quiet)
    assert next_for(office, "otto", MORNING + MINUTE) is None


def test_who_answered_just_now_goes_before_priority(office) -> None:
    listed(office, 3)
    change(office, t.call_task, t.call_task.c.person_id == "P0", priority=50)
    with writing(office.engine) as connection:
        row = {"dedupe_key": "d", "kind": "interest", "person_id": "P2", "at": MORNING - 5 * MINUTE}
        insert_many(connection, t.response, [{**row, "recorded_at": MORNING}])
    assert [next_for(office, agent).person["id"] for agent in "abc"] == ["P2", "P0", "P1"]


def test_a_wrong_number_moves_to_the_next_one_of_the_same_person(office) -> None:
    listed(office, 1)
    second_number(office)
    change(office, t.contact_point, t.contact_point.c.id == "P0-phone2", party="consumer")
    held = next_for(office)
    end(office, held, "WRONG_NUMBER")
    again = next_for(office)
    assert (held.point_id, again.point_id) == ("P0-phone", "P0-phone2")
    end(office, again, "DISCONNECTED")
    assert states(office.engine) == {"failed": 1}
    assert task_of(office, held.task_id)["state"] == "exhausted"
