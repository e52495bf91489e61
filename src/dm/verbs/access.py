"""`dm export`: everything that we hold of a person, as JSON and as pages that a person can read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from dm import consent, db
from dm.actualize.lineage import lineage_of
from dm.consent.code_words import SAID, in_words, purpose_in_words
from dm.consent.story_words import SAYINGS
from dm.db import tables as t
from dm.ledger import Office
from dm.settings import Settings

# The answer is sent within a month (GDPR Art. 12(3)); its file has no reason to outlive that.
KEPT = timedelta(days=30)

Held = dict[str, Any]


def controllers_of(settings: Settings) -> dict[str, dict[str, str]]:
    """The sender, as receipts name a controller."""
    email = settings.email
    about = {"address": email.postal_address, "email": email.sender_address, "phone": email.phone}
    return {email.sender_name: about}


def held_of(office: Office, who: str, *, language: str = "en") -> Held:
    """Everything we hold of a person, with receipts in the sender's name."""
    settings = office.settings
    key, controllers = settings.suppression_key, controllers_of(settings)
    return consent.export_person(
        office.engine, who, key=key, controllers=controllers, language=language, lineage=lineage_of
    )


def write_json(office: Office, held: Held, path: Path, *, now: datetime) -> None:
    """The export as a file; one that lies in the workspace is noted with the day it must be gone by."""
    content = json.dumps(held, ensure_ascii=False, indent=2, default=str) + "\n"
    path.write_text(content, encoding="utf-8")
    _note(office, path, now)


def write_pdf(office: Office, who: str, held: Held, path: Path, *, language: str, now: datetime) -> None:
    """The export as pages. Raises TemplateError where the workspace's templates/access cannot be used."""
    from dm.press.folders import open_template
    from dm.press.fonts import load_fonts
    from dm.press.pdf import Layout, Sheet
    from dm.press.profiles import load_profile
    from dm.press.sandbox import Sandbox

    settings = office.settings
    template = open_template(settings.templates / "access")
    say = json.loads((template.folder / template.part("labels.json", language)).read_text(encoding="utf-8"))
    told = consent.why(office.engine, who, key=settings.suppression_key, language=_told_in(language))
    context = _context(held, told.events, say, settings, now)
    fonts = load_fonts(settings.templates / "fonts", template.families)
    html = Sandbox(template).render("pages.html", context, language)
    # The law does not let an answer fail because a name is written in letters that the pinned fonts lack.
    readable = html.translate({ord(letter): "?" for letter in fonts.missing(html)})
    layout = Layout(template.folder, fonts, load_profile(settings.templates / "profiles", template.profile))
    path.write_bytes(layout.print([Sheet(readable, label="access")]).pdf)
    _note(office, path, now)


def _note(office: Office, path: Path, now: datetime) -> None:
    home = office.settings.workspace.resolve()
    if not path.resolve().is_relative_to(home):
        return
    content = path.read_bytes()
    row = {
        "kind": "access",
        "path": path.resolve().relative_to(home).as_posix(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "destroy_on": (now + KEPT).date(),
        "made_at": now,
    }
    with db.writing(office.engine) as connection:
        known = t.artefact.c.path == row["path"], t.artefact.c.sha256 == row["sha256"]
        if connection.execute(t.artefact.select().where(*known)).first() is None:
            connection.execute(insert(t.artefact).values(**row))


def _told_in(language: str) -> str:
    return language if language in ("en", "ru") else "en"


def _context(
    held: Held, events: tuple[dict[str, Any], ...], say: Mapping[str, Any], settings: Settings, now: datetime
) -> dict[str, Any]:
    person = held["person"][0]
    return {
        "say": say,
        "name": person["full_name"],
        "person_id": person["id"],
        "today": now.date().isoformat(),
        "sender": {"name": settings.email.sender_name, "postal_address": settings.email.postal_address},
        "data": _data(held, say),
        "sources": [
            [
                one["title"],
                one["supplier"],
                in_words(one["origin"], SAID, say["lang"]),
                _span(one),
                _word(say, "bases", one["lawful_basis"]),
            ]
            for one in held["source"]
        ],
        "purposes": sorted(
            {(one["campaign"], *_purpose(held, one["campaign"], say["lang"])) for one in held["decision"]}
        ),
        "recipients": [
            [_day(one["released_at"]), one["vendor"], _word(say, "channels", one["channel"]), one["campaign_id"]]
            for one in held["recipient"]
        ],
        "decisions": [_decision(one, say) for one in held["decision"]],
        "events": [[_day(one["at"]), one["what"]] for one in events],
        "receipts": [_receipt(one, say) for one in held["receipt"]],
    }


_SHOWN = ("full_name", "gender", "birth_date", "language", "country", "region", "city", "postal_code", "job_title",
          "department", "notes", "verified_at")  # fmt: skip


def _data(held: Held, say: Mapping[str, Any]) -> list[list[str]]:
    person = held["person"][0]
    rows = [[name, _word(say, "values", str(person[name])), ""] for name in _SHOWN if person.get(name)]
    rows += [[name, str(value), ""] for name, value in (person.get("custom") or {}).items()]
    rows += [[one["kind"], one["value"], _word(say, "values", one["status"])] for one in held["contact_point"]]
    rows += [["score", f"{one['kind']}: {one['label'] or one['value']}", ""] for one in held["score"]]
    rows += [["order", f"{one['order_ref']} {_day(one['at'])}", ""] for one in held["purchase"]]
    return [[_word(say, "fields", name), *rest] for name, *rest in rows]


def _word(say: Mapping[str, Any], group: str, code: str) -> str:
    """What the labels call a code; a code that they do not know is told as it is."""
    words: Mapping[str, str] = say.get(group, {})
    return words.get(code, code)


def _purpose(held: Held, campaign: str, language: str) -> tuple[str, str]:
    found = next((one for one in held["campaign"] if one["id"] == campaign), None)
    return (purpose_in_words(found["purpose"], language), found["controller"]) if found else ("", "")


def _span(source: Mapping[str, Any]) -> str:
    return " – ".join(dict.fromkeys(str(day) for day in (source["collected_from"], source["collected_to"]) if day))


def _decision(one: Mapping[str, Any], say: Mapping[str, Any]) -> list[str]:
    where = " / ".join(part for part in (one["campaign"], one["wave"]) if part)
    reason = one["words"] or one["reason"]
    return [_day(one["at"]), where, say["outcomes"].get(one["outcome"], one["outcome"]), reason,
            ": ".join(part for part in (one["rule"], one["source"]) if part)]  # fmt: skip


def _receipt(one: Mapping[str, Any], say: Mapping[str, Any]) -> dict[str, Any]:
    service = one["services"][0]
    form, _, place = one["collectionMethod"].partition(" ")
    purpose = purpose_in_words(service["purposes"][0]["purpose"], say["lang"])
    channel = SAYINGS[_told_in(say["lang"])][f"by {service['service'].rpartition(' ')[2]}"]
    return {
        "day": _day(one["consentTimestamp"]),
        "what": f"{one['piiControllers'][0]['piiController']}: {channel}, {purpose}",
        "how": f"{_word(say, 'forms', form)} {place}".strip(),
        "id": one["consentReceiptID"],
        "text": one["notice"]["text"],
        "later": [f"{_day(later['at'])} {later['state']}" for later in one["events"]],
    }


def _day(text: str | datetime | None) -> str:
    return str(text)[:10] if text else ""
