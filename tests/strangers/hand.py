"""A hand that writes letters nobody asked for: plausible templates by dice."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.strangers.manners import BOXES, CALM, FILTERS, INLINES, PAINTS, ROW_VALUES, TEXTS, VALUES, WORDS, WORDS_RU
from tests.strangers.pieces import Piece


class Hand:
    """Writes one template."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        # a calm hand leaves most letters to be followed; a wild one leaves few
        self._wild = self._dice.choice([0.0, 0.15, 0.3, 1.0])
        # each way that a letter may go doubles the skeletons
        self._ways = self._dice.choice([0, 1, 1, 2]) + round(3 * self._wild)
        self._classes = 0
        self._row = False

    def letter(self) -> tuple[Piece, list[str]]:
        """A whole letter, and the pinned fonts that it asks for (none: the machine's own)."""
        dice = self._dice
        pinned = dice.random() < 0.8
        faces = ["'House Serif'", "'House Sans'"] if pinned else ["Arial", "'Times New Roman'", "'DejaVu Sans'"]
        size = dice.choice(["9pt", "10pt", "11pt", "13px", "12pt"])
        lead = dice.choice(["", "1.3", "1.5", "14pt", "normal", "120%"])
        rules = {
            "@page": self._page(),
            "html": [
                f"font-family:{dice.choice(faces)}",
                f"font-size:{size}",
                *([f"line-height:{lead}"] if lead else []),
            ],
            "body": [dice.choice(["margin:0", "margin:0;text-align:justify", "margin:8px", "margin:0;hyphens:auto"])],
            dice.choice(["p", "li", "td", "h2"]): [*self._some(TEXTS, 1), dice.choice(BOXES[:4])],
        }
        head = f"<!doctype html><html lang={dice.choice(['en', 'ru', 'de'])}><body>"
        parts = [self._block(0) for _ in range(dice.randint(1, 4))]
        if dice.random() < 0.3:
            parts.insert(0, self._running(rules["@page"]))
        return Piece(head, parts, "</body></html>", rules), ["House Sans", "House Serif"] if pinned else []

    def paragraphs(self) -> tuple[Piece, list[str]]:
        """A long page of paragraphs of all widths: lines and nothing else."""
        dice = self._dice
        self._ways = 0
        pinned = dice.random() < 0.7
        faces = ["'House Serif'", "'House Sans'"] if pinned else ["Arial", "'Times New Roman'", "'DejaVu Sans'"]
        rules = {
            "@page": ["size:A4", "margin:10mm"],
            "html": [f"font-family:{dice.choice(faces)}", "font-size:10pt", "line-height:1.4"],
            "div": ["margin:0 0 2mm"],
        }
        head = f"<!doctype html><html lang={dice.choice(['en', 'ru', 'de'])}><body>"
        parts = [self._narrow() for _ in range(30)]
        return Piece(head, parts, "</body></html>", rules), ["House Sans", "House Serif"] if pinned else []

    def _narrow(self) -> Piece:
        dice = self._dice
        self._wild = dice.choice([0.0, 0.15, 0.4])
        wide = dice.choice(
            [f"width:{dice.randint(15, 110)}mm"] * 6 + ["float:left;clear:both", "display:table", "position:relative"]
        )
        return self._element("div", [self._text()], [wide, *self._some(TEXTS)])

    def _page(self) -> list[str]:
        dice = self._dice
        found = [
            "size:" + dice.choice(["A4", "A4", "A5", "A4 landscape"]),
            "margin:" + dice.choice(["20mm", "25mm 20mm 30mm", "15mm"]),
        ]
        if dice.random() < 0.4:
            shown = dice.choice(["counter(page) '/' counter(pages)", "'Page ' counter(page)", "'ACME'"])
            found.append(
                f"@{dice.choice(['top', 'bottom'])}-{dice.choice(['left', 'center', 'right'])} {{ content:{shown} }}"
            )
        if dice.random() < 0.08:
            found.append("bleed:3mm; marks:crop")
        return found

    def _running(self, page: list[str]) -> Piece:
        page.append("@top-center { content:element(head); width:100mm }")
        return self._element("div", [self._text()], ["position:running(head)"])

    def _class(self, declared: list[str]) -> tuple[str, dict[str, list[str]]]:
        self._classes += 1
        name = f"c{self._classes}"
        return name, {f".{name}": declared}

    def _element(self, tag: str, parts: list[Piece], declared: list[str]) -> Piece:
        if not declared:
            return Piece(f"<{tag}>", parts, f"</{tag}>")
        name, rules = self._class(declared)
        return Piece(f"<{tag} class={name}>", parts, f"</{tag}>", rules)

    def _some(self, kinds: tuple[str, ...], share: float = 0.3) -> list[str]:
        share *= 0.3 + 0.7 * self._wild
        return [self._dice.choice(kinds)] if self._dice.random() < share else []

    def _looks(self) -> list[str]:
        return [*self._some(TEXTS), *self._some(BOXES), *self._some(PAINTS, 0.2)]

    # texts

    def _value(self) -> str:
        dice = self._dice
        calm = dice.random() > self._wild
        if self._row and dice.random() < 0.7:
            return f"{{{{ i.{dice.choice(ROW_VALUES[: 4 if calm else None])} }}}}"
        if calm:
            return f"{{{{ {dice.choice(CALM)} }}}}"
        return f"{{{{ {dice.choice(VALUES)}{dice.choice(FILTERS)} }}}}"

    def _words(self) -> str:
        dice = self._dice
        words = dice.choice([WORDS, WORDS, WORDS, WORDS_RU])
        at = dice.randrange(len(words))
        return " ".join((words * 2)[at : at + dice.choice([1, 2, 5, 14])])

    def _text(self, deep: int = 0) -> Piece:
        """A stretch of text."""
        return Piece("", [self._bit(deep) for _ in range(self._dice.choice([1, 2, 3, 5, 8]))])

    def _bit(self, deep: int) -> Piece:
        dice = self._dice
        kind = dice.random()
        calm = dice.random() > self._wild
        gap = dice.choice(
            [" ", " ", ", ", ". "]
            if calm
            else [
                " ",
                " ",
                " ",
                " ",
                "",
                ", ",
                ". ",
                " \u2013 ",
                "-",
                "/",
                "\u00a0",
                "; \u00ab",
                " (",
                ") ",
                "\u2019",
                "\n",
            ]
        )
        if kind < 0.35:
            return Piece(self._words() + gap)
        if kind < 0.72 or deep > 1:
            return Piece(self._value() + gap)
        if kind < 0.86 or (calm and kind < 0.95):
            return self._inline(deep, gap)
        if self._row or not self._ways:
            return self._forced(deep, gap)
        self._ways -= 1
        return dice.choice([self._choice, self._chain])(deep, gap)

    def _inline(self, deep: int, gap: str) -> Piece:
        tag = self._dice.choice(
            ["b", "i", "span", "em", "u", "small", "sup", "a href='https://example.com/{{ code }}'"]
        )
        looks = [
            *self._some(TEXTS, 0.3),
            *self._some((*PAINTS, *INLINES), 0.25),
        ]
        inner = self._element(tag, [self._text(deep + 1)], looks)
        inner.tail = f"</{tag.split()[0]}>{gap}"
        if looks and self._dice.random() < 0.2:
            name = next(iter(inner.rules))
            inner.rules[f"{name}::{self._dice.choice(['before', 'after'])}"] = ["content:'\u2022 '"]
        return inner

    def _choice(self, deep: int, gap: str) -> Piece:
        test = self._dice.choice(["gold", "company", "many > 2", "tier == 'gold'"])
        other = Piece("{% else %}", [self._text(2)]) if self._dice.random() < 0.5 else Piece()
        return Piece(f"{{% if {test} %}}", [self._text(deep + 1), other], f"{{% endif %}}{gap}")

    def _chain(self, deep: int, gap: str) -> Piece:
        part = self._dice.choice([", ", " / ", "<br>", " "])
        return Piece(f"{{% for t in tags %}}{{{{ t }}}}{{% if not loop.last %}}{part}{{% endif %}}{{% endfor %}}{gap}")

    def _forced(self, deep: int, gap: str) -> Piece:
        signs = [
            "<br>",
            "&nbsp;",
            "&shy;",
            "&amp;",
            "&mdash;",
            "<br><br>",
            "&#8203;",
            "<img src=red.png width=12 height=9>",
            "<wbr>",
        ]
        return Piece(self._dice.choice(signs))

    # blocks

    def _block(self, deep: int) -> Piece:
        plain: list[Callable[[int], Piece]] = [self._paragraph, self._paragraph, self._heading, self._list]
        more = [self._table, self._table, self._div, self._loop, self._condition, self._flex, self._facts]
        rare = [self._grid, self._columns, self._float, self._absolute, self._mark, self._picture, self._address]
        if self._row or not self._ways:
            more.remove(self._condition)
        chosen = plain * 2 + (more * 2 + rare if deep < 2 else [])
        return self._dice.choice(chosen)(deep)

    def _paragraph(self, deep: int) -> Piece:
        piece = self._element("p", [self._text()], self._looks())
        if piece.rules and self._dice.random() < 0.1:
            name = next(iter(piece.rules))
            piece.rules[f"{name}::{self._dice.choice(['before', 'after', 'first-line', 'first-letter'])}"] = [
                "color:#090"
            ]
        return piece

    def _heading(self, deep: int) -> Piece:
        return self._element(self._dice.choice(["h1", "h2", "h3"]), [self._text(1)], self._looks())

    def _list(self, deep: int) -> Piece:
        looks = [
            *self._looks(),
            *self._some(("list-style:square", "list-style:none", "list-style:decimal inside", "padding-left:5mm")),
        ]
        tag = self._dice.choice(["ul", "ol"])
        if not self._row and self._dice.random() < 0.5:
            item = self._in_row(lambda: self._element("li", [self._text()], self._looks()))
            return self._element(tag, [Piece("{% for i in items %}", [item], "{% endfor %}")], looks)
        return self._element(
            tag, [self._element("li", [self._text()], []) for _ in range(self._dice.randint(1, 4))], looks
        )

    def _in_row(self, write: Callable[[], Piece]) -> Piece:
        before, self._row = self._row, True
        try:
            return write()
        finally:
            self._row = before

    def _table(self, deep: int) -> Piece:
        dice = self._dice
        looks = [
            *self._some(("width:100%", "width:120mm", "margin-left:auto", "table-layout:fixed;width:100%"), 0.6),
            *self._some(("border-collapse:collapse", "border-spacing:2mm", "border-spacing:0"), 0.7),
            *self._some(PAINTS, 0.2),
            *self._some(TEXTS, 0.2),
        ]
        cells = dice.randint(1, 4)
        name, rules = self._class(looks)
        rules[f".{name} td, .{name} th"] = [
            *self._some(("padding:1mm", "padding:2px 6px", "padding:0"), 0.8),
            *self._some(PAINTS, 0.5),
            *self._some(("vertical-align:top", "vertical-align:middle", "vertical-align:bottom")),
        ]
        if dice.random() < 0.3:
            rules[f".{name} tr:nth-child(even)"] = ["background:#eee"]
        head = self._cells("th", cells) if dice.random() < 0.5 else None
        row = self._in_row(lambda: self._cells("td", cells)) if not self._row else Piece()
        parts = [Piece("<thead>", [head], "</thead>")] if head else []
        parts += (
            [Piece("<tbody>{% for i in items %}", [row], "{% endfor %}</tbody>")]
            if not self._row and dice.random() < 0.7
            else [self._cells("td", cells)]
        )
        if dice.random() < 0.2:
            foot = self._element("td", [self._text(1)], self._some(TEXTS))
            foot.head = foot.head[:-1] + f" colspan={cells}>"
            parts.append(Piece("<tfoot><tr>", [foot], "</tr></tfoot>"))
        return Piece(f"<table class={name}>", parts, "</table>", rules)

    def _cells(self, tag: str, count: int) -> Piece:
        looks = (
            "text-align:right",
            "width:30mm",
            "width:20%",
            "white-space:nowrap",
            "font-weight:bold",
            "background:#fee",
        )
        cells = [self._element(tag, [self._text(1)], self._some(looks, 0.4)) for _ in range(count)]
        if count > 1 and self._dice.random() < 0.15:
            span = self._dice.choice(["colspan=2", "rowspan=2", "colspan=3"])
            cells[0].head = f"{cells[0].head[:-1]} {span}>"
        return Piece("<tr>", cells, "</tr>")

    def _div(self, deep: int) -> Piece:
        parts = [self._block(deep + 1) for _ in range(self._dice.randint(1, 3))]
        if self._dice.random() < 0.2:
            parts.insert(self._dice.randrange(len(parts) + 1), self._text())
        return self._element("div", parts, self._looks())

    def _loop(self, deep: int) -> Piece:
        if self._row:
            return self._paragraph(deep)
        part = self._in_row(lambda: self._block(deep + 1))
        return Piece("{% for i in items %}", [part], "{% endfor %}")

    def _condition(self, deep: int) -> Piece:
        self._ways -= 1
        test = self._dice.choice(["gold", "company", "note", "many > 2", "not gold"])
        return Piece(f"{{% if {test} %}}", [self._block(deep + 1)], "{% endif %}")

    def _facts(self, deep: int) -> Piece:
        dd = self._looks()
        rows = [
            Piece("", [self._element("dt", [self._text(1)], []), self._element("dd", [self._text(1)], dd)])
            for _ in range(2)
        ]
        return self._element("dl", rows, self._looks())

    def _flex(self, deep: int) -> Piece:
        looks = [
            "display:flex",
            *self._some(
                (
                    "gap:3mm",
                    "justify-content:space-between",
                    "align-items:center",
                    "flex-wrap:wrap",
                    "flex-direction:column",
                    "align-items:flex-end",
                ),
                0.7,
            ),
            *self._some(PAINTS, 0.2),
        ]
        own = (
            "flex:1",
            "width:50mm",
            "flex:2",
            "margin-left:auto",
            "padding:1mm",
            "flex:0 0 40mm",
            "align-self:center",
        )
        if not self._row and self._dice.random() < 0.3:
            item = self._in_row(lambda: self._item(deep, own))
            return self._element("div", [Piece("{% for i in items %}", [item], "{% endfor %}")], looks)
        return self._element("div", [self._item(deep, own) for _ in range(self._dice.randint(2, 3))], looks)

    def _item(self, deep: int, own: tuple[str, ...]) -> Piece:
        inner = [self._text(1)] if self._dice.random() < 0.6 else [self._block(deep + 2)]
        return self._element("div", inner, [*self._some(own, 0.7), *self._some(PAINTS, 0.2), *self._some(TEXTS, 0.15)])

    def _grid(self, deep: int) -> Piece:
        columns = self._dice.choice(
            ["1fr 1fr", "40mm 1fr", "auto 1fr", "auto auto", "30% 70%", "max-content 50mm", "repeat(3, 1fr)"]
        )
        looks = [
            "display:grid",
            f"grid-template-columns:{columns}",
            *self._some(("gap:2mm", "column-gap:5mm", "align-items:center")),
        ]
        return self._element(
            "div",
            [self._item(deep, ("padding:1mm", "text-align:right")) for _ in range(self._dice.randint(2, 5))],
            looks,
        )

    def _columns(self, deep: int) -> Piece:
        looks = [
            self._dice.choice(["columns:2", "column-count:2;column-gap:8mm", "columns:50mm"]),
            *self._some(PAINTS, 0.2),
        ]
        return self._element("div", [self._block(deep + 2) for _ in range(self._dice.randint(1, 4))], looks)

    def _float(self, deep: int) -> Piece:
        looks = [
            self._dice.choice(["float:right", "float:left"]),
            *self._some(("width:40mm", "width:30%", "margin:2mm"), 0.8),
            *self._some(PAINTS, 0.3),
        ]
        floated = self._element("div", [self._text(1)], looks)
        return self._element(
            "div",
            [floated, self._paragraph(deep), *([self._paragraph(deep)] if self._dice.random() < 0.5 else [])],
            self._looks(),
        )

    def _absolute(self, deep: int) -> Piece:
        looks = [
            "position:absolute",
            self._dice.choice(["top:10mm", "bottom:5mm", "top:60mm"]),
            self._dice.choice(["left:5mm;width:50mm", "right:0", "left:90mm", "right:0;width:40mm"]),
            *self._some(PAINTS, 0.3),
        ]
        return self._element("div", [self._text(1)], looks)

    def _mark(self, deep: int) -> Piece:
        drawn = self._dice.choice(["qr(url)", "datamatrix(code)", "code128(code)"])
        name, rules = self._class(
            [*self._some(("float:right", "text-align:right", "position:absolute;right:0;top:0"), 0.6)]
        )
        rules[f".{name} svg"] = ["width:22mm;height:22mm"]
        return Piece(f"<div class={name}>{{{{ {drawn} }}}}", [], "</div>", rules)

    def _picture(self, deep: int) -> Piece:
        looks = [
            "width:25mm;height:15mm",
            *self._some(("float:right", "float:left", "display:block;margin:0 auto"), 0.7),
        ]
        name, rules = self._class(looks)
        shown = self._dice.choice(["red.png", "{{ image }}"])
        return Piece("", [Piece(f"<img class={name} src='{shown}'>", [], "", rules), self._paragraph(deep)])

    def _address(self, deep: int) -> Piece:
        lines = "{{ name }}<br>{% if company %}{{ company }}<br>{% endif %}{{ street }}<br>{{ code }} {{ city }}"
        return self._element("address", [Piece(lines)], self._looks())
