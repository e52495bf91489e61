"""A list past its licence is not contacted: channels, uses and days; on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from dm import ledger
from dm.db import reading, writing
from dm.db import tables as t
from dm.model import Channel
from tests.campaign_world import KEY, campaign_row, wave_row
from tests.ledger_world import LONG_AGO, MORNING, planned, real_office, seed_letters


@pytest.fixture
def office(engine, tmp_path, repo):
    office = real_office(engine, tmp_path, repo)
    seed_letters(engine, 2)
    return office


def licensed(office, **terms) -> None:
    with writing(office.engine) as connection:
        connection.execute(update(t.source).values(**terms))


def claimed(office, campaign="spring", now=MORNING):
    """How many pieces left, and why the others did not."""
    with writing(office.engine) as connection:
        batch = ledger.open_batch(
            connection, campaign=campaign, wave="letter", channel=Channel.LETTER, vendor="din5008-b", now=now
        )
        result = ledger.claim(connection, office, campaign=campaign, wave="letter", batch_id=batch.id, now=now)
    with reading(office.engine) as connection:
        reasons = connection.execute(select(t.piece.c.reason).where(t.piece.c.campaign_id == campaign)).scalars()
        return len(result.claimed), set(reasons)


def another_campaign(office) -> None:
    with writing(office.engine) as connection:
        connection.execute(
            insert(t.campaign).values(campaign_row(id="summer", state="approved", closes_on=date(2027, 7, 31)))
        )
        connection.execute(insert(t.cell).values(campaign_id="summer", name="A", position=0, share=1.0, offer="10 %"))
        wave = {**wave_row("letter", 0, "letter", "0.85"), "template": "letter/spring", "due_at": MORNING}
        connection.execute(insert(t.wave).values(wave | {"campaign_id": "summer"}))
        pieces = [planned(number, campaign_id="summer") for number in range(2)]
        ledger.plan_pieces(connection, pieces, key=KEY, now=LONG_AGO)


def test_a_licence_that_has_ended_lets_nobody_be_contacted(office) -> None:
    licensed(office, valid_until=date(2027, 3, 2))
    assert claimed(office) == (0, {"PROVENANCE_INCOMPLETE"})


def test_a_licence_lasts_to_the_end_of_its_day(office) -> None:
    licensed(office, valid_until=date(2027, 3, 3))
    assert claimed(office)[0] == 2


def test_a_channel_outside_the_licence_is_refused(office) -> None:
    licensed(office, permitted_channels=["email"])
    assert claimed(office) == (0, {"PROVENANCE_INCOMPLETE"})


def test_a_licence_for_one_use_serves_one_campaign_with_all_its_pieces(office) -> None:
    licensed(office, uses_left=1)
    another_campaign(office)
    assert claimed(office)[0] == 2
    assert claimed(office, "summer", MORNING + timedelta(days=60)) == (0, {"PROVENANCE_INCOMPLETE"})


def test_a_licence_renewed_begins_to_count_anew(office) -> None:
    licensed(office, uses_left=1)
    another_campaign(office)
    claimed(office)
    licensed(office, registered_at=MORNING + timedelta(days=30))
    assert claimed(office, "summer", MORNING + timedelta(days=60))[0] == 2


def test_no_use_left_lets_nobody_be_contacted(office) -> None:
    licensed(office, uses_left=0)
    assert claimed(office) == (0, {"PROVENANCE_INCOMPLETE"})
