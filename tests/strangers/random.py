"""`python -m tests.strangers.random --templates 200 --seed 7`: templates by dice, each letter against plain WeasyPrint.

A template that differs is made smaller as long as it differs, and left in the folder given with `--keep`.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

from dm.errors import DmError
from dm.press.profiles import load_profile
from dm.press.replay import engine
from tests.strangers.hand import Hand
from tests.strangers.people import CITIES, COMPANIES, FAMILY, GIVEN, STREETS, Row
from tests.strangers.pieces import Piece
from tests.strangers.templates import FOLDER, TEMPLATES, Stranger, differing

_ODD = [
    "",
    "",
    "a",
    "x\u00a0y",
    "end.",
    "\u00abquoted\u00bb",
    "(1) of 2",
    "50 %",
    "\u20ac\u00a05",
    "-",
    "\u2014",
    "A/B",
    "1,234.50",
    "fi ff ffi",
    "AV To. Ty",
    "№ 5",
    "co\u00adoperation",
    " lead",
    "trail ",
    "two  spaces",
    "line\nbreak",
    "\u2026",
    "<b>",
    "&amp;",
    "x" * 40,
    "http://example.com/a?b=c&d",
    "e\u0301",
    "\u201cA\u201d",
    "'",
    "1/2",
    "\t",
    "50\u202f000",
    "self-made-man",
    "Ёж",
    "a\u200bb",
    "\u2060x\ufeff",
    "\u05d9\u05e2\u05e7\u05d1 12",
    "Anna \u0639\u0644\u064a",
    "\u2764 of",
    "three   spaces   of it ",
    "\u00a0",
    "x\u00a0",
    "1\u00a0000\u00a0000,00",
    "Rhabarberbarbarabarbarenbartbarbierbier",
    "und\u00ad so\u00ad weiter",
    "+7 (495) 123-45-67",
    "12/2027",
    "c/o",
    "...",
    "!?",
    "\u00bb",
    "A",
    "Москва (Russia)",
    "Weaver Ткач",
]
# So many attempts to make a template smaller.
_PATIENCE = 120
_LONG = "Everything that you have ordered with us since the spring is on its way and will be there within the week. "


@dataclass(frozen=True)
class Outcome:
    """How a template's letters differ, whether the engine's own proof noticed, how many followed, what both cost."""

    wrong: tuple[str, ...]
    caught: bool
    replayed: int
    spent: float
    plain: float

    def __str__(self) -> str:
        told = "same" if not self.wrong else "WRONG, caught" if self.caught else "WRONG, NOT CAUGHT"
        told = "false alarm" if self.caught and not self.wrong else told
        return f"{told:18} {self.replayed:3} x{self.plain / max(self.spent, 1e-6):4.1f}"


def main() -> int:
    """Try templates; 1 where one differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--templates", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "strangers")
    asked = parser.parse_args()
    bad = 0
    for seed in range(asked.seed, asked.seed + asked.templates):
        folder = asked.keep / str(seed)
        piece, fonts = Hand(seed).letter()
        rows = people(seed)
        outcome = tried(folder, piece, fonts, rows)
        print(f"{seed:6} {len(rows):3} letters {outcome} {outcome.wrong[:2] or ''}", flush=True)  # noqa: T201
        if outcome.wrong or outcome.caught:
            bad += 1
            smaller(folder, piece, fonts, rows, outcome)
    return min(bad, 1)


def people(seed: int) -> list[Row]:
    """Some people for the templates by dice."""
    dice = random.Random(seed)
    counts = dice.sample([0, 1, 2, 3, 4, 6, 12], dice.choice([1, 1, 1, 2]))
    return [_person(number, counts, dice) for number in range(dice.choice([12, 12, 12, 16]))]


def _person(number: int, counts: list[int], dice: random.Random) -> Row:
    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    return {
        "name": f"{given} {family}",
        "given": given,
        "family": family,
        "street": dice.choice(STREETS),
        "city": dice.choice(CITIES),
        "company": dice.choice(COMPANIES),
        "note": dice.choice(["", "", "Please ring.", "Prefers <b>letters</b> & calls"]),
        "amount": f"{dice.randint(1, 9999):,}.{dice.randint(0, 99):02d}",
        "date": f"{dice.randint(1, 28)} March 2027",
        "code": f"K{number:05d}",
        "number": dice.randint(0, 10**6),
        "tier": dice.choice(["gold", "silver"]),
        "long": (_LONG * 3)[: dice.choice([20, 60, 100, 180, 300])],
        "lines": dice.choice(["one", "one\ntwo", "a\nb\nc"]),
        "signs": dice.choice(_ODD),
        "mixed": dice.choice(["ООО Weaver", "Weaver", "ЗАО \u00abИв\u00bb", "IKEA дом"]),
        "empty": "",
        "email": dice.choice([f"a.b-c.{number}@example.com", f"a.{number}@example.com"]),
        "odd": dice.choice(_ODD),
        "url": f"https://example.com/{number}",
        "fixed": "Customer service",
        "gold": dice.random() < 0.3,
        "ru": dice.choice(["Пётр Сергеевич", "Анна", "Екатерина Константиновна"]),
        "ru_long": ("Предложение действует до конца месяца и не распространяется " * 3)[: dice.choice([15, 70, 200])],
        "day": dice.choice(["Mon", "Wednesday"]),
        "image": dice.choice(["red.png", "green.png"]),
        "tags": dice.sample(["new", "home & living", "vip", "garden"], dice.randint(0, 3)),
        "many": dice.randint(0, 5),
        "items": [_item(dice) for _ in range(dice.choice(counts))],
    }


def _item(dice: random.Random) -> Row:
    return {
        "name": dice.choice(["Lamp", "Linen tablecloth", "Curtain, wool and linen, lined, made to your own measure"]),
        "text": dice.choice(["Of wool", "Half linen.", _LONG[: dice.randint(8, 90)]]),
        "quantity": dice.randint(1, 120),
        "price": f"{dice.randint(1, 999)}.{dice.randint(0, 99):02d}",
        "sign": dice.choice(_ODD),
    }


def tried(folder: Path, piece: Piece, fonts: list[str], rows: list[Row]) -> Outcome:
    """The template printed both ways, whatever the engine's own proof says of it."""
    caught: list[bool] = []
    prove = engine._Chunk._prove

    def noted(self: Any, pdf: bytes) -> None:
        try:
            prove(self, pdf)
        except engine._DisprovedError:
            caught.append(True)

    try:
        mine = opened(folder, piece, fonts)
        sheets = mine.sheets(rows)
        with mock.patch.object(engine._Chunk, "_prove", noted):
            began = time.process_time()
            ours, mine_said = _printed(lambda: mine.replay.print_printable(sheets))
            middle = time.process_time()
        plain, said = _printed(lambda: engine.in_parts(mine.layout, sheets))
        end = time.process_time()
    except Exception:
        return Outcome((traceback.format_exc()[-300:],), bool(caught), 0, 1, 1)
    if ours is None or plain is None:
        wrong = [] if mine_said.removeprefix("replay: ") == said else [f"refused: {mine_said!r}, not {said!r}"]
        return Outcome(tuple(wrong), bool(caught), -1, 1, 1)
    return Outcome(tuple(differing(ours, plain)), bool(caught), ours.replayed, middle - began, end - middle)


def opened(folder: Path, piece: Piece, fonts: list[str]) -> Stranger:
    """The template, written and read."""
    _write(folder, piece, fonts)
    mine = Stranger(folder.name, folder.parent)
    size = next(rule for rule in piece.rules["@page"] if rule.startswith("size:"))[5:]
    high, wide = (210, 148) if size == "A5" else (297, 210)
    high, wide = (wide, high) if "landscape" in size else (high, wide)
    plain_paper = load_profile(TEMPLATES / "profiles", "plain")
    mine.layout.profile = replace(plain_paper, page_height=high, page_width=wide, max_pages=1000)
    return mine


def _printed(printing: Any) -> tuple[Any, str]:
    try:
        return printing(), ""
    except DmError as error:
        return None, str(error)


def _write(folder: Path, piece: Piece, fonts: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "body.html").write_text(piece.html(), encoding="utf-8")
    (folder / "print.css").write_text(piece.css(), encoding="utf-8")
    (folder / "template.toml").write_text(f"fonts = {fonts!r}\n".replace("'", '"'))
    for picture in ("red.png", "green.png"):
        (folder / picture).write_bytes((FOLDER / "picture_by_cell" / picture).read_bytes())


def smaller(folder: Path, piece: Piece, fonts: list[str], rows: list[Row], outcome: Outcome) -> None:
    """Take away from the template what can go while it still differs, and leave the rest in its folder."""
    worse = (bool(outcome.wrong), outcome.caught)
    left = _PATIENCE

    def still() -> bool:
        nonlocal left
        left -= 1
        if left < 0:
            return False
        again = tried(folder, piece, fonts, rows)
        return (bool(again.wrong), again.caught) == worse

    went = True
    while went and left > 0:
        went = sum(gone(holder, one, still) for holder, one in list(_removable(piece))) > 0
    for row in list(rows):
        gone(rows, row, still)
    last = tried(folder, piece, fonts, rows)
    (folder / "rows.txt").write_text("\n".join(map(repr, rows)), encoding="utf-8")
    print(f"       {folder}: {len(rows)} rows, {last} {last.wrong[:3]}\n{piece.html()}\n{piece.css()}", flush=True)  # noqa: T201


def _removable(piece: Piece) -> Iterator[tuple[list[Any], Any]]:
    for one in piece.all():
        yield from [(one.parts, part) for part in one.parts]
        for selector, declared in one.rules.items():
            yield from [(declared, rule) for rule in declared if selector != "@page" or not rule.startswith("size")]


def gone(holder: list[Any], one: Any, still: Any) -> bool:
    """Whether it can go from what holds it."""
    at = next((number for number, other in enumerate(holder) if other is one), None)
    if at is None:
        return False
    del holder[at]
    if still():
        return True
    holder.insert(at, one)
    return False


if __name__ == "__main__":
    sys.exit(main())
