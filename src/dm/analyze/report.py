"""The report of a campaign as files: page, print, workbook, Parquet. The same data give the same bytes."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from dm.analyze import charts, pages, sheets
from dm.analyze.figures import Figures
from dm.analyze.store import load_figures, note_files
from dm.press.folders import Template, open_template
from dm.press.sandbox import Sandbox
from dm.press.tables import Table, write_parquet, write_xlsx
from dm.settings import Settings

_PARQUET = (sheets.funnel, sheets.cells, sheets.lift, sheets.daily, sheets.responses)


def make_report(
    engine: Engine,
    campaign: str,
    out: Path | None = None,
    *,
    settings: Settings,
    now: datetime | None = None,
    language: str = "",
) -> list[Path]:
    """Write report.html, report.pdf, report.xlsx and Parquet files into `out` (default out/CAMPAIGN/report).

    The report speaks as of the last change in the data, not of the clock: made twice of the same data it is the same.
    With `now` the files are noted as artefacts made then. `language` is en, de or ru.
    Raises InputError for an unknown campaign, TemplateError when templates/report cannot be used.
    """
    figures = load_figures(engine, campaign, simulated=settings.clock == "simulated")
    folder = out or settings.out / campaign / "report"
    folder.mkdir(parents=True, exist_ok=True)
    files = [
        *_write_pages(figures, folder, settings, language),
        _write_workbook(figures, folder),
        *(_write_parquet(figures, make(figures), folder) for make in _PARQUET),
    ]
    if now is not None:
        note_files(engine, campaign, [(path, _place(path, settings)) for path in files], now)
    return files


def _write_pages(figures: Figures, folder: Path, settings: Settings, language: str) -> list[Path]:
    template = open_template(settings.templates / "report")
    labels = json.loads((template.folder / template.part("labels.json", language)).read_text(encoding="utf-8"))
    drawn = charts.draw_all(figures, labels, settings.templates / "fonts")
    context = pages.context(figures, drawn, template.language_of("screen.html", language), labels)
    sandbox = Sandbox(template)
    page = _whole(folder / "report.html", sandbox.render("screen.html", context, language).encode())
    html = sandbox.render("pages.html", context, language)
    return [page, _whole(folder / "report.pdf", _pdf(html, template, settings))]


def _pdf(html: str, template: Template, settings: Settings) -> bytes:
    from dm.press.fonts import load_fonts
    from dm.press.pdf import Layout, Sheet
    from dm.press.profiles import load_profile

    fonts = load_fonts(settings.templates / "fonts", template.families)
    profile = load_profile(settings.templates / "profiles", template.profile)
    # a report must not fail because somebody's offer is written in letters that the pinned fonts lack
    readable = html.translate({ord(letter): "?" for letter in fonts.missing(html)})
    layout = Layout(template.folder, fonts, profile)
    return layout.print([Sheet(readable, label="report")]).pdf


def _write_workbook(figures: Figures, folder: Path) -> Path:
    makers = (
        sheets.summary,
        sheets.funnel,
        sheets.cells,
        sheets.lift,
        sheets.daily,
        sheets.waterfall,
        sheets.dropped,
    )
    path = folder / "report.xlsx"
    write_xlsx(path, [make(figures) for make in makers], about=sheets.about(figures))
    return path


def _write_parquet(figures: Figures, table: Table, folder: Path) -> Path:
    path = folder / f"{table.name}.parquet"
    write_parquet(path, table.columns, table.rows, about=sheets.about(figures, len(table.rows)))
    return path


def _place(path: Path, settings: Settings) -> str:
    """Relative to the workspace where it lies there."""
    whole = path.resolve()
    return str(whole.relative_to(settings.workspace) if whole.is_relative_to(settings.workspace) else whole)


def _whole(path: Path, content: bytes) -> Path:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
    return path
