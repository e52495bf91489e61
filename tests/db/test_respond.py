"""What came back is matched, counted once, and changes what it must, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from dm.db import insert_many, reading, writing
from dm.db import tables as t
from dm.errors import InputError
from dm.model import base36
from dm.respond import add_response, import_responses
from tests.campaign_world import (
    NOW,
    campaign_row,
    code_of,
    draw_row,
    member_row,
    office_for,
    plain_campaign,
    plan_row,
    point_row,
)

HEADER = "code,piece_id,consignment_no,person_id,source,external_id,email,phone,at,kind,order_ref,value,currency,reason"


@pytest.fixture
def world(engine, tmp_path):
    plain_campaign(engine)
    return office_for(engine, tmp_path)


def read(world, tmp_path, *lines, header="email,at,kind,order_ref,value,currency"):
    path = tmp_path / "answers.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return import_responses(world, path, now=NOW, actor="anna").document()


def rows(world, table):
    with reading(world.engine) as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def piece_state(world, piece):
    with reading(world.engine) as connection:
        return connection.execute(select(t.piece.c.state).where(t.piece.c.id == piece)).scalar()


def test_treated_and_holdout_are_matched_by_one_rule(world, tmp_path):
    report = read(
        world,
        tmp_path,
        "p0@example.com,2027-03-12,order,A-1,49.90,EUR",
        "H0@Example.com,2027-03-12,order,A-2,20,EUR",
    )
    assert (report["matched"], report["purchases"]) == (2, 2)
    assert report["arms"] == {"holdout": 1, "treated": 1}
    found = {row["person_id"]: row for row in rows(world, t.response)}
    assert (found["p0"]["wave"], found["p0"]["value_minor"]) == ("mail", 4990)
    assert (found["h0"]["arm"], found["h0"]["campaign_id"], found["h0"]["piece_id"]) == ("holdout", "spring", None)
    assert {(row["unit_id"], row["arm"]) for row in rows(world, t.response_match)} == {
        ("p0", "treated"),
        ("h0", "holdout"),
    }


def test_the_same_file_twice_adds_nothing(world, tmp_path):
    lines = [
        "p0@example.com,2027-03-12T10:00,order,A-1,49.90,EUR",
        "p0@example.com,2027-03-12T10:00,question,,,",
        "p0@example.com,2027-03-12T10:00,question,,,",
        "nobody@example.com,2027-03-12,order,A-9,1,EUR",
    ]
    first = read(world, tmp_path, *lines)
    again = read(world, tmp_path, *lines)
    assert (first["matched"], first["repeated"], first["unmatched"]) == (3, 0, 1)
    assert (again["matched"], again["repeated"], again["unmatched"]) == (0, 3, 1)
    assert len(rows(world, t.response)) == 3
    assert len(rows(world, t.purchase)) == len(rows(world, t.response_unmatched)) == 1


def test_an_order_number_counts_once_across_files(world, tmp_path):
    read(world, tmp_path, "p0@example.com,2027-03-12,order,A-1,49.90,EUR")
    report = read(world, tmp_path, "p0@example.com,2027-03-13T08:00,order,A-1,49.90,EUR", "")
    assert (report["matched"], report["repeated"]) == (0, 1)


def test_a_code_gives_a_response_but_no_lift_until_somebody_is_named(world, tmp_path):
    header = "code,email,at,kind,order_ref,value,currency"
    read(world, tmp_path, f"{code_of('p1')},,2027-03-12,order,A-1,30,EUR", header=header)
    assert rows(world, t.response)[0]["matched_by"] == "code"
    assert rows(world, t.response_match) == []
    read(world, tmp_path, ",p1@example.com,2027-03-12,order,A-1,30,EUR", header=header)
    assert [row["unit_id"] for row in rows(world, t.response_match)] == ["p1"]
    assert len(rows(world, t.response)) == 1


def test_a_code_typed_badly_is_mended(world, tmp_path):
    code = code_of("p1").lower()
    report = read(world, tmp_path, f"{code[:4]}-{code[4:]},2027-03-12,interest", header="code,at,kind")
    assert report["matched"] == 1


def test_the_order_of_a_seed_is_no_purchase_and_has_its_own_arm(world, tmp_path):
    report = read(world, tmp_path, f"{code_of('seed-1')},2027-03-12,order,S-1,5", header="code,at,kind,order_ref,value")
    assert report["arms"] == {"seed": 1}
    assert rows(world, t.purchase) == []


def test_what_belongs_to_nobody_is_listed_with_its_reason_and_matched_later(world, tmp_path):
    lines = ["new@example.com,2027-03-12,order,A-1,1,EUR", "p0@example.com,2027-03-12,dance,,,"]
    report = read(world, tmp_path, *lines)
    assert [problem["row"] for problem in report["problems"]] == [2, 3]
    assert "Nobody here has this email" in report["problems"][0]["reason"]
    assert 'kind "dance" is unknown' in rows(world, t.response_unmatched)[1]["reason"]
    with writing(world.engine) as connection:
        insert_many(connection, t.contact_point, [point_row("h1", "email", "new@example.com", id="h1-email-2")])
    assert read(world, tmp_path, *lines)["matched"] == 1
    assert [row["row"] for row in rows(world, t.response_unmatched)] == [3]


def test_somebody_shared_by_two_units_is_listed_and_never_guessed(world, tmp_path):
    with writing(world.engine) as connection:
        shared = [point_row(person, "phone", "+4935112345678") for person in ("p0", "p1")]
        insert_many(connection, t.contact_point, shared)
    report = read(world, tmp_path, "0351 12345678,2027-03-12,question", header="phone,at,kind")
    assert "belongs to several people" in report["problems"][0]["reason"]


def test_a_phone_without_prefix_is_read_for_the_campaigns_countries(world, tmp_path):
    with writing(world.engine) as connection:
        insert_many(connection, t.contact_point, [point_row("p0", "phone", "+4935112345678")])
    assert read(world, tmp_path, "0351 12345678,2027-03-12,question", header="phone,at,kind")["matched"] == 1


def test_a_person_of_two_campaigns_is_counted_in_one_and_compared_in_both(world, tmp_path):
    with writing(world.engine) as connection:
        insert_many(connection, t.campaign, [campaign_row("summer")])
        insert_many(connection, t.plan, [plan_row("summer")])
        insert_many(connection, t.audience_member, [member_row("p0", "holdout", campaign="summer")])
        insert_many(connection, t.assignment, [draw_row("p0", "holdout", "A", campaign="summer")])
    read(world, tmp_path, "p0@example.com,2027-03-12,order,A-1,10,EUR")
    assert [row["campaign_id"] for row in rows(world, t.response)] == ["spring"]
    assert {(row["campaign_id"], row["arm"]) for row in rows(world, t.response_match)} == {
        ("spring", "treated"),
        ("summer", "holdout"),
    }


def test_merged_people_are_found_under_the_name_of_the_draw(world, tmp_path):
    with writing(world.engine) as connection:
        moment = {"person_id": "h0", "reason": "merge", "at": NOW}
        insert_many(connection, t.person_alias, [{"old_id": "h1", **moment}])
        connection.execute(
            update(t.assignment)
            .where(t.assignment.c.unit_id == "h0")
            .values(campaign_id="spring", unit_id="x", person_id="x")
        )
    read(world, tmp_path, "h0@example.com,2027-03-12,order,A-1,10,EUR")
    assert [row["unit_id"] for row in rows(world, t.response_match)] == ["h1"]


def test_an_order_outside_every_window_is_the_persons_alone(world, tmp_path):
    report = read(world, tmp_path, "p0@example.com,2027-02-01,order,A-1,10,EUR")
    assert report["arms"] == {"no campaign": 1}
    assert report["purchases"] == 1
    assert rows(world, t.response_match) == []


def test_returned_mail_ends_piece_and_address_and_asks_for_a_new_one(world, tmp_path):
    header = "piece_id,at,kind,reason"
    read(world, tmp_path, "K-spring-letter-p0,2027-03-12,returned,NO_SUCH_ADDRESS", header=header)
    assert piece_state(world, "K-spring-letter-p0") == "returned"
    status = {row["id"]: row["status"] for row in rows(world, t.contact_point)}
    assert (status["p0-post"], status["p0-email"]) == ("dead", "valid")
    assert [row["person_id"] for row in rows(world, t.call_task)] == ["p0"]


def test_a_scanned_mark_of_a_returned_envelope_names_the_piece(world, tmp_path):
    with reading(world.engine) as connection:
        serial = connection.execute(select(t.piece.c.serial).where(t.piece.c.id == "K-spring-letter-p0")).scalar_one()
    mark = f"0000001.{base36(serial, 7)}.02.03"
    read(world, tmp_path, f"{mark},2027-03-12,returned,verzogen", header="mark,at,kind,reason")
    assert piece_state(world, "K-spring-letter-p0") == "returned"
    assert {row["id"]: row["status"] for row in rows(world, t.contact_point)}["p0-post"] == "dead"


def test_a_posts_own_number_names_the_piece(world, tmp_path):
    number = {"kind": "ru14", "value": "10100012345678", "piece_id": "K-spring-letter-p0", "given_at": NOW}
    with writing(world.engine) as connection:
        connection.execute(t.postal_number.insert().values(number))
    row = "10100012345678,2027-03-12,returned,Истёк срок хранения"
    read(world, tmp_path, row, header="tracking,at,kind,reason")
    assert piece_state(world, "K-spring-letter-p0") == "returned"


def test_an_unclaimed_letter_kills_the_address_only_at_the_second_time(world, tmp_path):
    with writing(world.engine) as connection:
        connection.execute(
            update(t.piece).where(t.piece.c.id == "K-spring-mail-p0").values(channel="letter", point_id="p0-post")
        )
    header = "piece_id,at,kind,reason"
    read(world, tmp_path, "K-spring-letter-p0,2027-03-12,returned,UNCLAIMED", header=header)
    assert {row["id"]: row["status"] for row in rows(world, t.contact_point)}["p0-post"] == "valid"
    read(world, tmp_path, "K-spring-mail-p0,2027-03-20,returned,STORAGE_EXPIRED", header=header)
    assert {row["id"]: row["status"] for row in rows(world, t.contact_point)}["p0-post"] == "dead"


def test_courier_statuses_move_the_piece_and_unknown_ones_go_to_review(world, tmp_path):
    header = "piece_id,at,kind,reason"
    report = read(
        world,
        tmp_path,
        "K-spring-letter-p0,2027-03-12,delivered,",
        "K-spring-letter-p1,2027-03-12,failed,NOT_HOME",
        "K-spring-letter-p2,2027-03-12,failed,LOST",
        "K-spring-letter-p3,2027-03-12,failed,EATEN_BY_DOG",
        header=header,
    )
    states = [piece_state(world, f"K-spring-letter-p{number}") for number in range(4)]
    assert states == ["delivered", "sent", "failed", "sent"]
    assert "EATEN_BY_DOG" in report["problems"][0]["reason"]


def test_what_has_not_left_cannot_come_back(world, tmp_path):
    with writing(world.engine) as connection:
        connection.execute(
            update(t.piece).where(t.piece.c.id == "K-spring-mail-p0").values(state="planned", sent_at=None)
        )
    report = read(world, tmp_path, "K-spring-mail-p0,2027-03-12,returned,MOVED", header="piece_id,at,kind,reason")
    assert "has not left the house" in report["problems"][0]["reason"]


def test_an_unsubscription_stops_unsent_pieces_of_its_channel_at_once(world, tmp_path):
    with writing(world.engine) as connection:
        planned = t.piece.c.id.in_(["K-spring-mail-p0", "K-spring-letter-p0"])
        connection.execute(update(t.piece).where(planned).values(state="planned", sent_at=None))
    report = read(world, tmp_path, "p0@example.com,2027-03-12,unsubscribe", header="email,at,kind")
    assert report["pieces_stopped"] == 1
    assert piece_state(world, "K-spring-mail-p0") == "cancelled"
    assert piece_state(world, "K-spring-letter-p0") == "planned"
    assert {row["channel"] for row in rows(world, t.suppression)} == {"email"}


def test_a_death_suppresses_on_every_channel(world, tmp_path):
    read(world, tmp_path, "K-spring-letter-p0,2027-03-12,returned,DECEASED", header="piece_id,at,kind,reason")
    kept = rows(world, t.suppression)
    assert {row["reason"] for row in kept} == {"deceased"}
    assert {row["channel"] for row in kept} == {"*"}


def test_the_objection_of_a_stranger_is_kept(world, tmp_path):
    report = read(world, tmp_path, "stranger@example.com,2027-03-12,objection", header="email,at,kind")
    assert report["problems"][0]["reason"].endswith("The objection is kept all the same.")
    assert rows(world, t.suppression)


def test_one_answer_by_hand(world):
    report = add_response(world, {"code": code_of("p2"), "kind": "interest"}, source="terminal", now=NOW, actor="anna")
    assert report.document()["matched"] == 1
    with pytest.raises(InputError, match="Nobody here has this code"):
        add_response(world, {"code": "ZZZZZZZZ", "kind": "interest"}, source="terminal", now=NOW, actor="anna")
