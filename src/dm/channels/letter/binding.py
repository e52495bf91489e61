"""Printed chunks become the vendor's files: whole pieces only, within the profile's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from dm.channels.letter.printing import Chunk
from dm.press.profiles import Profile


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter lies: file, first and last page in it (counted from 1), and the mark of its first sheet."""

    file: str
    first_page: int
    last_page: int
    mark: str

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return self.last_page - self.first_page + 1


def bind(chunks: Sequence[Chunk], folder: Path, *, profile: Profile, batch: str) -> list[Place]:
    """Writes the files into `folder` and tells where each printed letter lies, in order.

    Files end where chunks end, so their bytes depend on the letters and the profile alone.
    """
    groups = _groups([chunk for chunk in chunks if any(chunk.pages)], profile)
    places: list[Place] = []
    for number, group in enumerate(groups, start=1):
        name = profile.file_name.format(batch=batch, number=number, files=len(groups))
        _write(group, folder / name, title=name.removesuffix(".pdf"))
        places += _places(group, name)
    return places


def _groups(chunks: Sequence[Chunk], profile: Profile) -> list[list[Chunk]]:
    groups: list[list[Chunk]] = []
    pieces, size = 0, 0
    for chunk in chunks:
        count, grows = sum(1 for pages in chunk.pages if pages), chunk.path.stat().st_size
        full = pieces + count > profile.max_pieces or size + grows > profile.max_mb * 1_000_000
        if not groups or full:
            groups.append([])
            pieces, size = 0, 0
        groups[-1].append(chunk)
        pieces, size = pieces + count, size + grows
    return groups


def _write(group: Sequence[Chunk], path: Path, *, title: str) -> None:
    with pikepdf.new() as whole:
        for chunk in group:
            with pikepdf.open(chunk.path) as part:
                whole.pages.extend(part.pages)
        whole.docinfo["/Title"] = title
        whole.docinfo["/Producer"] = "dm"
        # an id from the content instead of the clock: the same letters give the same bytes
        whole.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _places(group: Sequence[Chunk], name: str) -> list[Place]:
    places: list[Place] = []
    page = 0
    for chunk in group:
        within = 0
        for pages in chunk.pages:
            if pages:
                places.append(Place(name, page + 1, page + pages, chunk.marks[within] or ""))
                page, within = page + pages, within + pages
    return places
