"""Vendors' profiles and call scripts: data with a closed vocabulary."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dm.errors import SettingsError, TemplateError
from dm.press.folders import open_template
from dm.press.profiles import Profile, load_profile, profile_names
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
