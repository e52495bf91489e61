"""A letter printed again, beside its first print: the same words are not enough, it must also look the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import pypdfium2

from dm.channels.letter.index import Line
from dm.press.marks import Rectangle
from dm.press.profiles import Profile

# At a third of it a hairline is a shade of grey.
_DPI = 216
# Edges stand a hundredth of a point apart in the same letter of a large and a small batch: so far (of 255) is a pixel
# from the nearest colour around it at most, and so many of a page are further than other digits of a colour. Measured
# over sixty templates: 29 and 5; a grey hairline of 5 mm: 41 and 24.
_EDGE, _SHADE, _SPECKS = 36, 16, 8
# What stands below a mark for the eye: three lines of 7 points, 2 mm wider on each side.
_ROUND_MARK = (2.2, 10.0)

Pixels = np.ndarray[Any, Any]


def unlike(
    lines: Sequence[Line], folder: Path, items: Mapping[str, Mapping[str, Any]], first: Path, profile: Profile
) -> Iterator[tuple[str, int]]:
    """Piece and page (from 1) of each letter in `folder` that does not look as its item in the folder `first` does.

    Marks are left out: they name the batch. A first print whose file is gone is not compared.
    """
    with _Books() as books:
        for line in lines:
            item = items[line.piece.piece_id]
            old = books.open(first / item["file"])
            if old is None:
                continue
            new = books.open(folder / line.place.file)
            if new is None or item["last_page"] - item["first_page"] + 1 != line.place.pages:
                yield line.piece.piece_id, 1
                continue
            for at in range(line.place.pages):
                here, there = new[line.place.first_page - 1 + at], old[item["first_page"] - 1 + at]
                if not _look_alike(_pixels(here, profile), _pixels(there, profile)):
                    yield line.piece.piece_id, at + 1
                    break


class _Books:
    """Files that stay open while they are compared: a batch of a file a piece has thousands, so only the last two."""

    def __init__(self) -> None:
        self._open: dict[Path, pypdfium2.PdfDocument] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for document in self._open.values():
            document.close()

    def open(self, path: Path) -> pypdfium2.PdfDocument | None:
        if path not in self._open and path.is_file():
            if len(self._open) >= 2:
                self._open.pop(next(iter(self._open))).close()
            self._open[path] = pypdfium2.PdfDocument(path)
        return self._open.get(path)


def _pixels(page: pypdfium2.PdfPage, profile: Profile) -> Pixels:
    pixels: Pixels = page.render(scale=_DPI / 72).to_numpy()
    if (mark := profile.mark) is not None:
        beside, below = _ROUND_MARK
        box = Rectangle(mark.x - beside, mark.y - beside, mark.width + 2 * beside, mark.height + beside + below)
        box, dot = box.moved(profile.bleed), _DPI / 25.4
        left, top = max(0, int(box.x * dot)), max(0, int(box.y * dot))
        pixels[top : int((box.y + box.height) * dot) + 1, left : int((box.x + box.width) * dot) + 1] = 0
    return pixels


def _look_alike(one: Pixels, other: Pixels) -> bool:
    if one.shape != other.shape:
        return False
    if np.array_equal(one, other):
        return True
    places = np.nonzero(np.logical_or.reduce([one[..., ink] != other[..., ink] for ink in range(one.shape[2])]))
    far = np.concatenate([_beyond(one, other, *places), _beyond(other, one, *places)])
    return bool(far.max() <= _EDGE) and int((far > _SHADE).sum()) <= _SPECKS


def _beyond(one: Pixels, other: Pixels, rows: Pixels, columns: Pixels) -> Pixels:
    """How far the colours of the one, at these places, are from those that the other has there and around."""
    framed = np.pad(other, ((1, 1), (1, 1), (0, 0)), mode="edge")
    around = np.stack([framed[rows + down, columns + right] for down in range(3) for right in range(3)]).astype(int)
    here = one[rows, columns].astype(int)
    farthest: Pixels = np.maximum(around.min(axis=0) - here, here - around.max(axis=0)).max(axis=1)
    return farthest
