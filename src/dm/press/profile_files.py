"""A vendor's profile as a TOML file: what contradicts itself is found before anything is printed."""

from __future__ import annotations

import codecs
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from dm.errors import SettingsError
from dm.press.marks import Rectangle
from dm.press.names import nearest
from dm.press.profiles import (
    ADDRESS_BY,
    BACKS,
    COLOURS,
    PAGES,
    SORTS,
    Bundles,
    Envelope,
    KeepOut,
    PostCode,
    Profile,
    profile_names,
)

_RECTANGLES = ("address", "return_line", "mark")
_WORDS = {"address_by": ADDRESS_BY, "odd_back": BACKS, "colour": COLOURS}
_FILE_FIELDS = {"batch", "number", "files", "piece", "sequence"}
LENGTHS = ("name_line", "company_line", "street_line", "city", "postal_code")


def read_profile(folder: Path, name: str) -> Profile:
    """The profile `folder`/`name`.toml; raises SettingsError that names file, key and value."""
    path = folder / f"{name}.toml"
    known = profile_names(folder)
    if name not in known:
        raise SettingsError(f"There is no vendor profile {name!r} in {folder}.", hint=nearest(name, known))
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The vendor profile {path} is not TOML: {error}.") from error
    profile = _profile(name, data, path)
    if fault := next(_faults(profile), ""):
        raise SettingsError(f"The vendor profile {path} contradicts itself: {fault}.")
    return profile


def _profile(name: str, data: dict[str, Any], path: Path) -> Profile:
    known = {field.name for field in fields(Profile)} - {"name"}
    for key in data:
        if key not in known:
            raise SettingsError(f"{path} has an unknown key {key!r}.", hint=nearest(key, sorted(known)))
    try:
        values: dict[str, Any] = {
            **data,
            **{key: Rectangle(*data[key]) for key in _RECTANGLES if key in data},
            **{key: tuple(data[key]) for key in ("sources", "fold", "fonts", "sort") if key in data},
            "envelopes": tuple(Envelope(**row) for row in data["envelopes"]),
            "keep_out": tuple(_keep_out(row) for row in data.get("keep_out", [])),
            "max_lengths": tuple(data.get("max_lengths", {}).items()),
            "bundles": Bundles(**data["bundles"]) if "bundles" in data else None,
            "post_code": _post_code(data["post_code"]) if "post_code" in data else None,
        }
        return Profile(name=name, **values)
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"The vendor profile {path} is incomplete or wrong: {error}.") from error


def _keep_out(row: Mapping[str, Any]) -> KeepOut:
    if row["pages"] not in PAGES:
        raise ValueError(f"pages = {row['pages']!r}, not one of {', '.join(PAGES)}")
    return KeepOut(Rectangle(*row["rectangle"]), row["pages"], row["reason"])


def _post_code(row: Mapping[str, Any]) -> PostCode:
    agreed = {key: str(value) for key, value in row.items() if key not in ("kind", "rectangle")}
    return PostCode(row["kind"], Rectangle(*row["rectangle"]), tuple(agreed.items()))


def _faults(profile: Profile) -> Iterator[str]:
    page = Rectangle(0, 0, profile.page_width, profile.page_height)
    for key in _RECTANGLES:
        if (box := getattr(profile, key)) is not None and not page.holds(box):
            yield f"{key} leaves the page"
    for zone in profile.keep_out:
        if not page.holds(zone.rectangle):
            yield f"the zone {zone.reason!r} leaves the page"
        for key in ("address", "mark"):
            box = getattr(profile, key)
            if box is not None and (key == "mark" or zone.pages != "later") and _meet(zone.rectangle, box):
                yield f"{key} lies in the zone {zone.reason!r}"
    code, window = profile.post_code, profile.address
    if code and not page.holds(code.rectangle):
        yield "post_code leaves the page"
    if code and window and profile.address_by == "letter" and _meet(code.rectangle, window):
        yield "post_code lies over the address; give each a part of the window"
    yield from _wrong_words(profile)


def _wrong_words(profile: Profile) -> Iterator[str]:
    for key, allowed in _WORDS.items():
        if getattr(profile, key) not in allowed:
            yield f"{key} = {getattr(profile, key)!r}, not one of {', '.join(allowed)}"
    if unknown := set(profile.sort) - set(SORTS):
        yield f"sort knows {', '.join(SORTS)}, not {min(unknown)}"
    if unknown := {name for name, _ in profile.max_lengths} - set(LENGTHS):
        yield f"max_lengths knows {', '.join(LENGTHS)}, not {min(unknown)}"
    named = {field for _, field, _, _ in string.Formatter().parse(profile.file_name) if field}
    if unknown := named - _FILE_FIELDS:
        yield f"file_name knows {', '.join(sorted(_FILE_FIELDS))}, not {min(unknown)}"
    if profile.per_piece and "{piece}" not in profile.file_name:
        yield "file_name of a file per piece needs {piece}"
    if not profile.envelopes:
        yield "it names no envelope"
    try:
        codecs.lookup(profile.charset)
    except LookupError:
        yield f"the character set {profile.charset!r} is unknown"


def _meet(one: Rectangle, other: Rectangle) -> bool:
    slack = 0.01
    return (
        one.x < other.x + other.width - slack
        and other.x < one.x + one.width - slack
        and one.y < other.y + other.height - slack
        and other.y < one.y + one.height - slack
    )
