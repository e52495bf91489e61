"""The product itself, by the functions that its verbs call."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.decisions import Server
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
    return Actualized(count, folder, "sqlite:///dm.sqlite")


def actualize_on_postgres(count: int, folder: Path) -> Callable[[], Any]:
    """The same on a PostgreSQL server of its own; what the server works is counted too."""
    server = Server(folder / "postgres")
    return Actualized(count, folder, server.database(f"contacts_{count}"), server)


class Actualized:
    """An empty workspace with a source, and a list to make people of."""

    def __init__(self, count: int, folder: Path, url: str, server: Server | None = None) -> None:
        from dm.acquire import register_source
        from dm.verbs.workspace import init_workspace

        self._table = write_contacts(folder / f"contacts-{count}.csv", count)
        name = "postgres" if server else "sqlite"
        self._workshop = init_workspace(folder / f"workspace-{name}-{count}", database_url=url)
        self._server, self._now = server, self._workshop.now()
        source = folder / "source.toml"
        source.write_text(SOURCE, encoding="utf-8")
        register_source(self._workshop.engine, source, now=self._now, actor="bench")

    def __call__(self) -> None:
        from dm.acquire import AcquireOptions, acquire
        from dm.actualize import actualize

        engine, settings = self._workshop.engine, self._workshop.settings
        acquire(
            engine,
            self._table,
            source_id="bench",
            options=AcquireOptions(),
            settings=settings,
            now=self._now,
            actor="bench",
        )
        actualize(engine, settings=settings, policies=self._workshop.policies, now=self._now, say=lambda _: None)

    def cpu_elsewhere(self) -> float:
        """CPU seconds of the database server so far."""
        return self._server.cpu_seconds() if self._server else 0.0
