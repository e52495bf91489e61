"""What a vendor says of pieces, and the sum that must come out whatever happens to paper."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from dm import ledger
from dm.db import tables as t
from dm.db import writing
from dm.errors import InputError, StateError
from dm.ledger import BatchItem
from dm.model import BatchState, Channel
from tests.ledger_world import MORNING, real_office, seed_letters

PIECES = 6


@pytest.fixture
def office(engine, tmp_path, repo):
    seed_letters(engine, PIECES)
    return real_office(engine, tmp_path, repo)


def seal(connection, batch, pieces) -> None:
    items = [BatchItem(piece, number, "f.pdf", number, number, 1) for number, piece in enumerate(pieces, 1)]
    known = {"pages": len(items), "sheets": len(items), "folder": "x", "sha256": "0" * 64, "now": MORNING}
    ledger.seal_batch(connection, batch.id, items=items, **known)
    ledger.release_batch(connection, batch.id, by="marie", now=MORNING)


def first_batch(connection, office):
    batch = ledger.open_batch(
        connection, campaign="spring", wave="letter", channel=Channel.LETTER, vendor="din5008-b", now=MORNING
    )
    result = ledger.claim(connection, office, campaign="spring", wave="letter", batch_id=batch.id, now=MORNING)
    pieces = [one.piece_id for one in result.claimed]
    seal(connection, batch, pieces)
    return batch, pieces


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoilings=st.lists(st.lists(st.integers(0, PIECES - 1), max_size=4), max_size=5))
def test_printed_less_spoiled_plus_reprinted_is_mailed(office, spoilings) -> None:
    with office.engine.connect() as connection, connection.begin() as transaction:
        batch, pieces = first_batch(connection, office)
        holding, last = dict.fromkeys(pieces, batch.id), batch
        for spoiling in spoilings:
            spoiled = {pieces[number] for number in spoiling if holding[pieces[number]] == last.id}
            ledger.spoil(connection, last.id, spoiled, file_sha256="a" * 64, now=MORNING)
            holding |= dict.fromkeys(spoiled, "")
            again = ledger.to_reprint(connection, last.id)
            assert set(again) == spoiled
            if reprint := ledger.open_reprint(connection, last.id, now=MORNING):
                seal(connection, reprint, again)
                holding, last = holding | dict.fromkeys(again, reprint.id), reprint
            counts = ledger.reconcile(connection, batch.id)
            assert counts["printed"] - counts["spoiled"] + counts["reprinted"] == counts["mailed"]
            assert (counts["mailed"], counts["open"]) == (PIECES, 0)
        transaction.rollback()


def test_pieces_go_forward_one_by_one_and_the_batch_with_the_last(office) -> None:
    with writing(office.engine) as connection:
        batch, pieces = first_batch(connection, office)
        say = {"by": "paul", "now": MORNING}
        assert ledger.confirm_items(connection, batch.id, BatchState.PRINTED, pieces[:4], **say) == 4
        assert ledger.confirm_items(connection, batch.id, BatchState.RECEIVED, pieces[:4], **say) == 0
        assert ledger.confirmed(connection, batch.id) == {"received": 4, "printed": 4, "posted": 0}
        assert ledger.find_batch(connection, batch.id).state == BatchState.RELEASED
        ledger.spoil(connection, batch.id, [pieces[5]], file_sha256="a" * 64, now=MORNING)
        assert ledger.confirm_items(connection, batch.id, BatchState.PRINTED, pieces, **say) == 1
        assert ledger.find_batch(connection, batch.id).state == BatchState.PRINTED


def test_a_word_on_the_batch_is_one_on_each_piece(office) -> None:
    with writing(office.engine) as connection:
        batch, _ = first_batch(connection, office)
        ledger.ack_batch(connection, batch.id, BatchState.POSTED, by="paul", now=MORNING)
        assert ledger.confirmed(connection, batch.id)["posted"] == PIECES


def test_nobody_speaks_of_strangers_or_of_what_was_not_handed_over(office) -> None:
    with writing(office.engine) as connection:
        batch, _ = first_batch(connection, office)
        with pytest.raises(InputError, match="KX"):
            ledger.confirm_items(connection, batch.id, BatchState.PRINTED, ["KX"], by="p", now=MORNING)
        connection.execute(update(t.piece_batch).values(state="sealed"))
        with pytest.raises(StateError, match="sealed"):
            ledger.confirm_items(connection, batch.id, BatchState.PRINTED, [], by="p", now=MORNING)


def test_who_objects_before_the_reprint_is_not_printed_again(office) -> None:
    with writing(office.engine) as connection:
        batch, pieces = first_batch(connection, office)
        ledger.spoil(connection, batch.id, pieces[:2], file_sha256="a" * 64, now=MORNING)
        person = connection.execute(select(t.piece.c.person_id).where(t.piece.c.id == pieces[0])).scalar_one()
        ledger.object_and_stop(
            connection, office, person_id=person, reason="said so", origin="call", now=MORNING, by="t"
        )
        again = ledger.to_reprint(connection, batch.id)
        assert ledger.withdraw_suppressed(connection, office, again, now=MORNING) == [pieces[0]]
        assert ledger.to_reprint(connection, batch.id) == [pieces[1]]
        counts = ledger.reconcile(connection, batch.id)
    assert (counts["mailed"], counts["withdrawn"], counts["open"]) == (PIECES - 2, 1, 1)


def test_what_was_pulled_out_before_the_post_was_not_mailed(office) -> None:
    with writing(office.engine) as connection:
        batch, pieces = first_batch(connection, office)
        connection.execute(update(t.piece).where(t.piece.c.id == pieces[0]).values(state="cancelled"))
        counts = ledger.reconcile(connection, batch.id)
    assert (counts["printed"], counts["pulled"], counts["mailed"], counts["open"]) == (PIECES - 1, 1, PIECES - 1, 0)
