"""What a template may ask for while it is laid out: the files of its own folder and the pinned fonts."""

from __future__ import annotations

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
            return super().fetch(url, headers)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or parts.netloc or not (path in self._faces or path.is_relative_to(self._folder)):
            raise ValueError(f"The template asks for {url[:200]}, which is outside its own folder.")
        if not path.is_file():
            raise ValueError(f"The template asks for {path.name}, which is not in its folder.")
        kind = _KINDS.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def refuse_attachments(document: Document, label: str) -> None:
    """Raises TemplateError for a file that the template attaches: paper has none, and a vendor must not get it."""
    linked = any(link[0] == "attachment" for page in document.pages for link in page.links)
    if linked or document.metadata.attachments:
        raise TemplateError(f"{label}: the template attaches a file.", hint='Take out rel="attachment".')
