"""One kind of thing each that templates do: every letter is WeasyPrint's, and letters follow."""

# ruff: noqa: E501 - templates read better unbroken

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.strangers.templates import unlike
from tests.unit.replay.conftest import Press
from tests.unit.replay.words import differences, links

NAMES = ["Anna Adler", "Bartholomew van der Heide", "Cleo Ot", "Wilhelmina Featherstonehaugh", "Ed Ng", "Li Gruber"]
PICTURE = Path(__file__).parents[1].parent / "strangers/templates/picture_by_cell/red.png"


@dataclass(frozen=True)
class Kind:
    """A template, and how many of twelve letters follow at least."""

    body: str
    css: str = ""
    followed: int = 11
    pays: bool = True


def row(number: int) -> dict[str, Any]:
    """A person, whose values differ from the next one's."""
    name = NAMES[number * 7 % len(NAMES)]
    return {
        "name": name,
        "short": name.split()[0],
        "tier": ("gold", "silver", "blue")[number % 3],
        "colour": ("#c00", "#06c")[number % 2],
        "code": f"K{number:05d}",
        "amount": f"{number * 137 + 8}.50",
        "lines": [(f"Article {number * 31 + at}", f"{(number + at) * 17}.00") for at in range(3)],
    }


ROWS = """{% for what, price in lines %}<tr><td>{{ loop.index }}</td><td>{{ what }} for {{ short }}</td><td class="r">{{ price }}</td></tr>{% endfor %}
<tr class="t"><td colspan="2">In all, {{ name }}</td><td class="r hl">{{ amount }}</td></tr>"""
PLAIN = "td,th{border:.5pt solid #444;padding:1mm 2mm} .r{text-align:right} "
FILL = "linen that becomes softer with every wash, cotton in eleven quiet colours, and wool for the evenings "

KINDS = {
    "few variants in attributes": Kind(
        """<p class="{{ tier }}" style="color: {{ colour }}" title="{{ code }}">{{ name }}</p>
        <img src="red.png" alt="{{ name }}"><style>.silver{margin-left: {{ '5mm' if tier == 'silver' else '8mm' }}}</style>
        <a href="https://example.com/{{ code }}" data-x='{{ code }}'>here</a>""",
        ".gold{font-weight:bold} img{width:10mm;height:10mm;display:block}",
        followed=5,
    ),
    "bleed and crop marks": Kind(
        "<div class=top></div><p>Dear {{ name }}, code {{ code }}</p>",
        "@page{bleed:3mm;bleed-left:6mm;bleed-top:10mm;marks:crop cross} .top{background:#a33;height:30mm;margin:-25mm -28mm 5mm}",
    ),
    "collapsed borders": Kind(
        f"<table><thead><tr><th>#</th><th>What</th><th>Price</th></tr></thead>{ROWS}</table><p>{{{{ code }}}}</p>",
        PLAIN
        + "table{border-collapse:collapse;width:100%} th{background:#eee;border-bottom:2pt double #c00} .hl{background:#ff9}",
    ),
    "zebra by cell": Kind(
        f"<table>{ROWS}</table>",
        "table{width:100%;border-spacing:0} tr:nth-child(even) td{background:#eef} .t td{border-top:1pt solid} .hl{border:1pt dashed #c00;border-radius:2mm;background:device-cmyk(0 0 1 0)}",
    ),
    "columns of their own width": Kind(
        f"<table><colgroup><col style='width:9mm'><col><col width=20%></colgroup>{ROWS}</table>",
        PLAIN + "table{border-collapse:collapse;width:150mm;margin:0 auto} td{box-sizing:border-box} td.r{width:30mm}",
    ),
    "cells over several rows": Kind(
        """<table><tr><th rowspan=2>{{ name }}</th><td colspan=2>{{ lines[0][0] }} and {{ lines[1][0] }}, {{ name }}</td></tr>
        <tr><td>{{ amount }}</td><td class=hl>{{ code }}</td></tr></table>""",
        PLAIN + "table{width:100%;border-collapse:collapse} .hl{background:#ff9}",
    ),
    "a table as wide as its content": Kind(
        f"<table class=a>{ROWS}</table><table class=b>{ROWS}</table><table class=c border=1 cellpadding=4>{ROWS}</table>",
        "table{margin-bottom:3mm} .a{border:1pt solid;background:#eef;padding:1mm} .a td{padding:0 3mm} .b{margin:2mm auto;border-collapse:collapse} .b td{border-bottom:1pt dotted #c00} .c{margin-left:auto;margin-right:0;border-collapse:collapse} .r{text-align:right}",
    ),
    "a painted table over two pages": Kind(
        "<table><thead><tr><th>No</th><th>{{ name }}</th></tr></thead>{% for n in range(60) %}<tr><td>{{ n }}</td><td>{{ code }}</td></tr>{% endfor %}</table>",
        PLAIN + "table{border-collapse:collapse} tr:nth-child(odd) td{background:#dfd}",
    ),
    "lines beside pictures and marks": Kind(
        f"""<img src="red.png"><p>Dear {{{{ name }}}}, {FILL * 2} {{{{ code }}}} {FILL}</p>
        <div class=q>{{{{ qr("https://example.com/" ~ code) }}}}</div><p class=j>{FILL} {{{{ name }}}} {FILL * 3}</p>
        <p class=c>{{{{ short }}}}<br>{{{{ code }}}}</p>""",
        "img{float:left;width:30mm;height:20mm;margin-right:4mm} .q,svg{float:right;width:25mm;height:25mm} .j{text-align:justify} .c{text-align:center}",
        followed=8,
    ),
    "a float that begins its paragraph": Kind(
        f"<p><span class=f>Only now</span>Dear {{{{ name }}}}, {FILL} {{{{ name }}}} {FILL}</p><dl><dt>Code</dt><dd>{{{{ code }}}}</dd><dt>For</dt><dd>{{{{ name }}}}</dd></dl>",
        ".f{float:left;font-size:20pt;line-height:28pt;padding-right:2mm} dl{position:absolute;left:40mm;top:100mm;width:80mm} dt{float:left;width:20mm} dd{margin:0;text-align:right}",
        followed=5,
        pays=False,
    ),
    "a quotation of several lines at the side": Kind(
        f"<p>{{{{ name }}}}</p><aside>{{{{ name }}}} says: {{{{ code }}}} is good</aside><p>{FILL * 2} {{{{ short }}}} {FILL * 3}</p>",
        "aside{float:right;width:35mm;margin:0 0 4mm 5mm;font:bold 13pt/17pt 'House Sans'}",
        followed=4,
    ),
    "pictures and marks within text": Kind(
        f"""<p>Dear {{{{ name }}}}, <img src="red.png"> {{{{ code }}}} {FILL}<img class=b src="red.png">, {{{{ name }}}}</p>
        <p class=r>{{{{ name }}}} {{{{ qr("https://example.com/" ~ code) }}}}</p><p class=j><img src="red.png"> {FILL} {{{{ name }}}} {FILL}</p>
        <table><tr><td><img src="red.png"></td><td>{{{{ name }}}}</td><td>{{{{ code128(code) }}}}</td><td>{{{{ short }}}}</td></tr></table>""",
        "img{width:4mm;height:3mm;margin:0 1mm;vertical-align:middle} .b{border:1pt solid #c00;background:#eee;padding:1mm} svg{width:15mm;height:15mm} td svg{width:40mm;height:8mm} .r{text-align:right} .j{text-align:justify} table{width:100%}",
        followed=9,
    ),
    "kept ends of lines": Kind(
        """<p class=a>{{ name + '\\n' + code + ' \\n  ' + short }}</p><p class="a r">To {{ name }}
        at {{ code }}: <b>{{ short }}
        again</b></p>""",
        ".a{white-space:pre-line;width:60mm} .r{text-align:right}",
    ),
    "nothing behind a line's end": Kind(
        "<p>{{ name }}<br><small>{{ short if tier == 'gold' else '' }}</small></p><p>{{ short }}<br><b></b></p><p>Yours</p>",
    ),
    "turned boxes": Kind(
        "<p>{{ name }}</p><div class=b>only {{ amount }}</div><div class=s><p>{{ short }}, <u>{{ code }}</u></p><p>now</p></div>",
        ".b{position:absolute;right:0;top:9mm;width:40mm;line-height:40mm;text-align:center;border-radius:20mm;background:#c00;"
        "color:#fff;transform:rotate(-8deg)} .s{width:60mm;transform:scale(1.2) rotate(90deg) translate(9mm,0)}",
    ),
    "a space before a box that stands elsewhere": Kind(
        "<div class=l><span class=q>{{ code }}</span> <span>{{ name }}</span> <span class=p>{{ amount }}</span></div>",
        ".l{position:relative;padding-right:30mm} .q{display:inline-block;width:22mm} .p{position:absolute;right:0;top:0}",
    ),
    "grids as wide as their content": Kind(
        """<dl class=a><dt>Code</dt><dd>{{ code }}</dd><dt>Name of {{ short }}</dt><dd><p>{{ name }}</p></dd></dl>
        <div class=b><span>{{ name }}</span><b>{{ amount }}</b><i>{{ code }}</i></div>""",
        ".a{display:grid;grid-template-columns:max-content 1fr;gap:1mm 5mm} dt{font-weight:bold;background:#eef;padding:0 2mm} dd{margin:0} .b{display:grid;grid-template-columns:30mm auto auto} .b *{border:1pt solid #c00}",
        followed=8,
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_letter_is_weasyprints(press: Callable[..., Press], name: str, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    shutil.copy(PICTURE, tmp_path / "mine")
    mine = press(KINDS[name].body, KINDS[name].css)
    sheets = mine.sheets([row(number) for number in range(12)])
    assert mine.replay.worth(sheets, 500) is KINDS[name].pays
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert (ours.pages, ours.faults, ours.disproved) == (plain.pages, plain.faults, False)
    assert differences(ours.pdf, plain.pdf) == []
    assert links(ours.pdf) == links(plain.pdf)
    assert unlike(ours.pdf, plain.pdf) == []
    assert ours.replayed >= KINDS[name].followed


def test_pages_with_bleed_have_weasyprints_boxes(press: Callable[..., Press]) -> None:
    mine = press("<p>{{ name }}</p>", "@page { bleed: 3mm; bleed-top: 10mm; marks: crop }", "ru-e65")
    sheets = mine.sheets([row(number) for number in range(6)])
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert ours.replayed == 5
    assert _boxes(ours.pdf) == _boxes(plain.pdf)


def _boxes(pdf: bytes) -> list[list[list[float]]]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        boxes = [[page.mediabox, page.trimbox, page["/BleedBox"]] for page in opened.pages]
        return [[[round(float(side), 3) for side in box] for box in page] for page in boxes]
