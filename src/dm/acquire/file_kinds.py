"""What a file is, by its content; its name proves nothing."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from dm.acquire.encodings import utf16_without_bom
from dm.errors import InputError


class FileKind(StrEnum):
    """The three ways in which contact lists come."""

    TEXT = "text"
    WORKBOOK = "workbook"
    VCARD = "vcard"


_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"SQLite format 3", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_READABLE = "Save the list as CSV, XLSX, XLS, ODS or vCard and acquire that."
_MARKUP = re.compile(rb"\s*<(?:!doctype html|html|\?xml|table)", re.I)
_JSON = re.compile(rb"\s*(?:\[\s*\{|\{\s*\")")
_OTHER_ZIPS = {
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a presentation",
    "content.xml": "an OpenDocument text or drawing",
    "META-INF/MANIFEST.MF": "a program",
}
_VCARD = re.compile(rb"\s*BEGIN:VCARD", re.I)
# Control characters that no list has, not even a damaged one: more than 1 in 100 bytes is no text.
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f]")


def file_kind(path: Path) -> FileKind:
    """What the file is; raises InputError with one sentence for what cannot be a contact list."""
    head = _head(path)
    if not head.strip(b"\xef\xbb\xbf\x00 \t\r\n"):
        raise InputError(f"{path.name} is empty.", hint="Ask the supplier for the list again.")
    if head.startswith(_ZIP):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return FileKind.WORKBOOK
    for magic, name in _MAGIC:
        if head.startswith(magic):
            raise InputError(f"{path.name} is {name}, not a list of contacts.", hint=_READABLE)
    if _VCARD.match(head.removeprefix(b"\xef\xbb\xbf")) or _is_wide_vcard(head):
        return FileKind.VCARD
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise InputError(f"{path.name} is a web page or XML, whatever its name says.", hint=_READABLE)
    if _JSON.match(head):
        raise InputError(f"{path.name} is JSON.", hint=_READABLE)
    control = len(_CONTROL.findall(head))
    if control > 16 and control * 100 > len(head) and not _is_wide_text(head):
        raise InputError(f"{path.name} is no text: it is full of control characters.", hint=_READABLE)
    return FileKind.TEXT


def check_file(path: Path) -> None:
    """Raise InputError unless this is a file with content that we may read; a pipe would never end."""
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise InputError(f"{path} is a folder.", hint="Name one file in it.")
        if not stat.S_ISREG(kind):
            raise InputError(f"{path} is no file but a pipe or a device.", hint="Save the list as a file first.")
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise InputError(f"There is no file {path}.", hint="Check the path.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is none"
        raise InputError(f"{path} cannot be read: {why}.", hint="Check its name and permissions.") from error


def _head(path: Path) -> bytes:
    check_file(path)
    with path.open("rb") as file:
        return file.read(1 << 16)


def _is_wide_vcard(head: bytes) -> bool:
    return head[:2] in {b"\xff\xfe", b"\xfe\xff"} and b"B\x00E\x00G\x00I\x00N\x00:\x00V" in head[:64]


def _is_wide_text(head: bytes) -> bool:
    """UTF-16 of Cyrillic has a 4 in every second byte, but for signs and digits."""
    return head[:2] in {b"\xff\xfe", b"\xfe\xff"} or bool(utf16_without_bom(head))


def _zip_kind(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = b""
            if "mimetype" in names:
                with archive.open("mimetype") as member:
                    mimetype = member.read(100)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError, struct.error) as error:
        raise InputError(f"{path.name} is a damaged workbook or archive.", hint="Ask for the file again.") from error
    if names & {"xl/workbook.xml", "xl/workbook.bin"} or b"opendocument.spreadsheet" in mimetype:
        return FileKind.WORKBOOK
    for part, what in _OTHER_ZIPS.items():
        if part in names:
            raise InputError(f"{path.name} is {what}, not a list of contacts.", hint=_READABLE)
    raise InputError(f"{path.name} is an archive, not a workbook.", hint="Unpack it and acquire the list in it.")
