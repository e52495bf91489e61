"""The quality report of a list: figures kept with its source, pages and workbooks for the house and the supplier."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from dm.actualize.quality import drawing
from dm.actualize.quality.figures import Figures, judge_list, sources_with_lists, stored_figures
from dm.actualize.quality.in_words import Catalogue
from dm.actualize.quality.pages import Page
from dm.actualize.quality.sheets import about, all_sheets
from dm.db import insert_many, reading, writing
from dm.db import tables as t
from dm.errors import InputError
from dm.ledger import Office
from dm.press.drawing import register
from dm.press.folders import open_template
from dm.press.sandbox import Sandbox
from dm.press.tables import write_xlsx

__all__ = ["judge_source", "judge_sources", "stored_figures"]


def judge_source(
    office: Office,
    source_id: str,
    *,
    batch_id: str = "",
    out: Path | None = None,
    language: str = "",
    now: datetime,
    actor: str,
) -> tuple[Figures, list[Path]]:
    """Make the report of a source, or of one batch: quality.* for the house, supplier.* to send; figures are kept.

    Lies in `out`, by default out/quality/SOURCE (or SOURCE/BATCH). Raises InputError for an unknown source or batch.
    """
    with reading(office.engine) as connection:
        figures = judge_list(connection, office, source_id, batch_id, now=now)
        others = [row["figures"] for row in stored_figures(connection) if row["source_id"] != source_id]
    folder = out or office.settings.out / "quality" / Path(source_id, batch_id)
    beside = sorted([*others, figures], key=lambda one: str(one["source"]["id"]))
    files = _write(office, figures, beside, folder, language)
    _keep(office, figures, folder, now, actor)
    return figures, files


def judge_sources(
    office: Office, *, language: str = "", now: datetime, actor: str, say: Callable[[str], None]
) -> list[Figures]:
    """Make the reports of all sources with a list; twice, so that each stands beside the figures of all others."""
    with reading(office.engine) as connection:
        names = sources_with_lists(connection)
    if not names:
        raise InputError("No list has been read.", hint="`dm acquire FILE --source ID` reads one.")
    found = []
    for name in names:
        with reading(office.engine) as connection:
            found.append(judge_list(connection, office, name, now=now))
        _keep(office, found[-1], office.settings.out / "quality" / name, now, actor)
        say(f"{name}: {found[-1]['rows']:,} rows")
    for figures in found:
        _write(office, figures, found, office.settings.out / "quality" / figures["source"]["id"], language)
    return found


def _write(office: Office, figures: Figures, beside: Sequence[Figures], folder: Path, language: str) -> list[Path]:
    template = open_template(office.settings.templates / "quality")
    words = json.loads((template.folder / template.part("labels.json", language)).read_text(encoding="utf-8"))
    speaks = template.language_of("labels.json", language)
    register(office.settings.templates / "fonts")
    folder.mkdir(parents=True, exist_ok=True)
    catalogue, files = Catalogue(words), []
    for name, inside in (("quality", True), ("supplier", False)):
        page = Page(figures, words, speaks, inside=inside)
        charts = {
            "way": drawing.way(page.way()),
            "completeness": drawing.completeness(page.fields(), words["completeness_axis"]),
        }
        html = Sandbox(template).render("page.html", page.context(beside if inside else (), charts))
        files.append(_whole(folder / f"{name}.html", html.encode()))
        sheets = catalogue.tables(all_sheets(figures, beside, inside=inside))
        write_xlsx(folder / f"{name}.xlsx", sheets, about=catalogue.about(about(figures)), say=catalogue.say)
        files.append(folder / f"{name}.xlsx")
    return files


def _keep(office: Office, figures: Mapping[str, Any], folder: Path, now: datetime, actor: str) -> None:
    kept, root = t.source_quality, office.settings.workspace
    place = str(folder.resolve().relative_to(root)) if folder.resolve().is_relative_to(root) else ""
    key = {"source_id": figures["source"]["id"], "batch_id": figures["batch"]}
    row = {**key, "figures": dict(figures), "folder": place, "made_at": now, "made_by": actor}
    with writing(office.engine) as connection:
        connection.execute(
            kept.delete().where(kept.c.source_id == key["source_id"], kept.c.batch_id == key["batch_id"])
        )
        insert_many(connection, kept, [row])


def _whole(path: Path, content: bytes) -> Path:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
    return path
