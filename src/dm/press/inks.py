"""What a PDF page really draws: texts, paths and pictures with their places and colours, read from its operators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import add
from typing import Any, NamedTuple

import pikepdf

from dm.press.boxes import EVERYWHERE, UNIT, Box, Matrix, around, common, matrix_of, scale_of, times
from dm.press.operators import rectangles, shown, tokens
from dm.press.pdf_fonts import PdfFont, read_font

_SPACES = {"g": "grey", "rg": "rgb", "k": "cmyk"}
_WHITE = {("grey", (1.0,)), ("rgb", (1.0, 1.0, 1.0)), ("cmyk", (0.0, 0.0, 0.0, 0.0))}
_PALE = 0.07
_FILLS = {"f", "F", "f*", "B", "B*", "b", "b*"}
_STROKES = {"S", "s", "B", "B*", "b", "b*"}
# Forms that many pages share are few; what a page alone has is not worth keeping. Texts: a few megabytes.
_FORMS = 200
_TEXTS = 20_000


class Ink(NamedTuple):
    """One drawn thing: text, path, picture or shading; `box` in points, `shown` what its clip leaves of it.

    `dpi` is a picture's lower resolution as placed; `missing` says that a text holds a glyph its font has not; `text`
    is what a text says, as far as its font tells, `size` its height in points.
    """

    kind: str
    box: Box
    shown: Box
    colour: tuple[str, tuple[float, ...]] = ("", ())
    font: str = ""
    dpi: float = 0.0
    missing: bool = False
    text: str = ""
    size: float = 0.0


@dataclass(slots=True)
class PageInks:
    """A page's inks in the order of drawing; `transparent` names the first transparency, "" for none."""

    inks: list[Ink] = field(default_factory=list)
    fonts: dict[str, bool] = field(default_factory=dict)
    transparent: str = ""

    def add(self, other: PageInks) -> None:
        """What is drawn after the rest."""
        self.inks += other.inks
        self.fonts |= other.fonts
        self.transparent = self.transparent or other.transparent


@dataclass(slots=True)
class _State:
    matrix: Matrix
    clip: Box = EVERYWHERE
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

    def told(self) -> tuple[Any, ...]:
        """All of it, in order."""
        return (
            self.matrix, self.clip, self.fill, self.stroke, self.font, self.size, self.spacing, self.word_spacing,
            self.scale, self.leading, self.rise, self.width,
        )  # fmt: skip

    def copy(self) -> _State:
        return _State(*self.told())


class _Measured(NamedTuple):
    """A text in its font: its width in thousandths, its glyphs, how many of them are spaces, what it says."""

    wide: float
    glyphs: int
    spaces: int
    missing: bool
    said: str


class Reader:
    """Reads the pages of one document; fonts, and forms that pages share, are looked at once."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], PdfFont] = {}
        self._forms: dict[tuple[Any, ...], PageInks] = {}
        self._texts: dict[tuple[PdfFont, str], _Measured] = {}

    def read(self, page: pikepdf.Page) -> PageInks:
        """Everything that this page draws."""
        found = PageInks()
        _Walk(self, found, page.obj.get("/Resources", pikepdf.Dictionary()), _State(UNIT)).run(page)
        return found

    def font(self, source: Any) -> PdfFont:
        """A font's name, whether it is embedded, and its widths in thousandths."""
        key = source.objgen
        if key == (0, 0) or key not in self._fonts:
            self._fonts[key] = read_font(source)
        return self._fonts[key]

    def text(self, font: PdfFont, text: str) -> _Measured:
        """A text as its operands spell it; many are in many letters."""
        measured = self._texts.get((font, text))
        if measured is None:
            if len(self._texts) >= _TEXTS:
                self._texts.clear()
            measured = self._texts[font, text] = _measured(font, text)
        return measured

    def form(self, source: Any, resources: Any, state: _State) -> PageInks:
        """Everything that a form draws in this state, which it does not change."""
        key = (source.objgen, *state.told())
        shared = "/Resources" in source
        found = self._forms.get(key) if shared else None
        if found is None:
            found = PageInks()
            if "/Group" in source and source.Group.get("/I", False):
                found.transparent = "an isolated group"
            inner = state.copy()
            inner.matrix = times(matrix_of(source.get("/Matrix", UNIT)), state.matrix)
            _Walk(self, found, source.get("/Resources", resources), inner).run(source)
            if shared and len(self._forms) < _FORMS:
                self._forms[key] = found
        return found


class _Walk:
    """One page's or one form's operators, one after another."""

    def __init__(self, reader: Reader, found: PageInks, resources: Any, state: _State) -> None:
        self._reader, self._found, self._resources = reader, found, resources
        self._state, self._stack = state, list[_State]()
        self._path: list[float] = []
        self._clips = False
        self._text: Matrix = UNIT
        self._line: Matrix = UNIT

    def run(self, stream: Any) -> None:
        operands: list[str] = []
        for token in tokens(stream):
            if token[0] not in _OPERAND:
                if act := _ACTS.get(token):
                    act(self, operands)
            elif token[-1] in _BLANK:
                self._rectangles(rectangles(token))
            elif token[0] == "[" and token[-1] == "J":
                self.show([token])
            else:
                operands.append(token)
                continue
            operands = []

    def save(self, _operands: Sequence[str]) -> None:
        self._stack.append(self._state.copy())

    def restore(self, _operands: Sequence[str]) -> None:
        self._state = self._stack.pop() if self._stack else self._state

    def concat(self, operands: Sequence[str]) -> None:
        self._state.matrix = times(matrix_of(operands), self._state.matrix)

    def points(self, operands: Sequence[str]) -> None:
        self._add_points([float(number) for number in operands])

    def rectangle(self, operands: Sequence[str]) -> None:
        x, y, width, height = (float(number) for number in operands)
        self._rectangles([(x, y, width, height)])

    def _rectangles(self, several: Sequence[tuple[float, float, float, float]]) -> None:
        if len(several) > 1 and not (self._state.matrix[1] or self._state.matrix[2]):
            # upright, the outermost corners say as much as all
            lefts, feet, wides, highs = zip(*several, strict=True)
            across, down = (*lefts, *map(add, lefts, wides)), (*feet, *map(add, feet, highs))
            left, foot = min(across), min(down)
            several = [(left, foot, max(across) - left, max(down) - foot)]
        for x, y, wide, high in several:
            self._add_points((x, y, x + wide, y, x, y + high, x + wide, y + high))

    def _add_points(self, numbers: Sequence[float]) -> None:
        a, b, c, d, e, f = self._state.matrix
        for x, y in zip(numbers[::2], numbers[1::2], strict=False):
            self._path += [a * x + c * y + e, b * x + d * y + f]

    def clip(self, _operands: Sequence[str]) -> None:
        self._clips = True

    def paint(self, *, fill: bool, stroke: bool) -> None:
        box, state = around(self._path), self._state
        if box is not None:
            if fill:
                self._add("path", box, colour=state.fill)
            if stroke:
                half = state.width * scale_of(state.matrix) / 2
                wide = (box[0] - half, box[1] - half, box[2] + half, box[3] + half)
                self._add("path", wide, colour=state.stroke)
        if self._clips:
            state.clip = common(state.clip, box or (0, 0, 0, 0))
            self._clips = False
        self._path = []

    def shade(self, _operands: Sequence[str]) -> None:
        self._add("shading", self._state.clip)

    def draw(self, operands: Sequence[str]) -> None:
        source, state = self._resources["/XObject"][operands[0]], self._state
        if source.get("/Subtype") == "/Form":
            self._found.add(self._reader.form(source, self._resources, state))
            return
        a, b, c, d, e, f = state.matrix
        box = around([e, f, a + e, b + f, c + e, d + f, a + c + e, b + d + f])
        across, up = (a * a + b * b) ** 0.5 / 72, (c * c + d * d) ** 0.5 / 72
        pixels = float(source.get("/Width", 1)), float(source.get("/Height", 1))
        dpi = min(pixels[0] / across if across else 0, pixels[1] / up if up else 0)
        if "/SMask" in source and not self._found.transparent:
            self._found.transparent = "a picture with a mask of transparency"
        if box is not None:
            self._add("picture", box, colour=(_space(source), ()), dpi=dpi)

    def _add(self, kind: str, box: Box, **more: Any) -> None:
        self._found.inks.append(Ink(kind, box, common(box, self._state.clip), **more))

    def begin_text(self, _operands: Sequence[str]) -> None:
        self._text = self._line = UNIT

    def place(self, operands: Sequence[str]) -> None:
        self._text = self._line = matrix_of(operands)

    def move(self, operands: Sequence[str]) -> None:
        x, y = (float(number) for number in operands)
        self._text = self._line = times((1, 0, 0, 1, x, y), self._line)

    def move_leading(self, operands: Sequence[str]) -> None:
        self._state.leading = -float(operands[1])
        self.move(operands)

    def next_line(self, _operands: Sequence[str]) -> None:
        self.move(["0", str(-self._state.leading)])

    def show(self, operands: Sequence[str]) -> None:
        state, font = self._state, self._state.font
        if font is None:
            return
        text = self._reader.text(font, " ".join(operands))
        wide = text.wide / 1000 * state.size + text.glyphs * state.spacing + text.spaces * state.word_spacing
        wide *= state.scale
        low, high = font.descent / 1000 * state.size + state.rise, font.ascent / 1000 * state.size + state.rise
        a, b, c, d, e, f = times(self._text, state.matrix)
        corners = [(0.0, low), (wide, low), (0.0, high), (wide, high)]
        box = around([at for x, y in corners for at in (a * x + c * y + e, b * x + d * y + f)])
        self._text = times((1, 0, 0, 1, wide, 0), self._text)
        if box is not None and wide:
            size = state.size * (c * c + d * d) ** 0.5
            told = {"font": font.name, "missing": text.missing, "text": text.said, "size": size}
            self._add("text", box, colour=state.fill, **told)

    def next_line_show(self, operands: Sequence[str]) -> None:
        self.next_line(operands)
        self.show(operands[-1:])

    def use_font(self, operands: Sequence[str]) -> None:
        self._state.font = self._reader.font(self._resources["/Font"][operands[0]])
        self._state.size = float(operands[1])
        self._found.fonts[self._state.font.name] = self._state.font.embedded

    def graphics(self, operands: Sequence[str]) -> None:
        named = self._resources["/ExtGState"][operands[0]]
        if "/LW" in named:
            self._state.width = float(named["/LW"])
        if self._found.transparent:
            return
        for key in ("/ca", "/CA"):
            if key in named and float(named[key]) < 1:
                self._found.transparent = f"an opacity of {float(named[key]):g}"
        if "/SMask" in named and named["/SMask"] != pikepdf.Name("/None"):
            self._found.transparent = "a mask of transparency"
        if named.get("/BM", pikepdf.Name("/Normal")) not in (pikepdf.Name("/Normal"), pikepdf.Name("/Compatible")):
            self._found.transparent = f"the blend mode {named['/BM']}"

    def choose(self, operands: Sequence[str], *, side: str) -> None:
        name = operands[0]
        space = _NAMED.get(name) or _space_name(self._resources.get("/ColorSpace", {}).get(name, name))
        setattr(self._state, side, (space, ()))

    def special(self, operands: Sequence[str], *, side: str) -> None:
        space = getattr(self._state, side)[0]
        setattr(self._state, side, (space, tuple(float(number) for number in operands if number[0] != "/")))

    def simple(self, operands: Sequence[str], *, side: str, space: str) -> None:
        setattr(self._state, side, (space, tuple(float(number) for number in operands)))

    def number(self, operands: Sequence[str], *, name: str, factor: float = 1.0) -> None:
        setattr(self._state, name, float(operands[0]) * factor)


def _measured(font: PdfFont, text: str) -> _Measured:
    wide, glyphs, spaces, missing, said = 0.0, 0, 0, False, ""
    for part in shown(text):
        if isinstance(part, float):
            wide -= part
            continue
        codes = font.codes(part)
        wide, glyphs, missing = wide + font.wide(codes), glyphs + len(codes), missing or 0 in codes
        spaces += 0 if font.two_bytes else codes.count(32)
        said += font.said(codes)
    return _Measured(wide, glyphs, spaces, missing, said)


def _painting(name: str) -> Callable[[_Walk, Sequence[str]], None]:
    fill, stroke = name in _FILLS, name in _STROKES
    return lambda walk, _operands: walk.paint(fill=fill, stroke=stroke)


def _with(method: Callable[..., None], **more: Any) -> Callable[[_Walk, Sequence[str]], None]:
    return lambda walk, operands: method(walk, operands, **more)


_NAMED = {"/DeviceGray": "grey", "/DeviceRGB": "rgb", "/DeviceCMYK": "cmyk", "/Pattern": "pattern"}
_OPERAND = frozenset("/<[]+-.0123456789")
_BLANK = frozenset(" \t\r\n\f")
_ACTS: dict[str, Callable[[_Walk, Sequence[str]], None]] = {
    "q": _Walk.save,
    "Q": _Walk.restore,
    "cm": _Walk.concat,
    "Do": _Walk.draw,
    "sh": _Walk.shade,
    "re": _Walk.rectangle,
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
    "w": _with(_Walk.number, name="width"),
    "Tc": _with(_Walk.number, name="spacing"),
    "Tw": _with(_Walk.number, name="word_spacing"),
    "Tz": _with(_Walk.number, name="scale", factor=0.01),
    "TL": _with(_Walk.number, name="leading"),
    "Ts": _with(_Walk.number, name="rise"),
    "cs": _with(_Walk.choose, side="fill"),
    "CS": _with(_Walk.choose, side="stroke"),
    **dict.fromkeys("mlcvy", _Walk.points),
    **dict.fromkeys(("W", "W*"), _Walk.clip),
    **{name: _painting(name) for name in ("n", *sorted(_FILLS | _STROKES))},
    **dict.fromkeys(("sc", "scn"), _with(_Walk.special, side="fill")),
    **dict.fromkeys(("SC", "SCN"), _with(_Walk.special, side="stroke")),
    **{name: _with(_Walk.simple, side="fill", space=space) for name, space in _SPACES.items()},
    **{name.upper(): _with(_Walk.simple, side="stroke", space=space) for name, space in _SPACES.items()},
}


def is_white(ink: Ink) -> bool:
    """Whether the ink is the paper's colour."""
    return ink.colour in _WHITE


@lru_cache(maxsize=512)
def is_pale(colour: tuple[str, tuple[float, ...]]) -> bool:
    """Whether nobody would see the colour on white paper."""
    space, parts = colour
    if space == "cmyk":
        return len(parts) == 4 and max(parts) <= _PALE
    return space in ("grey", "rgb") and bool(parts) and min(parts) >= 1 - _PALE


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
