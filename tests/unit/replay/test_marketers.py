"""Every letter of a marketer's template is WeasyPrint's letter, word by word, and most of them follow."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dm.press.folders import open_template
from dm.press.fonts import load_fonts
from dm.press.pdf import Layout, Sheet
from dm.press.profiles import load_profile
from dm.press.replay import Replay
from dm.press.sandbox import Sandbox, without_fences
from tests.unit.replay.conftest import TEMPLATES, Press
from tests.unit.replay.marketers import MARKETERS
from tests.unit.replay.words import differences, links


@pytest.mark.parametrize("name", list(MARKETERS))
def test_every_letter_is_weasyprints(press: Callable[..., Press], name: str) -> None:
    marketer = MARKETERS[name]
    mine = press(marketer.body, marketer.css)
    sheets = mine.sheets(marketer.rows(12))
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert (ours.pages, ours.faults, ours.disproved) == (plain.pages, plain.faults, False)
    assert differences(ours.pdf, plain.pdf) == []
    assert links(ours.pdf) == links(plain.pdf)
    assert ours.replayed >= marketer.replayed


LETTERS = sorted(folder.name for folder in (TEMPLATES / "letter").iterdir() if (folder / "body.html").is_file())


def delivered(folder: Path) -> tuple[Layout, list[Sheet]]:
    """Twelve letters of a delivered template, in each of its languages in turn."""
    template = open_template(folder)
    layout = Layout(
        folder,
        load_fonts(TEMPLATES / "fonts", template.families),
        load_profile(TEMPLATES / "profiles", template.profile),
    )
    sandbox, dice = Sandbox(template), random.Random(3)
    samples = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("sample*.json"))]
    sheets = []
    for number in range(12):
        context = varied(samples[number % len(samples)], number, dice)
        fenced = sandbox.render_fenced("body.html", context, context["person"]["language"])
        sheets.append(Sheet(without_fences(fenced), f"row {number}", f"0000001.{number:07d}", fenced))
    return layout, sheets


def varied(sample: dict[str, Any], number: int, dice: random.Random) -> dict[str, Any]:
    context = copy.deepcopy(sample)
    family = dice.choice(["Ott", "Whitfield-Lukasiewicz", "van der Heide", "Kr\u00fcger"])
    context["person"]["full_name"] = f"Alex {family}"
    context["address"]["lines"] = [f"Alex {family}", *context["address"]["lines"][1:]]
    context["piece"]["code"] = f"R3TX{number:03d}"
    context["piece"]["link"] = f"https://beispiel.example/r/R3TX{number:03d}"
    return context


@pytest.mark.parametrize("name", LETTERS)
def test_delivered_letters_follow(name: str) -> None:
    layout, sheets = delivered(TEMPLATES / "letter" / name)
    ours, plain = Replay(layout).print_printable(sheets), layout.print_printable(sheets)
    assert (ours.pages, ours.faults, ours.marks) == (plain.pages, plain.faults, plain.marks)
    assert differences(ours.pdf, plain.pdf) == []
    assert ours.replayed >= 8


RUSSIAN = """<p>Уважаемая {{ name }}!</p><p>У Вас
{{ points }} {{ points | plural('балл', 'балла', 'баллов') }},
для {{ name | case('gent') }}.</p>"""
NAMES = [
    "Семёнова Алёна",
    "Петрова Анна Игоревна",
]


def test_russian_letters_with_cases_and_plurals_follow(press: Callable[..., Press]) -> None:
    mine = press(RUSSIAN)
    sheets = mine.sheets([{"name": NAMES[number % 2], "points": number * 7} for number in range(12)])
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert differences(ours.pdf, plain.pdf) == []
    assert ours.replayed == 11


@pytest.mark.parametrize("name", ["a\u0301 e\u0308", "x\u200dy", "soft\u00adhyphen", "\ufb01x"])
def test_letters_that_only_pango_can_set_are_handed_back(press: Callable[..., Press], name: str) -> None:
    mine = press("<p>Dear {{ name }},</p>")
    sheets = mine.sheets([{"name": one} for one in ("Anna", name, "Ben", "Cleo")])
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert (ours.pages, ours.faults, ours.replayed) == (plain.pages, plain.faults, 2)
    assert differences(ours.pdf, plain.pdf) == []


def test_a_name_from_right_to_left_is_refused_where_no_font_has_it(press: Callable[..., Press]) -> None:
    mine = press("<p>Dear {{ name }},</p>")
    faults = mine.replay.print_printable(mine.sheets([{"name": "Anna"}, {"name": "\u05d9\u05e2\u05e7\u05d1"}])).faults
    assert faults[0] is None
    assert faults[1] is not None
    assert "U+05D9" in faults[1].message
