"""Pure rules of print batches: the order of the post, lines that fit a window, who is shown on a proof."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dm.ledger import Claimed
from dm.press.profiles import Profile

# A 10 pt letter takes 2 mm on the average; the layout refuses a line that still does not fit.
_LETTER_MM = 2.0
_WINDOW_INSET = 5.0
_NO_WINDOW = 40
_BLANKS = ("title", "given_name", "company", "role")


def in_post_order(pieces: Iterable[Claimed], by: Sequence[str] = ("country", "postal_code")) -> list[Claimed]:
    """As the profile sorts, then by serial: the order of the printed file is the order of the mail."""
    keys: dict[str, Callable[[Claimed], str]] = {
        "country": lambda piece: str(piece.address.get("country", "")),
        "postal_code": lambda piece: _sorted_code(piece.address),
        "piece": lambda piece: piece.piece_id,
    }
    return sorted(pieces, key=lambda piece: (*(keys[key](piece) for key in by), piece.serial))


def _sorted_code(address: Mapping[str, Any]) -> str:
    """British areas before districts (E1 before E10 before EC1), everywhere else as written, without spaces."""
    code = str(address.get("postal_code", "")).replace(" ", "").upper()
    if address.get("country") != "GB" or len(code) < 5:
        return code
    area = code[:2] if code[1:2].isalpha() else code[:1]
    return f"{area:<2}{code[len(area) : -3]:>4}{code[-3:]}"


def window_letters(profile: Profile) -> int:
    """About how many letters a line of the profile's window holds."""
    return int((profile.address.width - _WINDOW_INSET) / _LETTER_MM) if profile.address else _NO_WINDOW


def window_lines(lines: Sequence[str], width: int = _NO_WINDOW) -> list[str]:
    """Long lines broken at spaces; a word that is longer than the window stays whole, for the layout to refuse."""
    return [
        part for line in lines for part in textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
    ]


def letter_context(piece: Claimed, profile: Profile) -> dict[str, Any]:
    """The piece's variables, its address broken into lines of the profile's window."""
    address = piece.context["address"]
    lines = window_lines(address["lines"], window_letters(profile))
    return {**piece.context, "address": {**address, "lines": lines}}


def window_text(piece: Claimed, profile: Profile) -> tuple[str, ...]:
    """The lines that the window must show; () where the letter shows none."""
    if profile.address is None or profile.address_by != "letter":
        return ()
    return tuple(letter_context(piece, profile)["address"]["lines"])


def unfit(piece: Claimed, profile: Profile) -> tuple[str, str] | None:
    """Why the vendor's systems cannot take this address: a reason code and a sentence; None when they can."""
    limits = dict(profile.max_lengths)
    for field, value in _fields(piece.address):
        if field in limits and len(value) > limits[field]:
            told = f"{field} has {len(value)} characters, {profile.name} takes {limits[field]}"
            return "ADDRESS_TOO_LONG", f"piece {piece.piece_id}: {told}: {value[:60]!r}."
        strange = [char for char in value if not _in_charset(char, profile.charset)]
        if strange:
            told = f"{field} holds {strange[0]!r} (U+{ord(strange[0]):04X}), which {profile.charset} has not"
            return "CHARACTER_SET", f"piece {piece.piece_id}: {told}; {profile.name} takes no other."
    return None


def _fields(address: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    yield from ((field, str(address.get(field, ""))) for field in ("name_line", "company_line"))
    yield from (("street_line", str(line)) for line in address.get("street_lines", ()))
    yield from ((field, str(address.get(field, ""))) for field in ("postal_code", "city"))


def _in_charset(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


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
    yield max(ordered, key=lambda p: max(map(len, p.context["address"]["lines"]), default=0)), "longest address line"
    yield max(ordered, key=text_length), "longest text"
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


def text_length(piece: Claimed) -> int:
    """How much its letter is given to say."""
    return _words(piece.context)


def _words(value: object) -> int:
    """How many characters a letter is given to say."""
    if isinstance(value, Mapping):
        return sum(map(_words, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_words, value))
    return len(str(value))


def _person(piece: Claimed) -> Mapping[str, Any]:
    person: Mapping[str, Any] = piece.context["person"]
    return person
