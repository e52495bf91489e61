"""Pure rules of print batches: the order of the post, lines that fit a window, who is shown on a proof."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dm.ledger import Claimed

# About 40 letters of 10 pt fill the 80 mm of a DIN window.
WINDOW_LETTERS = 40
_BLANKS = ("title", "given_name", "company", "role")


def in_post_order(pieces: Iterable[Claimed]) -> list[Claimed]:
    """Country, postal code, serial: the order of the printed file is the order of the mail."""
    return sorted(
        pieces, key=lambda piece: (piece.address.get("country", ""), piece.address.get("postal_code", ""), piece.serial)
    )


def window_lines(lines: Sequence[str]) -> list[str]:
    """Long lines broken at spaces; a word that is longer than the window stays whole, for the layout to refuse."""
    return [
        part
        for line in lines
        for part in textwrap.wrap(line, WINDOW_LETTERS, break_long_words=False, break_on_hyphens=False)
    ]


def letter_context(piece: Claimed) -> dict[str, Any]:
    """The piece's variables, its address broken into lines of the window."""
    address = piece.context["address"]
    return {**piece.context, "address": {**address, "lines": window_lines(address["lines"])}}


def proof_choice(pieces: Sequence[Claimed]) -> list[tuple[Claimed, list[str]]]:
    """Whom a proof shows, in post order, each with the reasons why: ends, extremes, every variant, every seed."""
    ordered = in_post_order(pieces)
    if not ordered:
        return []
    reasons: dict[str, list[str]] = {}
    for piece, why in _wanted(ordered):
        reasons.setdefault(piece.piece_id, []).append(why)
    return [(piece, reasons[piece.piece_id]) for piece in ordered if piece.piece_id in reasons]


def _wanted(ordered: Sequence[Claimed]) -> Iterable[tuple[Claimed, str]]:
    yield ordered[0], "first"
    yield ordered[len(ordered) // 2], "middle"
    yield ordered[-1], "last"
    yield max(ordered, key=lambda p: len(_person(p)["full_name"])), "longest name"
    yield max(ordered, key=lambda p: sum(map(len, p.context["address"]["lines"]))), "longest address"
    yield max(ordered, key=lambda p: len(_person(p)["company"])), "longest company"
    for label, of in _VARIANTS.items():
        seen: set[str] = set()
        for piece in ordered:
            if (value := of(piece)) not in seen:
                seen.add(value)
                yield piece, f"{label} {value or 'none'}"
    for blank in _BLANKS:
        missing = next((piece for piece in ordered if not _person(piece).get(blank, "")), None)
        if missing is not None:
            yield missing, f"no {blank.replace('_', ' ')}"
    strange = next((piece for piece in ordered if not _person(piece)["full_name"].isascii()), None)
    if strange is not None:
        yield strange, "letters beyond ASCII"
    for piece in ordered:
        if piece.seed:
            yield piece, "control recipient"


_VARIANTS: Mapping[str, Callable[[Claimed], str]] = {
    "language": lambda piece: piece.language,
    "cell": lambda piece: piece.cell,
    "country": lambda piece: str(piece.address.get("country", "")),
}


def _person(piece: Claimed) -> Mapping[str, Any]:
    person: Mapping[str, Any] = piece.context["person"]
    return person
