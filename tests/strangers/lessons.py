"""`python -m tests.strangers.lessons --templates 50 --seed 1`: each letter as a lesson of its own.

Tells where the replay sets a text of some letters in another way than WeasyPrint does, and that of others like it. A
lesson notices and pins; a letter that followed another's lesson would be wrong: each such text is a rule not known yet.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from dm.errors import TemplateError
from dm.press.replay.book import Book
from dm.press.replay.engine import _apart
from dm.press.replay.inside import StrangeTextError
from dm.press.replay.lessons import Lesson
from dm.press.replay.sheets import Sheets
from tests.strangers.hand import Hand
from tests.strangers.people import Row
from tests.strangers.pieces import Piece
from tests.strangers.random import gone, opened, people

# What a lesson says where WeasyPrint's lines are not the replay's.
_UNLIKE = re.compile(
    "another number of|' is '|\" is |' is \"|several heights|of another height|elsewhere|of another width|another way"
    "|differ from|look different"
)
# So many attempts to make a template smaller.
_PATIENCE = 200


class Told(NamedTuple):
    """Why the text with these values is not followed in a letter; no values: why the whole letter is not."""

    letter: int
    values: frozenset[int]
    why: str


def main() -> int:
    """Try templates; 1 where a text is set in another way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--templates", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole", action="store_true", help="whole letters, not paragraphs alone")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "strangers")
    asked = parser.parse_args()
    said: Counter[str] = Counter()
    bad = 0
    for seed in range(asked.seed, asked.seed + asked.templates):
        hand = Hand(seed)
        piece, fonts = hand.letter() if asked.whole else hand.paragraphs()
        rows = people(seed)
        folder = asked.keep / str(seed)
        refused = told(folder, piece, fonts, rows)
        said.update(_kind(one.why) for one in refused)
        wrong = unlike(refused, len(rows))
        print(f"{seed:6} {len(rows):3} letters, {len(refused):4} refused, {len(wrong):3} unlike", flush=True)  # noqa: T201
        if wrong:
            bad += 1
            _smaller(folder, piece, fonts, rows, _kind(wrong[0].why))
    for reason, count in said.most_common(40):
        print(f"{count:6} {reason}")  # noqa: T201
    return min(bad, 1)


def _kind(reason: str) -> str:
    return re.sub(r"(['\"]).* is .*", "another text", re.sub(r"-?\d+\.\d+(e-\d+)?", "0", reason))


def unlike(refused: Sequence[Told], letters: int) -> list[Told]:
    """Texts that are WeasyPrint's in some letters and not in others."""
    fails = Counter(values for _, values in {(one.letter, one.values) for one in refused})
    # a whole letter is told by those of which all texts are followed
    fails[frozenset()] += len({one.letter for one in refused} - {one.letter for one in refused if not one.values})
    return [one for one in refused if _UNLIKE.search(one.why) and fails[one.values] < letters]


def told(folder: Path, piece: Piece, fonts: list[str], rows: Sequence[Row]) -> list[Told]:
    """Why texts of the letters are not followed, each letter a lesson."""
    mine = opened(folder, piece, fonts)
    reasons: list[Told] = []
    now = 0
    pin, prove = Lesson._pin, Book._prove

    def pinned(self: Any, numbers: set[int], strange: StrangeTextError) -> None:
        reasons.append(Told(now, frozenset(numbers), str(strange)))
        pin(self, numbers, strange)

    def proved(self: Any, *given: Any) -> None:
        try:
            prove(self, *given)
        except StrangeTextError as strange:
            reasons.append(Told(now, frozenset(), str(strange)))
            raise

    letters = mine.replay.letters
    with mock.patch.object(Lesson, "_pin", pinned), mock.patch.object(Book, "_prove", proved):
        for now, sheet in enumerate(mine.sheets(rows)):  # noqa: B007 - told by what is called within
            fenced = _apart(sheet)
            if fenced is None:
                continue
            letters._skeletons = {}
            letters.begin()
            mine.replay.letter = sheet
            try:
                letters.replay(replace(fenced, alone=None), Sheets({}))
            except TemplateError:
                continue
    return reasons


def _smaller(folder: Path, piece: Piece, fonts: list[str], rows: list[Row], reason: str) -> None:
    """Take away what can go while the reason is the same."""
    left = _PATIENCE

    def still() -> bool:
        nonlocal left
        left -= 1
        found = unlike(told(folder, piece, fonts, rows), len(rows)) if left >= 0 else []
        return any(_kind(one.why) == reason for one in found)

    _halved(piece.parts, still)
    _halved(rows, still)
    more = True
    while more and left > 0:
        more = sum(_halved(one.parts, still) for one in list(piece.all())) > 0
        for declared in [declared for one in piece.all() for declared in one.rules.values()]:
            rules = [rule for rule in declared if not rule.startswith("size")]
            more = sum(gone(declared, rule, still) for rule in rules) > 0 or more
    (folder / "rows.txt").write_text("\n".join(map(repr, rows)), encoding="utf-8")
    found = unlike(told(folder, piece, fonts, rows), len(rows))
    print(f"       {folder}: {len(rows)} rows, {found}\n{piece.html()}\n{piece.css()}", flush=True)  # noqa: T201


def _halved(holder: list[Any], still: Callable[[], bool]) -> bool:
    """Take away half of these, a quarter, and so on, each where it can go; whether any went."""
    before, count = len(holder), len(holder)
    while count > 0:
        for start in range(len(holder) - count, -1, -count):
            taken = holder[start : start + count]
            del holder[start : start + count]
            if not still():
                holder[start:start] = taken
        count //= 2
    return len(holder) < before


if __name__ == "__main__":
    sys.exit(main())
