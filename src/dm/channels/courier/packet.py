"""The folder that a courier gets: manifest, labels, run sheet, job ticket, checksums; whole or not there at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from dm.channels.courier.manifest import COLUMNS, Manifest, manifest_rows
from dm.channels.courier.paper import write_paper
from dm.ledger import Office
from dm.press.folders import Template
from dm.press.fonts import load_fonts
from dm.press.pdf import fingerprint
from dm.press.tables import Table, write_csv, write_xlsx


def write_packet(
    office: Office, template: Template, manifest: Manifest, folder: Path, *, about: dict[str, Any], now: datetime
) -> str:
    """Write the packet into `folder` and return the SHA-256 of its SHA256SUMS.

    It is built beside and renamed, so a crash leaves either no folder or a whole one. `about` goes into job.json.
    """
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    rows = manifest_rows(manifest)
    write_csv(part / f"{manifest.id}.csv", COLUMNS, rows)
    write_xlsx(
        part / f"{manifest.id}.xlsx",
        [Table(manifest.id, COLUMNS, rows)],
        about={"manifest": manifest.id, "as of": now.isoformat(timespec="seconds"), "rows": str(len(rows))},
    )
    pages = write_paper(office, template, manifest, part)
    _write_job(office, template, manifest, part, {**about, "pages": pages["labels.pdf"], "sheets": len(rows)}, now)
    sums = _write_sums(part)
    if folder.exists():
        shutil.rmtree(folder)
    part.rename(folder)
    _sync(folder.parent)
    return sums


def _write_job(
    office: Office, template: Template, manifest: Manifest, folder: Path, about: dict[str, Any], now: datetime
) -> None:
    fonts = load_fonts(office.settings.templates / "fonts", template.families)
    job = {
        **about,
        "batch_id": manifest.id,
        "manifest_id": manifest.id,
        "created_at": now.isoformat(timespec="seconds"),
        "pickup_on": manifest.pickup_on.isoformat(),
        "pieces": len(manifest.pieces),
        "parcels": len(manifest.stops),
        "weight_g": manifest.weight_g,
        "declared_value": str(manifest.declared_value),
        "currency": manifest.parcel.currency,
        "held": [{"piece_id": piece.piece_id, "reason": reason} for piece, reason in manifest.held],
        "profile": template.profile,
        "template": template.name,
        "template_sha256": template.sha256,
        "engine": fingerprint(fonts),
        "files": {path.name: _sha256(path) for path in sorted(folder.iterdir())},
    }
    (folder / "job.json").write_text(json.dumps(job, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _write_sums(folder: Path) -> str:
    lines = "".join(f"{_sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir()))
    path = folder / "SHA256SUMS"
    with path.open("w", encoding="utf-8") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    return hashlib.sha256(lines.encode()).hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
