"""Files of the workspace to download: only those that a batch, a proof or a report really has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

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


def send(folder: Path, name: str) -> FileResponse:
    """A file of the folder as a download; 404 for every name that the folder's own listing does not show."""
    found = dict(_files(folder)).get(name)
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
