"""What a message knows of its piece: the template variables of contract.md, and the parts of the address block."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dm.ledger.links import confirmation_words, piece_links
from dm.ledger.values import Run
from dm.model import Party
from dm.normal.address_lines import address_lines
from dm.normal.addresses import read_address
from dm.normal.countries import country_name
from dm.normal.names import Name, read_name
from dm.normal.salutation import greet
from dm.settings import Settings

Row = Mapping[Any, Any]


class BriefWords:
    """The brief's own words, in the reader's language where the brief has them in it."""

    def __init__(self, run: Run, offers: Mapping[str, str]) -> None:
        self._title = run.campaign["title"]
        self._titles = run.brief.get("campaign", {}).get("title_in", {})
        self._offers = offers
        self._offers_in = {cell["name"]: cell.get("offer_in", {}) for cell in run.brief.get("cell", [])}

    def title(self, language: str) -> str:
        """The campaign's title."""
        return str(self._titles.get(language) or self._title)

    def offer(self, cell: str, language: str) -> str:
        """What a cell is offered."""
        return str(self._offers_in.get(cell, {}).get(language) or self._offers.get(cell, ""))


def message_context(
    settings: Settings, run: Run, words: BriefWords, piece: Row, person: Row, address: Row, *, now: datetime
) -> dict[str, Any]:
    """The variables of contract.md "Templates", plain values only, so that they can be frozen in the piece."""
    campaign = run.campaign
    return {
        "campaign": {
            "id": campaign["id"],
            "title": words.title(piece["language"]),
            "offer": words.offer(piece["cell"], piece["language"]),
            "opens_on": _iso(campaign["opens_on"]),
            "closes_on": _iso(campaign["closes_on"]),
        },
        "cell": piece["cell"],
        "sender": {
            "name": campaign["controller"] or settings.email.sender_name,
            "postal_address": settings.email.postal_address,
            "phone": settings.email.phone,
            "email": settings.email.sender_address,
        },
        "person": dict(person),
        "address": dict(address),
        "piece": {"id": piece["id"], "code": piece["response_code"]}
        | piece_links(settings, piece["id"], piece["response_code"])
        | confirmation_words(settings, piece.get("snapshot")),
        "today": now.astimezone(ZoneInfo(campaign["time_zone"] or "UTC")).date().isoformat(),
    }


def person_facts(row: Row, *, company: str, role: str, source: str, language: str) -> dict[str, Any]:
    """The `person` variable from a row of the base; `company` is "" where the point is a private one."""
    name = Name(
        title=row["title"],
        given=row["given_name"],
        middle=row["middle_name"],
        family=row["family_name"],
        full=row["full_name"],
        gender=row["gender"],
    )
    return _person(name, row["id"], row["city"], company, role, source, language, row["custom"] or {})


def seed_person(fields: Row, language: str) -> dict[str, Any]:
    """The `person` variable of a control recipient, from the contact fields in the brief."""
    name = read_name(
        fields.get("full_name", ""), given=fields.get("given_name", ""), family=fields.get("family_name", "")
    )
    city = fields.get("city", "")
    return _person(name, "", city, fields.get("company", ""), fields.get("job_title", ""), "", language, {})


def postal_block(settings: Settings, point: Row, person: Row, language: str) -> dict[str, Any]:
    """The address block of a postal point: every part, and the lines as the window shows them."""
    return _block(
        person,
        [line for line in point["lines"] if line],
        {name: point[name] for name in ("postal_code", "city", "region", "country")},
        settings.sender_country,
        language,
        business=point["party"] == Party.BUSINESS,
    ) | {"value": point["value"]}


def seed_block(settings: Settings, fields: Row, person: Row, language: str) -> dict[str, Any]:
    """The address block of a control recipient."""
    found = read_address(**{name: str(fields.get(name, "")) for name in _ADDRESS_FIELDS})
    parts = {
        name: value for name, value in found._asdict().items() if name in ("postal_code", "city", "region", "country")
    }
    lines = address_lines(found, sender_country=found.country, language=language)
    value = fields.get("email", "") or fields.get("phone", "")
    block = _block(person, lines, parts, settings.sender_country, language, business=bool(person["company"]))
    return block | {"value": value, "email": fields.get("email", ""), "phone": fields.get("phone", "")}


_ADDRESS_FIELDS = ("address", "street", "house", "postal_code", "city", "region", "country")


def plain_block(point: Row | None, person: Row) -> dict[str, Any]:
    """The address of an e-mail or phone point, in the same shape as a postal one."""
    block = _block(person, [], {"postal_code": "", "city": "", "region": "", "country": ""}, "", "", business=False)
    return block | {"value": point["value"] if point else ""}


def _block(
    person: Row, lines: list[str], parts: Row, sender_country: str, language: str, *, business: bool
) -> dict[str, Any]:
    company = person["company"] if business else ""
    country = parts["country"]
    abroad = bool(country) and country != sender_country
    country_line = country_name(country, language).upper() if abroad else ""
    head = [company, person["full_name"]] if company else [person["full_name"]]
    return {
        "lines": [line for line in (*head, *lines, country_line) if line],
        "name_line": person["full_name"],
        "company_line": company,
        "street_lines": lines,
        **parts,
        "country_line": country_line,
    }


def _person(
    name: Name, identity: str, city: str, company: str, role: str, source: str, language: str, custom: Mapping[str, Any]
) -> dict[str, Any]:
    opening = greet(name, language)
    return {
        "id": identity,
        "full_name": " ".join(part for part in (name.title, name.full) if part),
        "given_name": name.given,
        "middle_name": name.middle,
        "family_name": name.family,
        "title": name.title,
        "salutation": opening.salutation,
        "greeting": opening.greeting,
        "gender": name.gender or "",
        "language": language,
        "city": city,
        "company": company,
        "role": role,
        "custom": dict(custom),
        "source": source,
    }


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""
