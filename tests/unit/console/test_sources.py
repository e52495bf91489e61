"""The page of lists: figures side by side, and reports made and read there."""

from __future__ import annotations

import pytest

from tests.unit.console import world


@pytest.fixture
def workshop(workshop):
    world.add_campaign(workshop)
    world.add_points(workshop)
    world.add_pairs(workshop)
    return workshop


def test_a_list_is_judged_and_its_report_read(visit, workshop):
    visitor = visit("marketer")
    assert "not made yet" in visitor.get("/sources").text
    made = visitor.send("/sources/fair-2026/quality", page="/sources")
    assert made.headers["location"] == "/sources?done=quality"
    page = visitor.get("/sources").text
    assert "supplier.xlsx" in page
    assert (workshop.settings.out / "quality" / "fair-2026" / "supplier.html").is_file()
    report = visitor.get("/sources/fair-2026/quality")
    assert "How complete the rows are" in report.text
    assert "sandbox" in report.headers["content-security-policy"]
    assert visitor.get("/sources/fair-2026/quality/quality.xlsx").status_code == 200


def test_only_files_of_the_report_are_sent(visit):
    visitor = visit("analyst")
    assert visitor.get("/sources/nobody/quality").status_code == 404
    assert visitor.get("/sources/fair-2026/quality/..%2f..%2f..%2fdm.sqlite").status_code == 404


def test_a_report_needs_the_pages_own_form_and_the_role(visit):
    assert visit("marketer").post("/sources/fair-2026/quality").status_code == 403
    assert visit("agent").get("/sources").status_code == 403
