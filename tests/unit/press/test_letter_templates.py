"""The letters that come with the product: each fits each vendor, in each language, whoever is written to."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from dm.channels.letter.rules import window_letters, window_lines
from dm.errors import TemplateError
from dm.press.finish import finish
from dm.press.folders import open_template
from dm.press.fonts import load_fonts
from dm.press.pdf import Layout, Sheet
from dm.press.preflight import Laid, preflight
from dm.press.profiles import load_profile, profile_names
from dm.press.sandbox import Sandbox

TEMPLATES = Path(__file__).parents[3] / "templates"
LETTERS = sorted(path.name for path in (TEMPLATES / "letter").iterdir())
VENDORS = sorted(set(profile_names(TEMPLATES / "profiles")) - {"label-a6", "a4-landscape"})


def faults(name: str, vendor: str, samples: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """What a vendor would say of these samples."""
    template, profile = open_template(TEMPLATES / "letter" / name), load_profile(TEMPLATES / "profiles", vendor)
    layout = Layout(template.folder, load_fonts(TEMPLATES / "fonts", template.families), profile)
    sandbox, sheets, laid = Sandbox(template), [], []
    for language, sample in samples:
        lines = window_lines(sample["address"]["lines"], window_letters(profile))
        context = {**sample, "address": {**sample["address"], "lines": lines}}
        sheets.append(Sheet(sandbox.render("body.html", context, language), language, "0000001.0000002"))
        asked = lines if profile.address and profile.address_by == "letter" else []
        laid.append((language, tuple(asked)))
    printed = layout.print(sheets)
    first, letters = 0, []
    for (language, lines), pages in zip(laid, printed.pages, strict=True):
        letters.append(Laid(language, first, pages, lines))
        first += pages
    found = preflight(finish(printed.pdf, profile), profile, letters, template.families, pages=first)
    return [str(one) for one in found]


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("name", LETTERS)
def test_every_vendor_takes_every_letter(name: str, vendor: str) -> None:
    template = open_template(TEMPLATES / "letter" / name)
    languages = template.languages("body.html")
    language = languages[VENDORS.index(vendor) % len(languages)]
    assert faults(name, vendor, [(language, template.sample(language))]) == []


@pytest.mark.parametrize("name", LETTERS)
def test_what_nobody_knows_leaves_no_hole(name: str) -> None:
    template = open_template(TEMPLATES / "letter" / name)
    bare = []
    for language in template.languages("body.html"):
        sample = copy.deepcopy(template.sample(language))
        sample["person"].update({"family_name": "", "full_name": "", "role": "", "company": "", "custom": {}})
        sample["sender"].update({"phone": "", "email": ""})
        sample["person"]["source"] = ""
        bare.append((language, sample))
    assert faults(name, "din5008-b", bare) == []
    text = "".join(Sandbox(template).render("body.html", sample, language) for language, sample in bare)
    assert not [hole for hole in ("None", "{{", " ,", ": .", "()") if hole in text.replace(": ,", "")]


def test_a_secretary_is_asked_where_nobody_is_named() -> None:
    template = open_template(TEMPLATES / "letter/business")
    sample = template.sample("ru")
    sample["person"]["family_name"] = ""
    assert "В приёмную руководителя" in Sandbox(template).render("body.html", sample, "ru")


def test_each_cell_has_its_picture_and_its_inserts() -> None:
    template = open_template(TEMPLATES / "letter/offers")
    for cell, picture, codes in (("A", "cell-a.svg", []), ("B", "cell-b.svg", ["SWATCH"])):
        html = Sandbox(template).render("body.html", {**template.sample(), "cell": cell})
        assert picture in html
        assert [insert.code for insert in template.inserts_for(cell)] == codes


def test_a_wrong_insert_is_refused(tmp_path: Path) -> None:
    (tmp_path / "template.toml").write_text('inserts = [{ code = "A", wieght_g = 2 }]')
    with pytest.raises(TemplateError, match="the insert A is incomplete or wrong"):
        open_template(tmp_path)
