"""Files of the workspace to download: only those that a batch, a proof or a report really has."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from fastapi import HTTPException
from fastapi.responses import FileResponse

_TYPES = {
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".eml": "application/octet-stream",
    ".zip": "application/zip",
}
_BLOCK = 1 << 20
# The oldest day that a ZIP can name: the same files give the same bytes.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_PLAIN_NAMES = {"SHA256SUMS": "text/plain; charset=utf-8"}


@dataclass(frozen=True)
class Offered:
    """A file that may be downloaded: its name inside the folder, size in bytes, and known SHA-256 or ""."""

    name: str
    size: int
    sha256: str


def offered(folder: Path) -> list[Offered]:
    """The files of a sealed folder, with the checksums of its SHA256SUMS."""
    sums = _sums(folder)
    return [Offered(name, path.stat().st_size, sums.get(name, "")) for name, path in _files(folder)]


def pull_list(folder: Path) -> Path | None:
    """The list of pieces that must not be posted, beside the folder of a batch; None where nobody objected."""
    path = folder.with_name(f"{folder.name}_pull.csv")
    return path if path.is_file() and path.resolve() == folder.resolve().parent / path.name else None


def packed(folder: Path) -> Iterator[bytes]:
    """The whole folder, and what lies beside it, as a ZIP that is never whole in memory."""
    listed = pull_list(folder)
    beside = [(listed.name, listed)] if listed else []
    pipe = _Pipe()
    with zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_STORED) as whole:
        for name, path in (*((f"{folder.name}/{name}", path) for name, path in _files(folder)), *beside):
            entry = zipfile.ZipInfo(name, _NO_DAY)
            entry.file_size = path.stat().st_size
            with whole.open(entry, "w") as there, path.open("rb") as here:
                while block := here.read(_BLOCK):
                    there.write(block)
                    yield pipe.taken()
    yield pipe.taken()


@dataclass
class _Pipe:
    """What is written waits here to be sent on."""

    waiting: bytearray = field(default_factory=bytearray)

    def write(self, data: bytes) -> int:
        self.waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        data = bytes(self.waiting)
        self.waiting.clear()
        return data


def send(folder: Path, name: str) -> FileResponse:
    """A file of the folder or its list of pieces to pull out; 404 for every other name."""
    listed = pull_list(folder)
    found = listed if listed and listed.name == name else dict(_files(folder)).get(name)
    if found is None:
        raise HTTPException(404)
    kind = _PLAIN_NAMES.get(found.name) or _TYPES.get(found.suffix.lower(), "application/octet-stream")
    return FileResponse(found, media_type=kind, filename=found.name)


def inside(workspace: Path, relative: str) -> Path:
    """A folder named by the database, proved to lie in the workspace."""
    found = (workspace / relative).resolve()
    if not relative or not found.is_relative_to(workspace.resolve()):
        raise HTTPException(404)
    return found


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """No links: a vendor must not read through one what lies elsewhere."""
    for path in sorted(folder.rglob("*")):
        if (
            path.is_file()
            and not path.name.startswith(".")
            and path.resolve() == folder.resolve() / path.relative_to(folder)
        ):
            yield path.relative_to(folder).as_posix(), path


def _sums(folder: Path) -> dict[str, str]:
    try:
        lines: Iterable[str] = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.split(maxsplit=1) for line in lines if line.strip())
    return {pair[1].lstrip("*"): pair[0] for pair in pairs if len(pair) == 2}
