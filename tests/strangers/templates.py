"""The strangers' templates, each printed both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pypdfium2

from dm.press.folders import open_template
from dm.press.fonts import load_fonts
from dm.press.pdf import Layout, Printed, Sheet
from dm.press.profiles import load_profile
from dm.press.replay import Replay
from dm.press.replay.proof import _looks
from dm.press.sandbox import Sandbox, without_fences
from tests.unit.replay.words import differences, links

FOLDER = Path(__file__).parent / "templates"
TEMPLATES = Path(__file__).parents[2] / "templates"
Rows = Sequence[Mapping[str, Any]]


def names() -> list[str]:
    """All of them."""
    return sorted(path.name for path in FOLDER.iterdir())


class Stranger:
    """One template on both engines."""

    def __init__(self, name: str, folder: Path = FOLDER) -> None:
        template = open_template(folder / name)
        fonts = load_fonts(TEMPLATES / "fonts", template.families)
        self.layout = Layout(template.folder, fonts, load_profile(TEMPLATES / "profiles", "plain"))
        self.replay = Replay(self.layout)
        self._sandbox = Sandbox(template)

    def sheets(self, rows: Rows) -> list[Sheet]:
        """The rows as letters."""
        rendered = [self._sandbox.render_fenced("body.html", row) for row in rows]
        return [Sheet(without_fences(html), f"row {number}", "", html) for number, html in enumerate(rendered, 1)]


def differing(ours: Printed, plain: Printed) -> list[str]:
    """What differs between both ways, to a tenth of a point and to the pixel beside."""
    if ours.pages != plain.pages or [str(fault) for fault in ours.faults] != [str(fault) for fault in plain.faults]:
        return ["other pages or faults"]
    if not plain.pdf:
        return []
    wrong = differences(ours.pdf, plain.pdf)
    if links(ours.pdf) != links(plain.pdf):
        wrong.append("other links")
    return wrong + unlike(ours.pdf, plain.pdf)


def unlike(ours: bytes, plain: bytes) -> list[str]:
    """Pages that look different."""
    one, other = pypdfium2.PdfDocument(ours), pypdfium2.PdfDocument(plain)
    try:
        return [
            f"page {number} looks different" for number in range(len(other)) if not _looks(one[number], other[number])
        ]
    finally:
        one.close()
        other.close()
