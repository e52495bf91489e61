"""A template as it will be printed, for the marketer who edits it: a page on this machine that follows every change."""

from __future__ import annotations

import hashlib
import io
import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pypdfium2

from dm.channels.letter.rules import window_letters, window_lines
from dm.errors import DmError
from dm.press.finish import finish
from dm.press.folders import open_template
from dm.press.fonts import load_fonts
from dm.press.limits import LAYOUT_SECONDS, LimitedTime, limited_memory, ticking
from dm.press.pdf import Layout, Sheet
from dm.press.preflight import Laid, preflight
from dm.press.profiles import Profile, load_profile
from dm.press.sandbox import Sandbox

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_DPI = 110
# The limits within end a template with a better sentence; this is for what they do not reach.
_PATIENCE = 2 * LAYOUT_SECONDS
_MARK = "0000000.0000001"
_SCRIPT = b"""let seen = document.documentElement.dataset.version;
setInterval(async () => {
  try {
    const now = await (await fetch("/version")).text();
    if (now !== seen) { seen = now; location.reload(); }
  } catch (_) { document.body.classList.add("gone"); }
}, 700);
"""
_STYLE = b"""body { font: 15px/1.5 system-ui, sans-serif; margin: 1.5rem; background: #e9e7e1; color: #1d241f }
h1 { font-size: 1.2rem; margin: 0 0 1rem } h2 { font-size: 1rem; margin: 1.5rem 0 .5rem }
img { background: #fff; box-shadow: 0 1px 6px #0004; margin: 0 1rem 1rem 0; max-width: 46rem; width: 46% }
.wrong, .warn { border-left: 4px solid #b3261e; background: #fff; padding: .6rem 1rem; margin: .4rem 0 }
.warn { border-color: #b4852d } .gone::before { content: "The preview has ended."; color: #b3261e }
"""
# Nothing is fetched from anywhere, whatever the template says.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; "
    + "".join(f"{kind}-src 'self'; " for kind in ("img", "style", "script", "connect")),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A language's sample as pictures of its pages, what a vendor would refuse, and why it cannot be printed at all."""

    language: str
    pages: tuple[bytes, ...] = ()
    findings: tuple[str, ...] = ()
    error: str = ""


@dataclass
class Preview:
    """Renders a template's samples anew when one of its files changes."""

    folder: Path
    templates: Path
    profile: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _made: tuple[str, list[Shown]] = ("", [])

    def version(self) -> str:
        """Another text after each change of the template, its profile or the fonts."""
        digest = hashlib.sha256()
        watched = [*self.folder.rglob("*"), *(self.templates / "profiles").glob("*.toml")]
        for path in sorted(path for path in watched if path.is_file()):
            known = path.stat()
            digest.update(f"{path}\0{known.st_mtime_ns}\0{known.st_size}\n".encode())
        return digest.hexdigest()[:16]

    def shown(self) -> list[Shown]:
        """Every language of the template as it stands now."""
        with self._lock:
            version = self.version()
            if self._made[0] != version:
                self._made = version, self._render()
            return self._made[1]

    def _render(self) -> list[Shown]:
        return _renderer.shown(self.folder, self.templates, self.profile)


class _Renderer:
    """A process that renders, since only there a template's time and memory can be limited."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def shown(self, *what: Any) -> list[Shown]:
        """Every language of a template; a sentence where it does not end."""
        with self._lock:
            pipe = self._pipe or self._started()
            pipe.send(what)
            try:
                if pipe.poll(_PATIENCE):
                    done: list[Shown] = pipe.recv()
                    return done
                said = f"The template was not rendered within {_PATIENCE} seconds."
            except (EOFError, OSError):
                said = "The process that renders has died: the template may take more memory than there is."
            self._end()
            return [Shown("", error=said)]

    def _started(self) -> Connection:
        # spawn: Pango and GLib hold locks that a forked child would inherit
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_render_all, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        return self._pipe

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process = self._pipe = None


_renderer = _Renderer()


def _render_all(pipe: Connection) -> None:
    while True:
        try:
            what = pipe.recv()
        except EOFError:
            return
        with limited_memory(), ticking():
            shown = _rendered(*what)
        pipe.send(shown)


def _rendered(folder: Path, templates: Path, profile_name: str) -> list[Shown]:
    try:
        template = open_template(folder)
        languages = template.languages("body.html")
        profile = load_profile(templates / "profiles", profile_name or template.profile)
        layout = Layout(template.folder, load_fonts(templates / "fonts", template.families), profile)
    except DmError as error:
        return [Shown("", error=_sentence(error))]
    return [_shown(Sandbox(template), layout, profile, language) for language in languages]


def _shown(sandbox: Sandbox, layout: Layout, profile: Profile, language: str) -> Shown:
    template = sandbox.template
    try:
        sample = _in_window(template.sample(language), profile)
        with LimitedTime("The template"):
            html = sandbox.render("body.html", sample, language)
        printed = layout.print([Sheet(html, f"{template.name}, {language}", _MARK)])
        pdf = finish(printed.pdf, profile)
        laid = Laid("", 0, printed.pages[0], _address(sample, profile))
        found = preflight(pdf, profile, [laid], template.families, pages=printed.pages[0])
    except DmError as error:
        return Shown(language, error=_sentence(error))
    return Shown(language, _pictures(pdf), tuple(f"page {one.page}: {one.message}" for one in found))


def _in_window(sample: dict[str, Any], profile: Profile) -> dict[str, Any]:
    address = sample.get("address")
    if not isinstance(address, dict) or "lines" not in address:
        return sample
    return {**sample, "address": {**address, "lines": window_lines(address["lines"], window_letters(profile))}}


def _address(sample: dict[str, Any], profile: Profile) -> tuple[str, ...]:
    if profile.address is None or profile.address_by != "letter":
        return ()
    return tuple(sample.get("address", {}).get("lines", ()))


def _sentence(error: DmError) -> str:
    return f"{error.message} {error.hint}".strip()


def _pictures(pdf: bytes) -> tuple[bytes, ...]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        made = []
        for page in document:
            page.render(scale=_DPI / 72).to_pil().save(out := io.BytesIO(), "PNG")
            made.append(out.getvalue())
        return tuple(made)
    finally:
        document.close()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, preview: Preview, *arguments: Any) -> None:
        self._preview = preview
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """A page, a picture, the version; only for a browser that asks this machine by name."""
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in ("127.0.0.1", "localhost", "::1"):
            self._send(403, "text/plain", b"This preview is for this machine.")
            return
        known: dict[str, Callable[[], tuple[str, bytes]]] = {
            "/": lambda: ("text/html; charset=utf-8", self._page().encode()),
            "/version": lambda: ("text/plain", self._preview.version().encode()),
            "/preview.js": lambda: ("text/javascript", _SCRIPT),
            "/preview.css": lambda: ("text/css", _STYLE),
        }
        path = urlsplit(self.path).path
        if path in known:
            self._send(200, *known[path]())
        elif (picture := self._picture(path)) is not None:
            self._send(200, "image/png", picture)
        else:
            self._send(404, "text/plain", b"There is no such page.")

    def _picture(self, path: str) -> bytes | None:
        parts = path.strip("/").removesuffix(".png").split("/")
        if len(parts) != 3 or parts[0] != "page" or not parts[2].isdecimal():
            return None
        pages = next((one.pages for one in self._preview.shown() if one.language == parts[1]), ())
        return pages[int(parts[2])] if int(parts[2]) < len(pages) else None

    def _page(self) -> str:
        shown, version = self._preview.shown(), self._preview.version()
        name = escape(self._preview.folder.name)
        parts = []
        for one in shown:
            parts.append(f"<h2>{escape(one.language)}</h2>" if one.language else "")
            parts += [f'<p class="wrong" role="alert">{escape(one.error)}</p>'] if one.error else []
            parts += [f'<p class="warn">{escape(each)}</p>' for each in one.findings]
            parts += [
                f'<img src="/page/{escape(one.language)}/{number}.png?{version}" alt="{name}, page {number + 1}">'
                for number in range(len(one.pages))
            ]
        return (
            f'<!doctype html><html lang="en" data-version="{version}"><head><meta charset="utf-8"><title>{name}</title>'
            '<link rel="stylesheet" href="/preview.css"><script defer src="/preview.js"></script></head>'
            f"<body><h1>{name}</h1>{''.join(parts)}</body></html>"
        )

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Type": kind, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nobody wants a line for each look at the version."""


def preview_server(preview: Preview, port: int) -> ThreadingHTTPServer:
    """The server, on this machine only; `serve_forever` runs it."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, preview))
