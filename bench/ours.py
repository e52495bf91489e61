"""The product itself, by the functions that its verbs call."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.people import write_contacts, write_letters

REPO = Path(__file__).parent.parent
LETTER = Path(__file__).parent / "letter"


def letters(count: int, folder: Path) -> Callable[[], Any]:
    """`dm letters render` with one worker: the table read, every letter printed, files and index written."""
    from dm.channels.letter.render import find_template, render_letters
    from dm.channels.letter.rows import read_rows

    table = write_letters(folder / f"letters-{count}.csv", count)
    templates = REPO / "templates"

    def work() -> None:
        template = find_template(templates, str(LETTER))
        render_letters(template, read_rows(table), templates=templates, out=folder / "ours", workers=1)
        shutil.rmtree(folder / "ours")

    return work


SOURCE = """
[source]
id = "bench"
title = "Made-up contacts"
supplier = "Messe Beispiel GmbH"
origin = "supplier"
contract = "B-1"
party = "consumer"
notice_on = 2026-04-20
collected_from = 2026-03-01
collected_to = 2026-03-05
acquired_on = 2026-04-01
lawful_basis = "legitimate_interest"
wording = ""
permitted_channels = ["post", "email", "phone"]
permitted_purposes = ["own_goods"]
valid_until = 2036-12-31
country = "DE"
language = "de"
unit_price = "0.12 EUR"
"""


def actualize(count: int, folder: Path) -> Callable[[], Any]:
    """`dm acquire` and `dm actualize` on SQLite, from the file to people; the empty workspace is made beforehand."""
    from dm.acquire import AcquireOptions, acquire, register_source
    from dm.actualize import actualize
    from dm.verbs.workspace import init_workspace

    table = write_contacts(folder / f"contacts-{count}.csv", count)
    workshop = init_workspace(folder / f"workspace-{count}")
    settings, engine, policies, now = workshop.settings, workshop.engine, workshop.policies, workshop.now()
    source = folder / "source.toml"
    source.write_text(SOURCE, encoding="utf-8")
    register_source(engine, source, now=now, actor="bench")

    def work() -> None:
        options = AcquireOptions()
        acquire(engine, table, source_id="bench", options=options, settings=settings, now=now, actor="bench")
        actualize(engine, settings=settings, policies=policies, now=now, say=lambda _: None)

    return work
