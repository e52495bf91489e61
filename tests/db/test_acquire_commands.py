"""`dm source`, `dm acquire`, `dm actualize` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dm.cli import main

SOURCE = """
[source]
id = "shop"
origin = "own_customers"
party = "consumer"
lawful_basis = "contract"
permitted_channels = ["post", "email"]
country = "DE"
language = "de"
"""


class Terminal:
    """A workspace, and what its commands print."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["--workspace", str(self.folder), *words])
        printed = self.capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    def json(self, *words: str) -> dict[str, Any]:
        code, out, err = self.run("--json", *words)
        assert code == 0, err
        document: dict[str, Any] = json.loads(out)
        return document


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    folder = tmp_path / "workspace"
    with pytest.raises(SystemExit):
        main(["init", str(folder)])
    (folder / "shop.toml").write_text(SOURCE, "utf-8")
    (folder / "list.csv").write_text("Name;Mail\nAnna Weiß;a@x.de\nANNA WEISS;A@x.de\n;\n;;more\n", "utf-8")
    made = Terminal(folder, capsys)
    capsys.readouterr()
    made.json("source", "add", str(folder / "shop.toml"))
    return made


def test_a_list_becomes_people(terminal: Terminal) -> None:
    got = terminal.json("acquire", str(terminal.folder / "list.csv"), "--source", "shop", "--country", "AT")
    keys = {"batch", "rows", "accepted", "quarantined", "encoding", "dialect", "mapping", "quarantine_file"}
    assert keys <= set(got)
    assert (got["rows"], got["accepted"], got["quarantined"]) == (3, 2, 1)
    assert got["mapping"] == {"Name": "full_name", "Mail": "email"}
    made = terminal.json("actualize", "--batch", got["batch"])
    keys = {
        "batch",
        "records",
        "persons",
        "companies",
        "merged",
        "review",
        "invalid_phones",
        "invalid_emails",
        "seconds",
    }
    assert keys | {"peak_rss_mb"} <= set(made)
    assert (made["records"], made["persons"], made["merged"]) == (2, 1, 1)
    out = terminal.folder / "clusters.csv"
    terminal.json("actualize", "clusters", "--out", str(out))
    assert out.read_text("utf-8").splitlines()[0] == "batch_id,row,external_id,person_id"
    assert terminal.json("acquire", "undo", got["batch"]) == {"batch": got["batch"], "records": 2, "persons": 1}


def test_a_preview_shows_why_columns_were_understood(terminal: Terminal) -> None:
    file = str(terminal.folder / "list.csv")
    code, out, _ = terminal.run("acquire", file, "--source", "shop", "--preview", "--map", "custom.who=Name")
    assert code == 0
    assert "nothing is stored" in out
    assert "asked with --map" in out


def test_review_and_split_answer_in_json(terminal: Terminal) -> None:
    file = terminal.folder / "list.csv"
    file.write_text("Name;Mail;Ort\nAnna Weiß;a@x.de;Bonn\nAnna Weiß;b@x.de;Bonn\n", "utf-8")
    terminal.json("acquire", str(file), "--source", "shop")
    terminal.json("actualize")
    (pair,) = terminal.json("actualize", "review", "list")["pairs"]
    kept = terminal.json("actualize", "review", "accept", str(pair["pair"]))["person"]
    assert len(terminal.json("actualize", "split", kept)["persons"]) == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("acquire", "list.csv"), 2, "--source is missing"),
        (("acquire", "list.csv", "x.csv", "--source", "shop"), 2, "Name one file"),
        (("acquire", "no.csv", "--source", "shop"), 1, "There is no file"),
        (("acquire", "list.csv", "--source", "shop", "--map", "email"), 2, "is no pair"),
        (("acquire", "undo", "B1"), 1, "There is no batch"),
        (("actualize", "--batch", "B1"), 1, "There is no batch"),
        (("source", "add", "leak.toml"), 3, "PROVENANCE_UNLAWFUL"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_a_code(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, said: str
) -> None:
    monkeypatch.chdir(terminal.folder)
    (terminal.folder / "leak.toml").write_text('[source]\nid = "x"\norigin = "leak"\n', "utf-8")
    left, out, err = terminal.run(*words)
    assert (left, out) == (code, "")
    assert said in err
    assert "Traceback" not in err


ROUGH = """Name;E-Mail;Tel;PLZ;Ort;Straße
Frau Dr. Anna WEISS;anna@gmial.com;0351/123456;1067;Dresden;Lindenweg 5a
;;;;Bonn;
"""


def test_a_preview_tells_rows_as_they_would_be_stored(terminal: Terminal) -> None:
    file = terminal.folder / "rough.csv"
    file.write_text(ROUGH, "utf-8")
    got = terminal.json("acquire", str(file), "--source", "shop", "--preview")
    (row,) = got["stored"]
    assert row["name"]["greeting"] == "Sehr geehrte Frau Dr. Weiss,"
    assert (row["emails"][0]["suggestion"], row["emails"][0]["reason"]) == ("anna@gmail.com", "likely_slip")
    assert (row["phones"][0]["e164"], row["phones"][0]["status"]) == ("+49351123456", "valid")
    assert row["address"]["lines"] == ["Lindenweg 5a", "01067 Dresden"]
    assert row["address"]["reason"] == "leading_zero_restored"
    assert [(one["row"], one["reason"]) for one in got["refused"]] == [(3, "nothing_to_use")]
    assert {one["reason"] for one in got["columns"]} == {"by its header"}
    code, out, _ = terminal.run("acquire", str(file), "--source", "shop", "--preview")
    assert code == 0
    assert "Sehr geehrte Frau Dr. Weiss" in out
    assert "it names nobody" in out


def test_a_mended_quarantine_file_adds_no_columns(terminal: Terminal) -> None:
    file = terminal.folder / "bad.csv"
    file.write_text("Name;Mail\nAnna;a@x.de\nHans;h@x.de;more\n;;\n", "utf-8")
    first = terminal.json("acquire", str(file), "--source", "shop")
    spoilt = Path(first["quarantine_file"])
    same = terminal.json("acquire", str(spoilt), "--source", "shop", "--preview")
    assert (same["mapping"], same["quarantined"]) == ({"Name": "full_name", "Mail": "email"}, 1)
    spoilt.write_text(spoilt.read_text("utf-8-sig").replace(";more", ";"), "utf-8-sig")
    mended = terminal.json("acquire", str(spoilt), "--source", "shop")
    assert (mended["accepted"], mended["quarantined"]) == (1, 0)


def test_a_preview_says_extensions_odd_days_and_rows_without_a_name(terminal: Terminal) -> None:
    file = terminal.folder / "rough.csv"
    rows = [
        "Name;Firma;Tel;Geb.;Ort;Umsatz",
        "Anna Wei\u00df;;0351 123456 ext. 12;31.02.1980;Ulm;1",
        ";privat;0351 777777;;Ulm;2",
    ]
    file.write_text("\n".join([*rows, ";;;;Summe;3"]), "utf-8")
    code, out, _ = terminal.run("acquire", str(file), "--source", "shop", "--preview")
    assert code == 0
    assert "+49351123456 ext. 12 fixed" in out
    assert "31.02.1980  (invalid: no whole day that there is)" in out
    assert "(names nobody)" in out
    assert "Summe | 3" in out
