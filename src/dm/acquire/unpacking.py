"""What a zipped workbook would unpack to, measured before anything is read into memory."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from dm.errors import InputError

_MOST = 4 << 30
_BOMB_FROM = 200 << 20  # a million rows of XLSX unpack to less than 1 GB, at 5 to 20 times their size
_BOMB_RATIO = 100
MOST_CELLS = 60_000_000  # a million rows of sixty columns
_CHUNK = 1 << 20
_OVERLAP = 64
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]{0,40}?\br=[\"'](\d{1,12})")
# Columns from AA on: lists hardly have so many, so there is little to look at.
_FAR_COLUMN = re.compile(rb"\br=[\"']([A-Z]{2,8})\d")
# A text that a formula found to be empty is stored as one: t="str".
_NO_RESULT = re.compile(
    rb"<c\b(?![^>]{0,200}\bt=\"str\")[^>]{0,200}>(?:<f[^>]{0,200}>[^<]{0,8192}</f>|<f[^>]{0,200}/>)\s{0,9}(?:<v\s?/>|<v></v>)?</c>"
)
_LOCAL_HEADER = struct.Struct("<26x2H")


def check_unpacking(path: Path) -> int:
    """Raise InputError for a zip bomb, and for a sheet that spans more cells than any list.

    Returns how many cells of its sheets hold formulas whose results were never stored: they read as empty.
    """
    packed = path.stat().st_size
    unpacked = without_results = 0
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
    _refuse_bomb(path, sum(info.file_size for info in infos), packed)
    for info in infos:
        extent = _Extent() if _SHEET.fullmatch(info.filename) else None
        for chunk in _chunks(path, info):
            unpacked += len(chunk)
            _refuse_bomb(path, unpacked, packed)
            if extent:
                extent.see(chunk)
        if extent and extent.cells > MOST_CELLS:
            raise InputError(
                f"A sheet of {path.name} spans {extent.rows:,} rows and {extent.columns:,} columns.",
                hint="Delete what stands far below or far right of the list, or save it as CSV.",
            )
        without_results += extent.without_results if extent else 0
    return without_results


def _refuse_bomb(path: Path, unpacked: int, packed: int) -> None:
    if unpacked > _MOST or (unpacked > _BOMB_FROM and unpacked > _BOMB_RATIO * packed):
        raise InputError(
            f"{path.name} would unpack to more than {unpacked >> 20} MB: this is no honest workbook.",
            hint="Save the list as CSV and acquire that.",
        )


def _chunks(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member unpacked to its real end: the size that the archive states may be a lie."""
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or info.flag_bits & 1:
        raise zipfile.BadZipFile(info.filename)
    unpacker = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
    with path.open("rb") as file:
        file.seek(info.header_offset)
        name, extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
        file.seek(name + extra, 1)
        left = info.compress_size
        while left > 0 and (packed := file.read(min(left, _CHUNK))):
            left -= len(packed)
            if unpacker is None:
                yield packed
                continue
            while packed:
                yield unpacker.decompress(packed, _CHUNK)
                packed = unpacker.unconsumed_tail


class _Extent:
    """How far a sheet reaches, seen chunk by chunk."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 26
        self.without_results = 0
        self._before = b""

    def see(self, chunk: bytes) -> None:
        text = self._before + chunk
        if b"<f" in chunk:
            self.without_results += len(_NO_RESULT.findall(chunk))
        self.rows = max(self.rows, max(map(int, _ROW.findall(text)), default=0))
        for letters in set(_FAR_COLUMN.findall(text)):
            self.columns = max(self.columns, _column_number(letters))
        self._before = chunk[-_OVERLAP:]

    @property
    def cells(self) -> int:
        return self.rows * self.columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
