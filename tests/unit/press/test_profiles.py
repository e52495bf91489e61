"""Vendors' profiles and call scripts: data with a closed vocabulary."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from dm.errors import SettingsError, TemplateError
from dm.press.folders import open_template
from dm.press.fonts import load_fonts
from dm.press.marks import read_marks
from dm.press.pdf import Layout, Sheet
from dm.press.places import places_css
from dm.press.preflight import ink_in_keep_outs
from dm.press.profiles import Profile, load_profile, profile_names
from dm.press.sandbox import Sandbox
from dm.press.scripts import load_script, spoken

TEMPLATES = Path(__file__).parents[3] / "templates"


@pytest.mark.parametrize("name", profile_names(TEMPLATES / "profiles"))
def test_every_profile_reads(name: str) -> None:
    assert load_profile(TEMPLATES / "profiles", name).name == name


def test_an_unknown_profile_has_a_neighbour() -> None:
    with pytest.raises(SettingsError, match="Did you mean 'din5008-b'"):
        load_profile(TEMPLATES / "profiles", "din5008b")


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    text = (TEMPLATES / "profiles/plain.toml").read_text().replace("duplex", "duplx", 1)
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"'duplx'.*'duplex'"):
        load_profile(tmp_path, "mine")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('colour = "cymk"', "colour = 'cymk', not one of rgb, cmyk, grey"),
        ("address = [200, 50, 85, 30]", "address leaves the page"),
        (
            'keep_out = [{ rectangle = [0, 220, 20, 20], pages = "all", reason = "holes" }]',
            "mark lies in the zone 'holes'",
        ),
        ('file_name = "{job}.pdf"', "file_name knows batch"),
        ('file_name = "{sequence}.pdf"', "needs {piece}"),
        ('charset = "latin-99"', "'latin-99' is unknown"),
        ('sort = ["street"]', "not street"),
        ("max_lengths = { nane_line = 3 }", "not nane_line"),
        ('page_width = "210"', "page_width = '210' is not a length in millimetres"),
        ("page_width = inf", "page_width = inf is not a length"),
        ("max_pieces = 0", "max_pieces = 0 is not a whole number from 1"),
        ('duplex = "yes"', "duplex = 'yes' is not true or false"),
        ("bleed = -3", "bleed = -3 is not a bleed"),
        ('fonts = "House Sans"', "fonts = 'House Sans' is not a list of texts"),
        ("mark = [10, 222, -8, 8]", "is not a rectangle"),
        ("mark = [10, 222, 2, 2]", "no scanner reads a mark of less than 6 mm"),
        ("fold = [500]", "the fold at 500 mm is not on the page"),
        ("bundles = { prefix = -1, max_pieces = 5 }", "prefix = -1 is not a whole number from 0"),
        ('file_name = "../{batch}_{number}.pdf"', "is not the name of a file in the batch's folder"),
        ('file_name = "{batch}_{number:zz}.pdf"', "cannot be filled in"),
        ('file_name = "{batch"', "cannot be filled in"),
        ('file_name = "{batch}_{number}.txt"', "does not end in .pdf"),
        ('charset = "hex"', "'hex' is unknown"),
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(tmp_path: Path, line: str, says: str) -> None:
    text = (TEMPLATES / "profiles/plain.toml").read_text()
    kept = "\n".join(old for old in text.splitlines() if not old.startswith(line.split(" =", 1)[0]))
    mark = "" if line.startswith("mark") else "mark = [10, 222, 8, 8]\n"
    (tmp_path / "mine.toml").write_text(f"{mark}{line}\n{kept}")
    with pytest.raises(SettingsError, match=re.escape(says)):
        load_profile(tmp_path, "mine")


def test_envelopes_are_tried_from_small_to_large_however_they_are_written(tmp_path: Path) -> None:
    small, large = 'name = "DL", max_sheets = 3', 'name = "C4", max_sheets = 200'
    text = (TEMPLATES / "profiles/plain.toml").read_text()
    swapped = text.replace(small, "?").replace(large, small).replace("?", large)
    (tmp_path / "mine.toml").write_text(swapped)
    assert [load_profile(tmp_path, "mine").envelope(sheets).name for sheets in (1, 4, 9)] == ["DL", "C5", "C4"]
    (tmp_path / "mine.toml").write_text(text.replace("max_sheets = 3", "max_sheets = 0"))
    with pytest.raises(SettingsError, match="envelopes: max_sheets = 0 is not a whole number from 1"):
        load_profile(tmp_path, "mine")


@pytest.mark.parametrize(
    "name", sorted(set(profile_names(TEMPLATES / "profiles")) - {"label-a6", "a4-landscape", "plain"})
)
def test_every_profile_of_letters_tells_its_sources_and_fits_the_spring_letter(name: str) -> None:
    template = open_template(TEMPLATES / "letter/spring")
    profile = load_profile(TEMPLATES / "profiles", name)
    assert profile.sources
    layout = Layout(template.folder, load_fonts(TEMPLATES / "fonts", template.families), profile)
    html = Sandbox(template).render("body.html", template.sample())
    printed = layout.print([Sheet(html, name, "0000001.0000002")])
    assert ink_in_keep_outs(printed.pdf, profile, {0}) == []
    assert profile.mark is not None
    assert read_marks(printed.pdf, profile.mark, [0]) == [printed.marks[0]]


def test_the_window_decides_where_an_address_stands() -> None:
    css = {
        name: places_css(load_profile(TEMPLATES / "profiles", name)) for name in ("din5008-b", "fr-right", "api-lob")
    }
    assert "--address-left: 20mm" in css["din5008-b"]
    assert "--address-left: 110mm" in css["fr-right"]
    assert "--beside-left: 25mm" in css["fr-right"]
    assert "address, .return-line, .fold { display: none !important }" in css["api-lob"]


def test_envelope_and_weight_follow_the_sheets(profile: Profile) -> None:
    assert [profile.envelope(sheets).name for sheets in (1, 3, 4, 9)] == ["DL", "DL", "C5", "C4"]
    assert profile.weight_g(1) == 10.0
    assert profile.weight_g(4) == 27.5


@pytest.mark.parametrize("name", ["spring", "verify"])
@pytest.mark.parametrize("language", ["en", "de", "ru"])
def test_every_script_speaks_its_language(name: str, language: str) -> None:
    template = open_template(TEMPLATES / "call" / name)
    script = spoken(load_script(template, language), template, template.sample(language))
    assert script.language == language
    assert "{{" not in "".join(node.say for node in script.nodes.values())


def test_an_answer_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "call" / "mine"
    shutil.copytree(TEMPLATES / "call/verify", folder)
    text = (folder / "script.toml").read_text().replace('next = "reason"', 'next = "raeson"')
    (folder / "script.toml").write_text(text)
    with pytest.raises(TemplateError, match=r"no node 'raeson'.*'reason'"):
        load_script(open_template(folder))
