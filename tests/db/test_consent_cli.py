"""The commands about law, objections and one person's story, on a real workspace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert

from dm.cli import main
from dm.db import tables as t
from dm.db import writing
from dm.normal.keyed import keyed_hash
from dm.verbs.workspace import init_workspace
from dm.wiring import Workshop
from tests.db.consent_world import NOW, add_person, add_point, add_source

ANNA = "anna@example.com"


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    made = init_workspace(tmp_path / "ws")
    key = made.settings.suppression_key
    with writing(made.engine) as connection:
        add_source(connection)
        add_person(connection, full_name="Anna Moore")
        add_point(connection, "P1", "email", ANNA, hmac=keyed_hash(key, "email", ANNA))
        piece = {"id": "K1", "serial": 1, "campaign_id": "c", "wave": "w", "unit_id": "P1", "person_id": "P1"}
        piece |= {"channel": "email", "cell": "A", "response_code": "ABCDEFGH", "planned_at": NOW}
        connection.execute(insert(t.piece).values(**piece))
    return made


class Result:
    """What a command left: exit code, the JSON document, and what it said on stderr."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def document(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.out)
        return read


@pytest.fixture
def dm(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*words: str, as_json: bool = True) -> Result:
        options = ["--workspace", str(workshop.settings.workspace), *(["--json"] if as_json else [])]
        with pytest.raises(SystemExit) as left:
            main([*options, *words])
        printed = capsys.readouterr()
        return Result(int(left.value.code or 0), printed.out, printed.err)

    return run


def test_decide_answers_every_case_in_order(dm: Any, repo: Path) -> None:
    result = dm("consent", "decide", str(repo / "tests" / "unit" / "consent" / "cases.json"))
    decided = result.document["decisions"]
    assert (result.code, len(decided)) == (0, 92)
    late = next(one for one in decided if one["id"] == "FR-03")
    assert late["reason"] == "HOURS_CLOSED"
    assert late["retry_at"] == "2026-11-24T13:00:00+00:00"
    assert {"id", "decision", "reason", "also", "rules", "source"} <= set(late)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "is not readable as JSON"),
        ("{}", "holds no cases"),
        ('{"cases": [{"id": "a", "input": {"channel": "fax", "country": "DE"}}]}', "case a: channel is 'fax'"),
    ],
)
def test_decide_tells_what_is_wrong_with_the_facts(text: str, problem: str, dm: Any, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(text, encoding="utf-8")
    result = dm("consent", "decide", str(path))
    assert (result.code, result.out) == (1, "")
    assert problem in result.err


def test_an_objection_cancels_what_has_not_left(dm: Any) -> None:
    added = dm("suppress", "add", ANNA, "--channel", "email", "--origin", "call").document
    assert (added["persons"], added["cancelled"]) == (["P1"], 1)
    story = dm("why", "P1").document
    assert story["decisions"][0]["outcome"] == "excluded"
    assert any(event["kind"] == "objection" for event in story["events"])
    assert dm("suppress", "list").document["suppressions"]


def test_who_is_not_known_can_object_too(dm: Any) -> None:
    assert dm("suppress", "add", "stranger@example.com").document["persons"] == []
    assert dm("why", "stranger@example.com").document["person"] is None
    assert dm("suppress", "add", "no-such-id").code == 1


def test_objections_from_a_file(dm: Any, tmp_path: Path) -> None:
    path = tmp_path / "robinson.csv"
    people = "Karl;Marx;1980-05-05;;\nnobody;;;;\nRosa;Klein;;;+49 30 1234567\n"
    path.write_text("given_name;family_name;birth_date;email;phone\n" + people, encoding="utf-8")
    report = dm("suppress", "import", str(path)).document
    assert (report["rows"], report["new"]) == (3, 2)
    assert [fault["row"] for fault in report["rejected"]] == [3]


def test_registers_are_imported_and_the_missing_ones_named(dm: Any, tmp_path: Path) -> None:
    path = tmp_path / "dnc.txt"
    path.write_text("3055551234\n", encoding="utf-8")
    assert dm("register", "import", "US-DNC", str(path), "--as-of", "2026-11-20").document["entries"] == 1
    listed = dm("register", "list").document
    assert listed["registers"][0]["register"] == "US-DNC"
    assert "GB-TPS" in listed["missing"]
    assert dm("register", "import", "US-DNC", str(path), "--as-of", "2026-11-20").code == 3


def test_consents_are_imported(dm: Any, tmp_path: Path) -> None:
    path = tmp_path / "consents.csv"
    path.write_text(f"email,channel,action,at,evidence\n{ANNA},email,given,2026-06-01,log-1\n", encoding="utf-8")
    assert dm("consent", "import", str(path)).document == {"rows": 1, "new": 1, "repeated": 0, "rejected": []}


def test_a_person_is_forgotten_only_when_meant(dm: Any) -> None:
    assert dm("forget", "P1").code == 1
    assert dm("export", "P1").document["person"][0]["full_name"] == "Anna Moore"
    assert dm("forget", "P1", "--yes").document["deleted"]["contact_point"] == 1
    assert dm("why", "P1").document["details"]["state"] == "erased"
    assert dm("export", ANNA).code == 1


def test_a_broken_chain_is_told_with_its_first_row(dm: Any, workshop: Workshop) -> None:
    for address in ("a@example.com", "b@example.com", "c@example.com"):
        dm("suppress", "add", address)
    assert dm("audit", "verify").document["holds"]
    with writing(workshop.engine) as connection:
        connection.execute(delete(t.audit).where(t.audit.c.seq == 2))
    result = dm("audit", "verify", as_json=False)
    assert result.code == 1
    assert "BROKEN at row 3" in result.out


def test_a_story_is_told_in_plain_text(dm: Any) -> None:
    result = dm("why", ANNA, as_json=False)
    assert result.out.startswith("Story of Anna Moore (P1)")
    assert dm("why", "nobody@example.com").code == 1


@pytest.mark.parametrize("language", ["en", "de", "ru"])
def test_access_comes_as_pages_too_and_its_files_have_an_end(
    dm: Any, workshop: Workshop, language: str, tmp_path: Path
) -> None:
    from pypdfium2 import PdfDocument

    home = workshop.settings.workspace
    files = [str(home / "out" / "anna.json"), str(home / "out" / "anna.pdf")]
    result = dm("export", "P1", "--out", files[0], "--pdf", files[1], "--language", language)
    assert result.document["files"] == files
    pages = PdfDocument(files[1])
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert {"en": "What we hold of you", "de": "Was wir über Sie", "ru": "Что мы о Вас храним"}[language] in text
    assert "Anna Moore" in text
    assert ANNA in text
    with writing(workshop.engine) as connection:
        noted = connection.execute(t.artefact.select()).mappings().all()
    assert {row["kind"] for row in noted} == {"access"}
    assert all(row["destroy_on"] for row in noted)


def test_retention_tells_before_it_acts(dm: Any) -> None:
    document = dm("retention", "--dry-run").document
    assert document["dry_run"] is True
    assert document["silent"] == document["files"] == 0
    assert dm("retention").code == 0


def test_confirmations_are_sent_by_a_verb(dm: Any) -> None:
    assert dm("consent", "confirm").document == {"sent": 0, "refused": {}, "to_settle": 0}


@pytest.mark.parametrize(
    ("command", "content"),
    [
        ("suppress", f"email\n{ANNA}\n"),
        ("consent", f"email,channel,action,at\n{ANNA},*,objected,2026-11-20\n"),
    ],
)
def test_objections_from_a_file_stop_what_is_made_and_has_not_left(
    dm: Any, workshop: Workshop, command: str, content: str, tmp_path: Path
) -> None:
    with writing(workshop.engine) as connection:
        campaign = {"id": "c", "brief": {}, "brief_sha256": "0", "purpose": "own_goods", "controller": "Beispiel GmbH"}
        connection.execute(insert(t.campaign).values(**campaign, created_at=NOW))
        connection.execute(t.piece.update().values(state="produced"))
    path = tmp_path / "no.csv"
    path.write_text(content, encoding="utf-8")
    assert dm(command, "import", str(path)).code == 0
    with writing(workshop.engine) as connection:
        assert connection.execute(t.piece.select()).mappings().one()["state"] == "cancelled"
