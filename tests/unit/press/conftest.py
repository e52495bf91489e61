"""A small template of one's own, and the house's fonts and profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from dm.press.fonts import FontSet, load_fonts
from dm.press.pdf import Layout
from dm.press.profiles import Profile, load_profile

TEMPLATES = Path(__file__).parents[3] / "templates"


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    return load_fonts(TEMPLATES / "fonts", ["House Sans", "House Serif"])


@pytest.fixture
def profile() -> Profile:
    return load_profile(TEMPLATES / "profiles", "din5008-b")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "print.css").write_text('@page { size: A4 } html { font-family: "House Serif" }')
    (tmp_path / "bomb.svg").write_text('<!DOCTYPE s [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg"/>')
    far = '<svg xmlns="http://www.w3.org/2000/svg"><a href="http://x.example/"/><use href="http://127.0.0.1:1/y.svg#a"/></svg>'
    (tmp_path / "far.svg").write_text(far)
    return tmp_path


@pytest.fixture
def layout(folder: Path, fonts: FontSet, profile: Profile) -> Layout:
    return Layout(folder, fonts, profile)
