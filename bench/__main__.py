"""`make bench`: a table for each goal. Figures are CPU time; ratios may be compared between machines."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.companies import table as companies_table
from bench.goals import GOALS, Contender, Goal
from bench.linking import kinds_table
from bench.linking import table as linking_table
from bench.measure import Figure, measure

# A size is left out when the size before it says that it would take longer than this; --full waits.
PATIENCE_SECONDS = 60
# Nobody is waited for longer than this, with --full six times as long.
_LONGEST_SECONDS = 600

_NAMES = (*(goal.name for goal in GOALS), "linking", "kinds", "companies")

Row = dict[int, Figure | str]


def contend(contender: Contender, sizes: tuple[int, ...], folder: Path, *, patient: bool) -> Row:
    row: Row = {}
    for before, size in zip((0, *sizes), sizes, strict=False):
        last = row.get(before)
        if isinstance(last, str):
            row[size] = last
        elif last and not patient and last.cpu_seconds * size / before > PATIENCE_SECONDS:
            row[size] = "left out; --full measures it"
        else:
            print(f"{contender.name}, {size:,} …", file=sys.stderr)
            row[size] = measure(contender.case, size, folder, patience=_LONGEST_SECONDS * (6 if patient else 1))
    return row


def lines(goal: Goal, rows: dict[str, Row], sizes: tuple[int, ...]) -> list[str]:
    # Where a size was left out, the largest one measured stands for the reference: its cost an item hardly changes.
    reference = next(rows[contender.name] for contender in goal.contenders if contender.reference)
    known = [(size, figure) for size, figure in reference.items() if isinstance(figure, Figure)]
    told = [goal.title, f"goal: {goal.target}", ""]
    told.append(f"{'':36}{'n':>10}{'ms each':>12}{'per CPU-s':>12}{'peak MB':>10}{'times':>9}")
    for contender in goal.contenders:
        for size in sizes:
            figure = rows[contender.name][size]
            if isinstance(figure, str):
                told.append(f"{contender.name:36}{size:>10,}  {figure}")
                continue
            each = figure.cpu_seconds / size
            fair = next((one for n, one in reversed(known) if n <= size), None)
            times = f"{fair.cpu_seconds / max(n for n, _ in known if n <= size) / each:.1f}" if fair else ""
            speed = f"{each * 1000:>12.3f}{1 / each:>12,.0f}"
            told.append(f"{contender.name:36}{size:>10,}{speed}{figure.peak_mb:>10,.0f}{times:>9}")
    reference_name = next(contender.name for contender in goal.contenders if contender.reference)
    return [*told, f'times: as fast as "{reference_name}" at the same size, or its largest measured one below', ""]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("goals", nargs="*", metavar="GOAL", help=f"of {', '.join(_NAMES)}")
    parser.add_argument("--full", action="store_true", help="the large sizes too, however long they take")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    chosen = parser.parse_args()
    if unknown := set(chosen.goals) - set(_NAMES):
        parser.error(f"no goal named {', '.join(sorted(unknown))}")
    figures = {}
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    print(f"{machine}; CPU time with child processes, imports not counted\n")
    for goal in GOALS:
        if chosen.goals and goal.name not in chosen.goals:
            continue
        sizes = goal.full_sizes if chosen.full else goal.sizes
        with tempfile.TemporaryDirectory(prefix="dm-bench-") as folder:
            rows = {one.name: contend(one, sizes, Path(folder), patient=chosen.full) for one in goal.contenders}
        print("\n".join(lines(goal, rows, sizes)), flush=True)
        figures[goal.name] = rows
    if not chosen.goals or "linking" in chosen.goals:
        print("\n".join(linking_table(full=chosen.full)), flush=True)
    if not chosen.goals or "kinds" in chosen.goals:
        print("\n".join(kinds_table()), flush=True)
    if not chosen.goals or "companies" in chosen.goals:
        print("\n".join(companies_table()), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, default=asdict, indent=1) + "\n", encoding="utf-8")


main()
