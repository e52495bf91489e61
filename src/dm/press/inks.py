"""What a PDF page really draws: texts, paths and pictures with their places and colours, read from its operators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from dm.press.pdf_fonts import PdfFont, codes, read_font

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_EVERYWHERE: Box = (-1e6, -1e6, 1e6, 1e6)
_SPACES = {"g": "grey", "rg": "rgb", "k": "cmyk"}
_WHITE = {("grey", (1.0,)), ("rgb", (1.0, 1.0, 1.0)), ("cmyk", (0.0, 0.0, 0.0, 0.0))}
_FILLS = {"f", "F", "f*", "B", "B*", "b", "b*"}
_STROKES = {"S", "s", "B", "B*", "b", "b*"}


@dataclass(frozen=True, slots=True)
class Ink:
    """One drawn thing: text, path, picture or shading; `box` in points, `shown` what its clip leaves of it.

    `dpi` is a picture's lower resolution as placed; `missing` says that a text holds a glyph its font has not.
    """

    kind: str
    box: Box
    shown: Box
    colour: tuple[str, tuple[float, ...]] = ("", ())
    font: str = ""
    dpi: float = 0.0
    missing: bool = False


@dataclass(slots=True)
class PageInks:
    """A page's inks in the order of drawing; `transparent` names the first transparency, "" for none."""

    inks: list[Ink] = field(default_factory=list)
    fonts: dict[str, bool] = field(default_factory=dict)
    transparent: str = ""


@dataclass(slots=True)
class _State:
    matrix: Matrix
    clip: Box = _EVERYWHERE
    fill: tuple[str, tuple[float, ...]] = ("grey", (0.0,))
    stroke: tuple[str, tuple[float, ...]] = ("grey", (0.0,))
    font: PdfFont | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    width: float = 1.0

    def copy(self) -> _State:
        return _State(**{name: getattr(self, name) for name in self.__slots__})


class Reader:
    """Reads the pages of one document; fonts are looked at once."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], PdfFont] = {}

    def read(self, page: pikepdf.Page) -> PageInks:
        """Everything that this page draws."""
        found = PageInks()
        _Walk(self, found).run(page, page.obj.get("/Resources", pikepdf.Dictionary()), _State(_UNIT))
        return found

    def font(self, source: Any) -> PdfFont:
        """A font's name, whether it is embedded, and its widths in thousandths."""
        key = source.objgen
        if key == (0, 0) or key not in self._fonts:
            self._fonts[key] = read_font(source)
        return self._fonts[key]


class _Walk:
    def __init__(self, reader: Reader, found: PageInks) -> None:
        self._reader, self._found = reader, found
        self._path: list[float] = []
        self._clips = False
        self._text: Matrix = _UNIT
        self._line: Matrix = _UNIT

    def run(self, stream: Any, resources: Any, state: _State) -> None:
        stack: list[_State] = []
        for operands, operator in instructions(stream):
            name = str(operator)
            if name == "q":
                stack.append(state.copy())
            elif name == "Q":
                state = stack.pop() if stack else state
            elif name in ("m", "l", "c", "v", "y"):
                self._points(state, [float(number) for number in operands])
            elif name in _DRAWN:
                self._draw(name, operands, resources, state)
            elif (act := _ACTS.get(name)) is not None:
                act(self, state, operands, resources)

    def _points(self, state: _State, numbers: list[float]) -> None:
        a, b, c, d, e, f = state.matrix
        for x, y in zip(numbers[::2], numbers[1::2], strict=False):
            self._path += [a * x + c * y + e, b * x + d * y + f]

    def _draw(self, name: str, operands: Any, resources: Any, state: _State) -> None:
        if name == "Do":
            self._object(resources["/XObject"][str(operands[0])], resources, state)
            return
        if name == "sh":
            self._add("shading", state.clip, state)
            return
        if name == "re":
            x, y, width, height = (float(number) for number in operands)
            self._points(state, [x, y, x + width, y, x, y + height, x + width, y + height])
            return
        if name in ("W", "W*"):
            self._clips = True
            return
        box = _around(self._path)
        if box is not None:
            if name in _FILLS:
                self._add("path", box, state, colour=state.fill)
            if name in _STROKES:
                half = state.width * _scale(state.matrix) / 2
                wide = (box[0] - half, box[1] - half, box[2] + half, box[3] + half)
                self._add("path", wide, state, colour=state.stroke)
        if self._clips:
            state.clip = _common(state.clip, box or (0, 0, 0, 0))
            self._clips = False
        self._path = []

    def _object(self, source: Any, resources: Any, state: _State) -> None:
        if source.get("/Subtype") == "/Form":
            inner = state.copy()
            inner.matrix = _times(_matrix(source.get("/Matrix", _UNIT)), state.matrix)
            if "/Group" in source and not self._found.transparent and source.Group.get("/I", False):
                self._found.transparent = "an isolated group"
            saved = self._text, self._line
            self.run(source, source.get("/Resources", resources), inner)
            self._text, self._line = saved
            return
        a, b, c, d, e, f = state.matrix
        box = _around([e, f, a + e, b + f, c + e, d + f, a + c + e, b + d + f])
        across, up = (a * a + b * b) ** 0.5 / 72, (c * c + d * d) ** 0.5 / 72
        pixels = float(source.get("/Width", 1)), float(source.get("/Height", 1))
        dpi = min(pixels[0] / across if across else 0, pixels[1] / up if up else 0)
        if "/SMask" in source and not self._found.transparent:
            self._found.transparent = "a picture with a mask of transparency"
        if box is not None:
            self._add("picture", box, state, colour=(_space(source), ()), dpi=dpi)

    def _add(self, kind: str, box: Box, state: _State, **more: Any) -> None:
        self._found.inks.append(Ink(kind, box, _common(box, state.clip), **more))

    def begin_text(self, _state: _State, _operands: Any, _resources: Any) -> None:
        self._text = self._line = _UNIT

    def place(self, _state: _State, operands: Any, _resources: Any) -> None:
        self._text = self._line = _matrix(operands)

    def move(self, _state: _State, operands: Any, _resources: Any) -> None:
        x, y = (float(number) for number in operands)
        self._text = self._line = _times((1, 0, 0, 1, x, y), self._line)

    def move_leading(self, state: _State, operands: Any, resources: Any) -> None:
        state.leading = -float(operands[1])
        self.move(state, operands, resources)

    def next_line(self, state: _State, _operands: Any, resources: Any) -> None:
        self.move(state, [0, -state.leading], resources)

    def show(self, state: _State, operands: Any, _resources: Any) -> None:
        parts = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[-1]]
        font = state.font
        if font is None:
            return
        wide, missing = 0.0, False
        for part in parts:
            if not isinstance(part, pikepdf.String):
                wide -= float(part) / 1000 * state.size * state.scale
                continue
            for code in codes(bytes(part), two=font.two_bytes):
                missing = missing or code == 0
                space = state.word_spacing if code == 32 and not font.two_bytes else 0.0
                advance = font.widths.get(code, font.default) / 1000 * state.size
                wide += (advance + state.spacing + space) * state.scale
        low, high = font.descent / 1000 * state.size + state.rise, font.ascent / 1000 * state.size + state.rise
        a, b, c, d, e, f = _times(self._text, state.matrix)
        corners = [(0.0, low), (wide, low), (0.0, high), (wide, high)]
        box = _around([at for x, y in corners for at in (a * x + c * y + e, b * x + d * y + f)])
        self._text = _times((1, 0, 0, 1, wide, 0), self._text)
        if box is not None and wide:
            self._add("text", box, state, colour=state.fill, font=font.name, missing=missing)

    def next_line_show(self, state: _State, operands: Any, resources: Any) -> None:
        self.next_line(state, operands, resources)
        self.show(state, operands, resources)

    def use_font(self, state: _State, operands: Any, resources: Any) -> None:
        state.font = self._reader.font(resources["/Font"][str(operands[0])])
        state.size = float(operands[1])
        self._found.fonts[state.font.name] = state.font.embedded

    def graphics(self, state: _State, operands: Any, resources: Any) -> None:
        named = resources["/ExtGState"][str(operands[0])]
        if "/LW" in named:
            state.width = float(named["/LW"])
        if self._found.transparent:
            return
        for key in ("/ca", "/CA"):
            if key in named and float(named[key]) < 1:
                self._found.transparent = f"an opacity of {float(named[key]):g}"
        if "/SMask" in named and named["/SMask"] != pikepdf.Name("/None"):
            self._found.transparent = "a mask of transparency"
        if named.get("/BM", pikepdf.Name("/Normal")) not in (pikepdf.Name("/Normal"), pikepdf.Name("/Compatible")):
            self._found.transparent = f"the blend mode {named['/BM']}"


def _concat(_walk: _Walk, state: _State, operands: Any, _resources: Any) -> None:
    state.matrix = _times(_matrix(operands), state.matrix)


def _simple(space: str, *, stroke: bool) -> Callable[..., None]:
    def act(_walk: _Walk, state: _State, operands: Any, _resources: Any) -> None:
        colour = (space, tuple(float(number) for number in operands))
        if stroke:
            state.stroke = colour
        else:
            state.fill = colour

    return act


def _choose(*, stroke: bool) -> Callable[..., None]:
    def act(_walk: _Walk, state: _State, operands: Any, resources: Any) -> None:
        name = str(operands[0])
        space = _NAMED.get(name) or _space_name(resources.get("/ColorSpace", {}).get(name, name))
        if stroke:
            state.stroke = (space, ())
        else:
            state.fill = (space, ())

    return act


def _special(*, stroke: bool) -> Callable[..., None]:
    def act(_walk: _Walk, state: _State, operands: Any, _resources: Any) -> None:
        space = (state.stroke if stroke else state.fill)[0]
        numbers = tuple(float(number) for number in operands if not isinstance(number, pikepdf.Name))
        if stroke:
            state.stroke = (space, numbers)
        else:
            state.fill = (space, numbers)

    return act


def _number(name: str, factor: float = 1.0) -> Callable[..., None]:
    def act(_walk: _Walk, state: _State, operands: Any, _resources: Any) -> None:
        setattr(state, name, float(operands[0]) * factor)

    return act


_NAMED = {"/DeviceGray": "grey", "/DeviceRGB": "rgb", "/DeviceCMYK": "cmyk", "/Pattern": "pattern"}
_DRAWN = {"Do", "sh", "re", "W", "W*", "n"} | _FILLS | _STROKES
_ACTS: dict[str, Callable[..., None]] = {
    "cm": _concat,
    "BT": _Walk.begin_text,
    "Tm": _Walk.place,
    "Td": _Walk.move,
    "TD": _Walk.move_leading,
    "T*": _Walk.next_line,
    "Tj": _Walk.show,
    "TJ": _Walk.show,
    "'": _Walk.next_line_show,
    '"': _Walk.next_line_show,
    "Tf": _Walk.use_font,
    "gs": _Walk.graphics,
    "w": _number("width"),
    "Tc": _number("spacing"),
    "Tw": _number("word_spacing"),
    "Tz": _number("scale", 0.01),
    "TL": _number("leading"),
    "Ts": _number("rise"),
    "cs": _choose(stroke=False),
    "CS": _choose(stroke=True),
    **{name: _special(stroke=False) for name in ("sc", "scn")},
    **{name: _special(stroke=True) for name in ("SC", "SCN")},
    **{name: _simple(space, stroke=False) for name, space in _SPACES.items()},
    **{name.upper(): _simple(space, stroke=True) for name, space in _SPACES.items()},
}


def instructions(stream: Any) -> Iterator[tuple[Any, Any]]:
    """Operands and operator of each instruction of a page or a form."""
    for one in pikepdf.parse_content_stream(stream):
        yield one.operands, one.operator


def is_white(ink: Ink) -> bool:
    """Whether the ink is the paper's colour."""
    return ink.colour in _WHITE


def _space(picture: Any) -> str:
    if picture.get("/ImageMask", False):
        return "mask"
    return _NAMED.get(str(picture.get("/ColorSpace", ""))) or _space_name(picture.get("/ColorSpace", ""))


def _space_name(space: Any) -> str:
    if isinstance(space, pikepdf.Array):
        kind = str(space[0])
        if kind == "/ICCBased":
            return {1: "grey", 3: "rgb", 4: "cmyk"}.get(int(space[1].get("/N", 0)), "icc")
        if kind == "/Indexed":
            return _NAMED.get(str(space[1])) or _space_name(space[1])
        return kind.removeprefix("/").lower()
    return _NAMED.get(str(space), str(space).removeprefix("/").lower())


def _matrix(numbers: Any) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in numbers)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _scale(matrix: Matrix) -> float:
    return float(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5)


def _around(points: list[float]) -> Box | None:
    if not points:
        return None
    across, up = points[::2], points[1::2]
    return min(across), min(up), max(across), max(up)


def _common(one: Box, other: Box) -> Box:
    left, low = max(one[0], other[0]), max(one[1], other[1])
    return left, low, max(left, min(one[2], other[2])), max(low, min(one[3], other[3]))
