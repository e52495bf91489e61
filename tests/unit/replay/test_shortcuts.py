"""What is remembered from letter to letter changes no byte of what WeasyPrint prints."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from dm.press.replay import Replay
from dm.press.replay.shortcuts import Shortcuts
from tests.strangers import templates
from tests.strangers.people import people

ROWS = people(5)


def printed(name: str) -> list[bytes]:
    """The letters, and once more after others were printed: what was remembered is used."""
    stranger = templates.Stranger(name)
    press, sheets = Replay(stranger.layout, learns=False), stranger.sheets(ROWS)
    return [press.print_printable(some).pdf for some in (sheets, sheets[2:], sheets)]


@pytest.mark.parametrize("name", ["auto_border_table", "float_layout", "footnotes", "generated_html", "long_words"])
def test_letters_are_the_same_bytes_without_shortcuts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = printed(name)
    with monkeypatch.context() as patch:
        patch.setattr(Shortcuts, "taken", lambda *_: nullcontext())
        assert printed(name) == quick
    assert quick[0] == quick[2]


def test_lengths_of_the_viewport_are_worked_out_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = templates.Stranger("conditions")
    sheets = [
        templates.Sheet(f"<style>@page {{ size: 210mm 297mm }}</style><p style='width: {wide}vw'>Anna", f"row {wide}")
        for wide in (50, 20, 50)
    ]
    quick = Replay(stranger.layout, learns=False).print_printable(sheets).pdf
    monkeypatch.setattr(Shortcuts, "taken", lambda *_: nullcontext())
    assert Replay(stranger.layout, learns=False).print_printable(sheets).pdf == quick
