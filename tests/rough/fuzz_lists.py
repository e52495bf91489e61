"""Ten thousand damaged lists: `python -m tests.rough.fuzz_lists --files 10000`.

Every file is read as `dm acquire --preview` reads it. It ends in rows, each accepted or quarantined, or in one sentence
of ours; anything else is a defect, whose file is kept under --keep.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import struct
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from dm.acquire.file_kinds import FileKind
from dm.acquire.quarantine import Accepted, Quarantined
from dm.acquire.reading import open_table, read_contacts
from dm.acquire.row_faults import REASONS
from dm.errors import DmError
from dm.normal.address_lines import address_lines
from dm.normal.addresses import read_address
from dm.normal.companies import read_company
from dm.normal.dates import read_day
from dm.normal.declension import decline
from dm.normal.emails import read_emails
from dm.normal.misplaced import sort_name
from dm.normal.names import read_name
from dm.normal.phones import read_phones
from dm.normal.salutation import greet

_FOLDERS = ("contacts", "vcards", "csv_spectrum/csvs", "charsets")
_MAX_BYTES = 200_000
_NASTY = (
    b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", "\u202e".encode(), b'"', b'""', b"'", b"\\", b";", b",", b"\t",
    b"\r", b"\n", b"\r\n\r\n", b"=cmd|' /C calc'!A0", b"@SUM(1)", b"\x1a", b"\x85", b"A" * 11_000, b"(" * 500,
    b"x" * 200_000, b"7" * 200_000, b" " * 9_000, b"a@" * 4_000, b"(a@b" * 2_000,
    b"<" * 500, b"9" * 400, b"1e309", b"4.917E+11", b"BEGIN:VCARD\n", b"END:VCARD\n", b"\xd0", b"\xc3\x83\xc2\xbc",
    b"sep=;\n", b'="01067"', b"' ", b" (x)", b"c/o ", b" & ", b"@x.de (", b"CEP 1", b"geb. X", b"Dr.Dr.", b"+4 +4 +4",
        "\u0660\u0661\u0662".encode(), "ＡＢＣ".encode(), b"%" * 50, b"{{7*7}}", b"\xf4\x8f\xbf\xbf",
)  # fmt: skip
Mutation = Callable[[random.Random, bytes], bytes]


def _flip(dice: random.Random, content: bytes) -> bytes:
    data = bytearray(content)
    for _ in range(dice.randint(1, 30)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


def _cut(dice: random.Random, content: bytes) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def _insert(dice: random.Random, content: bytes) -> bytes:
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(content) + 1)
        content = content[:at] + dice.choice(_NASTY) + content[at:]
    return content


def _double(dice: random.Random, content: bytes) -> bytes:
    start, end = sorted(dice.randrange(len(content) + 1) for _ in range(2))
    return content[:end] + content[start:end] * dice.randint(1, 3) + content[end:]


def _drop(dice: random.Random, content: bytes) -> bytes:
    start, end = sorted(dice.randrange(len(content) + 1) for _ in range(2))
    return content[:start] + content[min(end, start + 200) :]


def _recode(dice: random.Random, content: bytes) -> bytes:
    text = content.decode("utf-8", "replace")
    encodings = (
        "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "koi8-r", "koi8-u", "cp866", "cp1252", "cp1250",
        "mac-roman", "mac-cyrillic", "iso8859-5", "cp932", "euc-jp", "utf-7",
    )  # fmt: skip
    return text.encode(dice.choice(encodings), "replace")


def _requote(dice: random.Random, content: bytes) -> bytes:
    """Other quotes and delimiters everywhere: a list that another program wrote."""
    quote = dice.choice((b"'", b"", b'\\"', "\u201e".encode(), b'""'))
    return content.replace(b'"', quote).replace(
        dice.choice((b";", b",", b"\t")), dice.choice((b"|", b"\t", b";", b"  "))
    )


def _reend(dice: random.Random, content: bytes) -> bytes:
    """Line ends of all sorts, mixed."""
    ends = (b"\r", b"\n", b"\r\n", b"\n\r", b"\x85", b"\xe2\x80\xa8", b"\n\n", b"\x1e", b"\x0b")
    return b"".join(line + dice.choice(ends) for line in content.replace(b"\r\n", b"\n").split(b"\n"))


def _within_zip(dice: random.Random, content: bytes) -> bytes:
    """One member of a workbook damaged, doubled or taken away; everything else stays honest."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, OSError, RuntimeError, EOFError):
        return _flip(dice, content)
    name = dice.choice(sorted(members))
    way = dice.choice(("drop", "mutate", "number", "number"))
    if way == "drop":
        del members[name]
    elif way == "mutate" and members[name]:
        members[name] = dice.choice((_flip, _cut, _insert, _double, _drop))(dice, members[name])
    else:
        members[name] = _numbers(dice, members[name])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return buffer.getvalue()


def _numbers(dice: random.Random, content: bytes) -> bytes:
    """A number or a cell's name in an XML made gigantic, negative or none."""
    gigantic = (b"4294967295", b"-1", b"99999999999999999999", b"XFD1048576", b"1e308", b"NaN", b"0", b"")
    places = [at for at in range(len(content)) if content[at : at + 1].isdigit()]
    if not places:
        return content
    at = dice.choice(places)
    return content[:at] + dice.choice(gigantic) + content[at + 1 :]


MUTATIONS: tuple[Mutation, ...] = (_flip, _cut, _insert, _double, _drop, _recode, _requote, _reend, _within_zip)


def seeds(shared_data: Path) -> dict[str, bytes]:
    """The files that are damaged: real ones from outside, where they are there, and some of our own."""
    found = {
        path.name: path.read_bytes()[:_MAX_BYTES]
        for folder in _FOLDERS
        for path in sorted((shared_data / folder).glob("*"))
        if path.is_file()
    }
    return found | _own()


def _own() -> dict[str, bytes]:
    rows = [
        ["Name, Vorname", "Geburtsdatum", "PLZ", "Ort", "Telefon", "E-Mail", "ИНН"],
        ["Weiß, Jörg", "12.03.1980", "01067", "Dresden", "0351 123456", "j.weiss@example.de", ""],
        ["Иванова Анна Петровна", "1980-03-12", "170000", "Тверь", "8 (916) 123-45-67", "anna@пример.рф", "7701"],
        ['O"Neil', "", "", "", "+49 30 1;2", "a@b", "=1+1"],
    ]
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    return {"own.csv": text.getvalue().encode(), "own.xlsx": _workbook(rows), "own.vcf": _CARD.encode()}


_CARD = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2;=D0=90=\r\n=D0=BD;;;\r\n"
    "item1.TEL;TYPE=CELL:+7 916 123-45-67\r\nADR:;;Lindenweg 5;Berlin;;10115;Germany\r\nEND:VCARD\r\n"
)


def _workbook(rows: list[list[str]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in [*rows, ["Summe", 4.917e11, 33333, None, True]]:
        book.active.append(row)
    book.active.merge_cells("A6:B6")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def damaged(files: dict[str, bytes], dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """Files without end: a name that tells how it was made, and the content."""
    names = sorted(files)
    while True:
        name = dice.choice(names)
        content, ways = files[name], []
        for _ in range(dice.randint(1, 3)):
            mutation = _within_zip if content[:2] == b"PK" and dice.random() < 0.8 else dice.choice(MUTATIONS)
            content = mutation(dice, content) if content else content
            ways.append(mutation.__name__.strip("_"))
        yield f"{'+'.join(ways)}.{name}", content


def read_whole(path: Path) -> str:
    """What becomes of a file: "read", or the class of our refusal. Whatever else is raised is a defect."""
    try:
        contacts = read_contacts(path)
        ended = Counter(_checked(row) for row in contacts.rows)
    except DmError as error:
        refusal = error.message
    else:
        table = open_table(path)
        is_card = table.kind is FileKind.VCARD  # a row even where nothing of it is used
        there = sum(1 for _, cells, fault in table.rows if fault or is_card or any(map(str.strip, cells)))
        assert ended.total() == there, (ended, there)
        return "read with quarantine" if ended["quarantined"] else "read"
    assert refusal
    assert "\n" not in refusal, refusal
    return "refused"


def _checked(row: Accepted | Quarantined) -> str:
    if isinstance(row, Quarantined):
        assert row.reason in REASONS, row.reason
        return "quarantined"
    _normalised(row)
    return "accepted"


def _normalised(row: Accepted) -> None:
    texts = {name: value for name, value in row.fields.items() if isinstance(value, str)}
    found = sort_name(texts.get("full_name", ""))
    read_company(found.company or texts.get("company", ""))
    name = read_name(found.name, given=texts.get("given_name", ""), family=texts.get("family_name", ""))
    decline(name, "datv")
    for language in ("de", "en", "ru"):
        greet(name, language)
    home = read_address(
        address=texts.get("address", ""),
        street=texts.get("street", ""),
        city=texts.get("city", ""),
        country=texts.get("country", ""),
        default_country=("DE", "RU", "IE", "BR", "TM", "TR", "JP", "UA")[row.row % 8],
    )
    address_lines(home, sender_country="DE", language="de")
    read_day(texts.get("birth_date", ""))
    for cell in row.fields.get("email", ()):
        read_emails(cell)
    for cell in row.fields.get("phone", ()):
        read_phones(cell, "DE")


def run(files: int, seed: int, shared_data: Path, keep: Path) -> tuple[Counter[str], list[str]]:
    """How many files ended how, and the names of those that ended badly."""
    ended: Counter[str] = Counter()
    bad: list[str] = []
    source = damaged(seeds(shared_data), random.Random(seed))
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, content) in zip(range(files), source, strict=False):
            path = Path(folder) / "list.dat"
            path.write_bytes(content)
            try:
                ended[read_whole(path)] += 1
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                ended[f"DEFECT {type(error).__name__}"] += 1
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{number:06}.{name}").write_bytes(content)
                bad.append(f"{number:06}.{name}: {type(error).__name__}: {error}")
    return ended, bad


def main() -> int:
    """Run from the command line; exit 1 where a file ended badly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shared-data", type=Path, default=Path(__file__).parents[2] / ".." / "shared" / "data")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "fuzzed-lists")
    given = parser.parse_args()
    began = time.process_time()
    ended, bad = run(given.files, given.seed, given.shared_data, given.keep)
    lines = [f"{count:7,} {name}" for name, count in ended.most_common()]
    spent = f"{time.process_time() - began:.0f} s of processor time, seed {given.seed}"
    sys.stdout.write("\n".join([*lines, f"{ended.total():7,} files, {spent}", *bad, ""]))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
