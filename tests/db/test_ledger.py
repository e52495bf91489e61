"""Nobody leaves without a permit, nothing leaves twice, and every piece says where it stands; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from dm import ledger
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import InputError, Refused, StateError
from dm.ledger import BatchItem
from dm.model import BatchState, Channel, PieceState
from tests.campaign_world import KEY
from tests.ledger_world import MORNING, planned, real_office, seed_letters


@pytest.fixture
def office(engine, tmp_path, repo):
    return real_office(engine, tmp_path, repo)


def claim(office, now=MORNING, **more):
    with writing(office.engine) as connection:
        batch = ledger.open_batch(
            connection, campaign="spring", wave="letter", channel=Channel.LETTER, vendor="din5008-b", now=now
        )
        result = ledger.claim(connection, office, campaign="spring", wave="letter", batch_id=batch.id, now=now, **more)
    return batch, result


def states(engine):
    with reading(engine) as connection:
        rows = connection.execute(select(t.piece.c.state, func.count()).group_by(t.piece.c.state))
        return dict(rows.all())


def test_planning_twice_makes_each_piece_once(engine) -> None:
    seed_letters(engine)
    with writing(engine) as connection:
        again = ledger.plan_pieces(connection, [planned(number) for number in range(4)], key=KEY, now=MORNING)
    assert again == 0
    assert states(engine) == {"planned": 4}


def test_a_claim_writes_permit_attempt_and_snapshot(office) -> None:
    seed_letters(office.engine)
    _, result = claim(office)
    with reading(office.engine) as connection:
        attempts = connection.execute(select(t.attempt)).mappings().all()
    assert len(result.claimed) == len(attempts) == 4
    assert {row["permit_reason"] for row in attempts} == {"ALLOW_NO_OBJECTION"}
    assert all(row["permit_sources"] for row in attempts)
    context = result.claimed[0].context
    assert context["person"]["greeting"].startswith("Sehr geehrte Frau Weiß")
    assert context["address"]["lines"][-1] == "01067 Dresden"
    assert context["piece"]["link"].endswith(result.claimed[0].code)


def test_what_is_claimed_is_not_claimed_again_and_comes_back_as_frozen(office) -> None:
    seed_letters(office.engine)
    batch, first = claim(office)
    with writing(office.engine) as connection:
        connection.execute(update(t.person).values(full_name="Somebody Else"))
    again, second = claim(office)
    with reading(office.engine) as connection:
        frozen = ledger.claimed_of(connection, batch.id)
    assert again.id == batch.id
    assert second.claimed == []
    assert [one.context for one in frozen] == [one.context for one in first.claimed]


def test_an_objection_stops_what_is_planned_in_the_same_transaction(office) -> None:
    seed_letters(office.engine)
    with writing(office.engine) as connection:
        stopped = ledger.object_and_stop(
            connection, office, person_id="P1", reason="objection", origin="call", now=MORNING, by="agent"
        )
    _, result = claim(office)
    assert stopped == 1
    assert "P1" not in {one.person_id for one in result.claimed}


def test_an_objection_known_by_the_point_alone_refuses_at_the_claim(office) -> None:
    from dm import consent

    seed_letters(office.engine)
    with writing(office.engine) as connection:
        consent.suppress(connection, point_id="P2-post", scope="contact_point", origin="letter", now=MORNING, key=KEY)
    _, result = claim(office)
    assert dict(result.refused) == {"SUPPRESSED_OPT_OUT": 1}
    assert states(office.engine) == {"claimed": 3, "dropped": 1}


def test_a_dead_address_is_dropped_before_the_law_is_asked(office) -> None:
    seed_letters(office.engine)
    with writing(office.engine) as connection:
        connection.execute(update(t.contact_point).where(t.contact_point.c.id == "P0-post").values(status="dead"))
    _, result = claim(office)
    assert dict(result.refused) == {"POINT_DEAD": 1}


@pytest.mark.parametrize("state", ["planned", "paused", "stopped"])
def test_nothing_leaves_a_campaign_that_is_not_approved(office, state) -> None:
    seed_letters(office.engine, state=state)
    with pytest.raises(Refused, match=state):
        claim(office)
    assert states(office.engine) == {"planned": 4}


def test_pieces_that_are_not_due_wait(office) -> None:
    seed_letters(office.engine)
    _, result = claim(office, now=MORNING - timedelta(minutes=1))
    assert result.claimed == []


def test_the_emergency_stop_cancels_what_has_not_left(office) -> None:
    seed_letters(office.engine)
    claim(office, limit=2)
    with writing(office.engine) as connection:
        stopped = ledger.stop_campaign(connection, "spring", by="marie", now=MORNING)
    assert stopped == 4
    assert states(office.engine) == {"cancelled": 4}


def seal(office, batch, claimed, *, release=True):
    items = [BatchItem(one.piece_id, number, "f.pdf", number, number, 1) for number, one in enumerate(claimed, 1)]
    with writing(office.engine) as connection:
        ledger.seal_batch(
            connection,
            batch.id,
            items=items,
            pages=len(items),
            sheets=len(items),
            folder="x",
            sha256="0" * 64,
            now=MORNING,
        )
        if release:
            ledger.release_batch(connection, batch.id, by="marie", now=MORNING)


def test_a_released_batch_counts_as_sent_and_is_never_released_twice(office) -> None:
    seed_letters(office.engine)
    batch, result = claim(office)
    seal(office, batch, result.claimed)
    assert states(office.engine) == {"sent": 4}
    with pytest.raises(StateError, match="released"), writing(office.engine) as connection:
        ledger.release_batch(connection, batch.id, by="marie", now=MORNING)


def test_acknowledgements_go_forward_only(office) -> None:
    seed_letters(office.engine)
    batch, result = claim(office)
    seal(office, batch, result.claimed)
    with writing(office.engine) as connection:
        ledger.ack_batch(connection, batch.id, BatchState.PRINTED, by="v", now=MORNING)
        ledger.ack_batch(connection, batch.id, BatchState.PRINTED, by="v", now=MORNING)
    with pytest.raises(StateError, match="cannot go back"), writing(office.engine) as connection:
        ledger.ack_batch(connection, batch.id, BatchState.RECEIVED, by="v", now=MORNING)


def test_spoiled_pieces_are_printed_again_once_and_the_count_ties(office) -> None:
    seed_letters(office.engine)
    batch, result = claim(office)
    seal(office, batch, result.claimed)
    spoiled = [one.piece_id for one in result.claimed[:2]]
    with writing(office.engine) as connection:
        assert sorted(ledger.spoil(connection, batch.id, spoiled, file_sha256="a" * 64, now=MORNING)) == sorted(spoiled)
        assert ledger.spoil(connection, batch.id, spoiled, file_sha256="a" * 64, now=MORNING) == []
        reprint = ledger.open_reprint(connection, batch.id, now=MORNING)
    seal(office, reprint, result.claimed[:2])
    with writing(office.engine) as connection:
        assert ledger.reconcile(connection, batch.id) == {
            "printed": 4,
            "spoiled": 2,
            "reprinted": 2,
            "pulled": 0,
            "mailed": 4,
            "withdrawn": 0,
            "open": 0,
        }
        assert ledger.open_reprint(connection, batch.id, now=MORNING) is None


def test_a_stranger_in_the_spoilage_file_is_refused_by_name(office) -> None:
    seed_letters(office.engine)
    batch, result = claim(office)
    seal(office, batch, result.claimed)
    with pytest.raises(InputError, match="KSTRANGER"), writing(office.engine) as connection:
        ledger.spoil(connection, batch.id, ["KSTRANGER"], file_sha256="a" * 64, now=MORNING)


def test_what_nobody_can_tell_waits_for_a_persons_word(office) -> None:
    seed_letters(office.engine, count=2)
    _, result = claim(office)
    one, other = result.claimed
    with writing(office.engine) as connection:
        ledger.mark_unsettled(connection, [one.attempt_id, other.attempt_id], "connection lost", now=MORNING)
        assert [row["piece_id"] for row in ledger.unsettled(connection)] == [one.piece_id, other.piece_id]
        ledger.settle(connection, one.piece_id, sent=True, by="marie", now=MORNING)
        ledger.settle(connection, other.piece_id, sent=False, by="marie", now=MORNING)
    assert states(office.engine) == {"sent": 1, "planned": 1}
    _, again = claim(office)
    assert [piece.attempt_id for piece in again.claimed] == [f"{other.piece_id}-2"]


def test_late_news_moves_a_sent_piece_and_never_a_planned_one(office) -> None:
    ids = seed_letters(office.engine, count=1)
    with reading(office.engine) as connection:
        piece = connection.execute(select(t.piece.c.id).where(t.piece.c.person_id == ids[0])).scalar_one()
    with writing(office.engine) as connection:
        assert not ledger.outcome(connection, piece, PieceState.RETURNED, "MOVED", now=MORNING)
    batch, result = claim(office)
    seal(office, batch, result.claimed)
    with writing(office.engine) as connection:
        assert ledger.outcome(connection, piece, PieceState.RETURNED, "MOVED", now=MORNING)
        assert not ledger.outcome(connection, piece, PieceState.DELIVERED, "", now=MORNING)


def test_no_attempt_exists_without_a_permit(office) -> None:
    """Seeds are our own staff and say SEED; everybody else has rule and source."""
    seed_letters(office.engine)
    fields = {"full_name": "Karla Kontrolle", "address": "Beispielweg 1", "postal_code": "10115", "city": "Berlin"}
    seed = planned(0, unit_id="seed:1", person_id="seed:1", point_id=None, seed=True, snapshot={"fields": fields})
    with writing(office.engine) as connection:
        ledger.plan_pieces(connection, [seed], key=KEY, now=MORNING)
    claim(office)
    with reading(office.engine) as connection:
        rows = connection.execute(
            select(t.attempt.c.permit_reason, t.attempt.c.permit_rules, t.piece.c.seed).join(t.piece)
        ).all()
    assert len(rows) == 5
    assert all(row.permit_reason == "SEED" if row.seed else row.permit_rules for row in rows)


def test_followers_of_a_wave_fall_due_at_the_recipients_hour(office) -> None:
    from dm.ledger.schedule import begin_wave

    seed_letters(office.engine, count=2)
    with writing(office.engine) as connection:
        connection.execute(
            t.wave.insert().values(
                campaign_id="spring",
                name="mail",
                position=1,
                channel="email",
                after_wave="letter",
                after_days=7,
                send_at="10:00",
            )
        )
        connection.execute(t.point_zone.insert().values(point_id="P1-post", zone="Asia/Vladivostok"))
        later = [planned(number, wave="mail", channel=Channel.EMAIL, due_at=None) for number in range(2)]
        ledger.plan_pieces(connection, later, key=KEY, now=MORNING)
        begin_wave(connection, ledger.load_run(connection, "spring", "letter"), MORNING)
        due = dict(
            connection.execute(select(t.piece.c.person_id, t.piece.c.due_at).where(t.piece.c.wave == "mail")).all()
        )
    assert due["P0"].isoformat() == "2027-03-10T09:00:00+00:00"  # Berlin
    assert due["P1"].isoformat() == "2027-03-10T00:00:00+00:00"  # Vladivostok


def test_two_writers_never_claim_the_same_piece(office) -> None:
    from concurrent.futures import ThreadPoolExecutor

    seed_letters(office.engine, count=40)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: claim(office, limit=10)[1], range(4)))
    claimed = [one.piece_id for result in results for one in result.claimed]
    assert len(claimed) == len(set(claimed)) == 40


def test_the_offer_is_said_in_the_readers_language(office) -> None:
    seed_letters(office.engine, count=1)
    brief = {"campaign": {"title_in": {"de": "Katalog"}}, "cell": [{"name": "A", "offer_in": {"de": "10 % Rabatt"}}]}
    with writing(office.engine) as connection:
        connection.execute(update(t.campaign).values(brief=brief))
    _, result = claim(office)
    said = result.claimed[0].context["campaign"]
    assert (said["title"], said["offer"]) == ("Katalog", "10 % Rabatt")


def test_who_asks_for_the_same_name_waits(engine) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from time import sleep

    from dm.db import alone

    inside = []

    def work(number):
        with alone(engine, "a launch"):
            inside.append(("in", number))
            sleep(0.05)
            inside.append(("out", number))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert [what for what, _ in inside] == ["in", "out"] * 3


def test_nothing_leaves_after_the_campaigns_last_day(office) -> None:
    seed_letters(office.engine, count=2)
    _, result = claim(office, now=MORNING + timedelta(days=60))
    assert result.claimed == []
    assert dict(result.refused) == {"CAMPAIGN_OVER": 2}
    assert states(office.engine) == {"cancelled": 2}


def test_work_that_fails_lets_the_next_one_in(engine) -> None:
    from dm.db import alone

    for _ in range(3):
        with pytest.raises(ValueError, match="no"), alone(engine, "a launch"):
            raise ValueError("no")
