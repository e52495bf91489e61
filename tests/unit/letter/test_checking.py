"""Every sheet's mark is read back from the finished pages, whoever else is measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from dm.channels.letter import find_template, render_letters
from dm.errors import TemplateError

TEMPLATES = Path(__file__).parents[3] / "templates"
COVER = "<div style='position: absolute; left: 12mm; top: 224mm; width: 4mm; height: 4mm; background: #000'></div>"


@pytest.mark.parametrize(("engine", "count"), [("auto", 8), ("weasyprint", 3)])
def test_a_mark_that_something_covers_is_named_with_its_letter(tmp_path: Path, engine: str, count: int) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "print.css").write_text('@page { size: A4; margin: 0 } html { font-family: "House Sans" }')
    (folder / "template.toml").write_text('fonts = ["House Sans"]\nprofile = "din5008-b"')
    (folder / "body.html").write_text(f"<p>Dear {{{{ name }}}}</p>{{% if name == 'C' %}}{COVER}{{% endif %}}")
    rows = [{"name": "ABCDEFGH"[number]} for number in range(count)]
    with pytest.raises(TemplateError, match=r"^row 3, page 1 should carry the mark \w+\.\w+\.01\.01; a scanner"):
        render_letters(
            find_template(TEMPLATES, str(folder)),
            rows,
            templates=TEMPLATES,
            out=tmp_path / "out",
            engine=engine,
            workers=1,
        )
    assert not (tmp_path / "out").exists()
