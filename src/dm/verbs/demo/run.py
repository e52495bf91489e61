"""`dm demo`: makes the workspace, runs the story as flows, and says what lies where."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from dm import db
from dm.db import tables as t
from dm.errors import Refused
from dm.verbs.demo.brief import CAMPAIGN
from dm.verbs.demo.story import END, USERS
from dm.verbs.flows import run_flow
from dm.verbs.workspace import init_workspace
from dm.wiring import Workshop

_MARK = ".demo"
_ROLES = {name: role.value for name, role in USERS}


@dataclass(frozen=True)
class Shown:
    """What `dm demo` prints."""

    document: dict[str, Any]
    text: str


def run_demo(folder: Path, *, people: int, seed: int, say: Callable[[str], None]) -> Shown:
    """Run the demo in a new folder, or anew in the folder of an earlier demo."""
    if (folder / _MARK).is_file():
        say(f"{folder} holds an earlier demo: it is made anew.")
        shutil.rmtree(folder)
    workshop = init_workspace(folder, clock="simulated", make_key=lambda name: _key(seed, name))
    (workshop.settings.workspace / _MARK).touch()
    _must_be_empty(workshop)
    told = run_flow(workshop, "demo", {"people": people, "seed": seed}, api_url="")
    _stop_clock(workshop.settings.workspace)
    return Shown({"workspace": str(workshop.settings.workspace), **told}, _text(folder, workshop, told))


def _key(seed: int, name: str) -> str:
    """The same seed draws the same holdout and prints the same codes; no key for anything real."""
    return hashlib.sha256(f"demo {seed} {name}".encode()).hexdigest()


def _stop_clock(root: Path) -> None:
    """From now on the workspace's clock goes on from the story's end, without --now."""
    path = root / "dm.toml"
    settings = path.read_text(encoding="utf-8")
    said = f'clock = "simulated"\nclock_at = {END.isoformat()}  # where the demo ended; the clock runs on from here'
    path.write_text(settings.replace('clock = "simulated"', said, 1), encoding="utf-8")


def _must_be_empty(workshop: Workshop) -> None:
    with db.reading(workshop.engine) as connection:
        if connection.execute(select(func.count()).select_from(t.source)).scalar_one():
            raise Refused(
                f"The database {workshop.engine.url.render_as_string()} holds data already.",
                hint="Give the demo an empty one.",
            )


def _text(folder: Path, workshop: Workshop, told: dict[str, Any]) -> str:
    documents = told["documents"]
    plan, base = documents["plan"], documents["actualize"]
    pieces = ", ".join(f"{count:,} {kind}" for kind, count in plan["pieces"].items())
    out = sum(step["count"] for step in plan["waterfall"])
    return "\n".join(
        [
            "",
            "The answers, returns and calls of this demo are SIMULATED. Everything else is the product itself.",
            "",
            f"Base  {base['persons']:,} people from {base['records']:,} records",
            f"Plan  {pieces}",
            f"      {plan['holdout']:,} people left alone on purpose as the control group",
            f"      {out:,} left out, each with a reason",
            "",
            "What lies where",
            *_aligned(_places(folder, workshop)),
            "",
            "Look first at",
            *_aligned(_first(folder, workshop, told["passwords"])),
        ]
    )


def _places(folder: Path, workshop: Workshop) -> list[tuple[str, str]]:
    out = folder / "out" / CAMPAIGN
    with db.reading(workshop.engine) as connection:
        batches = connection.execute(select(t.piece_batch).order_by(t.piece_batch.c.number)).mappings().all()
    made = [
        (f"{row['channel']} batch {row['id']}, {row['pieces']} pieces", str(folder / row["folder"]))
        for row in batches
        if row["folder"]
    ]
    return [
        ("acquired lists", str(folder / "lists")),
        ("rows that could not be used", str(folder / "quarantine")),
        ("brief and segment", f"{folder}/campaigns/{CAMPAIGN}.toml, {folder}/segments/warm.toml"),
        ("proofs", str(out / "proofs")),
        *made,
        ("report", str(out / "report")),
        ("words and looks to edit", str(folder / "templates")),
        ("law as data", str(folder / "consent")),
        ("database", workshop.engine.url.render_as_string()),
    ]


def _first(folder: Path, workshop: Workshop, passwords: dict[str, str]) -> list[tuple[str, str]]:
    out = folder / "out" / CAMPAIGN
    letters = next(iter(sorted(out.glob("letters/*/*.pdf"))), out / "letters")
    dm = _typed()
    return [
        (f"{out}/report/report.html", "what the campaign was worth"),
        (str(letters), "the letters as the print vendor gets them; its index and ticket lie beside it"),
        (f"{dm} --workspace {folder} why {_somebody(workshop)}", "one person's story, with reasons and sources"),
        (f"{dm} --workspace {folder} up", "the console, with these names and first passwords:"),
        *((f"  {name} ({_ROLES[name]})", password) for name, password in passwords.items()),
    ]


def _typed() -> str:
    """How the reader can call dm from here: by its name, or by the path it was called with."""
    called = Path(sys.argv[0])
    on_path = shutil.which("dm")
    if called.name != "dm" or (on_path and Path(on_path).samefile(called)):
        return "dm"
    return str(called.relative_to(Path.cwd()) if called.is_relative_to(Path.cwd()) else called)


def _somebody(workshop: Workshop) -> str:
    """Somebody with a story: of those with the most attempts, the first."""
    attempts = func.count().label("attempts")
    query = (
        select(t.attempt.c.person_id, attempts)
        .join(t.person, t.person.c.id == t.attempt.c.person_id)
        .group_by(t.attempt.c.person_id)
        .order_by(attempts.desc(), t.attempt.c.person_id)
    )
    with db.reading(workshop.engine) as connection:
        row = connection.execute(query.limit(1)).first()
    return row.person_id if row else "PERSON"


def _aligned(rows: list[tuple[str, str]]) -> list[str]:
    width = max(len(left) for left, _ in rows)
    return [f"  {left.ljust(width)}  {right}" for left, right in rows]
