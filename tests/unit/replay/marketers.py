"""Templates as marketers write them, each with rows of made-up people."""

# ruff: noqa: E501 - templates read better unbroken

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]

ITEMS = [
    ("Linen tablecloth", "89.00"),
    ("Cushion, washed linen, sand", "24.50"),
    ("Bed linen for two, eleven quiet colours to choose from", "149.00"),
    ("Tea towel", "9.90"),
    ("Curtain, wool and linen, lined", "219.00"),
]
GIVEN = ["Anna", "Bartholomew", "Cleo", "Dorothea-Marie", "Ed", "Wilhelmina"]
FAMILY = ["Adler", "van der Heide-Lichtenberg", "Ot", "Featherstonehaugh", "Gruber", "Ng"]
FILL = (
    "On the first warm Saturday of the year even good winter curtains look a little tired. Our new collection was made"
    " for that day: washed linen in eleven quiet colours, light blankets for nights that cannot decide, and tablecloths"
    " that forgive a spilled glass. "
)


@dataclass(frozen=True)
class Marketer:
    """A template: its body and styles, a row of number n by a dice, and how many of twelve letters follow at least."""

    body: str
    css: str
    row: Callable[[int, random.Random], Row]
    replayed: int

    def rows(self, count: int) -> list[Row]:
        """So many rows, the same each time."""
        dice = random.Random(7)
        return [self.row(number, dice) for number in range(count)]


def person(number: int, dice: random.Random) -> Row:
    """What every letter has."""
    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    return {
        "name": f"{given} {family}",
        "family": family,
        "street": f"{dice.choice(['Long Lane', 'Grosvenor Crescent Mews', 'Elm Row'])} {dice.randint(1, 180)}",
        "city": dice.choice(["London", "Stoke-on-Trent", "Newcastle upon Tyne", "Ely"]),
        "code": f"K{number:05d}",
        "points": dice.randint(0, 20_000),
        "gold": dice.random() < 0.5,
        "link": f"https://shop.example.com/r/K{number:05d}",
        "items": dice.sample(ITEMS, 3),
        "company": dice.choice(["", "Weaver & Sons Ltd"]),
        "bookings": [
            (
                f"{1 + line % 28:02d}.03.2027",
                dice.choice(["Leeds", "Online shop", "York, Coney Street"]),
                dice.randint(1, 900),
            )
            for line in range(dice.choice([0, 3, 40]))
        ],
    }


LETTER = """<header><b>Beispiel Linen</b></header><address>{{ name }}<br>{{ street }}<br>{{ city }}</address>
<p class=date>London, 1 March 2027</p><h1>An offer for you, {{ name }}</h1>"""
LETTER_CSS = """header{position:absolute;top:10mm;left:25mm} address{position:absolute;left:25mm;top:50mm;font-style:normal}
@page{margin:0} body{margin:105mm 25mm 25mm} .date{text-align:right} h1{font-size:13pt;letter-spacing:.3pt} """

MARKETERS = {
    "offer table": Marketer(
        LETTER
        + """<p>Dear {{ name }}, these were chosen for you:</p><table><thead><tr><th>Article<th>Was<th>For you</tr></thead>
        <tbody>{% for name, price in items %}<tr><td>{{ name }}<td class=n><s>{{ price }}</s><td class=n><b>{{ price }}</b>
        </tr>{% endfor %}</tbody></table><p>{% if gold %}As a <b>gold</b> customer you get {{ points }} points more.
        {% else %}Collect points: you have {{ points }}.{% endif %}</p>""",
        LETTER_CSS
        + """table{width:100%;border-collapse:collapse} th{text-align:left;border-bottom:1pt solid #333}
        td{border-bottom:.5pt solid #999;padding:1mm 2mm} .n{text-align:right}""",
        person,
        5,
    ),
    "invoice": Marketer(
        """<table class=head><tr><td>Number<td class=n>{{ code }}</tr><tr><td>Customer<td class=n>{{ name }}</tr></table>
        <table class=lines><tr class=h><th>Pos.<th>Description<th>Price</tr>{% for name, price in items %}
        <tr><td>{{ loop.index }}<td>{{ name }} {{ name }} {{ name }}<td class=n>{{ price }} GBP</tr>{% endfor %}
        <tr class=t><td colspan=2>Total<td class=n>{{ points }}.00 GBP</tr></table>""",
        """table{width:100%;border-spacing:0;margin-bottom:5mm} td,th{padding:1mm;vertical-align:top;text-align:left}
        .n{text-align:right} .head{width:60mm} .h th{background:#eee} .t td{border-top:1pt solid;font-weight:bold}""",
        person,
        0,
    ),
    "two columns": Marketer(
        LETTER
        + f"""<div class=c><div><h2>For {{{{ family }}}}</h2><p>{FILL}</p><p>Your code: {{{{ code }}}}</p></div>
        <div><h2>In {{{{ city }}}}</h2><p>{FILL} {{{{ name }}}}, come and see us in {{{{ city }}}}.</p></div></div>""",
        LETTER_CSS + ".c{display:flex;gap:8mm} .c>div{flex:1} h2{font-size:11pt;text-transform:uppercase}",
        person,
        3,
    ),
    "reply card on page two": Marketer(
        LETTER
        + f"""<p>Dear {{{{ name }}}},</p><p>{FILL}</p><section><h2>Reply card</h2><p>From: <u>{{{{ name }}}}</u></p>
        <p>{{{{ street }}}}, {{{{ city }}}}</p>{{{{ qr(link) }}}}<p class=k>{{{{ code }}}}</p></section>""",
        LETTER_CSS
        + """section{break-before:page;border:.5pt dashed #333;padding:5mm;height:90mm} svg{width:25mm;height:25mm}
        .k{letter-spacing:2pt;font-weight:bold} @page{@bottom-right{content:"Page " counter(page) " of " counter(pages)}}""",
        person,
        5,
    ),
    "coupon": Marketer(
        """<p>Dear {{ name }},</p><div class=coupon><p class=big>20 % off</p><p>Code <span class=code>{{ code }}</span></p>
        {{ code128(code) }}<p class=small>Valid for {{ name }} in {{ city }} until 30 April.</p></div>
        <p>See <a href="https://shop.example.com/terms">the terms</a>, {{ family }}.</p>""",
        """.coupon{border:1pt dashed #333;border-radius:3mm;padding:5mm;margin:5mm auto;width:90mm;text-align:center}
        .big{font-size:24pt;line-height:28pt;font-weight:bold} .code{letter-spacing:1.5pt;text-transform:uppercase}
        svg{display:block;width:60mm;height:15mm;margin:auto} .small{font-size:7pt;line-height:9pt}""",
        person,
        7,
    ),
    "loyalty statement": Marketer(
        """<p>Dear {{ name }}, you have {{ points }} points.</p><table><thead><tr><th>Day<th>Shop<th class=n>Points</tr></thead>
        {% for day, shop, points in bookings %}<tr><td>{{ day }}<td>{{ shop }}<td class=n>{{ points }}</tr>{% endfor %}
        </table><p>{% if not bookings %}Nothing was booked in March.{% endif %} Your card: {{ code }}</p>""",
        """table{width:100%;border-collapse:collapse} th,td{border-bottom:.25pt solid #888;padding:.8mm 1mm;text-align:left}
        .n{text-align:right} @page{@top-right{content:counter(page)}}""",
        person,
        5,
    ),
    "company letter": Marketer(
        LETTER
        + f"""{{% if company %}}<p>{{{{ company }}}}<br>Attention: {{{{ name }}}}</p>{{% endif %}}<p>Dear {{{{ name }}}},</p>
        <p class=j>{FILL}{{{{ name }}}} of {{{{ city }}}} knows. {FILL}</p><ul><li>for {{{{ city }}}}</li><li>until 30 April
        </li></ul>""",
        LETTER_CSS + ".j{text-align:justify} li::marker{color:#b43}",
        person,
        4,
    ),
    "justified and hyphenated": Marketer(
        f"<p>Dear {{{{ name }}}}, {FILL} {{{{ city }}}} {FILL}</p><p>{{{{ name }}}}, {FILL}{{{{ code }}}}</p>",
        "p{text-align:justify;hyphens:auto;width:95mm}",
        person,
        4,
    ),
    "running foot": Marketer(
        f"""<footer>Beispiel Linen, Elm Row 1<br>Your number: {{{{ code }}}}</footer><p>Dear {{{{ name }}}}, {FILL}</p>
        <p class=next>Page two for {{{{ name }}}}</p>""",
        """footer{position:running(foot);font-size:7pt;line-height:9pt} .next{break-before:page}
        @page{@bottom-left{content:element(foot);width:100mm}}""",
        person,
        6,
    ),
    "named string": Marketer(
        f"<h1>Dear {{{{ name }}}}</h1><p>{FILL}</p><p class=next>Code {{{{ code }}}}</p>",
        """h1{string-set:who content()} .next{break-before:page} @page{@top-left{content:"For " string(who);width:80mm}}""",
        person,
        0,
    ),
    "personal link": Marketer(
        f"""<p>Dear {{{{ name }}}}, <a href="{{{{ link }}}}">{{{{ link }}}}</a> {FILL}</p>
        <p><a href="{{{{ link }}}}?c={{{{ code }}}}">Order now</a></p><p><a href="https://example.com/">us</a></p>""",
        "a{color:#14c;text-decoration:underline}",
        person,
        6,
    ),
    "grid and floats": Marketer(
        f"""<div class=g><p>{{{{ name }}}}</p><p>{{{{ city }}}}, {FILL}</p></div><aside>Valid until 30 April</aside>
        <p>{FILL}</p><p style="clear:both">Sincerely, {{{{ code }}}}</p>""",
        ".g{display:grid;grid-template-columns:40mm 1fr;gap:5mm} aside{float:right;width:40mm;border:1pt solid}",
        person,
        3,
    ),
}
