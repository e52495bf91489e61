"""Lift of flat files: the published answer of a real campaign, and clear words for wrong files."""

from __future__ import annotations

import pytest

from dm.analyze.flat import lift_of_file
from dm.errors import InputError, UsageError

SMALL = "cell;visit;spend\nA;1;10,5\nA;0;0\nB;yes;4\nnone;0;0\nnone;0;2\n"


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.csv"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_the_hillstrom_campaign_has_its_published_answer(shared_data):
    report = lift_of_file(
        shared_data / "hillstrom" / "hillstrom.csv",
        cell="segment",
        control="No E-Mail",
        outcomes=["visit", "conversion"],
        values=["spend"],
    ).document()
    cells = {row["cell"]: row for row in report["cells"]}
    assert round(cells["Mens E-Mail"]["outcomes"]["visit"]["rate"] * 100, 4) == 18.2757
    assert round(cells["Womens E-Mail"]["outcomes"]["conversion"]["rate"] * 100, 4) == 0.8837
    assert round(cells["No E-Mail"]["values"]["spend"]["mean"], 6) == 0.652789
    mens = next(row for row in report["lifts"] if row["cell"] == "Mens E-Mail" and row["metric"] == "visit")
    assert 0.069 < mens["low"] < mens["high"] < 0.084
    assert mens["incremental"] == pytest.approx(mens["difference"] * cells["Mens E-Mail"]["n"])


def test_cells_are_counted_and_amounts_read_with_comma(small):
    report = lift_of_file(small, cell="cell", control="none", outcomes=["visit"], values=["spend"]).document()
    assert [row["n"] for row in report["cells"]] == [2, 1, 2]
    assert report["cells"][0]["values"]["spend"]["mean"] == 5.25
    assert report["cells"][1]["outcomes"]["visit"]["count"] == 1


def test_a_misspelt_column_is_answered_with_the_nearest(small):
    with pytest.raises(UsageError, match="Did you mean 'visit'"):
        lift_of_file(small, cell="cell", control="none", outcomes=["visits"])


def test_an_unknown_control_names_the_cells(small):
    with pytest.raises(UsageError, match="No row has 'holdout'"):
        lift_of_file(small, cell="cell", control="holdout", outcomes=["visit"])


def test_an_amount_among_outcomes_names_line_and_column(small):
    with pytest.raises(InputError, match=r"line 2, column spend: .10,5. is neither yes nor no"):
        lift_of_file(small, cell="cell", control="none", outcomes=["spend"])


def test_a_file_that_is_no_table_is_told(tmp_path):
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\0\0\0")
    with pytest.raises(InputError, match="no text file"):
        lift_of_file(path, cell="a", control="b", outcomes=["c"])
