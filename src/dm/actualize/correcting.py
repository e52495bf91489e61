"""What was heard from a person, over what lists say of him."""

from __future__ import annotations

from collections.abc import Mapping

from dm.actualize.survive import Membership, Person
from dm.normal.companies import read_company
from dm.normal.folding import fold
from dm.normal.names import read_name

# What a call can correct of the person; points that it corrects are points of their own.
_CORRECTABLE = ("title", "given_name", "middle_name", "family_name", "gender", "job_title", "department", "language")
_NAMES = ("given_name", "middle_name", "family_name")


def correct(person: Person, heard: Mapping[str, str]) -> None:
    """Put what was heard above what lists say; the one company that was named is the only one left."""
    row = person.row
    if heard.get("full_name"):
        name = read_name(heard["full_name"])
        row.update(given_name=name.given, middle_name=name.middle, family_name=name.family)
        row["title"] = name.title or row["title"]
        row["gender"] = name.gender or row["gender"]
    row.update({name: value for name, value in heard.items() if name in _CORRECTABLE})
    row["gender"] = row["gender"] if row["gender"] in ("m", "f") else None
    if any(name.endswith("_name") for name in heard):
        row["full_name"] = " ".join(part for part in (row[name] for name in _NAMES) if part)
        row["name_folded"] = fold(row["full_name"])
    if heard.get("company"):
        company, where = read_company(heard["company"]), (row["country"], row["city"])
        person.memberships = [Membership(company, *where, row["job_title"], row["department"])]
