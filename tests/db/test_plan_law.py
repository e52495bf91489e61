"""What the law's answers mean for a plan; a stand-in answers, so that every kind of answer comes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from dm.consent import Refusal
from dm.consent.vocabulary import Denial, kind_of
from dm.db import reading
from dm.db import tables as t
from dm.errors import Refused
from dm.plan import plan
from tests.plan_world import NOW, Desk, fill


def refusal(denial):
    return Refusal(denial, (), (f"rule of {denial}",), ("a law",), (), kind_of(denial))


def planned(engine, tmp_path, repo, answers):
    """Plan with a law that answers everybody alike; returns the plan and the moment each wave was asked for."""
    fill(engine, 8)
    desk = Desk(engine, tmp_path, repo)
    asked = {}

    def law(_connection, wave, targets, at):
        asked[wave.name] = at
        return {target: refusal(answers[wave.name]) for target in targets}

    made = plan(
        engine,
        desk.brief(),
        settings=desk.settings,
        policies=desk.policies,
        now=NOW,
        actor="anna",
        say=lambda _: None,
        law=law,
    )
    return made, asked


def test_an_hour_that_is_wrong_leaves_nobody_out(engine, tmp_path, repo):
    made, asked = planned(engine, tmp_path, repo, {"letter": Denial.DAY_CLOSED, "mail": Denial.BASIS_MISSING})
    assert made.people + made.holdout == 9
    assert made.pieces["email"] == 0
    assert asked == {
        "letter": datetime(2027, 3, 2, 23, tzinfo=UTC),
        "mail": datetime(2027, 3, 10, 9, tzinfo=UTC),
    }


def test_the_reason_is_that_of_the_first_wave(engine, tmp_path, repo):
    answers = {"letter": Denial.ART14_OVERDUE, "mail": Denial.CONSENT_CHANNEL}
    with pytest.raises(Refused, match=r"0 people may be contacted.*permission: ART14_OVERDUE \(9\)"):
        planned(engine, tmp_path, repo, answers)
    with reading(engine) as connection:
        assert connection.execute(select(t.campaign)).all() == []


def test_one_permitted_wave_is_enough(engine, tmp_path, repo):
    made, _ = planned(engine, tmp_path, repo, {"letter": Denial.BASIS_MISSING, "mail": Denial.HOURS_CLOSED})
    assert made.people + made.holdout == 2
    with reading(engine) as connection:
        member = t.audience_member
        left_out = select(member.c.rule, member.c.law).where(member.c.person_id == "P1")
        assert connection.execute(left_out).one() == (["rule of BASIS_MISSING"], ["a law"])
