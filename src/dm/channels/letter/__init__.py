"""Letters: PDFs with an index for a print vendor."""

from dm.channels.letter.render import RenderResult, find_template, render_letters
from dm.channels.letter.rows import read_rows

__all__ = ["RenderResult", "find_template", "read_rows", "render_letters"]
