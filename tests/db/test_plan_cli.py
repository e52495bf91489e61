"""The campaign verbs from the terminal: one JSON document, exit codes, and one sentence for a fault."""

from __future__ import annotations

import json

import pytest

from dm.cli import _run
from tests.campaign_world import KEY
from tests.plan_world import Desk, add_users, fill


@pytest.fixture
def dm(engine, database_url, tmp_path, repo, monkeypatch, capsys):
    fill(engine, 8)
    add_users(engine)
    desk = Desk(engine, tmp_path, repo)
    desk.brief()
    (tmp_path / "dm.toml").write_text(f'clock = "simulated"\n[database]\nurl = "{database_url}"\n', encoding="utf-8")
    monkeypatch.setenv("DM_SECRET_KEY", KEY.decode())
    monkeypatch.setenv("DM_SUPPRESSION_KEY", KEY.decode())
    monkeypatch.setenv("DM_USER", "anna")
    monkeypatch.setattr("dm.db.connect", lambda _: engine)  # a process would close its own at its end

    def run(*words):
        code = _run(["--workspace", str(tmp_path), "--now", "2027-02-20T09:00Z", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    run.folder = tmp_path
    return run


def test_plan_prints_one_document(dm):
    code, out, err = dm("--json", "plan", str(dm.folder / "campaigns" / "spring.toml"))
    document = json.loads(out)
    assert code == 0
    assert document["universe"] == 14
    assert "reading the base" in err


def test_plan_tells_a_story_that_ends_with_what_to_do_next(dm):
    code, out, _ = dm("plan", str(dm.folder / "campaigns" / "spring.toml"))
    assert code == 0
    assert "law: the person has objected" in out
    assert "SUPPRESSED_OPT_OUT" in out
    assert "control group" in out
    assert "dm proof spring" in out


def test_segments_are_counted_and_sampled(dm):
    path = str(dm.folder / "segments" / "warm.toml")
    assert json.loads(dm("--json", "segment", "count", path)[1])["people"] == 13
    assert "SELECT person.id" in dm("segment", "sql", path)[1]
    assert len(json.loads(dm("--json", "segment", "sample", path, "--size", "3")[1])["people"]) == 3


def test_a_campaign_is_begun_listed_and_stopped(dm):
    assert dm("campaign", "new", "autumn")[0] == 0
    assert dm("campaign", "new", "autumn")[0] == 3
    dm("plan", str(dm.folder / "campaigns" / "spring.toml"))
    assert json.loads(dm("--json", "campaign", "list")[1])["campaigns"][0]["state"] == "planned"
    assert json.loads(dm("--json", "campaign", "stop", "spring")[1])["state"] == "stopped"
    assert json.loads(dm("--json", "campaign", "status", "spring")[1])["state"] == "stopped"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("approve", "spring", "--by", "anna"), 1, "There is no campaign"),
        (("campaign", "stop", "nix"), 1, "There is no campaign"),
        (("plan", "nowhere.toml"), 1, "There is no campaign file"),
        (("plan",), 2, "Missing argument"),
    ],
)
def test_a_fault_is_one_sentence_and_a_code(dm, words, code, said):
    found, out, err = dm(*words)
    assert (found, out) == (code, "")
    assert said in err
    assert "Traceback" not in err


def test_status_tells_when_a_wave_is_due_in_the_campaigns_own_zone(dm):
    dm("plan", str(dm.folder / "campaigns" / "spring.toml"))
    _, out, _ = dm("campaign", "status", "spring")
    assert "2027-03-03 00:00" in out
