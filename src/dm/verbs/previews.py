"""What a list would become: its first rows as they would be stored, with the state of every value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from dm.db import reading
from dm.db import tables as t
from dm.normal.address_lines import address_lines
from dm.normal.addresses import doubt
from dm.normal.folding import fold
from dm.normal.salutation import greet
from dm.wiring import Workshop

if TYPE_CHECKING:
    from dm.acquire import AcquireOptions, AcquireReport
    from dm.acquire.quarantine import Accepted, Quarantined
    from dm.actualize.entries import BatchFacts, Entry

_SHOWN_OF_A_CELL = 60
_SHOWN_CELLS = 12


@dataclass(frozen=True, slots=True)
class ListPreview:
    """How a file would be read (`report`), and its first rows as they would be `stored` or `refused`."""

    report: AcquireReport
    stored: list[dict[str, Any]]
    refused: list[dict[str, Any]]

    def document(self) -> dict[str, Any]:
        """The JSON of `dm acquire --preview`."""
        return self.report.document() | {"stored": self.stored, "refused": self.refused}


def preview_list(workshop: Workshop, path: Path, *, source_id: str, options: AcquireOptions) -> ListPreview:
    """What `dm acquire` and `dm actualize` would make of the file; nothing is stored."""
    from dm.acquire import preview

    now = workshop.now()
    report = preview(workshop.engine, path, source_id=source_id, options=options, now=now)
    facts = _facts(workshop, source_id, now)
    country = options.country.upper() or facts.country
    stored = [_stored(row, facts, country) for row in report.sample]
    return ListPreview(report, stored, [_refused(row) for row in report.refused])


def _facts(workshop: Workshop, source_id: str, now: datetime) -> BatchFacts:
    from dm.actualize.entries import BatchFacts

    with reading(workshop.engine) as connection:
        source = connection.execute(select(t.source).where(t.source.c.id == source_id)).mappings().one()
    return BatchFacts(
        id="",
        source_id=source_id,
        file_sha256="",
        party=source["party"],
        country=source["country"],
        language=source["language"],
        trust=source["trust"],
        observed_at=now,
    )


def _refused(row: Quarantined) -> dict[str, Any]:
    from dm.acquire.row_faults import REASONS

    filled = [cell for cell in row.raw if cell.strip()]
    cells = [cell[:_SHOWN_OF_A_CELL] for cell in filled[:_SHOWN_CELLS]]
    return {"row": row.row, "field": row.field, "reason": row.reason, "told": REASONS[row.reason], "cells": cells}


def _stored(row: Accepted, facts: BatchFacts, country: str) -> dict[str, Any]:
    from dm.actualize.entries import read_entry

    fields = {"country": country, **row.fields} if country else row.fields
    entry = read_entry(fields, facts, place=0, record_id=0, row=row.row)
    return {
        "row": row.row,
        "external_id": entry.external_id,
        "name": _name(entry),
        "birth_date": _birth(entry),
        "company": {"name": entry.company.name, "form": entry.company.form} if entry.company else None,
        "job_title": entry.job_title,
        "emails": [_email(one) for one in entry.emails],
        "phones": [_phone(one) for one in entry.phones],
        "address": _address(entry, row, country),
        "language": entry.language,
        "custom": entry.custom,
    }


def _name(entry: Entry) -> dict[str, Any] | None:
    name = entry.name
    if not name:
        return None
    return {
        "raw": entry.raw_name,
        "title": name.title,
        "given": name.given,
        "middle": name.middle,
        "family": name.family,
        "suffix": name.suffix,
        "gender": name.gender,
        "greeting": greet(name, entry.language).greeting,
    }


def _birth(entry: Entry) -> dict[str, Any] | None:
    if not entry.raw_birth:
        return None
    day = entry.birth.isoformat() if entry.birth else ""
    return {"raw": entry.raw_birth, "day": day, "status": "valid" if day else "invalid"}


def _email(email: Any) -> dict[str, Any]:
    names = ("raw", "address", "status", "reason", "suggestion", "is_role")
    return {name: getattr(email, name) for name in names}


def _phone(phone: Any) -> dict[str, Any]:
    names = ("raw", "e164", "extension", "kind", "country", "status", "reason")
    return {name: getattr(phone, name) for name in names}


def _address(entry: Entry, row: Accepted, country: str) -> dict[str, Any] | None:
    address = entry.address
    if not address:
        return None
    status, reason = _address_state(entry, str(row.fields.get("postal_code", "")))
    return {
        "raw": entry.raw_address,
        "lines": address_lines(address, sender_country=country, language=entry.language),
        "street": address.street,
        "house": address.house,
        "flat": address.flat,
        "postal_code": address.postal_code,
        "city": address.city,
        "region": address.region,
        "country": address.country,
        "status": status,
        "reason": reason,
    }


def _address_state(entry: Entry, raw_code: str) -> tuple[str, str]:
    address = entry.address
    if not address.is_mailable:
        missing = "no_country" if not address.country else "no_street" if not address.street else "no_town"
        return "invalid", missing
    if raw_code and address.postal_code.lstrip("0") == fold(raw_code) != fold(address.postal_code):
        return "risky", "leading_zero_restored"
    reason = doubt(address)
    return ("risky", reason) if reason else ("valid", "")
