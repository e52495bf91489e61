"""An e-mail's words: subject, text and HTML from the template, looked through before anybody gets them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dm.errors import TemplateError
from dm.press.folders import Template
from dm.press.marks import qr_png
from dm.press.sandbox import Sandbox

# `cid:qr` is drawn from the piece's link; every other `cid:name` is a file of the template's folder.
QR = "qr"
_PICTURE_TYPES = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif"}
_CID = re.compile(r"""(\bsrc\s*=\s*["'])cid:([A-Za-z0-9._-]+)(?:@[A-Za-z0-9.-]+)?(["'])""")
_BARE_URL = re.compile(r"\b(?:https?|mailto|tel):[^\s<>\"')\]]+", re.I)
_LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}")
_NOTHING = re.compile(r"\bNone\b(?! of\b)|\bundefined\b|\bnan\b")
_EMPTY_GREETING = re.compile(r"\w[ \u00a0]+,(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture shown inside the HTML part."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Words:
    """A rendered message. `html` is "" where the template has no body.html."""

    subject: str
    text: str
    html: str
    pictures: tuple[Picture, ...]


def render_words(sandbox: Sandbox, context: Mapping[str, Any], language: str) -> Words:
    """The message for one context in one language (the template's own where it has no other)."""
    template = sandbox.template
    html = sandbox.render("body.html", context, language) if (template.folder / "body.html").is_file() else ""
    return Words(
        subject=one_line(sandbox.render("subject.txt", context, language)),
        text=sandbox.render("body.txt", context, language).strip() + "\n",
        html=html,
        pictures=tuple(_picture(template, name, context) for name in sorted(set(_names_of_pictures(html)))),
    )


def one_line(text: str) -> str:
    """The text on one line without control characters: what a header may carry."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def with_content_ids(html: str, ids: Mapping[str, str]) -> str:
    """The HTML with its `cid:name` replaced by the message's own content ids."""
    return _CID.sub(lambda found: f"{found[1]}cid:{ids[found[2]]}{found[3]}", html)


def faults_of(words: Words, *, unsubscribe_link: str) -> list[str]:
    """What nobody must receive: left-over marks, empty greetings, unsound links, no way out. One phrase each."""
    faults = []
    reader = _Reader()
    reader.feed(words.html)
    if not words.subject:
        faults.append("the subject is empty")
    for part, text in (("subject", words.subject), ("text", words.text), ("HTML", " ".join(reader.words))):
        faults += _faults_of_text(part, text)
    for part, links in (("text", _BARE_URL.findall(words.text)), ("HTML", reader.links)):
        faults += [f"the {part} has an unsound link {link[:80]!r}" for link in links if not is_sound(link)]
    if unsubscribe_link and unsubscribe_link not in words.text:
        faults.append("the text shows no unsubscribe link")
    if words.html and unsubscribe_link and unsubscribe_link not in reader.links:
        faults.append("the HTML shows no unsubscribe link")
    return faults


def is_sound(link: str) -> bool:
    """Whether a link is written so that a reader can follow it; nothing is fetched."""
    if any(char.isspace() or char in '<>"{}|\\^`' for char in link):
        return False
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return bool(host) and "None" not in link
    if parts.scheme == "mailto":
        return "@" in parts.path
    return parts.scheme == "tel" and bool(re.fullmatch(r"\+?[\d().-]{3,}", parts.path))


def _faults_of_text(part: str, text: str) -> list[str]:
    faults = []
    if found := _LEFT_OVER.search(text):
        faults.append(f"the {part} still has {found[0]!r}")
    if found := _NOTHING.search(text):
        faults.append(f"the {part} says {found[0]!r}")
    if found := _EMPTY_GREETING.search(text):
        faults.append(f"the {part} has a gap before {found[0].strip()[-1]!r}: a value is empty")
    return faults


class _Reader(HTMLParser):
    """Links and visible words of an HTML part."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script", "title"):
            self._hidden += 1
        if tag in ("a", "area"):
            self.links += [value or "" for name, value in attrs if name == "href" and not (value or "").startswith("#")]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script", "title") and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def _names_of_pictures(html: str) -> list[str]:
    return [found[2] for found in _CID.finditer(html)]


def _picture(template: Template, name: str, context: Mapping[str, Any]) -> Picture:
    if name == QR:
        return Picture(name, "png", qr_png(str(context["piece"]["link"])))
    path = (template.folder / name).resolve()
    if not path.is_relative_to(template.folder) or path.suffix.lower() not in _PICTURE_TYPES or not path.is_file():
        raise TemplateError(
            f"{template.name}/body.html shows cid:{name}, which is no picture of the template's folder.",
            hint=f"Put {_shown(template.folder, name)} there (PNG, JPEG or GIF), or write cid:{QR} for the code.",
        )
    return Picture(name, _PICTURE_TYPES[path.suffix.lower()], path.read_bytes())


def _shown(folder: Path, name: str) -> str:
    return f"{folder.name}/{name}"
