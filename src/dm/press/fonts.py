"""The house's fonts: pinned by hash, asked beforehand whether they have every character."""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dm.errors import TemplateError
from dm.press.names import nearest

# Characters that no font draws: controls, joiners, soft hyphens, byte order marks, variation selectors.
_UNDRAWN = frozenset("\t\n\r\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufeff\ufe0e\ufe0f")


@dataclass(frozen=True, slots=True)
class Face:
    """One font file of a family."""

    family: str
    path: Path
    weight: int
    style: str
    sha256: str

    def css(self) -> str:
        """Its @font-face rule."""
        return (
            f'@font-face {{ font-family: "{self.family}"; src: url("{self.path.as_uri()}"); '
            f"font-weight: {self.weight}; font-style: {self.style}; }}"
        )


@dataclass(frozen=True, slots=True)
class FontSet:
    """The faces that a template may use; empty: the system's fonts, unpinned."""

    faces: tuple[Face, ...] = ()

    def css(self) -> str:
        """The @font-face rules of all faces."""
        return "\n".join(face.css() for face in self.faces)

    @property
    def hashes(self) -> frozenset[str]:
        """The SHA-256 of every face."""
        return frozenset(face.sha256 for face in self.faces)

    def missing(self, text: str | Iterable[str]) -> set[str]:
        """Characters of the text that not every face has; system fonts are not asked."""
        if not self.faces:
            return set()
        missing = set(text) - _drawable(self.faces)
        return {char for char in missing if unicodedata.category(char) != "Cc"} if missing else missing


def load_fonts(folder: Path, families: Sequence[str]) -> FontSet:
    """The named families of `folder`/fonts.toml, each file checked against its SHA-256."""
    if not families:
        return FontSet()
    known = _families(folder)
    faces: list[Face] = []
    for family in families:
        if family not in known:
            raise TemplateError(f"The font family {family!r} is not in {folder}.", hint=nearest(family, known))
        faces.extend(known[family])
    for face in faces:
        _check(face)
    return FontSet(tuple(faces))


def family_names(folder: Path) -> list[str]:
    """The families that `folder`/fonts.toml pins."""
    return list(_families(folder))


def describe(characters: Iterable[str]) -> str:
    """Characters for people: 渡 (U+6E21), …; what no screen shows by its number alone."""
    named = ((char, f"U+{ord(char):04X}") for char in sorted(characters))
    return ", ".join(f"{char} ({number})" if char.isprintable() else number for char, number in named)


def _families(folder: Path) -> dict[str, list[Face]]:
    path = folder / "fonts.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise TemplateError(f"{path} is missing.", hint="Copy templates/fonts from a new workspace.") from error
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"{path} is not TOML: {error}.") from error
    return {
        family: [
            Face(family, (folder / row["file"]).resolve(), row["weight"], row["style"], row["sha256"])
            for row in entry["faces"]
        ]
        for family, entry in data.items()
    }


def _check(face: Face) -> None:
    try:
        found = hashlib.sha256(face.path.read_bytes()).hexdigest()
    except OSError as error:
        raise TemplateError(f"The font file {face.path} is missing.", hint="Put it back: `dm doctor`.") from error
    if found != face.sha256:
        raise TemplateError(
            f"The font file {face.path.name} is not the pinned one: SHA-256 {found[:12]}…, not {face.sha256[:12]}….",
            hint="Put the pinned file back, or pin the new one in fonts.toml and look at new proofs.",
        )


@lru_cache(maxsize=8)
def _drawable(faces: tuple[Face, ...]) -> frozenset[str]:
    from fontTools.ttLib import TTFont

    common: set[int] | None = None
    for face in faces:
        with TTFont(face.path, lazy=True) as font:
            mapped = set(font.getBestCmap())
        common = mapped if common is None else common & mapped
    return frozenset(map(chr, common or set())) | _UNDRAWN
