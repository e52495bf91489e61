"""The report's files tie to each other, are the same when made again, and let no name act."""

from __future__ import annotations

import hashlib
import re

import pyarrow.parquet
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

import dm.db
from dm.analyze import make_report
from dm.analyze.store import load_figures
from dm.db import tables as t
from dm.db import writing
from dm.errors import TemplateError
from dm.respond import import_responses
from tests.campaign_world import NOW, code_of, office_for, plain_campaign

HOSTILE = '=HYPERLINK("http://x.example","<script>alert(1)</script>")'


def opened(url, folder, repo):
    engine = dm.db.connect(url)
    plain_campaign(engine, treated=40, holdout=10)
    office = office_for(engine, folder, clock="simulated")
    (folder / "templates").symlink_to(repo / "templates")
    lines = ["code,email,at,kind,value,currency"]
    lines += [f"{code_of(f'p{n}')},p{n}@example.com,2027-03-{12 + n},order,{n}.50,EUR" for n in range(9)]
    lines += ["p20@example.com,2027-03-14,question,,", "h1@example.com,2027-03-14,order,9,EUR"]
    lines[-2:] = [f",{line}" for line in lines[-2:]]
    path = folder / "answers.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    import_responses(office, path, now=NOW, actor="anna")
    return office


@pytest.fixture
def office(sqlite_database, tmp_path, repo):
    made = opened(sqlite_database, tmp_path, repo)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def untouched(sqlite, tmp_path_factory, repo):
    """An office and its report, only to be read."""
    folder = tmp_path_factory.mktemp("report")
    made = opened(sqlite.new(folder), folder, repo)
    yield made, report(made, None)
    made.engine.dispose()


@pytest.fixture
def files(untouched):
    return untouched[1]


def report(office, folder, **options):
    files = make_report(office.engine, "spring", folder, settings=office.settings, now=NOW, **options)
    return {path.name: path for path in files}


def sheet(path, name):
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


def text_of(path):
    with pypdfium2.PdfDocument(path) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def test_it_leaves_the_files_of_the_contract(untouched):
    office, files = untouched
    assert {"report.html", "report.pdf", "report.xlsx", "funnel.parquet", "cells.parquet"} <= set(files)
    assert files["report.html"].parent == office.settings.out / "spring" / "report"


def test_totals_tie_between_workbook_parquet_page_and_print(untouched):
    office, files = untouched
    figures = load_figures(office.engine, "spring", simulated=True)
    parquet = pyarrow.parquet.read_table(files["funnel.parquet"]).to_pylist()
    book = sheet(files["report.xlsx"], "funnel")
    for name in ("planned", "sent", "net", "responded", "orders", "cost"):
        expected = figures.total.cost_minor / 100 if name == "cost" else getattr(figures.total, name)
        assert sum(row[name] for row in book) == pytest.approx(expected)
        assert float(sum(row[name] for row in parquet)) == pytest.approx(expected)
    cost = f"€{figures.total.cost_minor / 100:.2f}"
    assert cost in files["report.html"].read_text(encoding="utf-8")
    assert cost in text_of(files["report.pdf"])


def test_the_same_data_give_the_same_bytes(untouched, tmp_path):
    office, first = untouched
    again = report(office, tmp_path / "again")
    for name in first:
        one, two = (hashlib.sha256(files[name].read_bytes()).hexdigest() for files in (first, again))
        assert one == two, name


def test_every_export_says_of_what_and_as_of_when_it_speaks(files):
    about = pyarrow.parquet.read_schema(files["responses.parquet"]).metadata
    assert about[b"campaign"] == b"spring"
    assert about[b"as_of"] == b"2027-05-01T12:00:00+00:00"
    assert about[b"rows"] == b"11"
    assert {b"filter", b"definition_version", b"simulated"} <= set(about)
    meanings = {(row["sheet"], row["name"]): row["meaning"] for row in sheet(files["report.xlsx"], "definitions")}
    assert meanings["about", "as_of"] == "2027-05-01T12:00:00+00:00"
    assert meanings["funnel", "net"].startswith("sent minus returned")


def test_a_made_up_clock_is_shown_everywhere(files):
    assert "Simulated." in files["report.html"].read_text(encoding="utf-8")
    assert "Simulated." in text_of(files["report.pdf"])


def test_a_hostile_title_or_offer_can_do_nothing(office, tmp_path):
    with writing(office.engine) as connection:
        connection.execute(update(t.campaign).values(title=HOSTILE))
        connection.execute(update(t.piece).values(cell=HOSTILE[:40]))
        connection.execute(update(t.assignment).values(cell=HOSTILE[:40]))
    files = report(office, tmp_path / "r")
    html = files["report.html"].read_text(encoding="utf-8")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert all(row["cell"].startswith("'=") for row in sheet(files["report.xlsx"], "funnel"))


def test_letters_that_the_fonts_lack_do_not_stop_the_print(office, tmp_path):
    with writing(office.engine) as connection:
        connection.execute(update(t.campaign).values(title="渡邉 spring"))
    assert "?? spring" in text_of(report(office, tmp_path / "r")["report.pdf"])


def test_the_page_needs_nothing_from_outside(files):
    html = files["report.html"].read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["']|@import|url\((?!#)""", re.sub(r"<svg.*?</svg>", "", html, flags=re.S))


def test_nobody_is_named_in_any_file(files):
    columns = set(pyarrow.parquet.read_schema(files["responses.parquet"]).names)
    assert not columns & {"email", "phone", "full_name", "note"}
    assert "@example.com" not in files["report.html"].read_text(encoding="utf-8")


def test_a_broken_template_is_said_and_leaves_nothing_half_written(office, tmp_path):
    (tmp_path / "templates").unlink()
    with pytest.raises(TemplateError, match="no template folder"):
        report(office, tmp_path / "r")
    assert list((tmp_path / "r").iterdir()) == []


def test_a_campaign_without_holdout_says_what_it_cannot_say(office, tmp_path):
    with writing(office.engine) as connection:
        connection.execute(update(t.assignment).values(arm="treated"))
    html = report(office, tmp_path / "r")["report.html"].read_text(encoding="utf-8")
    assert "Nobody was left alone" in html


@pytest.mark.parametrize(
    ("language", "saying"), [("en", "as of"), ("de", "Vergleichsgruppe"), ("ru", "контрольной группе")]
)
def test_it_speaks_the_readers_language(office, tmp_path, language, saying):
    files = report(office, tmp_path / "r", language=language)
    assert saying in files["report.html"].read_text(encoding="utf-8")
    assert saying in text_of(files["report.pdf"])
