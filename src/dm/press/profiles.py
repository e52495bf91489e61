"""Vendors' profiles: where ink may be, how pieces become files, what a sheet weighs. Data, checked on reading."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dm.errors import SettingsError
from dm.press.marks import Rectangle
from dm.press.names import nearest

PAGES = ("all", "first", "later")


@dataclass(frozen=True, slots=True)
class KeepOut:
    """A rectangle without any ink, and why: `pages` is all, first or later."""

    rectangle: Rectangle
    pages: str
    reason: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope that takes up to so many sheets and weighs so many grams."""

    name: str
    max_sheets: int
    weight_g: float


@dataclass(frozen=True, slots=True)
class Profile:
    """What one vendor wants, in millimetres, grams and pieces. No rectangle: the vendor does not ask for one."""

    name: str
    title: str
    page_width: float
    page_height: float
    duplex: bool
    max_pages: int
    max_pieces: int
    max_mb: float
    paper_gsm: float
    file_name: str
    envelopes: tuple[Envelope, ...]
    address: Rectangle | None = None
    return_line: Rectangle | None = None
    mark: Rectangle | None = None
    keep_out: tuple[KeepOut, ...] = ()
    fold: tuple[float, ...] = ()

    def sheets(self, pages: int) -> int:
        """How many sheets of paper so many pages fill."""
        return (pages + 1) // 2 if self.duplex else pages

    def envelope(self, sheets: int) -> Envelope:
        """The smallest envelope that takes so many sheets; with none, the last."""
        fitting = (envelope for envelope in self.envelopes if sheets <= envelope.max_sheets)
        return next(fitting, self.envelopes[-1])

    def weight_g(self, sheets: int, *, inserts_g: float = 0.0) -> float:
        """Paper, envelope and inserts, to a tenth of a gram."""
        paper = sheets * self.page_width * self.page_height * self.paper_gsm / 1_000_000
        return round(paper + self.envelope(sheets).weight_g + inserts_g, 1)


def load_profile(folder: Path, name: str) -> Profile:
    """The profile `folder`/`name`.toml; an unknown name or key is refused with the nearest known one."""
    path = folder / f"{name}.toml"
    known = profile_names(folder)
    if name not in known:
        raise SettingsError(f"There is no vendor profile {name!r} in {folder}.", hint=nearest(name, known))
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The vendor profile {path} is not TOML: {error}.") from error
    return _profile(name, data, path)


def profile_names(folder: Path) -> list[str]:
    """The profiles that a folder holds, in alphabetical order."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def _profile(name: str, data: dict[str, Any], path: Path) -> Profile:
    known = {field.name for field in fields(Profile)} - {"name"}
    for key in data:
        if key not in known:
            raise SettingsError(f"{path} has an unknown key {key!r}.", hint=nearest(key, sorted(known)))
    try:
        values: dict[str, Any] = {
            **data,
            "envelopes": tuple(Envelope(**row) for row in data["envelopes"]),
            "keep_out": tuple(_keep_out(row) for row in data.get("keep_out", [])),
            "fold": tuple(data.get("fold", [])),
        }
        for key in ("address", "return_line", "mark"):
            if key in data:
                values[key] = Rectangle(*data[key])
        return Profile(name=name, **values)
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"The vendor profile {path} is incomplete or wrong: {error}.") from error


def _keep_out(row: dict[str, Any]) -> KeepOut:
    if row["pages"] not in PAGES:
        raise ValueError(f"pages = {row['pages']!r}, not one of {', '.join(PAGES)}")
    return KeepOut(Rectangle(*row["rectangle"]), row["pages"], row["reason"])
