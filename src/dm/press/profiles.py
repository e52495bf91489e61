"""Vendors' profiles: where ink may be, how pieces become files, what a sheet weighs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dm.press.marks import Rectangle

PAGES = ("all", "first", "later")
COLOURS = ("rgb", "cmyk", "grey")
ADDRESS_BY = ("letter", "vendor")
BACKS = ("blank", "refuse")
SORTS = ("country", "postal_code", "piece")


@dataclass(frozen=True, slots=True)
class KeepOut:
    """A rectangle without any ink, and why: `pages` is all, first or later."""

    rectangle: Rectangle
    pages: str
    reason: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope that takes up to so many sheets and weighs so many grams."""

    name: str
    max_sheets: int
    weight_g: float


@dataclass(frozen=True, slots=True)
class Bundles:
    """How sorted mail is tied: a break where the first `prefix` characters of the code change, or when one is full."""

    prefix: int
    max_pieces: int


@dataclass(frozen=True, slots=True)
class PostCode:
    """A bar code of the post on the first page of a piece: its `kind`, its place, and what the post agreed with us."""

    kind: str
    rectangle: Rectangle
    agreed: tuple[tuple[str, str], ...] = ()

    def given(self, name: str) -> str:
        """One of the agreed values; "" where the profile does not name it."""
        return dict(self.agreed).get(name, "")


@dataclass(frozen=True, slots=True)
class Profile:
    """What one vendor wants, in millimetres, grams and pieces. No rectangle: the vendor does not ask for one."""

    name: str
    title: str
    page_width: float
    page_height: float
    duplex: bool
    max_pages: int
    max_pieces: int
    max_mb: float
    paper_gsm: float
    file_name: str
    envelopes: tuple[Envelope, ...]
    sources: tuple[str, ...] = ()
    address: Rectangle | None = None
    address_by: str = "letter"
    return_line: Rectangle | None = None
    mark: Rectangle | None = None
    keep_out: tuple[KeepOut, ...] = ()
    fold: tuple[float, ...] = ()
    bleed: float = 0.0
    odd_back: str = "blank"
    colour: str = "rgb"
    output_condition: str = ""
    min_dpi: int = 0
    min_pt: float = 4.0
    fonts: tuple[str, ...] = ()
    charset: str = "utf-8"
    max_lengths: tuple[tuple[str, int], ...] = ()
    sort: tuple[str, ...] = ("country", "postal_code")
    bundles: Bundles | None = None
    post_code: PostCode | None = None

    @property
    def per_piece(self) -> bool:
        """Whether each piece is a file of its own."""
        return "{piece}" in self.file_name or "{sequence" in self.file_name

    def sheets(self, pages: int) -> int:
        """How many sheets of paper so many pages fill."""
        return (pages + 1) // 2 if self.duplex else pages

    def envelope(self, sheets: int) -> Envelope:
        """The smallest envelope that takes so many sheets; with none, the last."""
        fitting = (envelope for envelope in self.envelopes if sheets <= envelope.max_sheets)
        return next(fitting, self.envelopes[-1])

    def weight_g(self, sheets: int, *, inserts_g: float = 0.0) -> float:
        """Paper, envelope and inserts, to a tenth of a gram."""
        paper = sheets * self.page_width * self.page_height * self.paper_gsm / 1_000_000
        return round(paper + self.envelope(sheets).weight_g + inserts_g, 1)


def load_profile(folder: Path, name: str) -> Profile:
    """The profile `folder`/`name`.toml; an unknown name or key is refused with the nearest known one."""
    from dm.press.profile_files import read_profile

    return read_profile(folder, name)


def profile_names(folder: Path) -> list[str]:
    """The profiles that a folder holds, in alphabetical order."""
    return sorted(path.stem for path in folder.glob("*.toml"))
