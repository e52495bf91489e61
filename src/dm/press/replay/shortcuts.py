"""What WeasyPrint works out anew for each letter, remembered: styles, lines of text, widths that are no percentages.

The layout stays WeasyPrint's own. Each answer is what its own function gave for the same question before; a question
that cannot be compared is asked as ever. Read in the version that `inside.known` names, and used for no other.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import Any

from weasyprint import css
from weasyprint.formatting_structure import boxes
from weasyprint.layout import percent
from weasyprint.pdf import fonts
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi

# A style weighs ten kilobytes, a line of text one.
_STYLES = 2_000
_LINES = 8_000
# Lengths that depend on a page's size, which is known when some styles are done.
_VIEWPORT = re.compile(r"\d[sld]?v(?:w|h|i|b|min|max)\b", re.IGNORECASE)
_ACROSS = (
    "margin_left", "margin_right", "padding_left", "padding_right", "width", "min_width", "max_width",
)  # fmt: skip
_DOWN = ("margin_top", "margin_bottom", "padding_top", "padding_bottom")
_WAITING = frozenset(("marker", "footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"))
_BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")
# All that a line's breaks and glyphs depend on.
_TEXT = (
    "direction", "font_family", "font_feature_settings", "font_kerning", "font_language_override", "font_size",
    "font_stretch", "font_style", "font_variant_alternates", "font_variant_caps", "font_variant_east_asian",
    "font_variant_ligatures", "font_variant_numeric", "font_variant_position", "font_variation_settings",
    "font_weight", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "hyphens", "lang",
    "letter_spacing", "overflow_wrap", "tab_size", "text_decoration_line", "white_space", "word_break",
    "word_spacing",
)  # fmt: skip

_resolve, _split = percent.resolve_percentages, line_break.split_first_line


class _Known:
    """What is known of a style: its values so far, and the styles below it."""

    __slots__ = ("anonymous", "below", "specified", "values")

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.specified: dict[str, Any] = {}
        self.below: dict[Any, _Known] = {}
        self.anonymous: _Known | None = None

    def for_anonymous(self) -> _Known:
        """The same of the anonymous style below it."""
        if self.anonymous is None:
            self.anonymous = _Known()
        return self.anonymous


class Shortcuts:
    """What is remembered for the letters of one template in one process."""

    def __init__(self, sheets: Sequence[str]) -> None:
        self._sized = any(_VIEWPORT.search(sheet) for sheet in sheets)
        self._root = _Known()
        self._styles = 0
        self._keys: dict[tuple[Any, ...], int] = {}
        self._lines: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self._style = self._styles_class()

    @contextmanager
    def taken(self, html: str) -> Iterator[None]:
        """Meanwhile WeasyPrint lays out this letter by them."""
        with _instead(_resolve, _resolve_percentages), _instead(_split, self._split_first_line):
            if self._sized or _VIEWPORT.search(html):
                yield
                return
            own = css.ComputedStyle, css.StyleFor
            css.ComputedStyle, css.StyleFor = self._style, _StyleFor
            try:
                yield
            finally:
                css.ComputedStyle, css.StyleFor = own

    def _known(self, parent: Any, cascaded: dict[str, Any], *more: Any) -> _Known | None:
        above = getattr(parent, "known", None) if parent is not None else self._root
        if above is None:
            return None
        key: tuple[Any, ...] = (*more, *cascaded.items())
        try:
            known = above.below.get(key)
        except TypeError:
            key = (*more, *map(_hashable, cascaded.items()))
            known = above.below.get(key)
        if known is None:
            if self._styles >= _STYLES:
                self._root, self._styles = _Known(), 0
            known = above.below[key] = _Known()
            self._styles += 1
        return known

    def _styles_class(self) -> Any:
        known_of = self._known

        class Style(_Remembered):
            def __init__(self, parent: Any, cascaded: Any, pseudo: Any, root: Any, base_url: Any, *more: Any) -> None:
                super().__init__(parent, cascaded, pseudo, root, base_url, *more)
                self.known = known_of(parent, cascaded, pseudo, base_url)
                if self.known:
                    self.update(self.known.values)
                    self.specified.update(self.known.specified)

        return Style

    def _split_first_line(
        self,
        text: str,
        style: Any,
        context: Any,
        max_width: Any,
        justification_spacing: Any,
        is_line_start: bool = True,  # noqa: FBT001, FBT002 - as WeasyPrint calls it
        minimum: bool = False,  # noqa: FBT001, FBT002
    ) -> tuple[Any, ...]:
        key = (text, self._text_key(style), max_width, justification_spacing, is_line_start, minimum)
        known = self._lines.get(key)
        if known is None:
            layout, *more = _split(text, style, context, max_width, justification_spacing, is_line_start, minimum)
            if len(self._lines) >= _LINES:
                self._lines.clear()
            known = self._lines[key] = layout, *more
        return _copied(known[0]), *known[1:]

    def _text_key(self, style: Any) -> int:
        known = getattr(style, "text_key", None)
        if known is None:
            values = (style.font_config, *[_hashable(style[name]) for name in _TEXT])
            known = style.text_key = self._keys.setdefault(values, len(self._keys))
        return known


class _StyleFor(css.StyleFor):  # type: ignore[misc]
    """Styles of markers, footnotes and the like, which each element has and few ask for, wait until they are asked."""

    def __init__(self, *more: Any) -> None:
        self.waiting: dict[Any, tuple[Any, Any, Any]] = {}
        super().__init__(*more)

    def set_computed_styles(
        self,
        element: Any,
        parent: Any,
        root: Any = None,
        pseudo_type: Any = None,
        base_url: Any = None,
        target_collector: Any = None,
    ) -> None:
        if pseudo_type in _WAITING and parent is element:
            cascaded = self._cascaded_styles.get((element, pseudo_type), {})
            if "anchor" not in cascaded:
                self.waiting[element, pseudo_type] = cascaded, root, base_url
                return
        super().set_computed_styles(element, parent, root, pseudo_type, base_url, target_collector)

    def __call__(self, element: Any, pseudo_type: Any = None) -> Any:
        if pseudo_type in _WAITING and (told := self.waiting.pop((element, pseudo_type), None)):
            cascaded, root, base_url = told
            styles = self._computed_styles
            styles[element, pseudo_type] = css.ComputedStyle(
                styles[element, None], cascaded, pseudo_type, styles[root, None], base_url, self.font_config,
                self.initial_page_sizes,
            )  # fmt: skip
        return super().__call__(element, pseudo_type)


class _Copied(css.ComputedStyle):  # type: ignore[misc]
    """A style's copy, which somebody is going to change."""

    def copy(self) -> Any:
        return _copy_of(self)


class _Remembered(css.ComputedStyle):  # type: ignore[misc]
    """A style that begins with what is known of it, and tells what it finds out."""

    known: _Known | None

    def __missing__(self, key: str) -> Any:
        value = super().__missing__(key)
        if self.known:
            self.known.values[key] = value
            if key in self.specified:
                self.known.specified[key] = self.specified[key]
        return value

    def copy(self) -> Any:
        return _copy_of(self)

    @cached_property
    def anonymous_style(self) -> Any:
        return _Anonymous(self, self.known.for_anonymous()) if self.known else css.AnonymousStyle(self)


class _Anonymous(css.AnonymousStyle):  # type: ignore[misc]
    """The same for anonymous boxes."""

    def __init__(self, parent: Any, known: _Known) -> None:
        super().__init__(parent)
        self.known = known
        self.update(known.values)

    def __missing__(self, key: str) -> Any:
        value = self.known.values[key] = super().__missing__(key)
        return value

    @cached_property
    def anonymous_style(self) -> Any:
        return _Anonymous(self, self.known.for_anonymous())


def _copy_of(style: Any) -> Any:
    copy = _Copied(
        style.parent_style, style.cascaded, style.pseudo_type, style.root_style, style.base_url, style.font_config,
        style.initial_page_sizes,
    )  # fmt: skip
    copy.update(style)
    copy.specified = style.specified.copy()
    return copy


class _Itself:
    """A value that equals nothing but itself."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self._value is other._value

    def __hash__(self) -> int:
        return id(self._value)


def _hashable(value: Any) -> Any:
    """The value, or what stands for it: equal values may be taken for different ones, never the other way round."""
    try:
        hash(value)
    except TypeError:
        if isinstance(value, list | tuple):
            return (type(value), *[_hashable(one) for one in value])
        return frozenset(value) if type(value) is set else _Itself(value)
    return value


def _copied(layout: Any) -> Any:
    """A line's layout, which each text box gets for itself."""
    copy = line_break.Layout.__new__(line_break.Layout)
    copy.__dict__.update(layout.__dict__)
    return copy


def _resolve_percentages(box: Any, containing_block: Any) -> None:
    """As WeasyPrint's function of this name: each box asks it, most have no percentage and no calculation."""
    if isinstance(containing_block, boxes.Box):
        wide, high = containing_block.width, containing_block.height
    else:
        wide, high = containing_block
    style, used = box.style, box.__dict__
    try:
        for name in _ACROSS:
            value = style[name]
            if value is not None and value != "auto":
                value = value.value if value.unit != "%" else wide * value.value / 100
            used[name] = value
        refer = high if isinstance(box, boxes.PageBox) else wide
        for name in _DOWN:
            value = style[name]
            if value is not None and value != "auto":
                value = value.value if value.unit != "%" else refer * value.value / 100
            used[name] = value
    except AttributeError:
        # a calculation
        _resolve(box, containing_block)
        return
    if used["min_width"] == "auto":
        used["min_width"] = 0
    _resolve_heights(box, style, high)
    collapse = style["border_collapse"] == "collapse"
    for name in _BORDERS:
        # borders that collapsed are settled before
        if not (collapse and hasattr(box, name)):
            used[name] = style[name]
    if style["box_sizing"] != "content-box":
        percent.adjust_box_sizing(box, "width")
        percent.adjust_box_sizing(box, "height")


def _resolve_heights(box: Any, style: Any, high: Any) -> None:
    if high == "auto":
        height = style["height"]
        fixed = height != "auto" and getattr(height, "unit", "%") != "%"
        box.height = height.value if fixed else "auto"
        percent.resolve_one_percentage(box, "min_height", 0)
        percent.resolve_one_percentage(box, "max_height", float("inf"))
        return
    for name in ("height", "min_height", "max_height"):
        percent.resolve_one_percentage(box, name, high)


@lru_cache(maxsize=8)
def _users(own: Callable[..., Any]) -> list[Any]:
    """WeasyPrint's modules that call this function of its by its name."""
    modules = [module for key, module in list(sys.modules.items()) if key.startswith("weasyprint.")]
    return [module for module in modules if getattr(module, own.__name__, None) is own]


@contextmanager
def quick_arrays() -> Iterator[None]:
    """Meanwhile WeasyPrint subsets fonts without having a C declaration parsed for each length of its arrays, which
    takes 4 milliseconds each."""
    fonts.ffi = _Binding()
    try:
        yield
    finally:
        fonts.ffi = ffi


class _Binding:
    """WeasyPrint's binding of C libraries."""

    def __getattr__(self, name: str) -> Any:
        return getattr(ffi, name)

    def new(self, declared: str, initial: Any = None) -> Any:
        """A new array as long as what is put into it, or anything else."""
        name, _, length = declared.partition("[")
        if length[:-1].isdigit() and initial is not None and int(length[:-1]) == len(initial):
            declared = f"{name}[]"
        return ffi.new(declared, initial)


@contextmanager
def _instead(own: Callable[..., Any], other: Callable[..., Any]) -> Iterator[None]:
    """Meanwhile all of WeasyPrint calls another function than its own."""
    for module in _users(own):
        setattr(module, own.__name__, other)
    try:
        yield
    finally:
        for module in _users(own):
            setattr(module, own.__name__, own)
