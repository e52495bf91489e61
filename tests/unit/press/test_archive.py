"""The copy that is kept is what it says it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from dm.errors import Refused
from dm.press.archive import archive_faults, write_archive
from dm.press.finish import finish
from dm.press.fonts import FontSet
from dm.press.pdf import Layout, Sheet
from dm.press.profiles import Profile

HTML = "<p style='color: #123456'>Łucja & <b>Ёлкина</b></p>"


def without_characters(document: pikepdf.Pdf) -> None:
    for font in document.pages[0].obj.Resources.Font.values():
        del font["/ToUnicode"]


def is_picture(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"


@pytest.fixture
def printed(folder: Path, fonts: FontSet, profile: Profile, tmp_path: Path) -> Path:
    path = tmp_path / "B.pdf"
    path.write_bytes(Layout(folder, fonts, profile).print([Sheet(HTML, "row 1", "0000001.0000002")]).pdf)
    return path


def test_a_batch_becomes_pdf_a_and_the_same_bytes_again(printed: Path, tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        write_archive([printed, printed], tmp_path / name, title="B & C")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    assert list(archive_faults(tmp_path / "one.pdf")) == []
    with pikepdf.open(tmp_path / "one.pdf") as document:
        assert len(document.pages) == 2
        with document.open_metadata() as told:
            assert (told["pdfaid:part"], told["pdfaid:conformance"], told["dc:title"]) == ("2", "U", "B & C")


def test_links_to_addresses_are_kept(folder: Path, fonts: FontSet, profile: Profile, tmp_path: Path) -> None:
    html = "<p><a href='https://example.com/x'>Order</a></p>"
    (tmp_path / "B.pdf").write_bytes(Layout(folder, fonts, profile).print([Sheet(html, "row 1", "")]).pdf)
    write_archive([tmp_path / "B.pdf"], tmp_path / "a.pdf", title="B")
    assert list(archive_faults(tmp_path / "a.pdf")) == []
    with pikepdf.open(tmp_path / "a.pdf") as document:
        assert [str(note.A.URI) for note in document.pages[0].obj.Annots] == ["https://example.com/x"]


def test_cmyk_comes_back_as_the_screen_shows_it(printed: Path, profile: Profile, tmp_path: Path) -> None:
    printed.write_bytes(finish(printed.read_bytes(), dataclasses.replace(profile, colour="cmyk")))
    write_archive([printed], tmp_path / "a.pdf", title="B")
    assert list(archive_faults(tmp_path / "a.pdf")) == []


@pytest.mark.parametrize("own", ["RGB", "CMYK"])
def test_pictures_of_four_inks_come_back_as_the_screen_shows_them(
    folder: Path, fonts: FontSet, profile: Profile, tmp_path: Path, own: str
) -> None:
    red = {"RGB": (200, 30, 30), "CMYK": (0, 217, 217, 55)}[own]
    Image.new(own, (40, 40), red).save(folder / "own.jpg", "JPEG", quality=95)
    printed = Layout(folder, fonts, profile).print([Sheet("<img src=own.jpg>", "row 1", "")]).pdf
    (tmp_path / "B.pdf").write_bytes(finish(printed, dataclasses.replace(profile, colour="cmyk")))
    write_archive([tmp_path / "B.pdf"], tmp_path / "a.pdf", title="B")
    assert list(archive_faults(tmp_path / "a.pdf")) == []
    with pikepdf.open(tmp_path / "a.pdf") as document:
        (picture,) = (thing for thing in document.objects if is_picture(thing))
        assert str(picture.ColorSpace) == "/DeviceRGB"
        shown = pikepdf.PdfImage(picture).as_pil_image().getpixel((20, 20))
    assert all(abs(one - other) <= 6 for one, other in zip(shown, (200, 30, 30), strict=True))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda document: document.Root.__delitem__("/OutputIntents"), "output intent"),
        (lambda document: document.Root.__delitem__("/Metadata"), "no metadata"),
        (lambda document: document.Root.__setitem__("/OpenAction", pikepdf.Dictionary()), "OpenAction"),
        (lambda document: document.pages[0].obj.__setitem__("/AA", pikepdf.Dictionary()), "page 1 acts"),
        (lambda document: document.pages[0].obj.__setitem__("/Annots", [pikepdf.Dictionary()]), "page 1 acts"),
        (without_characters, "does not tell its characters"),
    ],
)
def test_what_makes_it_less_is_found(
    printed: Path, tmp_path: Path, spoil: Callable[[pikepdf.Pdf], None], says: str
) -> None:
    write_archive([printed], tmp_path / "a.pdf", title="B")
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as document:
        spoil(document)
        document.save(tmp_path / "a.pdf", compress_streams=False)
    assert says in " ".join(archive_faults(tmp_path / "a.pdf"))


def test_a_page_that_cannot_be_kept_leaves_no_file(printed: Path, tmp_path: Path) -> None:
    with pikepdf.open(printed, allow_overwriting_input=True) as document:
        without_characters(document)
        document.save(printed)
    with pytest.raises(Refused, match="no PDF/A"):
        write_archive([printed], tmp_path / "kept" / "a.pdf", title="B")
    assert not list((tmp_path / "kept").iterdir())
