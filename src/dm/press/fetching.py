"""What a template may ask for while it is laid out: the files of its own folder and the pinned fonts."""

from __future__ import annotations

import re
from mimetypes import MimeTypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint import Document
from weasyprint.urls import URLFetcher, URLFetcherResponse

from dm.errors import TemplateError
from dm.press.fonts import FontSet

# Python's own table: the machine's would make letters differ from machine to machine.
_KINDS = MimeTypes()
OWN_FILES = "Copy the file into the template's own folder and name it relative to that."
# A document type stands at the head of its file.
_HEAD = 65_536
# What an element of an SVG takes from another host or by a whole path; links (<a>) take nothing.
_ELSEWHERE = re.compile(rb"""<(?!a\s)[^<>]*?\bhref\s*=\s*["']\s*((?:[a-z][a-z0-9+.-]*:)?/[^"']*)""", re.IGNORECASE)


class Fetcher(URLFetcher):  # type: ignore[misc]
    """Serves the template's own folder and the pinned fonts; everything else ends the rendering."""

    def __init__(self, folder: Path, fonts: FontSet) -> None:
        super().__init__(allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True)
        self._folder = folder.resolve()
        self._faces = {face.path for face in fonts.faces}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "data":
            if not parts.path.lower().startswith("image/"):
                raise ValueError("The template holds data that is no picture.")
            data = super().fetch(url, headers)
            _check_drawing(data.read(), "a picture")
            return super().fetch(url, headers)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or parts.netloc or not (path in self._faces or path.is_relative_to(self._folder)):
            raise ValueError(f"The template asks for {url[:200]}, which is outside its own folder.")
        if not path.is_file():
            raise ValueError(f"The template asks for {path.name}, which is not in its folder.")
        kind = _KINDS.guess_type(path.name)[0] or "application/octet-stream"
        data = path.read_bytes()
        _check_drawing(data, path.name)
        return URLFetcherResponse(url, data, {"Content-Type": kind})


def _check_drawing(data: bytes, name: str) -> None:
    """Raises ValueError for an SVG that would draw less than it says, or more than a memory holds."""
    # ten lines of entities within entities are enough
    if b"<!ENTITY" in data[:_HEAD].upper():
        raise ValueError(f"The template asks for {name}, which defines entities: save it as plain SVG.")
    # WeasyPrint leaves out in silence what it does not fetch
    if b"<svg" in data[:_HEAD] and (found := _ELSEWHERE.search(data)):
        where = found[1].decode("utf-8", "replace")[:80]
        raise ValueError(f"The template asks for {name}, which asks for {where}, outside its own folder.")


def refuse_attachments(document: Document, label: str) -> None:
    """Raises TemplateError for a file that the template attaches: paper has none, and a vendor must not get it."""
    linked = any(link[0] == "attachment" for page in document.pages for link in page.links)
    if linked or document.metadata.attachments:
        raise TemplateError(f"{label}: the template attaches a file.", hint='Take out rel="attachment".')
