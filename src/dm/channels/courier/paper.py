"""The paper of a manifest: an A6 label for each parcel, read back by eye of machine, and a run sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import phonenumbers
import pypdfium2
from zxingcpp import BarcodeFormat

from dm.channels.courier.manifest import Manifest, Stop, note_of
from dm.errors import TemplateError
from dm.ledger import Office
from dm.press.folders import Template
from dm.press.fonts import load_fonts
from dm.press.marks import SCAN_DPI, read_image
from dm.press.pdf import Layout, Sheet
from dm.press.profiles import load_profile
from dm.press.sandbox import Sandbox

_RUNSHEET_PROFILE = "a4-landscape"


def print_labels(office: Office, template: Template, manifest: Manifest) -> bytes:
    """One A6 page a parcel, in the manifest's order; every bar code is read back at 200 dpi.

    Raises TemplateError naming the consignment whose label does not read.
    """
    folder, sandbox = office.settings.templates, Sandbox(template)
    profile = load_profile(folder / "profiles", template.profile)
    layout = Layout(template.folder, load_fonts(folder / "fonts", template.families), profile, stylesheet="label.css")
    sheets = [
        Sheet(sandbox.render("label.html", label_context(manifest, stop), stop.piece.language), stop.consignment)
        for stop in manifest.stops
    ]
    pdf = layout.print(sheets).pdf
    _read_back(pdf, manifest, template)
    return pdf


def print_runsheet(office: Office, template: Template, manifest: Manifest) -> bytes:
    """The courier's sheet: stops in order with room for signatures, and the act of hand-over."""
    folder = office.settings.templates
    profile = load_profile(folder / "profiles", _RUNSHEET_PROFILE)
    fonts = load_fonts(folder / "fonts", template.families)
    layout = Layout(template.folder, fonts, profile, stylesheet="runsheet.css")
    html = Sandbox(template).render("runsheet.html", runsheet_context(manifest))
    return layout.print([Sheet(html, f"run sheet {manifest.id}")]).pdf


def label_context(manifest: Manifest, stop: Stop) -> dict[str, Any]:
    """The variables of a label: the piece's own, and `parcel`, `stop`, the phone and the lines without the name."""
    context = stop.piece.context
    return {
        **context,
        "person": {**context["person"], "phone": _spoken(stop.phone), "company": stop.piece.address["company_line"]},
        "address": {**stop.piece.address, "lines": _lines(stop)},
        "parcel": {
            "number": stop.parcel_no,
            "count": manifest.parcel.parcels,
            "consignment_no": stop.consignment,
            "weight": _weight(manifest.parcel.weight_g),
        },
        "stop": _stop(manifest, stop),
    }


def runsheet_context(manifest: Manifest) -> dict[str, Any]:
    """The variables of a run sheet: `sender`, `manifest` and `stops`."""
    value = manifest.declared_value
    first = manifest.stops[0].piece.context
    return {
        "sender": first["sender"],
        "campaign": first["campaign"],
        "today": first["today"],
        "manifest": {
            "id": manifest.id,
            "pickup_on": manifest.pickup_on.isoformat(),
            "parcels": len(manifest.stops),
            "weight": _weight(manifest.weight_g),
            "declared_value": f"{value:,.2f} {manifest.parcel.currency}" if value else "",
        },
        "stops": [_stop(manifest, stop) for stop in manifest.stops],
    }


def _stop(manifest: Manifest, stop: Stop) -> dict[str, Any]:
    start, end = stop.window.start, stop.window.end
    return {
        "number": stop.number,
        "full_name": stop.piece.address["name_line"],
        "company": stop.piece.address["company_line"],
        "lines": _lines(stop),
        "phone": _spoken(stop.phone),
        "window": f"{start.day} {start:%b}, {start:%H:%M}–{end:%H:%M}",
        "hand_over": manifest.parcel.hand_over,
        "parcels": f"{stop.parcel_no}/{manifest.parcel.parcels}",
        "consignment_no": stop.consignment,
        "note": note_of(stop.piece),
    }


def _lines(stop: Stop) -> list[str]:
    return [line for line in (*stop.lines, stop.piece.address.get("country_line", "")) if line]


def _spoken(phone: str) -> str:
    """The number in groups, as people read it aloud."""
    return phonenumbers.format_number(phonenumbers.parse(phone), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _weight(grams: int) -> str:
    return f"{grams} g" if grams < 1000 else f"{grams / 1000:.2f} kg"


def _read_back(pdf: bytes, manifest: Manifest, template: Template) -> None:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page, stop in zip(document, manifest.stops, strict=True):
            pixels = page.render(scale=SCAN_DPI / 72, grayscale=True, may_draw_forms=False).to_numpy().squeeze()
            if read_image(pixels, BarcodeFormat.Code128) != stop.consignment:
                raise TemplateError(
                    f"{template.name}/label.html: the bar code of {stop.consignment} does not read at {SCAN_DPI} dpi.",
                    hint="Give it its full width and 32 mm of height.",
                )
    finally:
        document.close()


def write_paper(office: Office, template: Template, manifest: Manifest, folder: Path) -> dict[str, int]:
    """Write labels.pdf and runsheet.pdf; returns the pages of each."""
    made = {
        "labels.pdf": print_labels(office, template, manifest),
        "runsheet.pdf": print_runsheet(office, template, manifest),
    }
    pages = {}
    for name, pdf in made.items():
        (folder / name).write_bytes(pdf)
        document = pypdfium2.PdfDocument(pdf)
        pages[name] = len(document)
        document.close()
    return pages
