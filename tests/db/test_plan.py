"""A plan accounts for everybody, draws without dice, and is stored as one whole or not at all."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from dm.db import insert_many, reading, writing
from dm.db import tables as t
from dm.errors import InputError, Refused
from dm.plan.seal import stored_audience_hash
from tests.plan_world import LONG_AGO, NOW, Desk, fill


@pytest.fixture
def desk(engine, tmp_path, repo):
    fill(engine)
    return Desk(engine, tmp_path, repo)


def rows(engine, query):
    with reading(engine) as connection:
        return connection.execute(query).mappings().all()


def reasons(plan):
    return {(line["step"], line["reason"]): line["count"] for line in plan.waterfall}


def test_everybody_ends_in_a_piece_in_the_holdout_or_with_one_reason(desk):
    made = desk.plan()
    assert reasons(made) == {
        ("segment", "NOT_IN_SEGMENT"): 1,
        ("geography", "COUNTRY_UNKNOWN"): 1,
        ("geography", "OTHER_COUNTRY"): 1,
        ("quality", "NO_POSTAL_ADDRESS"): 2,
        ("permission", "SUPPRESSED_OPT_OUT"): 1,
    }
    assert made.universe == 46 == sum(reasons(made).values()) + made.people + made.holdout
    members = rows(desk.engine, select(t.audience_member))
    assert Counter(row["outcome"] for row in members) == {
        "excluded": 6,
        "holdout": made.holdout,
        "piece": made.people,
    }


def test_a_refusal_keeps_the_rule_and_its_source(desk):
    made = desk.plan()
    query = select(t.audience_member).where(
        t.audience_member.c.plan_id == made.id, t.audience_member.c.person_id == "P905"
    )
    row = rows(desk.engine, query)[0]
    assert (row["step"], row["reason"]) == ("permission", "SUPPRESSED_OPT_OUT")
    assert row["law"]


def test_pieces_are_for_treated_people_and_permitted_waves_alone(desk):
    made = desk.plan()
    pieces = rows(desk.engine, select(t.piece).where(t.piece.c.seed.is_(False)))
    drawn = {row["person_id"]: row for row in rows(desk.engine, select(t.assignment))}
    agreed = {f"P{number}" for number in range(0, 40, 4)}
    assert all(drawn[piece["person_id"]]["arm"] == "treated" for piece in pieces)
    assert all(piece["cell"] == drawn[piece["person_id"]]["cell"] for piece in pieces)
    letters = {piece["person_id"] for piece in pieces if piece["wave"] == "letter"}
    mails = {piece["person_id"] for piece in pieces if piece["wave"] == "mail"}
    assert len(letters) == made.people == made.pieces["letter"]
    assert mails == letters & agreed
    assert {row["cell"] for row in drawn.values()} == {"A", "B"}


def test_seeds_are_in_every_wave_and_in_no_count(desk):
    made = desk.plan()
    seeds = rows(desk.engine, select(t.piece).where(t.piece.c.seed.is_(True)))
    assert sorted(seed["wave"] for seed in seeds) == ["letter", "mail"]
    assert seeds[0]["snapshot"]["full_name"] == "Karla Kontrolle"
    assert sum(made.pieces.values()) == len(rows(desk.engine, select(t.piece))) - 2
    assert made.cost.minor == 85 * made.pieces["letter"]


def test_planning_the_same_again_changes_nothing(desk):
    first = desk.plan()
    before = rows(desk.engine, select(t.piece).order_by(t.piece.c.id))
    again = desk.plan(now=NOW + timedelta(hours=5))
    assert (again.hash, again.changed, first.changed) == (first.hash, False, True)
    assert rows(desk.engine, select(t.piece).order_by(t.piece.c.id)) == before


def test_both_databases_and_every_run_draw_the_same(desk):
    made = desk.plan()
    assert (made.people, made.holdout) == (31, 9)
    holdout = select(t.assignment.c.person_id).where(t.assignment.c.arm == "holdout")
    assert [row["person_id"] for row in rows(desk.engine, holdout.order_by(t.assignment.c.person_id))] == HELD_OUT


HELD_OUT = ["P11", "P16", "P17", "P18", "P21", "P23", "P25", "P30", "P31"]


def test_the_stored_audience_hashes_to_the_plans(desk):
    made = desk.plan()
    with reading(desk.engine) as connection:
        assert stored_audience_hash(connection, "spring", made.id) == made.parts["audience"]


def test_a_changed_brief_is_another_plan_and_draws_stay(desk):
    first = desk.plan()
    before = {row["unit_id"]: row["arm"] for row in rows(desk.engine, select(t.assignment))}
    second = desk.plan(offer=("10 % off", "15 % off"))
    assert second.hash != first.hash
    assert {row["unit_id"]: row["arm"] for row in rows(desk.engine, select(t.assignment))} == before
    plans = rows(desk.engine, select(t.audience_member.c.plan_id).distinct())
    assert [row["plan_id"] for row in plans] == [second.id]


def test_a_merged_person_keeps_the_draw(desk):
    desk.plan()
    held = rows(desk.engine, select(t.assignment).where(t.assignment.c.arm == "holdout"))[0]["person_id"]
    other = rows(desk.engine, select(t.assignment).where(t.assignment.c.arm == "treated"))[0]["person_id"]
    with writing(desk.engine) as connection:
        connection.execute(update(t.person).where(t.person.c.id == held).values(state="merged", merged_into="P902"))
        insert_many(connection, t.person_alias, [{"old_id": held, "person_id": "P902", "reason": "test", "at": NOW}])
        insert_many(
            connection,
            t.purchase,
            [{"person_id": "P902", "order_ref": "x", "at": LONG_AGO, "value_minor": 1, "currency": "EUR"}],
        )
    desk.plan()
    arms = {row["unit_id"]: row["arm"] for row in rows(desk.engine, select(t.assignment))}
    assert arms["P902"] == "holdout"
    assert arms[other] == "treated"


def test_over_the_maximum_the_higher_score_stays(desk):
    with writing(desk.engine) as connection:
        scores = [{"person_id": f"P{n}", "kind": "clv", "value": float(n), "as_of": NOW} for n in range(5)]
        insert_many(connection, t.score, scores)
    made = desk.plan(most=("max = 500", "max = 4"))
    assert reasons(made)["maximum", "OVER_MAXIMUM"] == 36
    assert {row["person_id"] for row in rows(desk.engine, select(t.assignment))} == {"P1", "P2", "P3", "P4"}


def test_one_of_a_household(desk):
    with writing(desk.engine) as connection:
        insert_many(connection, t.household, [{"id": "H1", "created_at": NOW}])
        insert_many(connection, t.household_member, [{"household_id": "H1", "person_id": f"P{n}"} for n in range(3)])
    made = desk.plan(unit=('holdout_key = "spring"', 'holdout_key = "spring"\nunit = "household"'))
    assert reasons(made)["unit", "SAME_HOUSEHOLD"] == 2
    assert [
        row["unit_id"] for row in rows(desk.engine, select(t.assignment).where(t.assignment.c.unit_id == "H1"))
    ] == ["H1"]


def test_people_whom_other_campaigns_reach_enough_are_left_alone(desk):
    with writing(desk.engine) as connection:
        others = [(n, wave) for n in (0, 1) for wave in ("a", "b") if (n, wave) != (1, "b")]
        insert_many(
            connection,
            t.piece,
            [
                {
                    "id": f"K{n}{wave}",
                    "serial": number,
                    "campaign_id": "winter",
                    "wave": wave,
                    "unit_id": f"P{n}",
                    "person_id": f"P{n}",
                    "channel": "letter",
                    "cell": "A",
                    "response_code": f"{n}{wave}",
                    "planned_at": NOW,
                    "state": "sent",
                    "sent_at": datetime(2027, 2, 18, tzinfo=UTC),
                }
                for number, (n, wave) in enumerate(others)
            ],
        )
    made = desk.plan()
    assert reasons(made)["pressure", "PRESSURE"] == 1
    reached = rows(desk.engine, select(t.assignment.c.person_id))
    assert "P0" not in {row["person_id"] for row in reached}


def test_above_the_budget_nothing_is_stored(desk):
    with pytest.raises(Refused, match=r"26\.35 EUR, more than its budget of 20\.00 EUR: letter 26\.35 EUR for 31"):
        desk.plan(cap=("900 EUR", "20 EUR"))
    assert rows(desk.engine, select(t.campaign)) == []
    assert rows(desk.engine, select(t.piece)) == []


def test_below_the_minimum_the_greatest_loss_is_named(desk):
    with pytest.raises(Refused, match="40 people may be contacted, at least 100 are wanted"):
        desk.plan(least=("min = 1", "min = 100"))


def begin(desk):
    with writing(desk.engine) as connection:
        connection.execute(update(t.wave).where(t.wave.c.name == "letter").values(launched_at=NOW))
        connection.execute(update(t.campaign).values(state="running"))


def test_the_brief_of_what_has_begun_is_sealed(desk):
    desk.plan()
    begin(desk)
    assert not desk.plan().changed
    with pytest.raises(Refused, match="what was launched is sealed"):
        desk.plan(offer=("10 % off", "15 % off"))


def test_a_mended_template_of_a_running_campaign_is_another_plan_over_the_same_people(engine, tmp_path, repo):
    fill(engine)
    desk = Desk(engine, tmp_path, repo, copied=True)
    first = desk.plan()
    begin(desk)
    before = rows(engine, select(t.piece).order_by(t.piece.c.id)), rows(engine, select(t.assignment))
    body = desk.folder / "templates" / "email" / "spring" / "body.txt"
    body.write_bytes(body.read_bytes() + b" ")
    second = desk.plan()
    assert second.changed
    assert second.hash != first.hash
    assert (second.people, second.pieces, second.waves) == (first.people, first.pieces, first.waves)
    assert (rows(engine, select(t.piece).order_by(t.piece.c.id)), rows(engine, select(t.assignment))) == before
    with reading(engine) as connection:
        assert stored_audience_hash(connection, "spring", second.id) == first.parts["audience"]
        assert connection.execute(select(t.campaign.c.state)).scalar() == "planned"


def test_a_wave_is_for_those_its_where_chooses(desk):
    some = 'template = "email/spring"\nwhere = { field = "custom.vip", is = "yes" }'
    with writing(desk.engine) as connection:
        connection.execute(update(t.person).where(t.person.c.id.in_(["P0", "P4"])).values(custom={"vip": "yes"}))
    made = desk.plan(where=('template = "email/spring"', some))
    mails = rows(desk.engine, select(t.piece.c.person_id).where(t.piece.c.wave == "mail", t.piece.c.seed.is_(False)))
    assert {row["person_id"] for row in mails} <= {"P0", "P4"}
    assert made.pieces["email"] == len(mails)


def test_dated_waves_are_due_and_the_others_wait(desk):
    desk.plan()
    due = {row["name"]: row["due_at"] for row in rows(desk.engine, select(t.wave))}
    assert due == {"letter": datetime(2027, 3, 2, 23, tzinfo=UTC), "mail": None}
    query = select(t.piece.c.wave, func.count(t.piece.c.due_at).label("dated")).group_by(t.piece.c.wave)
    assert {row["wave"]: row["dated"] > 0 for row in rows(desk.engine, query)} == {"letter": True, "mail": False}


def test_the_json_is_the_contracts(desk):
    document = json.loads(json.dumps(desk.plan().document()))
    wanted = "campaign hash universe waterfall pieces holdout cells cost currency detectable_lift calendar".split()
    assert set(wanted) <= set(document)
    told = sum(line["count"] for line in document["waterfall"])
    assert document["universe"] == told + document["people"] + document["holdout"]
    assert [step["on"] for step in document["calendar"]] == ["2027-03-01", "2027-03-03", "2027-03-10", "2027-04-30"]


def test_a_missing_planning_field_stops_the_plan(desk):
    with pytest.raises(InputError, match=r"spring.toml: \[campaign\] price_category: is missing"):
        desk.plan(gone=('price_category = "middle"\n', ""))
