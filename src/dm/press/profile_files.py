"""A vendor's profile as a TOML file: what contradicts itself is found before anything is printed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from dm.errors import SettingsError
from dm.press.marks import Rectangle
from dm.press.names import nearest
from dm.press.profile_checks import RECTANGLES, contradictions, wrong_values
from dm.press.profiles import PAGES, Bundles, Envelope, KeepOut, PostCode, Profile, profile_names


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
    if fault := next(contradictions(profile), ""):
        raise SettingsError(f"The vendor profile {path} contradicts itself: {fault}.")
    return profile


def _profile(name: str, data: dict[str, Any], path: Path) -> Profile:
    known = {field.name for field in fields(Profile)} - {"name"}
    for key in data:
        if key not in known:
            raise SettingsError(f"{path} has an unknown key {key!r}.", hint=nearest(key, sorted(known)))
    if fault := next(wrong_values(data), ""):
        raise SettingsError(f"The vendor profile {path} is wrong: {fault}.", hint="docs/guide-vendors.md has the keys.")
    try:
        values: dict[str, Any] = {
            **data,
            **{key: Rectangle(*data[key]) for key in RECTANGLES if key in data},
            **{key: tuple(data[key]) for key in ("sources", "fold", "fonts", "sort") if key in data},
            "envelopes": tuple(sorted((Envelope(**row) for row in data["envelopes"]), key=lambda one: one.max_sheets)),
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
