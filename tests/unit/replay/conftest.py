"""Letters of small templates, printed both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from dm.press.folders import open_template
from dm.press.fonts import load_fonts
from dm.press.pdf import Layout, Sheet
from dm.press.profiles import load_profile
from dm.press.replay import Replay
from dm.press.sandbox import Sandbox, without_fences

TEMPLATES = Path(__file__).parents[3] / "templates"
FONTS = load_fonts(TEMPLATES / "fonts", ["House Sans", "House Serif"])
PAGE = "@page { size: A4; margin: 25mm } html { font: 10pt/14pt 'House Serif' } p { margin: 0 0 2mm } "

Rows = Sequence[Mapping[str, Any]]


class Press:
    """One template on both engines."""

    def __init__(self, folder: Path, body: str, css: str = "", profile: str = "plain") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "body.html").write_text(f"<!doctype html><html lang=en><body>{body}</body></html>", encoding="utf-8")
        (folder / "print.css").write_text(PAGE + css, encoding="utf-8")
        (folder / "template.toml").write_text('fonts = ["House Sans", "House Serif"]\n')
        template = open_template(folder)
        self.layout = Layout(folder, FONTS, load_profile(TEMPLATES / "profiles", profile))
        self.replay = Replay(self.layout)
        self._sandbox = Sandbox(template)

    def sheets(self, rows: Rows, *, marks: bool = False) -> list[Sheet]:
        """The rows as letters."""
        sheets = []
        for number, row in enumerate(rows):
            fenced = self._sandbox.render_fenced("body.html", row)
            mark = f"0000001.{number:07d}" if marks else ""
            sheets.append(Sheet(without_fences(fenced), f"row {number}", mark, fenced))
        return sheets


@pytest.fixture
def press(tmp_path: Path) -> Callable[..., Press]:
    return lambda body, css="", profile="plain": Press(tmp_path / "mine", body, css, profile)
