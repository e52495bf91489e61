"""Words of a PDF with their places, as another program reads them."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2


def words(pdf: bytes) -> list[list[tuple[str, float, float]]]:
    """Page by page each word with the left and lower edge of its first letter, in points."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_words(page) for page in document]
    finally:
        document.close()


def _words(page: pypdfium2.PdfPage) -> list[tuple[str, float, float]]:
    text = page.get_textpage()
    found: list[tuple[str, float, float]] = []
    word = ""
    place = (0.0, 0.0)
    for number in range(text.count_chars()):
        # PDFium's own sign for a hyphen that it takes for a line's end, which depends on what is drawn next
        char = text.get_text_range(number, 1).replace("\ufffe", "-")
        if char.isspace():
            found += [(word, *place)] if word else []
            word = ""
            continue
        left, bottom, _, _ = text.get_charbox(number, loose=True)
        if word and (abs(bottom - place[1]) > 3 or left < place[0]):
            found.append((word, *place))
            word = ""
        place = place if word else (left, bottom)
        word += char
    found += [(word, *place)] if word else []
    return sorted(found, key=lambda one: (-round(one[2]), one[1]))


def differences(one: bytes, other: bytes, near: float = 0.1) -> list[str]:
    """Words that differ, or lie further than `near` points from each other."""
    told = []
    mine, yours = words(one), words(other)
    if len(mine) != len(yours):
        return [f"{len(mine)} pages, not {len(yours)}"]
    for page, (here, there) in enumerate(zip(mine, yours, strict=True)):
        left = list(there)
        for word, x, y in here:
            same = (one for one in left if one[0] == word and abs(one[1] - x) <= near and abs(one[2] - y) <= near)
            found = next(same, None)
            if found is None:
                told.append(f"page {page}: {word} at {x:.2f}, {y:.2f}")
            else:
                left.remove(found)
        told += [f"page {page}: no {word} at {x:.2f}, {y:.2f}" for word, x, y in left]
    return told


def links(pdf: bytes) -> list[list[tuple[str, tuple[float, ...]]]]:
    """Page by page each link's address and rectangle, to a tenth of a point."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [sorted(_link(note) for note in page.get("/Annots", [])) for page in document.pages]


def _link(note: pikepdf.Object) -> tuple[str, tuple[float, ...]]:
    left, one, right, other = (round(float(edge), 1) for edge in note.Rect)
    return str(note.A.URI), (left, min(one, other), right, max(one, other))
