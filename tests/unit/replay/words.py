"""Words of a PDF with their places, as another program reads them."""

from __future__ import annotations

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
        char = text.get_text_range(number, 1)
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
        left, right = (sorted((word, round(x), round(y), x, y) for word, x, y in one) for one in (here, there))
        if [word for word, *_ in left] != [word for word, *_ in right]:
            told.append(f"page {page}: {sorted({one[0] for one in left} ^ {one[0] for one in right})}")
            continue
        for (word, _, _, *a), (_, _, _, *b) in zip(left, right, strict=True):
            if abs(a[0] - b[0]) > near or abs(a[1] - b[1]) > near:
                told.append(f"page {page}: {word} at {a}, not {b}")
    return told
