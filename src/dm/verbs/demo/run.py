"""`dm demo`: makes the workspace, runs the story as flows, and says what lies where."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from dm import db
from dm.db import tables as t
from dm.errors import Refused
from dm.verbs.demo.brief import CAMPAIGN
from dm.verbs.demo.story import END
from dm.verbs.flows import run_flow
from dm.verbs.workspace import init_workspace
from dm.wiring import Workshop

_MARK = ".demo"


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
    workshop = init_workspace(folder, clock="simulated")
    (workshop.settings.workspace / _MARK).touch()
    _must_be_empty(workshop)
    told = run_flow(workshop, "demo", {"people": people, "seed": seed}, api_url="")
    _stop_clock(workshop.settings.workspace)
    return Shown({"workspace": str(workshop.settings.workspace), **told}, _text(folder, workshop, told))


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
    plan = documents["plan"]
    lines = [
        "",
        "The answers, returns and calls of this demo are SIMULATED. Everything else is the product itself.",
        "",
        f"Base       {documents['actualize']['persons']:,} people from {documents['actualize']['records']:,} records",
        f"Plan       universe {plan['universe']:,}: "
        + ", ".join(f"{n:,} {kind}" for kind, n in plan["pieces"].items())
        + f"; {plan['holdout']:,} people left alone as the control group",
        "",
        "What lies where",
        *(f"  {what:28}  {where}" for what, where in _places(folder, workshop)),
        "",
        "Look first at",
        f"  1. {folder}/out/{CAMPAIGN}/report/report.html       what the campaign was worth",
        "  2. the letters' PDF and its index                 as the print vendor gets them",
        f"  3. dm --workspace {folder} why PERSON              any one person's story",
        f"  4. dm --workspace {folder} up                      the console, as "
        + ", ".join(
            f"{name} / {password}" for name, password in told["passwords"].items() if name in ("admin", "agata")
        ),
    ]
    return "\n".join(lines)


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
