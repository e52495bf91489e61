"""The index of a print batch: one row a piece, over all its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dm.channels.letter.binding import Place
from dm.ledger import BatchItem, Claimed
from dm.model import base36
from dm.press.folders import Insert
from dm.press.profiles import Envelope, Profile
from dm.press.tables import Column

COLUMNS = (
    Column("batch_id", definition="This batch"),
    Column("sequence", "int", "Order of printing and of the post, from 1"),
    Column("piece_id", definition="The piece; a reprint keeps it"),
    Column("file", definition="PDF that holds the piece"),
    Column("first_page", "int", "First page in that file, from 1"),
    Column("last_page", "int", "Last page in that file"),
    Column("pages", "int", "Pages, blank backs included"),
    Column("sheets", "int", "Sheets of paper"),
    Column("plex", definition="simplex or duplex"),
    Column("envelope", definition="Smallest envelope that takes the sheets"),
    Column("weight_g", "decimal", "Paper, envelope and inserts, in grams"),
    Column("inserts", definition="Codes of inserts, separated by |"),
    Column("recipient_ref", definition="Our reference without personal data: the piece part of the mark"),
    Column("name_line", definition="Name as it stands in the window"),
    Column("company_line", definition="Company as it stands in the window"),
    *(Column(f"address_{number}", definition=f"Line {number} below the name") for number in range(1, 6)),
    Column("postal_code", definition="Text: leading zeros stay"),
    Column("city"),
    Column("region"),
    Column("country_iso2", definition="ISO 3166 alpha-2"),
    Column("country_line", definition="Last line of the window, abroad only"),
    Column("service", definition="Postal service level"),
    Column("mark_payload", definition="Data Matrix of the first sheet: batch.piece.sheet.sheets"),
    Column("response_code", definition="Code printed for the recipient"),
    Column("cell", definition="Variant of the campaign"),
    Column("language", definition="Language of the letter"),
    Column("sha256_text", definition="SHA-256 of the letter before layout; the same in a reprint"),
)
_ADDRESS_LINES = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One printed piece: where it lies, and the hash of its text."""

    piece: Claimed
    place: Place
    text_sha256: str
    inserts: tuple[Insert, ...] = ()

    def thickness(self, profile: Profile) -> int:
        """Sheets and what is as thick as sheets: what decides about the envelope."""
        return profile.sheets(self.place.pages) + sum(insert.sheets for insert in self.inserts)

    def envelope(self, profile: Profile) -> Envelope:
        """The smallest that takes letter and inserts."""
        return profile.envelope(self.thickness(profile))


def index_rows(batch_id: str, lines: Sequence[Line], profile: Profile) -> list[tuple[Any, ...]]:
    """The rows of the index, in print order."""
    return [_row(batch_id, number, line, profile) for number, line in enumerate(lines, start=1)]


def batch_items(lines: Sequence[Line], profile: Profile) -> list[BatchItem]:
    """The same for the ledger."""
    return [
        BatchItem(
            piece_id=line.piece.piece_id,
            sequence=number,
            file=line.place.file,
            first_page=line.place.first_page,
            last_page=line.place.last_page,
            sheets=profile.sheets(line.place.pages),
            mark_payload=line.place.mark,
            text_sha256=line.text_sha256,
        )
        for number, line in enumerate(lines, start=1)
    ]


def weight_g(line: Line, profile: Profile) -> float:
    """What one piece weighs: paper, envelope and inserts."""
    inserts = sum(insert.weight_g for insert in line.inserts)
    spare = line.envelope(profile).weight_g - profile.envelope(profile.sheets(line.place.pages)).weight_g
    return profile.weight_g(profile.sheets(line.place.pages), inserts_g=inserts + spare)


def _row(batch_id: str, number: int, line: Line, profile: Profile) -> tuple[Any, ...]:
    piece, place, address = line.piece, line.place, line.piece.address
    sheets = profile.sheets(place.pages)
    streets = [*address["street_lines"], *[""] * _ADDRESS_LINES][:_ADDRESS_LINES]
    return (
        batch_id,
        number,
        piece.piece_id,
        place.file,
        place.first_page,
        place.last_page,
        place.pages,
        sheets,
        "duplex" if profile.duplex else "simplex",
        line.envelope(profile).name,
        weight_g(line, profile),
        "|".join(insert.code for insert in line.inserts),
        base36(piece.serial, 7),
        address["name_line"],
        address["company_line"],
        *streets,
        address["postal_code"],
        address["city"],
        address["region"],
        address["country"],
        address["country_line"],
        "standard",
        place.mark,
        piece.code,
        piece.cell,
        piece.language,
        line.text_sha256,
    )
