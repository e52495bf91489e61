"""The post's own codes of a batch's pieces: made from the address, or given out of numbers that the post allotted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from dm.db import chunks, insert_many
from dm.db import tables as t
from dm.db.engine import lock_chain
from dm.errors import SettingsError, StateError
from dm.ledger import Claimed
from dm.press.folders import open_template
from dm.press.fonts import load_fonts
from dm.press.pdf import Layout, Sheet
from dm.press.postal import AGREED, KINDS, NoPostCodeError, data_for, shpi, shpi_ranges
from dm.press.profiles import PostCode, Profile, load_profile
from dm.press.sandbox import Sandbox
from dm.press.tables import Column

Fault = tuple[Claimed, str, str]
CODE_COLUMNS = (
    Column("sequence", "int", "As in the index"),
    Column("piece_id", definition="As in the index"),
    Column("post_code", definition="What the post's own code says"),
)
# The columns of form 103 of the Russian Post as senders describe them; the post's own sample was not at hand.
F103_COLUMNS = (
    Column("№ п/п", "int", "Number in the list"),
    Column("ШПИ", definition="Item number: office, month, number, check digit"),
    Column("Адресат", definition="Addressee"),
    Column("Адрес", definition="Address, index last"),
    Column("Масса, г", "decimal", "Weight in grams"),
    Column("Сумма объявленной ценности, руб.", "decimal", "Declared value"),
    Column("Плата за пересылку, руб.", "decimal", "Postage: filled in by the post"),
    Column("Примечание", definition="Note"),
)


def check_agreement(profile: Profile) -> None:
    """Raises SettingsError when the profile's code is unknown or lacks what the post must have agreed."""
    code = profile.post_code
    if code is None:
        return
    if code.kind not in KINDS:
        raise SettingsError(
            f"The profile {profile.name} asks for the code {code.kind!r}.", hint=f"Known: {', '.join(KINDS)}."
        )
    if missing := [name for name in KINDS[code.kind].agreed if not code.given(name)]:
        raise SettingsError(
            f"The profile {profile.name} has a code {code.kind} without {missing[0]}.",
            hint="Write what the post has given you under [post_code].",
        )
    for name, form in AGREED[code.kind].items():
        if (value := code.given(name)) and not re.fullmatch(form, value):
            raise SettingsError(
                f"The profile {profile.name}: [post_code] {name} = {value!r} is nothing that the post gives.",
                hint=f"For {code.kind} it has the form {form}.",
            )
    shpi_ranges(code)


def codes_of(
    connection: Connection, profile: Profile, pieces: Sequence[Claimed], *, now: datetime
) -> tuple[dict[str, str], list[Fault]]:
    """What each piece's code says, kept for good, and the pieces of which none can be made. A reprint keeps its own."""
    code = profile.post_code
    if code is None:
        return {}, []
    check_agreement(profile)
    lock_chain(connection, f"postal_number {code.kind}")
    kept = _kept(connection, code.kind, [piece.piece_id for piece in pieces])
    given = _free(connection, code) if code.kind == "ru14" else iter(())
    made, faults = dict(kept), list[Fault]()
    for piece in (piece for piece in pieces if piece.piece_id not in kept):
        try:
            data = _next(piece, code, given, profile)
        except NoPostCodeError as problem:
            faults.append((piece, "POST_CODE", f"piece {piece.piece_id}: {problem}."))
            continue
        if data:
            made[piece.piece_id] = data
    new = [
        {"kind": code.kind, "value": data, "piece_id": piece, "given_at": now}
        for piece, data in made.items()
        if piece not in kept and KINDS[code.kind].agreed
    ]
    insert_many(connection, t.postal_number, new)
    return made, faults


def _next(piece: Claimed, code: PostCode, given: Iterator[str], profile: Profile) -> str:
    if code.kind != "ru14":
        return data_for(code, piece.address, piece.serial)
    if piece.address.get("country") != KINDS[code.kind].country:
        return ""
    number = next(given, "")
    if not number:
        raise StateError(
            f"The numbers that the post gave for {profile.name} are used up.",
            hint="Ask the post for more and add them to `ranges` under [post_code].",
        )
    return number


def _kept(connection: Connection, kind: str, piece_ids: Collection[str]) -> dict[str, str]:
    table, found = t.postal_number, dict[str, str]()
    for some in chunks(sorted(piece_ids), 500):
        query = select(table.c.piece_id, table.c.value).where(table.c.kind == kind, table.c.piece_id.in_(some))
        found.update(connection.execute(query).all())
    return found


def _free(connection: Connection, code: PostCode) -> Iterator[str]:
    """The allotted numbers that no piece has, in order."""
    used = set(connection.execute(select(t.postal_number.c.value).where(t.postal_number.c.kind == code.kind)).scalars())
    for index, month, numbers in shpi_ranges(code):
        yield from (number for serial in numbers if (number := shpi(index, month, serial)) not in used)


def list_rows(
    pieces: Sequence[Claimed], codes: Mapping[str, str], weights: Sequence[float]
) -> list[tuple[object, ...]]:
    """The rows of a list by form 103: number, item, addressee, address, weight, declared value, fee, note."""
    rows: list[tuple[object, ...]] = []
    for piece, weight in zip(pieces, weights, strict=True):
        number = codes.get(piece.piece_id)
        if number is None:
            continue
        address = piece.address
        where = ", ".join(address["street_lines"])
        rows.append((len(rows) + 1, number, address["name_line"], where, weight, None, None, address["company_line"]))
    return rows


def list_pdf(
    templates: Path, rows: Sequence[tuple[object, ...]], *, batch: str, sender: Mapping[str, str], now: datetime
) -> bytes:
    """The same list on paper, to be signed at the counter: templates/post."""
    template = open_template(templates / "post")
    profile = load_profile(templates / "profiles", template.profile)
    names = [column.name for column in F103_COLUMNS]
    values = {"batch": batch, "sender": sender, "day": now.date().isoformat(), "names": names, "rows": rows}
    html = Sandbox(template).render("f103.html", values)
    layout = Layout(template.folder, load_fonts(templates / "fonts", template.families), profile)
    return layout.print([Sheet(html, f"{batch}, form 103")]).pdf
