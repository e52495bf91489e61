"""A manifest's rows: who gets a parcel where and when, in route order, and who is held back and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dm.channels.courier.consignment import consignment_no
from dm.channels.courier.parcel import Parcel
from dm.channels.courier.windows import Window, delivery_window
from dm.ledger import Claimed
from dm.press.tables import Column

COLUMNS = [
    Column("manifest_id"),
    Column("stop_no", "int", "route order"),
    Column("consignment_no", definition="printed on the label as Code 128; the last character is a check"),
    Column("piece_id"),
    Column("parcel", "int", "which of the piece's parcels"),
    Column("parcels", "int"),
    Column("service"),
    Column("pickup_on", "date"),
    Column("window_from", definition="wall time at the recipient's place"),
    Column("window_to", definition="wall time at the recipient's place"),
    Column("person"),
    Column("company"),
    Column("phone_e164", "phone"),
    *(Column(f"address_{number}") for number in range(1, 6)),
    Column("postal_code"),
    Column("city"),
    Column("country_iso2"),
    Column("contents"),
    Column("weight_g", "int"),
    Column("length_mm", "int"),
    Column("width_mm", "int"),
    Column("height_mm", "int"),
    Column("declared_value", "decimal"),
    Column("currency"),
    Column("signature_required", "int", "1 yes, 0 no"),
    Column("id_check"),
    Column("note"),
]


@dataclass(frozen=True, slots=True)
class Stop:
    """One parcel of one piece at one address."""

    number: int
    piece: Claimed
    consignment: str
    parcel_no: int
    phone: str
    window: Window
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """What one hand-over holds; `held` are pieces that cannot go, each with its reason."""

    id: str
    pickup_on: date
    parcel: Parcel
    stops: tuple[Stop, ...]
    held: tuple[tuple[Claimed, str], ...]

    @property
    def pieces(self) -> list[Claimed]:
        """The pieces that go, in route order, each once."""
        return [stop.piece for stop in self.stops if stop.parcel_no == 1]

    @property
    def weight_g(self) -> int:
        """Of all parcels."""
        return self.parcel.weight_g * len(self.stops)

    @property
    def declared_value(self) -> Decimal:
        """Of all parcels, in major units."""
        return self.parcel.declared_value * len(self.stops)


def plan_manifest(
    manifest_id: str, claimed: Sequence[Claimed], phones: Mapping[str, str], *, parcel: Parcel, pickup_on: date
) -> Manifest:
    """Put claimed pieces in route order, or hold them back.

    `phones` holds a reachable number by piece id. The same pieces give the same manifest.
    """
    stops: list[Stop] = []
    held: list[tuple[Claimed, str]] = []
    for piece in sorted(claimed, key=_route):
        window = _window(piece, parcel, pickup_on)
        reason = _obstacle(piece, phones.get(piece.piece_id, ""), window)
        if reason or window is None:
            held.append((piece, reason))
            continue
        number = len(stops) // parcel.parcels + 1
        stops += _parcels(piece, number, parcel, phones[piece.piece_id], window)
    return Manifest(manifest_id, pickup_on, parcel, tuple(stops), tuple(held))


def manifest_rows(manifest: Manifest) -> list[list[object]]:
    """One row a parcel, in the order of COLUMNS."""
    return [_row(manifest, stop) for stop in manifest.stops]


def _row(manifest: Manifest, stop: Stop) -> list[object]:
    parcel, address = manifest.parcel, stop.piece.address
    return [
        manifest.id,
        stop.number,
        stop.consignment,
        stop.piece.piece_id,
        stop.parcel_no,
        parcel.parcels,
        parcel.service,
        manifest.pickup_on,
        stop.window.start.isoformat(timespec="minutes"),
        stop.window.end.isoformat(timespec="minutes"),
        address["name_line"],
        address["company_line"],
        stop.phone,
        *[*stop.lines, *[""] * 5][:5],
        address["postal_code"],
        address["city"],
        address["country"],
        parcel.contents,
        parcel.weight_g,
        parcel.length_mm,
        parcel.width_mm,
        parcel.height_mm,
        parcel.declared_value,
        parcel.currency,
        int(parcel.signature_required),
        parcel.id_check,
        note_of(stop.piece),
    ]


def note_of(piece: Claimed) -> str:
    """What the courier should know at the door."""
    custom = piece.context["person"].get("custom") or {}
    return str(custom.get("delivery_note", ""))


def _route(piece: Claimed) -> tuple[str, str, int]:
    return (piece.address.get("country", ""), piece.address.get("postal_code", ""), piece.serial)


def _window(piece: Claimed, parcel: Parcel, pickup_on: date) -> Window | None:
    return delivery_window(
        pickup_on,
        country=piece.address.get("country", ""),
        region=piece.address.get("region", ""),
        opens=parcel.opens,
        closes=parcel.closes,
        transit_days=parcel.transit_days,
    )


def _obstacle(piece: Claimed, phone: str, window: Window | None) -> str:
    if not phone:
        return "NO_PHONE"
    if not piece.address.get("street_lines"):
        return "NO_ADDRESS"
    if len(piece.address["street_lines"]) > 5:
        return "ADDRESS_TOO_LONG"
    return "" if window else "NO_WINDOW"


def _parcels(piece: Claimed, number: int, parcel: Parcel, phone: str, window: Window) -> list[Stop]:
    try_number = int(piece.attempt_id.rpartition("-")[2])
    return [
        Stop(
            number=number,
            piece=piece,
            consignment=consignment_no(piece.serial, try_number, part),
            parcel_no=part,
            phone=phone,
            window=window,
            lines=tuple(piece.address["street_lines"]),
        )
        for part in range(1, parcel.parcels + 1)
    ]
