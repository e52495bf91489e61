"""Letters from any table, without a campaign."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dm.channels.letter.binding import Place, bind
from dm.channels.letter.presses import print_chunks
from dm.channels.letter.printing import Chunk, Letter, PrintJob
from dm.errors import InputError, TemplateError, UsageError
from dm.model.ids import base36
from dm.press.folders import Template, open_template
from dm.press.profiles import Profile, load_profile
from dm.press.reading import read_flat
from dm.press.tables import Column, write_csv

ENGINES = ("auto", "weasyprint")
BATCH = "letters"
INDEX = (
    Column("sequence", "int"),
    Column("file"),
    Column("first_page", "int"),
    Column("last_page", "int"),
    Column("pages", "int"),
    Column("sheets", "int"),
    Column("mark_payload"),
    Column("language"),
    Column("sha256_text"),
)


@dataclass(frozen=True, slots=True)
class RenderResult:
    """What was made, and what it took; `index` is the path of the index file."""

    letters: int
    pages: int
    files: list[str]
    seconds: float
    cpu_seconds: float
    letters_per_cpu_second: float
    engine: dict[str, int]
    peak_rss_mb: float
    index: str

    def document(self) -> dict[str, Any]:
        """The JSON of contract.md."""
        return asdict(self)


def _silent(_printed: int) -> None:
    return


def find_template(templates: Path, name: str) -> Template:
    """A template by its name under `templates`/letter/, with or without `letter/`, or by the path of its folder."""
    for folder in (templates / "letter" / name, templates / name, Path(name)):
        if folder.is_dir():
            return open_template(folder)
    return open_template(templates / "letter" / name)


def render_letters(
    template: Template,
    rows: Sequence[Mapping[str, Any]],
    *,
    templates: Path,
    out: Path,
    profile: str = "",
    engine: str = "auto",
    workers: int | None = None,
    tick: Callable[[int], None] = _silent,
) -> RenderResult:
    """One letter a row as PDF files and an index in `out`. Nothing appears there unless all of it does."""
    if engine not in ENGINES:
        raise UsageError(f"There is no engine {engine!r}.", hint=f"Known: {', '.join(ENGINES)}.")
    if not rows:
        raise InputError("There are no letters to print.", hint="The table has no rows.")
    began, cpu = time.monotonic(), time.process_time()
    vendor = load_profile(templates / "profiles", profile or template.profile)
    job = PrintJob(template, templates / "fonts", vendor, engine, check_all=False)
    letters = _letters(template, rows, vendor)
    with _room_in(out) as work:
        parts, files = work / "chunks", work / "files"
        parts.mkdir()
        files.mkdir()
        chunks = print_chunks(job, letters, parts, workers=workers, tick=tick)
        _refuse_faults(chunks)
        names = [f"{number:06d}" for number in range(1, len(letters) + 1)]
        places = bind(chunks, files, profile=vendor, batch=BATCH, names=names)
        _write_index(files / f"{BATCH}_index.csv", places, letters, chunks, vendor)
        names = _move(files, out)
    return _result(chunks, places, names, out, began, cpu)


@contextmanager
def _room_in(out: Path) -> Iterator[Path]:
    """A place to work inside `out`; when nothing comes of it, a folder made for it goes again."""
    made = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    for left in out.glob(".letters-*-*"):
        if not _lives(left.name.split("-")[1]):
            shutil.rmtree(left, ignore_errors=True)
    try:
        with tempfile.TemporaryDirectory(prefix=f".letters-{os.getpid()}-", dir=out) as work:
            yield Path(work)
    finally:
        if made and not any(out.iterdir()):
            out.rmdir()


def _lives(process: str) -> bool:
    """Whether there is such a process: what a killed one left behind are letters to people."""
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def _letters(template: Template, rows: Sequence[Mapping[str, Any]], profile: Profile) -> list[Letter]:
    prefix = _mark_prefix(template, rows) if profile.mark else ""
    return [
        Letter(
            context=row,
            language=str(row.get("language", "")),
            label=f"row {number}",
            mark=f"{prefix}.{base36(number, 7)}" if prefix else "",
        )
        for number, row in enumerate(rows, start=1)
    ]


def _mark_prefix(template: Template, rows: Sequence[Mapping[str, Any]]) -> str:
    """Seven characters in place of a batch number: another table or template gives other marks."""
    digest = hashlib.sha256(template.sha256.encode() + json.dumps(rows, default=str).encode()).digest()
    return base36(int.from_bytes(digest[:4]), 7)


def _refuse_faults(chunks: Sequence[Chunk]) -> None:
    faults = [fault for chunk in chunks for fault in chunk.faults if fault]
    if faults:
        more = f" ({len(faults) - 1} more rows cannot be printed.)" if len(faults) > 1 else ""
        raise TemplateError(f"{faults[0].message}{more}", hint=faults[0].hint)


def _write_index(
    path: Path, places: Sequence[Place], letters: Sequence[Letter], chunks: Sequence[Chunk], profile: Profile
) -> None:
    texts = [text for chunk in chunks for text in chunk.texts]
    write_csv(
        path,
        INDEX,
        (
            (
                number,
                place.file,
                place.first_page,
                place.last_page,
                place.pages,
                profile.sheets(place.pages),
                place.mark,
                letter.language,
                text,
            )
            for number, (place, letter, text) in enumerate(zip(places, letters, texts, strict=True), start=1)
        ),
    )


def _move(files: Path, out: Path) -> list[str]:
    for old in [*_of_before(out), *out.glob(f"{BATCH}_*of*.pdf"), out / f"{BATCH}_index.csv"]:
        old.unlink(missing_ok=True)
    names = sorted(path.name for path in files.iterdir())
    for name in names:
        shutil.move(files / name, out / name)
    return [name for name in names if name.endswith(".pdf")]


def _of_before(out: Path) -> list[Path]:
    """The files of an earlier run into the same folder, as its index names them."""
    try:
        rows = read_flat(out / f"{BATCH}_index.csv").records()
        return [out / name for name in {Path(row.get("file", "")).name for _, row in rows} if name.endswith(".pdf")]
    except InputError:
        return []


def _result(
    chunks: Sequence[Chunk],
    places: Sequence[Place],
    names: list[str],
    out: Path,
    began: float,
    cpu: float,
) -> RenderResult:
    helpers = {chunk.process: chunk.cpu_seconds for chunk in chunks if chunk.process != os.getpid()}
    spent = time.process_time() - cpu + sum(helpers.values())
    replayed = sum(chunk.replayed for chunk in chunks)
    return RenderResult(
        letters=len(places),
        pages=sum(place.pages for place in places),
        files=names,
        seconds=round(time.monotonic() - began, 3),
        cpu_seconds=round(spent, 3),
        letters_per_cpu_second=round(len(places) / spent, 2) if spent else 0.0,
        engine={"replayed": replayed, "weasyprint": len(places) - replayed},
        peak_rss_mb=round(max(chunk.peak_rss_mb for chunk in chunks), 1),
        index=str(out / f"{BATCH}_index.csv"),
    )
