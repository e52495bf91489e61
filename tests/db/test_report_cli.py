"""The analyst's verbs in the terminal: one JSON document, one sentence for what is wrong, the right exit code."""

from __future__ import annotations

import json

import pytest

import dm.db
from dm.cli import main
from tests.campaign_world import NOW, code_of, plain_campaign


@pytest.fixture
def workspace(sqlite_database, tmp_path, repo, monkeypatch):
    engine = dm.db.connect(sqlite_database)
    plain_campaign(engine)
    engine.dispose()
    (tmp_path / "dm.toml").write_text(f'clock = "simulated"\n[database]\nurl = "{sqlite_database}"\n', encoding="utf-8")
    for name in ("templates", "consent"):
        (tmp_path / name).symlink_to(repo / name)
    monkeypatch.setenv("DM_SECRET_KEY", "test-key")
    monkeypatch.setenv("DM_SUPPRESSION_KEY", "test-key")
    return tmp_path


def run(workspace, capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(["--workspace", str(workspace), "--json", "--now", NOW.isoformat(), *words])
    heard = capsys.readouterr()
    return end.value.code, heard.out, heard.err


def test_a_response_file_then_the_report(workspace, capsys):
    answers = workspace / "answers.csv"
    answers.write_text(
        f"code,at,kind,order_ref,value\n{code_of('p0')},2027-03-12,order,A-1,20\n,2027-03-12,order,A-2,1\n"
    )
    code, out, _ = run(workspace, capsys, "respond", "import", str(answers))
    document = json.loads(out)
    assert (code, document["matched"], document["unmatched"]) == (0, 1, 1)
    code, out, _ = run(workspace, capsys, "report", "spring", "--out", str(workspace / "r"))
    assert code == 0
    assert (workspace / "r" / "report.pdf") in map(type(workspace), json.loads(out)["files"])


def test_an_answer_by_hand(workspace, capsys):
    code, out, _ = run(workspace, capsys, "respond", "add", code_of("p1"), "order", "--value", "12.50")
    assert code == 0
    assert json.loads(out)["kinds"] == {"order": 1}


def test_a_wrong_code_is_one_sentence_and_exit_1(workspace, capsys):
    code, out, told = run(workspace, capsys, "respond", "add", "ZZZZZZZZ", "order")
    assert (code, out) == (1, "")
    assert told.startswith("Nobody here has this code.")
    assert "Traceback" not in told


def test_lift_of_a_file_without_a_workspace(tmp_path, capsys):
    path = tmp_path / "flat.csv"
    path.write_text("cell,ordered,spent\nA,1,10\nA,0,0\nnone,0,0\nnone,1,4\n")
    words = [
        "analyze",
        "lift",
        str(path),
        "--cell",
        "cell",
        "--control",
        "none",
        "--outcome",
        "ordered",
        "--value",
        "spent",
    ]
    with pytest.raises(SystemExit):
        main(["--json", *words])
    document = json.loads(capsys.readouterr().out)
    assert [row["metric"] for row in document["lifts"]] == ["ordered", "spent"]
