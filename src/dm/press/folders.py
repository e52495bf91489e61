"""Template folders: what `template.toml` says of them, their parts by language, and the hash that pins them."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dm.errors import TemplateError
from dm.press.names import nearest

CHANNELS = ("letter", "email", "courier", "call")
KEYS = ("title", "language", "fonts", "profile", "carries", "inserts")


@dataclass(frozen=True, slots=True)
class Insert:
    """What goes into the envelope beside the letter, as thick as so many sheets; `cells` () is every cell."""

    code: str
    title: str
    weight_g: float
    sheets: int = 1
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Template:
    """One folder of a message. Without `template.toml` it has no pinned fonts and takes the system's."""

    folder: Path
    name: str
    title: str
    language: str
    families: tuple[str, ...]
    profile: str
    carries: frozenset[str]
    inserts: tuple[Insert, ...] = ()

    def inserts_for(self, cell: str) -> tuple[Insert, ...]:
        """What a letter of this cell comes with."""
        return tuple(insert for insert in self.inserts if not insert.cells or cell in insert.cells)

    def part(self, part: str, language: str = "") -> str:
        """The file of this part in that language: `body.de.html` where it exists, else `body.html`."""
        stem, _, suffix = part.rpartition(".")
        wanted = f"{stem}.{language[:2].lower()}.{suffix}" if language else part
        if language and (self.folder / wanted).is_file():
            return wanted
        if (self.folder / part).is_file():
            return part
        raise TemplateError(f"The template {self.name} has no {part}.", hint=f"Create {self.folder / part}.")

    def language_of(self, part: str, language: str) -> str:
        """The language that the chosen file is written in."""
        return language[:2].lower() if self.part(part, language) != part else self.language

    def languages(self, part: str) -> list[str]:
        """The languages this part exists in, the default first."""
        stem, _, suffix = part.rpartition(".")
        others = sorted(path.name.split(".")[-2] for path in self.folder.glob(f"{stem}.??.{suffix}"))
        return [self.language, *(other for other in others if other != self.language)]

    def sample(self, language: str = "") -> dict[str, Any]:
        """The sample that feeds preview, golden test and documentation: `sample.de.json` where it exists."""
        path = self.folder / self.part("sample.json", language)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise TemplateError(f"The sample {path} cannot be read: {error}.") from error
        return dict(data)

    @cached_property
    def sha256(self) -> str:
        """One hash over every file of the folder, names included."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                digest.update(path.relative_to(self.folder).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


def open_template(folder: Path) -> Template:
    """The template in this folder."""
    if not folder.is_dir():
        siblings = [path.name for path in folder.parent.glob("*") if path.is_dir()]
        raise TemplateError(f"There is no template folder {folder}.", hint=nearest(folder.name, siblings))
    _refuse_links(folder)
    data = _manifest(folder / "template.toml")
    for key in data:
        if key not in KEYS:
            raise TemplateError(f"{folder / 'template.toml'} has an unknown key {key!r}.", hint=nearest(key, KEYS))
    return Template(
        folder=folder.resolve(),
        name=_name(folder.resolve()),
        title=str(data.get("title", folder.name)),
        language=str(data.get("language", "en")),
        families=tuple(data.get("fonts", ())),
        profile=str(data.get("profile", "plain")),
        carries=frozenset(data.get("carries", ())),
        inserts=tuple(_insert(row, folder) for row in data.get("inserts", ())),
    )


def _refuse_links(folder: Path) -> None:
    """A link leads out of the folder, and what it leads to is in no hash."""
    inside = folder.resolve()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not path.resolve().is_relative_to(inside):
            raise TemplateError(
                f"{path.relative_to(folder)} in {folder} is a link to {path.readlink()}, outside the folder.",
                hint="Copy the file into the template's own folder.",
            )


def _insert(row: dict[str, Any], folder: Path) -> Insert:
    try:
        return Insert(**{**row, "cells": tuple(row.get("cells", ()))})
    except TypeError as error:
        raise TemplateError(
            f"{folder / 'template.toml'}: the insert {row.get('code', '?')} is incomplete or wrong: {error}.",
            hint="An insert has code, title, weight_g, and may have sheets and cells.",
        ) from error


def _name(folder: Path) -> str:
    kind = folder.parent.name
    return f"{kind}/{folder.name}" if kind in CHANNELS else folder.name


def _manifest(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path} is not TOML: {error}.", hint="Mend the line named above.") from error
