"""The product itself, by the functions that its verbs call."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.people import write_letters

REPO = Path(__file__).parent.parent
LETTER = Path(__file__).parent / "letter"


def letters(count: int, folder: Path) -> Callable[[], Any]:
    """`dm letters render` with one worker: the table read, every letter printed, files and index written."""
    from dm.channels.letter.render import find_template, render_letters
    from dm.channels.letter.rows import read_rows

    table = write_letters(folder / f"letters-{count}.csv", count)
    templates = REPO / "templates"

    def work() -> None:
        template = find_template(templates, str(LETTER))
        render_letters(template, read_rows(table), templates=templates, out=folder / "ours", workers=1)
        shutil.rmtree(folder / "ours")

    return work
