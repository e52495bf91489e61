"""An approval is for exactly one plan with exactly its proofs; whatever changes afterwards makes it void."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import insert, select, update

from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import Refused
from dm.plan import approve, check_approval
from dm.plan.campaigns import campaign_status, list_campaigns, pause, resume, stop
from tests.plan_world import NOW, Desk, add_users, fill


@pytest.fixture
def desk(engine, tmp_path, repo):
    fill(engine, 8)
    add_users(engine)
    return Desk(engine, tmp_path, repo, copied=True)


def prove(desk, plan, text=b"proof"):
    """Lay down one proof file and its row, as `dm proof` does."""
    path = desk.folder / "out" / "spring" / "proof.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    digest = hashlib.sha256(text).hexdigest()
    files = [{"path": "out/spring/proof.pdf", "sha256": digest, "why": "first"}]
    row = {"id": f"F{digest[:8]}", "campaign_id": "spring", "plan_hash": plan.hash, "files": files, "hash": digest}
    with writing(desk.engine) as connection:
        connection.execute(insert(t.proof).values(**row, made_at=NOW))
    return path


def say_yes(desk, by="anna"):
    return approve(desk.engine, "spring", by=by, now=NOW, settings=desk.settings, policies=desk.policies)


def check(desk):
    with reading(desk.engine) as connection:
        return check_approval(connection, "spring", settings=desk.settings, policies=desk.policies)


def test_one_approval_is_enough_below_the_amount(desk):
    prove(desk, desk.plan())
    assert say_yes(desk).complete
    assert check(desk).approved_by == ["anna"]
    assert say_yes(desk, by="boris").approved_by == ["anna"]
    with reading(desk.engine) as connection:
        assert connection.execute(select(t.campaign.c.state)).scalar() == "approved"


def test_above_the_amount_a_second_different_user_must(desk):
    prove(desk, desk.plan(two=('two_approvals_above = "500 EUR"', 'two_approvals_above = "1 EUR"')))
    assert not say_yes(desk).complete
    with pytest.raises(Refused, match="a second, different user must"):
        say_yes(desk)
    with pytest.raises(Refused, match="1 of 2 approvals"):
        check(desk)
    assert say_yes(desk, by="boris").complete
    assert check(desk).approved_by == ["anna", "boris"]


@pytest.mark.parametrize(
    ("user", "said"), [("carl", "is agent and may not"), ("dora", "no active user"), ("x", "no active user")]
)
def test_only_some_users_may(desk, user, said):
    prove(desk, desk.plan())
    with pytest.raises(Refused, match=said):
        say_yes(desk, by=user)


def test_without_proofs_there_is_nothing_to_approve(desk):
    desk.plan()
    with pytest.raises(Refused, match="no proofs of its current plan"):
        say_yes(desk)


def test_a_changed_template_voids(desk):
    prove(desk, desk.plan())
    say_yes(desk)
    body = desk.folder / "templates" / "letter" / "spring" / "body.html"
    body.write_bytes(body.read_bytes() + b" ")
    with pytest.raises(Refused, match="templates/letter/spring"):
        check(desk)


def test_a_changed_policy_voids(desk):
    prove(desk, desk.plan())
    say_yes(desk)
    policy = desk.folder / "consent" / "jurisdictions" / "DE.toml"
    policy.write_bytes(policy.read_bytes() + b"\n# looked at again\n")
    with pytest.raises(Refused, match="policies in consent/ were changed"):
        check(desk)


def test_a_changed_proof_voids(desk):
    path = prove(desk, desk.plan())
    say_yes(desk)
    path.write_bytes(b"another")
    with pytest.raises(Refused, match="was changed after it was made"):
        check(desk)


def test_new_proofs_void(desk):
    plan = desk.plan()
    prove(desk, plan)
    say_yes(desk)
    prove(desk, plan, b"made again")
    with pytest.raises(Refused):
        check(desk)


def test_another_plan_voids(desk):
    prove(desk, desk.plan())
    say_yes(desk)
    desk.plan(offer=("10 % off", "15 % off"))
    with pytest.raises(Refused, match="0 of 1 approvals"):
        check(desk)
    assert campaign_status(desk.engine, "spring").state == "planned"


def test_the_same_plan_again_leaves_the_approval(desk):
    prove(desk, desk.plan())
    say_yes(desk)
    assert not desk.plan().changed
    assert check(desk).complete


@pytest.mark.parametrize(
    "tamper",
    [
        update(t.audience_member).where(t.audience_member.c.person_id == "P905").values(outcome="piece"),
        update(t.assignment).values(cell="A"),
        update(t.campaign).values(brief={"budget": {}}),
    ],
    ids=["audience", "draws", "brief"],
)
def test_rows_changed_behind_our_back_void(desk, tamper):
    prove(desk, desk.plan())
    say_yes(desk)
    with writing(desk.engine) as connection:
        connection.execute(tamper)
    with pytest.raises(Refused, match="changed in the database"):
        check(desk)


def test_pause_and_resume(desk):
    prove(desk, desk.plan())
    with pytest.raises(Refused, match="is planned; it cannot be paused"):
        pause(desk.engine, "spring", by="anna", now=NOW)
    say_yes(desk)
    pause(desk.engine, "spring", by="anna", now=NOW)
    assert campaign_status(desk.engine, "spring").state == "paused"
    resume(desk.engine, "spring", by="anna", now=NOW)
    assert [line.state for line in list_campaigns(desk.engine)] == ["approved"]


def test_after_a_stop_nothing_is_planned_any_more(desk):
    made = desk.plan()
    assert stop(desk.engine, "spring", by="anna", now=NOW) == sum(made.pieces.values()) + 2
    status = campaign_status(desk.engine, "spring")
    assert status.state == "stopped"
    assert {name for wave in status.waves for name in wave.states} == {"cancelled"}
    with pytest.raises(Refused, match="is stopped: it is planned no more"):
        desk.plan()
