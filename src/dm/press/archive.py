"""The copy that is kept: PDF/A-2u, with checks of our own, since veraPDF is a Java program that is not at hand here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pikepdf

from dm.errors import Refused
from dm.press.finish import to_rgb
from dm.press.inks import Reader
from dm.press.pdf_fonts import read_font
from dm.press.separations import screened

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance><pdf:Producer>dm</pdf:Producer>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
# What a kept page may not have: it would act, or look different tomorrow.
_LOOKED_AT = 20
# What a note says of itself: printed, neither hidden nor for the screen alone.
_PRINTED = 4
_ACTS = ("/AA", "/OpenAction", "/AcroForm", "/NeedsRendering")


def write_archive(sources: Sequence[Path], path: Path, *, title: str) -> None:
    """All pages of the files as one PDF/A-2u at `path`; the same files give the same bytes.

    Raises Refused when the result is not what it says it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with pikepdf.new() as whole:
        for source in sources:
            with pikepdf.open(source) as one:
                whole.pages.extend(one.pages)
        reader = Reader()
        if any("cmyk" in _spaces(page, reader) for page in _some(whole)):
            to_rgb(whole)
        for thing in whole.objects:
            if isinstance(thing, pikepdf.Stream):
                screened(thing)
        _without_smoothing(whole)
        for page in whole.pages:
            _with_addresses_alone(page)
        _declare(whole, title)
        # what is compressed stays so; the metadata must not be
        whole.save(
            part, deterministic_id=True, compress_streams=False, min_version="1.7",
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )  # fmt: skip
    if faults := list(archive_faults(part)):
        part.unlink()
        raise Refused(f"The archive copy {path.name} is no PDF/A: {faults[0]}.", hint="Mend the template.")
    part.replace(path)


def archive_faults(path: Path) -> Iterator[str]:
    """What makes a file less than PDF/A-2u, as far as we can tell without veraPDF."""
    with pikepdf.open(path) as document:
        root = document.Root
        yield from _metadata_faults(root)
        if document.is_encrypted:
            yield "it is encrypted"
        if "/ID" not in document.trailer:
            yield "it has no file identifier"
        yield from (f"it has {name.removeprefix('/')}" for name in _ACTS if name in root)
        if "/Names" in root and any(name in root.Names for name in ("/JavaScript", "/EmbeddedFiles")):
            yield "it holds scripts or other files"
        if [str(intent.get("/S")) for intent in root.get("/OutputIntents", [])] != ["/GTS_PDFA1"]:
            yield "it has not one output intent of PDF/A"
        yield from _page_faults(document)


def _page_faults(document: pikepdf.Pdf) -> Iterator[str]:
    reader, fonts, pictures = Reader(), _Seen(), _Seen()
    for page in _some(document):
        if strange := _spaces(page, reader) & {"cmyk", "separation", "devicen"}:
            yield f"colours in {min(strange).upper()} beside an RGB intent"
    for number, page in enumerate(document.pages, start=1):
        if "/AA" in page.obj or not all(map(_may_stay, page.obj.get("/Annots", []))):
            yield f"page {number} acts"
        for font in fonts.new(page, "/Font"):
            if not read_font(font).embedded:
                yield f"page {number}: the font {font.get('/BaseFont')} is not embedded"
            if "/ToUnicode" not in font:
                yield f"page {number}: the font {font.get('/BaseFont')} does not tell its characters"
        for picture in pictures.new(page, "/XObject"):
            if picture.get("/Interpolate", False):
                yield f"page {number}: a picture is smoothed by the viewer"


def _with_addresses_alone(page: pikepdf.Page) -> None:
    """Of a page's notes only links to addresses stay: places within the file are gone, and fields would act."""
    if "/Annots" not in page.obj:
        return
    links = [note for note in page.obj.Annots if _leads(note)]
    for note in links:
        note.F = _PRINTED
    page.obj.Annots = pikepdf.Array(links)


def _leads(note: Any) -> bool:
    action = note.get("/A", pikepdf.Dictionary())
    return bool(note.get("/Subtype") == "/Link" and action.get("/S") == "/URI")


def _may_stay(note: Any) -> bool:
    return _leads(note) and bool(note.get("/F") == _PRINTED)


def _some(document: pikepdf.Pdf) -> list[pikepdf.Page]:
    """Pages all over the file: the preflight has looked at each before."""
    step = max(1, len(document.pages) // _LOOKED_AT)
    return [document.pages[number] for number in range(0, len(document.pages), step)]


def _spaces(page: pikepdf.Page, reader: Reader) -> set[str]:
    return {ink.colour[0] for ink in reader.read(page).inks}


def _metadata_faults(root: Any) -> Iterator[str]:
    if "/Metadata" not in root:
        yield "it has no metadata"
        return
    text = bytes(root.Metadata.read_raw_bytes())
    if "/Filter" in root.Metadata:
        yield "its metadata is compressed"
    elif b"<pdfaid:part>2<" not in text or b"<pdfaid:conformance>U<" not in text:
        yield "its metadata does not name PDF/A-2u"


def _declare(document: pikepdf.Pdf, title: str) -> None:
    icc = files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    profile = document.make_stream(icc, {"/N": 3, "/Alternate": pikepdf.Name.DeviceRGB})
    intent = {
        "/Type": pikepdf.Name.OutputIntent,
        "/S": pikepdf.Name.GTS_PDFA1,
        "/OutputConditionIdentifier": "sRGB IEC61966-2.1",
        "/DestOutputProfile": profile,
    }
    document.Root.OutputIntents = pikepdf.Array([document.make_indirect(pikepdf.Dictionary(intent))])
    kinds = {"/Type": pikepdf.Name.Metadata, "/Subtype": pikepdf.Name.XML}
    document.Root.Metadata = document.make_stream(_XMP.format(title=escape(title)).encode(), kinds)
    document.docinfo["/Title"] = title
    document.docinfo["/Producer"] = "dm"


def _without_smoothing(document: pikepdf.Pdf) -> None:
    pictures = _Seen()
    for page in document.pages:
        for picture in pictures.new(page, "/XObject"):
            if "/Interpolate" in picture:
                picture.Interpolate = False


class _Seen:
    """Resources that pages share, met before: half a thousand letters have the same fonts."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, int]] = set()

    def new(self, page: pikepdf.Page, kind: str) -> Iterator[Any]:
        """The resources of one kind that no page before had, also those of forms inside forms."""
        waiting = [page.obj.get("/Resources", pikepdf.Dictionary())]
        while waiting:
            resources = waiting.pop()
            if self._known(resources):
                continue
            there = resources.get(kind, pikepdf.Dictionary()).values()
            yield from (one for one in there if kind != "/Font" or not self._known(one))
            forms = resources.get("/XObject", pikepdf.Dictionary()).values()
            new = (form for form in forms if form.get("/Subtype") == "/Form" and not self._known(form))
            waiting += [form.get("/Resources", pikepdf.Dictionary()) for form in new]

    def _known(self, thing: Any) -> bool:
        """Whether it was met; what is no object of its own belongs to one page."""
        known = thing.objgen in self._seen
        if thing.objgen != (0, 0):
            self._seen.add(thing.objgen)
        return known
