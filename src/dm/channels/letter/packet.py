"""The folder that a print vendor gets: PDFs, index, job ticket, proofs, checksums; whole or not there at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dm.channels.letter.bundles import bundles
from dm.channels.letter.index import COLUMNS, Line, index_rows, weight_g
from dm.channels.letter.postal import CODE_COLUMNS, F103_COLUMNS, list_pdf, list_rows
from dm.channels.letter.printing import PrintJob
from dm.errors import StateError
from dm.ledger import Batch
from dm.press.fonts import load_fonts
from dm.press.pdf import fingerprint
from dm.press.profiles import Profile
from dm.press.replay import VERSION
from dm.press.tables import Table, write_csv, write_xlsx
from dm.settings import Settings

SCHEMA = 1
SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class Ticket:
    """What the job ticket says beside the counts."""

    batch: Batch
    job: PrintJob
    now: datetime
    destroy_on: date
    drop_on: date | None = None
    approvals: Sequence[Mapping[str, Any]] = ()
    proofs: Sequence[Mapping[str, str]] = field(default_factory=tuple)


def write_papers(
    settings: Settings, ticket: Ticket, lines: Sequence[Line], folder: Path, codes: Mapping[str, str]
) -> str:
    """Everything beside the PDFs, into the folder that holds them; returns the SHA-256 of SHA256SUMS."""
    batch = ticket.batch
    rows = index_rows(batch.id, lines, ticket.job.profile)
    write_csv(folder / f"{batch.id}_index.csv", COLUMNS, rows)
    about = {"batch": batch.id, "campaign": batch.campaign_id, "wave": batch.wave, "rows": str(len(rows))}
    write_xlsx(
        folder / f"{batch.id}_index.xlsx",
        [Table("index", COLUMNS, rows)],
        about={**about, "as of": ticket.now.isoformat(timespec="seconds"), "definitions": f"version {SCHEMA}"},
    )
    _copy_proofs(settings, ticket, folder / "proofs")
    if ticket.job.profile.post_code is not None:
        _write_codes(settings, ticket, lines, codes, folder)
    (folder / "README.txt").write_text(_readme(ticket, lines), encoding="utf-8", newline="\r\n")
    job = {**_job(ticket, lines), "files": _hashes(folder)}
    (folder / "job.json").write_text(json.dumps(job, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return _write_sums(folder)


def publish(part: Path, folder: Path) -> None:
    """Give the finished folder its name; what an unfinished run left there goes."""
    if folder.exists():
        shutil.rmtree(folder)
    part.rename(folder)
    handle = os.open(folder.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sealed_files(folder: Path, sha256: str) -> list[Path]:
    """The files of a sealed packet, SHA256SUMS last; raises StateError when one is not as it was sealed."""
    sums = folder / SUMS
    if not sums.is_file():
        raise StateError(
            f"The folder of {folder.name} is gone: {folder}.", hint="It is destroyed, or was moved by hand."
        )
    lines = [line.split("  ", 1) for line in sums.read_text(encoding="utf-8").splitlines()]
    named = {name: digest for digest, name in lines}
    changed = [
        name for name, digest in named.items() if not (folder / name).is_file() or _sha256(folder / name) != digest
    ]
    if changed or _sha256(sums) != sha256:
        raise StateError(
            f"{folder / (changed or [SUMS])[0]} is not as it was sealed.",
            hint="Somebody changed the folder by hand: put the file back as it was, or ask for a reprint.",
        )
    return [*(folder / name for name in named), sums]


def _copy_proofs(settings: Settings, ticket: Ticket, folder: Path) -> None:
    folder.mkdir()
    mine = f"letter_{ticket.batch.wave}_"
    for row in ticket.proofs:
        path = settings.workspace / row["path"]
        if not path.name.startswith(mine):
            continue
        if not path.is_file() or _sha256(path) != row["sha256"]:
            raise StateError(f"The approved proof {path} is not as it was approved.", hint="Make new proofs: dm proof.")
        shutil.copyfile(path, folder / path.name)


def _write_codes(
    settings: Settings, ticket: Ticket, lines: Sequence[Line], codes: Mapping[str, str], folder: Path
) -> None:
    """What the post's codes say, by piece; for Russian numbers also the list that goes with the mail (form 103)."""
    batch = ticket.batch
    rows = [(number, line.piece.piece_id, codes.get(line.piece.piece_id, "")) for number, line in enumerate(lines, 1)]
    write_csv(folder / f"{batch.id}_codes.csv", CODE_COLUMNS, rows)
    if ticket.job.profile.post_code and ticket.job.profile.post_code.kind == "ru14":
        pieces = [line.piece for line in lines]
        listed = list_rows(pieces, codes, [weight_g(line, ticket.job.profile) for line in lines])
        write_xlsx(
            folder / f"{batch.id}_f103.xlsx",
            [Table("ф.103", F103_COLUMNS, listed)],
            about={"batch": batch.id, "pieces": str(len(listed)), "as of": ticket.now.isoformat(timespec="seconds")},
        )
        sender = pieces[0].context["sender"]
        pdf = list_pdf(settings.templates, listed, batch=batch.id, sender=sender, now=ticket.now)
        (folder / f"{batch.id}_f103.pdf").write_bytes(pdf)


def _job(ticket: Ticket, lines: Sequence[Line]) -> dict[str, Any]:
    batch, profile, template = ticket.batch, ticket.job.profile, ticket.job.template
    sheets = [profile.sheets(line.place.pages) for line in lines]
    return {
        "schema_version": SCHEMA,
        "batch_id": batch.id,
        "reprint_of": batch.reprint_of,
        "campaign": batch.campaign_id,
        "wave": batch.wave,
        "vendor": batch.vendor,
        "created_at": ticket.now.isoformat(timespec="seconds"),
        "drop_on": ticket.drop_on.isoformat() if ticket.drop_on else None,
        "destroy_by": ticket.destroy_on.isoformat(),
        "data_protection": "Personal data: for this job only; delete by destroy_by and confirm.",
        "pieces": len(lines),
        "pages": sum(line.place.pages for line in lines),
        "sheets": sum(sheets),
        "weight_g": round(sum(weight_g(line, profile) for line in lines), 1),
        "by_envelope": _by_envelope(profile, lines),
        "bundles": [bundle.document() for bundle in bundles(lines, profile)],
        "sorted_by": list(profile.sort),
        "by_country": dict(Counter(line.piece.address["country"] for line in lines)),
        "profile": profile.name,
        "page_mm": [profile.page_width, profile.page_height],
        "paper_gsm": profile.paper_gsm,
        "plex": "duplex" if profile.duplex else "simplex",
        "colour": profile.colour,
        "fold_mm": list(profile.fold),
        "inserts": _inserts(lines),
        "template": template.name,
        "template_sha256": template.sha256,
        "data_sha256": _data_hash(lines),
        "engine": {**fingerprint(load_fonts(ticket.job.fonts, template.families)), **_replay(ticket.job)},
        "approved": list(ticket.approvals),
    }


def _replay(job: PrintJob) -> dict[str, int]:
    return {} if job.engine == "weasyprint" else {"replay": VERSION}


def _data_hash(lines: Sequence[Line]) -> str:
    """One hash over the contents as they were frozen at the claim."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(json.dumps(line.piece.context, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()


def _readme(ticket: Ticket, lines: Sequence[Line]) -> str:
    batch, profile = ticket.batch, ticket.job.profile
    sender = lines[0].piece.context["sender"] if lines else {}
    files = list(dict.fromkeys(line.place.file for line in lines))
    reprint = f"This batch prints spoiled pieces of {batch.reprint_of} again.\n" if batch.reprint_of else ""
    return f"""Print batch {batch.id}
{reprint}
Sender     {", ".join(filter(None, (sender.get(part, "") for part in ("name", "postal_address", "phone", "email"))))}
Campaign   {batch.campaign_id}, wave {batch.wave}
To post on {ticket.drop_on or "receipt"}
Pieces     {len(lines)}   pages {sum(line.place.pages for line in lines)}   files {len(files)}
Format     {profile.title}, {profile.paper_gsm:g} g/m2, {"duplex" if profile.duplex else "simplex"}, {profile.colour}
Envelopes  {", ".join(f"{count} {name}" for name, count in _by_envelope(profile, lines).items())}

Inserts    {", ".join(f"{one['pieces']} {one['code']} ({one['title']})" for one in _inserts(lines)) or "none"}

Check first   sha256sum -c SHA256SUMS
Print order   is the order of the post: file by file, page by page. {_bundled(profile, lines)}
Each sheet    carries a Data Matrix at the left: batch.piece.sheet.sheets; {batch.id}_index.csv names its piece.
How far?      Say it of the whole batch or of single pieces: a CSV with piece_id and state (received, printed, posted).
Spoiled?      Send back a CSV with the column piece_id or sequence. You get a reprint batch with the same pieces.
Proofs        are in proofs/: what was approved.
Afterwards    delete all of it by {ticket.destroy_on.isoformat()} and confirm.
"""


def _by_envelope(profile: Profile, lines: Sequence[Line]) -> dict[str, int]:
    return dict(Counter(line.envelope(profile).name for line in lines))


def _inserts(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """How many of each insert the batch needs, and for spoilage 2 % more, at least five."""
    count = Counter(insert for line in lines for insert in line.inserts)
    return [
        {
            "code": insert.code,
            "title": insert.title,
            "weight_g": insert.weight_g,
            "cells": list(insert.cells),
            "pieces": pieces,
            "spare": max(5, -(-pieces // 50)),
        }
        for insert, pieces in sorted(count.items(), key=lambda one: one[0].code)
    ]


def _bundled(profile: Profile, lines: Sequence[Line]) -> str:
    return f"job.json names {len(bundles(lines, profile))} bundles." if profile.bundles else ""


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in files}


def _write_sums(folder: Path) -> str:
    lines = "".join(f"{digest}  {name}\n" for name, digest in _hashes(folder).items())
    with (folder / SUMS).open("w", encoding="utf-8") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    return hashlib.sha256(lines.encode()).hexdigest()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
