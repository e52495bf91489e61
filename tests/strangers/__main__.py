"""`python -m tests.strangers [ROWS] [TEMPLATE…]`: every letter against plain WeasyPrint, how many follow, the gain."""

from __future__ import annotations

import collections
import sys
import time

from dm.press.replay import book, lessons
from dm.press.replay.engine import in_parts
from dm.press.replay.inside import StrangeTextError
from tests.strangers import templates
from tests.strangers.people import people

_reasons: collections.Counter[str] = collections.Counter()


def main() -> None:
    """Print a line for each template."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    rows = people(count)
    _listen()
    for name in sys.argv[2:] or templates.names():
        _reasons.clear()
        print(told(name, rows), flush=True)  # noqa: T201 - this is what it is run for


def told(name: str, rows: list[dict[str, object]]) -> str:
    """What became of the letters of one template."""
    mine = templates.Stranger(name)
    sheets = mine.sheets(rows)
    began = time.process_time()
    ours = mine.replay.print_printable(sheets)
    middle = time.process_time()
    plain = in_parts(mine.layout, sheets)
    end = time.process_time()
    wrong = templates.differing(ours, plain)
    gain = (end - middle) / (middle - began)
    why = "; ".join(f"{reason} ({many})" for reason, many in _reasons.most_common(4))
    return (
        f"{name:22} {'same' if not wrong else 'WRONG'} {ours.replayed:4}/{len(rows)} x{gain:5.1f} "
        f"{(end - middle) / len(rows) * 1000:5.0f} ms  {'DISPROVED' if ours.disproved else ''} {why} {wrong[:3] or ''}"
    )


def _listen() -> None:
    pin, teach = lessons.Lesson._pin, book.Book._teach

    def noted_pin(self, numbers, strange):  # type: ignore[no-untyped-def]
        _reasons[f"pin: {strange}"] += 1
        pin(self, numbers, strange)

    def noted_teach(self, *more):  # type: ignore[no-untyped-def]
        try:
            teach(self, *more)
        except StrangeTextError as strange:
            _reasons[f"fail: {strange} {strange.__cause__ or ''}"] += 1
            raise

    lessons.Lesson._pin, book.Book._teach = noted_pin, noted_teach  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
