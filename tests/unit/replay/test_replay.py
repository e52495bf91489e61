"""Replayed letters are the letters that WeasyPrint prints."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dm.press.pdf import Unprintable
from dm.press.replay import inside
from dm.press.replay.engine import in_parts
from tests.unit.replay.conftest import Press
from tests.unit.replay.words import differences

FILL = "linen that becomes softer with every wash, cotton in eleven quiet colours, and wool for the evenings "
TEMPLATES = {
    "paragraphs": (f"<p>Dear {{{{ a }}}},</p><p>{FILL}{{{{ b }}}} {FILL}</p><p>{{{{ c }}}}</p>", ""),
    "bold inside": (
        f"<p>Dear <b>{{{{ a }}}}</b>, <i class=k>{{{{ b }}}}</i>! {FILL} {{{{ c }}}}</p>",
        ".k{padding:0 1mm}",
    ),
    "right": (f"<p class=r>{{{{ a }}}}<br>{{{{ b }}}}<br>{FILL} {{{{ c }}}} {FILL}</p>", ".r{text-align:right}"),
    "centred": (f"<p class=r>{{{{ a }}}} {FILL} <b>{{{{ b }}}}</b>{{{{ c }}}}</p>", ".r{text-align:center;width:70mm}"),
    "conditions": (
        """{% if a %}<p>Dear {{ a }},</p>{% else %}<p>Dear friend,</p>{% endif %}
        <p>{% for x in b.split() %}<b>{{ x }}</b>, {% endfor %}.</p><p>{{ c }}</p>""",
        "",
    ),
    "table": (
        """<table><tr><th>Item<th>Price</tr>{% for x in b.split() %}<tr><td>{{ x }}<td class=n>{{ loop.index * 199 }}.00
        </tr>{% endfor %}</table><p>{{ a }} {{ c }}</p>""",
        "table{table-layout:fixed;width:100%} td{border-bottom:1px solid #888} .n{text-align:right}",
    ),
    "columns": (
        f"<div class=c><p>{{{{ a }}}} {FILL * 2}</p><p>{{{{ b }}}} {FILL * 2} {{{{ c }}}}</p></div>",
        ".c{columns:2;column-gap:8mm}",
    ),
    "two pages": (f"<p>{{{{ a }}}} {FILL * 4}</p>" * 11 + f"<p>{{{{ b }}}} {FILL * 4} {{{{ c }}}}</p>" * 2, ""),
    "lists": ("<ol>{% for x in b.split() %}<li>{{ x }} {{ a }}</li>{% endfor %}</ol><p>{{ c }}</p>", ""),
    "not understood": (
        """<p class=j>{{ a }} so that the line is justified and hyphenated where it must be</p>
        <div class=f><p>{{ b }}</p><p>{{ c }}</p></div>""",
        ".j{text-align:justify;hyphens:auto;width:50mm} .f{display:flex} .f p{border:1px solid}",
    ),
}
PARTS = """Anna|Ben Clark|Ms Vivien-Leigh Moore|Карл Иванов|Łucja|O'Neill & Sons <Ltd>|10115 Berlin|A/B|x|fi ffl|№ 5
Константинопольская-Петрова|«Ромашка» ООО|Rhabarberbarbarabarbarenbartbarbier|12.50 €|(in brackets)|"quoted"|Ёлкина,
e-mail: anna.maria@example.com|https://example.com/a/long/path?with=query|K7M2-Q4TX|1\u00a0000,50 руб.|50 % off! – now
two  spaces|W. A. Y. To""".replace("\n", "|").split("|")
# Each example lays out a dozen letters: shrinking one would take minutes.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
VALUE = st.lists(st.sampled_from(PARTS), max_size=4).map(" ".join)
ROWS = st.lists(st.fixed_dictionaries({"a": VALUE, "b": VALUE, "c": VALUE}), min_size=3, max_size=6)
SLOW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)


@pytest.mark.parametrize("name", list(TEMPLATES))
@SLOW
@given(rows=ROWS)
def test_every_word_lies_where_weasyprint_puts_it(tmp_path_factory: pytest.TempPathFactory, name: str, rows) -> None:  # type: ignore[no-untyped-def]
    press = Press(tmp_path_factory.mktemp("t") / "mine", *TEMPLATES[name])
    sheets = press.sheets([*rows, *rows])
    ours, plain = press.replay.print_printable(sheets), press.layout.print_printable(sheets)
    assert (ours.pages, ours.faults) == (plain.pages, plain.faults)
    assert differences(ours.pdf, plain.pdf) == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name != "not understood"])
def test_letters_of_a_kind_are_replayed(press: Callable[..., Press], name: str) -> None:
    rows = [{"a": f"Anna {number}", "b": "Linen Cotton", "c": f"K{number:05d}"} for number in range(9)]
    mine = press(*TEMPLATES[name])
    assert mine.replay.print_printable(mine.sheets(rows)).replayed >= 7


def test_a_qr_code_and_marks_are_drawn_anew(press: Callable[..., Press]) -> None:
    mine = press("<p>{{ a }}</p>{{ qr(a) }}", "svg { width: 30mm; height: 30mm }", "din5008-b")
    sheets = mine.sheets([{"a": f"Number {number}"} for number in range(4)], marks=True)
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert ours.replayed == 3
    assert ours.marks == plain.marks
    assert differences(ours.pdf, plain.pdf) == []


def test_what_was_printed_before_changes_no_byte(press: Callable[..., Press]) -> None:
    mine = press(*TEMPLATES["bold inside"])
    rows = [{"a": f"Anna {number}", "b": "x " * number, "c": "end"} for number in range(1, 9)]
    first = mine.replay.print_printable(mine.sheets(rows)).pdf
    mine.replay.print_printable(mine.sheets(rows[::-1]))
    assert mine.replay.print_printable(mine.sheets(rows)).pdf == first


def test_an_address_that_leaves_its_window_is_refused(press: Callable[..., Press]) -> None:
    css = "@page{margin:0} address{position:absolute;left:25mm;top:65mm;width:150mm;white-space:nowrap}"
    mine = press("<address>{{ a }}<br>{{ b }}</address>", css, "din5008-b")
    rows = [{"a": "Anna", "b": "Berlin"}, {"a": "Anna", "b": "Berlin " * 9}, {"a": "Ben", "b": "Bonn"}]
    faults = mine.replay.print_printable(mine.sheets(rows)).faults
    assert [fault and fault.reason for fault in faults] == [None, "address_overflow", None]


def test_a_missing_glyph_is_refused(press: Callable[..., Press]) -> None:
    mine = press("<p>{{ a }}</p>")
    faults = mine.replay.print_printable(mine.sheets([{"a": "Anna"}, {"a": "渡邉"}, {"a": "Ben"}])).faults
    assert isinstance(faults[1], Unprintable)
    assert (faults[0], faults[1].reason, faults[2]) == (None, "missing_glyph", None)


def test_another_weasyprint_is_not_replayed(press: Callable[..., Press], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "VERSION", "71.0")
    mine = press("<p>{{ a }}</p>")
    printed = mine.replay.print_printable(mine.sheets([{"a": "Anna"}] * 3))
    assert (printed.replayed, len(printed.pages)) == (0, 3)


def test_a_difference_sends_all_letters_to_weasyprint(press: Callable[..., Press]) -> None:
    mine = press(
        "<p>{{ a }}</p><p class=over>a cover</p>", ".over{position:relative;top:-6mm;background:#fff;color:#fff}"
    )
    sheets = mine.sheets([{"a": f"Hidden {number}"} for number in range(3)])
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert ours.replayed == 0
    assert ours.pages == plain.pages
    assert differences(ours.pdf, plain.pdf) == []


def test_templates_that_work_on_text_read_the_same(press: Callable[..., Press]) -> None:
    body = "{% set note %}{{ b }}{% endset %}{% if note %}<p>{{ note }}</p>{% endif %}<p>{{ a }}</p>"
    mine = press(body)
    sheets = mine.sheets([{"a": "Anna", "b": ""}, {"a": "Ben", "b": "news"}])
    assert "<p></p>" not in sheets[0].html
    assert "<p>news</p>" in sheets[1].html


def test_a_letter_of_its_own_class_is_proved_too(press: Callable[..., Press]) -> None:
    css = ".over{position:relative;top:-6mm;background:#fff;color:#fff}"
    mine = press("<p>{{ a }}</p><p class=over>a cover</p>", css)
    assert mine.replay.print_printable(mine.sheets([{"a": "Hidden"}])).replayed == 0


def test_a_named_string_is_left_to_weasyprint(press: Callable[..., Press]) -> None:
    css = "@page { @bottom-center { content: string(who) } } p { string-set: who content() }"
    mine = press("<p>{{ a }}</p>", css)
    sheets = mine.sheets([{"a": "Anna"}, {"a": "Ben"}])
    ours, plain = mine.replay.print_printable(sheets), mine.layout.print_printable(sheets)
    assert ours.replayed == 0
    assert differences(ours.pdf, plain.pdf) == []


def test_a_text_whose_last_space_does_not_fit_is_left_to_weasyprint(press: Callable[..., Press]) -> None:
    mine = press("<p><b>Start </b>{{ v }} <i>and so on it</i></p>", "p { width: 80mm }")
    rows = [{"v": f"Dear member of our house, {'i' * number} of the town"} for number in range(1, 16)]
    sheets = mine.sheets(rows)
    ours = mine.replay.print_printable(sheets)
    assert differences(ours.pdf, in_parts(mine.layout, sheets).pdf) == []
    assert ours.replayed > 9
