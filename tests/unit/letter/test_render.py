"""Letters from any table."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from dm.channels.letter import find_template, read_rows, render_letters
from dm.errors import DmError, InputError, TemplateError

TEMPLATES = Path(__file__).parents[3] / "templates"
BODY = "<html><body><p>Dear {{ full_name }}, {{ Post_code }}</p></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "body.html").write_text(BODY)
    (folder / "print.css").write_text('@page { size: A4 } html { font-family: "House Sans" }')
    (folder / "template.toml").write_text('fonts = ["House Sans"]\nprofile = "din5008-b"')
    return folder


def rows(count: int) -> list[dict[str, str]]:
    return [{"full_name": f"Łucja Ördög {number}", "Post_code": "01067"} for number in range(count)]


def index(out: Path) -> list[dict[str, str]]:
    with (out / "letters_index.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_headers_become_variables(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("full_name;Post-code;2nd\r\n=Müller;01067\r\n\r\n", encoding="utf-8-sig", newline="")
    assert read_rows(path) == [{"full_name": "=Müller", "Post_code": "01067", "_2nd": ""}]


@pytest.mark.parametrize(
    "data", [b"", b"a;b\r\n", b"a;a\r\n1;2\r\n", b"a;b\r\n1;2;3\r\n", b"a\r\n\xff\xfe\xfd\r\n", b"PK\0\0"]
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(InputError):
        read_rows(tmp_path / "a.csv")


def test_the_index_tells_where_each_letter_lies(folder: Path, tmp_path: Path) -> None:
    result = render_letters(
        find_template(TEMPLATES, str(folder)), rows(30), templates=TEMPLATES, out=tmp_path / "out", workers=1
    )
    lines = index(tmp_path / "out")
    assert (result.letters, result.pages, result.files) == (30, 30, ["letters_001of001.pdf"])
    assert [(line["first_page"], line["last_page"]) for line in lines] == [(str(n), str(n)) for n in range(1, 31)]
    assert len({line["mark_payload"] for line in lines}) == 30
    with pikepdf.open(tmp_path / "out" / result.files[0]) as document:
        assert len(document.pages) == 30


@pytest.mark.parametrize("engine", ["auto", "weasyprint"])
def test_pages_without_bleed_have_no_box_for_it(folder: Path, tmp_path: Path, engine: str) -> None:
    template = find_template(TEMPLATES, str(folder))
    render_letters(template, rows(7), templates=TEMPLATES, out=tmp_path / "out", workers=1, engine=engine)
    with pikepdf.open(tmp_path / "out/letters_001of001.pdf") as document:
        assert {"/BleedBox" in page.obj for page in document.pages} == {False}
        assert all("/TrimBox" in page.obj for page in document.pages)


def test_two_workers_give_the_same_bytes_as_one(folder: Path, tmp_path: Path) -> None:
    template = find_template(TEMPLATES, str(folder))
    for workers in (1, 2):
        render_letters(template, rows(51), templates=TEMPLATES, out=tmp_path / str(workers), workers=workers)
    for name in ("letters_001of001.pdf", "letters_index.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_files_end_where_the_profile_says_so(folder: Path, tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES / "fonts", templates / "fonts")
    shutil.copytree(TEMPLATES / "profiles", templates / "profiles")
    profile = templates / "profiles/din5008-b.toml"
    profile.write_text(profile.read_text().replace("max_pieces = 500", "max_pieces = 25"))
    result = render_letters(
        find_template(templates, str(folder)), rows(30), templates=templates, out=tmp_path / "out", workers=1
    )
    assert result.files == ["letters_001of002.pdf", "letters_002of002.pdf"]
    assert [line["first_page"] for line in index(tmp_path / "out")[24:27]] == ["25", "1", "2"]


def test_a_file_a_letter_and_nothing_left_of_an_earlier_run(folder: Path, tmp_path: Path) -> None:
    template = find_template(TEMPLATES, str(folder))
    how: dict[str, Any] = {"templates": TEMPLATES, "out": tmp_path / "out", "profile": "api-pingen", "workers": 1}
    (folder / "print.css").write_text('@page { margin: 110mm 25mm } html { font-family: "House Sans" }')
    assert len(render_letters(template, rows(3), **how).files) == 3
    assert render_letters(template, rows(2), **how).files == ["letters_000001_000001.pdf", "letters_000002_000002.pdf"]
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 2
    with pikepdf.open(tmp_path / "out" / "letters_000002_000002.pdf") as document:
        assert len(document.pages) == 2  # both sides: a blank back


def test_what_a_killed_run_left_behind_goes_and_what_another_is_making_stays(folder: Path, tmp_path: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    out = tmp_path / "out"
    for process in (gone.pid, os.getppid()):
        (out / f".letters-{process}-x/files").mkdir(parents=True)
    render_letters(find_template(TEMPLATES, str(folder)), rows(1), templates=TEMPLATES, out=out, workers=1)
    assert [path.name for path in out.glob(".*")] == [f".letters-{os.getppid()}-x"]


def test_a_row_that_cannot_be_printed_is_named_and_nothing_is_left(folder: Path, tmp_path: Path) -> None:
    bad = [*rows(2), {"full_name": "渡邉", "Post_code": "1"}]
    with pytest.raises(TemplateError, match=r"row 3: .*渡 \(U\+6E21\)"):
        render_letters(find_template(TEMPLATES, str(folder)), bad, templates=TEMPLATES, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_missing_variable_is_named_with_its_row(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"row 1: .*unknown variable 'Post_code'.*'Postcode'"):
        render_letters(
            find_template(TEMPLATES, str(folder)),
            [{"full_name": "A", "Postcode": "1"}],
            templates=TEMPLATES,
            out=tmp_path,
        )


def test_an_unknown_template_has_a_neighbour() -> None:
    with pytest.raises(DmError, match="Did you mean 'spring'"):
        find_template(TEMPLATES, "sprnig")


def test_a_fault_in_a_helper_process_is_told_as_it_stands(folder: Path, tmp_path: Path) -> None:
    bad = [*rows(30), {"full_name": "A", "Postcode": "1"}]
    with pytest.raises(TemplateError, match=r"row 31: .*unknown variable 'Post_code'.*'Postcode'"):
        render_letters(find_template(TEMPLATES, str(folder)), bad, templates=TEMPLATES, out=tmp_path / "out", workers=2)
