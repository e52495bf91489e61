"""Templates become text: Jinja in its sandbox, where an unknown variable stops the piece and nothing reaches out."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2 import Template as Jinja
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from dm.errors import DmError, TemplateError
from dm.press import marks
from dm.press.filters import filters_for
from dm.press.folders import Template
from dm.press.names import nearest
from dm.press.turns import MarkingEnvironment, without_turns

# Private characters on both sides of each variable's value, for whoever wants to know where values stand.
FENCES = ("\ue0f0", "\ue0f1")
# What is escaped in HTML, the fences, and the marks of conditions and loops.
_SPECIAL = re.compile(f"[&<>'\"{FENCES[0]}-\ue0f9]")
_FENCE = re.compile(f"[{FENCES[0]}-\ue0f9]")
# Where a template works on rendered text, fences could change what it does: there it is rendered without them too.
_WORKS_ON_TEXT = re.compile(
    r"\{%[-+]?\s*(?:filter|macro|call|import|from|autoescape)\b"
    r"|\{%[-+]?\s*set\s+[\w.]+\s*(?:\|[^%]*)?[-+]?%\}"
    r"|(?:super\(\)|self\.\w+\(\))\s*[^\s}-]"
)
_UNKNOWN = re.compile(r"'([^']+)' is undefined|has no attribute '([^']+)'")


class Sandbox:
    """Renders the parts of one template. Contexts are plain data; HTML is escaped, text is not."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self._environments: dict[str, ImmutableSandboxedEnvironment] = {}
        self._fencing: dict[tuple[str, str], tuple[str, Jinja]] = {}

    def render(self, part: str, context: Mapping[str, Any], language: str = "") -> str:
        """This part in that language (or the template's own); any fault names file, line and unknown variable."""
        name = self.template.part(part, language)
        environment = self._environment(self.template.language_of(part, language))
        try:
            return environment.get_template(name).render(context)
        except Exception as error:
            raise self._explained(error, name, context) from error

    def render_fenced(self, part: str, context: Mapping[str, Any], language: str = "") -> str:
        """As `render`, with FENCES around each value, and with the marks of `turns` around what conditions and loops
        wrote; without any where they would change the text."""
        if (part, language) not in self._fencing:
            self._fencing[part, language] = self._fenced(part, language)
        name, template = self._fencing[part, language]
        try:
            fenced = template.render(context)
        except _FencedValueError:
            return self.render(part, context, language)
        except Exception as error:
            raise self._explained(error, name, context) from error
        if self._works_on_text:
            plain = self.render(part, context, language)
            return fenced if without_fences(fenced) == plain else plain
        return fenced

    def _fenced(self, part: str, language: str) -> tuple[str, Jinja]:
        """The file of this part and what Jinja made of it: as it is now, for as many letters as there may be."""
        name = self.template.part(part, language)
        environment = _environment(self.template.folder, self.template.language_of(part, language), fenced=True)
        try:
            return name, environment.get_template(name)
        except Exception as error:
            raise self._explained(error, name, {}) from error

    @cached_property
    def _works_on_text(self) -> bool:
        files = (path for path in self.template.folder.rglob("*.html") if path.is_file())
        return any(_WORKS_ON_TEXT.search(path.read_text("utf-8", "replace")) for path in files)

    def render_line(self, source: str, context: Mapping[str, Any], language: str = "") -> str:
        """A line of a script, plain text."""
        try:
            return self._environment(language or self.template.language).from_string(source).render(context)
        except Exception as error:
            raise self._explained(error, "a line", context) from error

    def _environment(self, language: str) -> ImmutableSandboxedEnvironment:
        if language not in self._environments:
            self._environments[language] = _environment(self.template.folder, language)
        return self._environments[language]

    def _explained(self, error: Exception, name: str, context: Mapping[str, Any]) -> TemplateError:
        where = f"{self.template.name}/{self._place(error, name)}"
        if isinstance(error, TemplateSyntaxError):
            return TemplateError(f"{where}: {error.message}.", hint="Mend the template at this line.")
        if isinstance(error, UndefinedError):
            return _unknown(error, where, context)
        if isinstance(error, TemplateNotFound):
            return TemplateError(f"{where}: there is no file {error.name} in the template's own folder.")
        if isinstance(error, SecurityError):
            return TemplateError(f"{where}: the template tries what templates may not: {error}.")
        if isinstance(error, DmError):
            return TemplateError(f"{where}: {error.message}", hint=error.hint)
        if isinstance(error, MemoryError):
            return TemplateError(f"{where}: the template takes more memory than a letter may.")
        return TemplateError(f"{where}: {error}.", hint="Check the filters and values of this line.")

    def _place(self, error: Exception, name: str) -> str:
        if isinstance(error, TemplateSyntaxError):
            return f"{error.name or name}, line {error.lineno}"
        inside = str(self.template.folder)
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(inside)]
        if not frames:
            return name
        return f"{Path(frames[-1].filename).relative_to(self.template.folder)}, line {frames[-1].lineno}"


class _FencedValueError(Exception):
    """A value holds a fence itself."""


def _fence(value: object) -> object:
    """The value between fences; rendered text passes as it is, except a drawn mark."""
    if isinstance(value, Markup):
        drawn = value.startswith("<svg ") and FENCES[0] not in value
        return _marked(f"{FENCES[0]}{value}{FENCES[1]}") if drawn else value
    if type(value) is str and not _SPECIAL.search(value):
        return _marked(f"{FENCES[0]}{value}{FENCES[1]}")
    text = escape(value)
    if _FENCE.search(text):
        raise _FencedValueError
    return _marked(f"{FENCES[0]}{text}{FENCES[1]}")


def _marked(text: str) -> Markup:
    # Markup(text) asks first what kind of thing its text is, which costs more than all the rest
    return str.__new__(Markup, text)


def without_fences(text: str) -> str:
    """The text as it is without FENCES and the marks of conditions and loops."""
    return without_turns(text.replace(FENCES[0], "").replace(FENCES[1], ""))


def _environment(folder: Path, language: str, *, fenced: bool = False) -> ImmutableSandboxedEnvironment:
    kind = MarkingEnvironment if fenced else ImmutableSandboxedEnvironment
    environment = kind(
        loader=FileSystemLoader(folder, followlinks=False),
        undefined=StrictUndefined,
        autoescape=lambda name: bool(name) and str(name).endswith((".html", ".svg")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_fence if fenced else None,
    )
    environment.filters.update(filters_for(language))
    environment.globals.update(
        qr=_drawn(marks.qr_svg), datamatrix=_drawn(marks.datamatrix_svg), code128=_drawn(marks.code128_svg)
    )
    return environment


def _drawn(draw: Callable[[str], str]) -> Callable[[object], Markup]:
    # the SVG holds numbers only, never the text that it encodes
    return lambda text: Markup(draw(str(text)))  # noqa: S704


def _unknown(error: UndefinedError, where: str, context: Mapping[str, Any]) -> TemplateError:
    found = _UNKNOWN.search(str(error))
    name = (found[1] or found[2]) if found else ""
    if not name:
        return TemplateError(f"{where}: {error}.", hint="Check the names of the variables in this line.")
    return TemplateError(f"{where}: unknown variable {name!r}.", hint=nearest(name, _names(context, found)))


def _names(context: Mapping[str, Any], found: re.Match[str] | None) -> set[str]:
    if found and found[1]:
        return set(context)
    return {str(key) for value in context.values() if isinstance(value, Mapping) for key in value}
