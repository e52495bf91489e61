"""`dm letters render` from outside any workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dm.cli import cli


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DM_WORKSPACE", raising=False)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/body.html").write_text("<p>Dear {{ full_name }}</p>")
    (tmp_path / "mine/print.css").write_text("@page { size: A4 }")
    (tmp_path / "d.csv").write_text("full_name,city\nAnna Weiß,Bad\nЁлкина,Москва\n", encoding="utf-8")
    return tmp_path


def dm(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def test_json_has_the_keys_of_the_contract(folder: Path) -> None:
    result = dm("--json", "letters", "render", "mine", "d.csv", "--out", "o", "--workers", "1")
    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (document["letters"], document["pages"], document["engine"]) == (2, 2, {"replayed": 0, "weasyprint": 2})
    assert {"files", "seconds", "cpu_seconds", "letters_per_cpu_second", "peak_rss_mb", "index"} < set(document)
    assert (folder / document["index"]).is_file()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["mine", "no.csv"], "no.csv cannot be read"),
        (["mien", "d.csv"], "no template folder"),
        (["mine", "d.csv", "--profile", "dinn"], "no vendor profile 'dinn'"),
        (["spring", "d.csv"], "unknown variable 'campaign'"),
    ],
)
def test_bad_input_is_one_sentence(folder: Path, words: list[str], says: str) -> None:
    result = dm("letters", "render", *words, "--out", "o")
    assert says in str(result.exception)
    assert not (folder / "o").exists()
