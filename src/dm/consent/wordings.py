"""The texts by which people consent, by version and language: what was said counts, so it is kept and hashed."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dm.consent.reading import Table, closed
from dm.errors import InputError, SettingsError
from dm.model import LawChannel

CONTROLLER = "{controller}"


@dataclass(frozen=True, slots=True)
class Wording:
    """`reference` is what a consent event stores; `sha256` is over the text as it stands in the file."""

    id: str
    version: int
    language: str
    channels: tuple[LawChannel, ...]
    purposes: tuple[str, ...]
    text: str
    shown_from: date
    shown_to: date | None = None

    @property
    def reference(self) -> str:
        return f"{self.id}/{self.version}/{self.language}"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def said_by(self, controller: str) -> str:
        """The text as it is shown or read out: a consent names whom it is given to."""
        return self.text.replace(CONTROLLER, controller)


@dataclass(frozen=True)
class Wordings:
    by_name: dict[tuple[str, str], Wording]

    def get(self, wording_id: str, language: str) -> Wording:
        """The wording in that language; InputError names what there is."""
        found = self.by_name.get((wording_id, language))
        if found is None:
            known = ", ".join(sorted(f"{name}.{tongue}" for name, tongue in self.by_name))
            raise InputError(f"There is no consent wording {wording_id!r} in {language!r}.", hint=f"Known: {known}.")
        return found

    def by_reference(self, reference: str, *, language: str = "") -> Wording | None:
        """The wording that an event names: `phone/1/ru`, or `phone/1` or `phone` where the language is known."""
        wanted = reference if reference.count("/") == 2 else ""
        for wording in self.by_name.values():
            same_language = wording.language == language
            if wording.reference == wanted or (
                same_language and reference in (wording.id, f"{wording.id}/{wording.version}")
            ):
                return wording
        return None


def load_wordings(folder: Path) -> Wordings:
    """Every `<id>.<language>.toml` of the folder; SettingsError names the file of the first fault."""
    read = [_read(path) for path in sorted(folder.glob("*.toml"))]
    return Wordings({(wording.id, wording.language): wording for wording in read})


def _read(path: Path) -> Wording:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise SettingsError(f"{path.name}: not readable as TOML: {problem}.") from problem
    table = Table(raw, locate=lambda _key: path.name, error=SettingsError)
    wording = closed(table, _wording)
    if path.name != f"{wording.id}.{wording.language}.toml":
        table.fail(
            "id", f"this is {wording.id} in {wording.language}: its file must be {wording.id}.{wording.language}.toml"
        )
    return wording


def _wording(table: Table) -> Wording:
    wording = Wording(
        id=table.needed("id"),
        version=table.number("version"),
        language=table.needed("language"),
        channels=table.words("channels", LawChannel) or table.fail("channels", "channels is missing"),
        purposes=table.texts("purposes") or table.fail("purposes", "purposes is missing"),
        text=table.needed("text").strip(),
        shown_from=table.day("shown_from") or table.fail("shown_from", "shown_from is missing"),
        shown_to=table.day("shown_to"),
    )
    if CONTROLLER not in wording.text:
        table.fail("text", f"the text must name who asks: put {CONTROLLER} into it")
    return wording
