"""Words of a PDF with their places, as another program reads them."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2

Letter = tuple[str, float, float]


def words(pdf: bytes) -> list[list[Letter]]:
    """Page by page each word with the left and lower edge of its first letter, in points."""
    return [[("".join(one[0] for one in word), *word[0][1:]) for word in page] for page in _pages(pdf)]


def _pages(pdf: bytes) -> list[list[list[Letter]]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_words(page) for page in document]
    finally:
        document.close()


def _words(page: pypdfium2.PdfPage) -> list[list[Letter]]:
    """A page's words, letter by letter."""
    text = page.get_textpage()
    found: list[list[Letter]] = [[]]
    for number in range(text.count_chars()):
        # PDFium's own sign for a hyphen that it takes for a line's end, which depends on what is drawn next
        char = text.get_text_range(number, 1).replace("\ufffe", "-")
        if char.isspace():
            found.append([])
            continue
        left, bottom, _, _ = text.get_charbox(number, loose=True)
        if found[-1] and (abs(bottom - found[-1][0][2]) > 3 or left < found[-1][0][1]):
            found.append([])
        found[-1].append((char, left, bottom))
    return sorted((word for word in found if word), key=lambda word: (-round(word[0][2]), word[0][1]))


def differences(one: bytes, other: bytes, near: float = 0.1) -> list[str]:
    """Letters that differ, or lie further than `near` points from each other, with the words that they stand in."""
    told = []
    mine, yours = _pages(one), _pages(other)
    if len(mine) != len(yours):
        return [f"{len(mine)} pages, not {len(yours)}"]
    for page, (here, there) in enumerate(zip(mine, yours, strict=True)):
        more, less = _without(here, there, near), _without(there, here, near)
        # where words end is PDFium's guess
        lost = _without([[letter] for word in less for letter in word], [[one] for word in more for one in word], near)
        added = _without([[letter] for word in more for letter in word], [[one] for word in less for one in word], near)
        told += [f"page {page}: {_told(more, letter)}" for (letter,) in added]
        told += [f"page {page}: no {_told(less, letter)}" for (letter,) in lost]
    return list(dict.fromkeys(told))


def _without(here: list[list[Letter]], there: list[list[Letter]], near: float) -> list[list[Letter]]:
    """The words of the one that the other does not have at the same place."""
    left: dict[str, list[Letter]] = {}
    for word in there:
        left.setdefault("".join(letter[0] for letter in word), []).append(word[0])
    missing = []
    for word in here:
        _, x, y = word[0]
        same = left.get("".join(letter[0] for letter in word), [])
        found = next((one for one in same if abs(one[1] - x) <= near and abs(one[2] - y) <= near), None)
        if found is None:
            missing.append(word)
        else:
            same.remove(found)
    return missing


def _told(words: list[list[Letter]], letter: Letter) -> str:
    word = next(word for word in words if letter in word)
    return f"{''.join(one[0] for one in word)} at {word[0][1]:.2f}, {word[0][2]:.2f}"


def links(pdf: bytes) -> list[list[tuple[str, tuple[float, ...]]]]:
    """Page by page each link's address and rectangle, to a tenth of a point."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [sorted(_link(note) for note in page.get("/Annots", [])) for page in document.pages]


def _link(note: pikepdf.Object) -> tuple[str, tuple[float, ...]]:
    left, one, right, other = (round(float(edge), 1) for edge in note.Rect)
    return str(note.A.URI), (left, min(one, other), right, max(one, other))
