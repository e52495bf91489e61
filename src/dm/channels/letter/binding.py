"""Printed chunks become the vendor's files: whole pieces only, within the profile's limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf

from dm.channels.letter.printing import Chunk
from dm.errors import Refused
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


def bind(chunks: Sequence[Chunk], folder: Path, *, profile: Profile, batch: str, names: Sequence[str]) -> list[Place]:
    """Writes the files into `folder` and tells where each printed letter lies, in order; `names` are the letters' own.

    Files end where chunks end, or where halves of a chunk end that is larger than a file may be: their bytes depend
    on the letters and the profile alone. Raises Refused when a single letter is larger than the vendor takes.
    """
    printed = [chunk for chunk in chunks if any(chunk.pages)]
    places = (
        _each(printed, folder, profile, batch, names)
        if profile.per_piece
        else _together(printed, folder, profile, batch)
    )
    for name, piece in {place.file: piece for place, piece in zip(places, names, strict=True)}.items():
        size = (folder / name).stat().st_size
        if size > profile.max_mb * 1_000_000:
            raise Refused(
                f"{name}, which ends with the letter {piece}, has {size / 1e6:.3g} MB; "
                f"{profile.name} takes {profile.max_mb:g} MB a file.",
                hint="Use smaller pictures, or fewer pages.",
            )
    return places


def _together(chunks: Sequence[Chunk], folder: Path, profile: Profile, batch: str) -> list[Place]:
    groups = _groups([part for chunk in chunks for part in _small_enough(chunk, profile)], profile)
    names = [
        profile.file_name.format(batch=batch, number=number, files=len(groups)) for number in range(1, len(groups) + 1)
    ]
    if len(set(names)) < len(names):
        raise Refused(
            f"The batch needs {len(names)} files, and {profile.name} calls them all {names[0]}.",
            hint='Put {number} into its file_name, as in "{batch}_{number:03d}of{files:03d}.pdf".',
        )
    places: list[Place] = []
    for name, group in zip(names, groups, strict=True):
        _write(group, folder / name, profile)
        places += _places(group, name)
    return places


def _each(chunks: Sequence[Chunk], folder: Path, profile: Profile, batch: str, names: Sequence[str]) -> list[Place]:
    """A file per piece: of the chunk's resources each takes what its pages use."""
    places: list[Place] = []
    for chunk in chunks:
        with pikepdf.open(chunk.path) as part:
            first = 0
            for pages in filter(None, chunk.pages):
                sequence = len(places) + 1
                name = profile.file_name.format(
                    batch=batch, sequence=sequence, piece=names[sequence - 1], number=sequence, files=len(names)
                )
                with pikepdf.new() as whole:
                    whole.pages.extend(part.pages[first : first + pages])
                    _save(whole, folder / name, profile)
                places.append(Place(name, 1, pages, chunk.marks[first] or ""))
                first += pages
    return places


def _small_enough(chunk: Chunk, profile: Profile) -> Iterator[Chunk]:
    """The chunk, or its halves, and theirs, where it is larger than a file may be; a letter is never split."""
    pieces = [pages for pages in chunk.pages if pages]
    if chunk.path.stat().st_size <= profile.max_mb * 1_000_000 or len(pieces) < 2:
        yield chunk
        return
    half = len(pieces) // 2
    first = sum(pieces[:half])
    with pikepdf.open(chunk.path) as whole:
        for name, counts, pages in (("a", pieces[:half], slice(first)), ("b", pieces[half:], slice(first, None))):
            path = chunk.path.with_stem(f"{chunk.path.stem}{name}")
            with pikepdf.new() as part:
                part.pages.extend(whole.pages[pages])
                part.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            yield from _small_enough(replace(chunk, path=path, pages=tuple(counts), marks=chunk.marks[pages]), profile)


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


def _write(group: Sequence[Chunk], path: Path, profile: Profile) -> None:
    with pikepdf.open(group[0].path) as whole:
        # pages alone: neither bookmarks nor what WeasyPrint says of a document
        for key in set(whole.Root.keys()) - {"/Type", "/Pages"}:
            del whole.Root[key]
        whole.trailer.Info = whole.make_indirect(pikepdf.Dictionary())
        for chunk in group[1:]:
            with pikepdf.open(chunk.path) as part:
                whole.pages.extend(part.pages)
        _save(whole, path, profile)


def _save(whole: pikepdf.Pdf, path: Path, profile: Profile) -> None:
    if not profile.bleed:
        # WeasyPrint writes one on every page; vendors take it for a wish to be trimmed
        for page in whole.pages:
            if "/BleedBox" in page.obj:
                del page.obj["/BleedBox"]
    whole.docinfo["/Title"] = path.stem
    whole.docinfo["/Producer"] = "dm"
    if profile.output_condition:
        intent = {
            "/Type": pikepdf.Name.OutputIntent,
            "/S": pikepdf.Name.GTS_PDFX,
            "/OutputConditionIdentifier": profile.output_condition,
            "/RegistryName": "http://www.color.org",
        }
        whole.Root.OutputIntents = pikepdf.Array([pikepdf.Dictionary(intent)])
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
