"""Templates in their sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dm.errors import TemplateError
from dm.press.folders import open_template
from dm.press.sandbox import Sandbox


def render(folder: Path, source: str, *, part: str = "body.html", language: str = "", **context: Any) -> str:
    (folder / part).write_text(source, encoding="utf-8")
    return Sandbox(open_template(folder)).render(part, context, language)


def test_html_is_escaped_and_text_is_not(tmp_path: Path) -> None:
    assert render(tmp_path, "{{ name }}", name="<b>&") == "&lt;b&gt;&amp;"
    assert render(tmp_path, "{{ name }}", part="body.txt", name="<b>&") == "<b>&"


def test_a_value_is_never_a_template(tmp_path: Path) -> None:
    assert render(tmp_path, "{{ name }}", name="{{ 7 * 7 }}") == "{{ 7 * 7 }}"


def test_an_unknown_variable_is_named_with_line_and_neighbour(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"body\.html, line 2: unknown variable 'persn'.*'person'"):
        render(tmp_path, "<p>\n{{ persn.full_name }}", person={"full_name": "A"})


def test_an_unknown_attribute_is_named_with_its_neighbour(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"line 1: unknown variable 'ful_name'.*'full_name'"):
        render(tmp_path, "{{ person.ful_name }}", person={"full_name": "A"})


def test_an_unknown_variable_can_be_asked_for(tmp_path: Path) -> None:
    assert render(tmp_path, "{% if person.source is defined %}x{% endif %}", person={}) == ""


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ lipsum.__globals__['os'].popen('id').read() }}",
        "{{ person.update({'a': 1}) }}",
        "{% include '../secret.html' %}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_cannot_reach_out(tmp_path: Path, attack: str) -> None:
    folder = tmp_path / "letter"
    folder.mkdir()
    (tmp_path / "secret.html").write_text("secret")
    with pytest.raises(TemplateError):
        render(folder, attack, person={})


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"body\.html, line 2"):
        render(tmp_path, "<p>\n{% if %}")


def test_the_language_chooses_the_file_and_the_filters(tmp_path: Path) -> None:
    (tmp_path / "body.ru.html").write_text("{{ '2027-03-01' | date_long }}", encoding="utf-8")
    source = "{{ '2027-03-01' | date_long }}"
    assert render(tmp_path, source, language="ru") == "1 марта 2027\u202fг."
    assert render(tmp_path, source, language="fr") == "1 March 2027"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ 1990 | money('EUR') }}", "€19.90"),
        ("{{ '19,90' | money('EUR') }}", "€19.90"),
        ("{{ 1 | plural('day', 'days') }} {{ 3 | plural('day', 'days') }}", "day days"),
        ("{{ 'a b' | nbsp }}", "a\u00a0b"),
        (
            "{{ '' | otherwise('friend') }} {{ no_such | otherwise('you') }} {{ 'Ann' | otherwise('x') }}",
            "friend you Ann",
        ),
    ],
)
def test_filters(tmp_path: Path, source: str, expected: str) -> None:
    assert render(tmp_path, source) == expected


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "\u20ac1,234.50 12,500 31 March 2027 31/03/2027 2 days"),
        ("de", "1.234,50\u00a0\u20ac 12.500 31. M\u00e4rz 2027 31.03.27 2 days"),
        ("fr", "1\u202f234,50\u00a0\u20ac 12\u202f500 31 mars 2027 31/03/2027 2 days"),
        (
            "ru",
            "1\u00a0234,50\u00a0€ 12\u00a0500 31 марта 2027\u202fг. 31.03.2027 2 days",
        ),
    ],
)
def test_every_language_has_its_money_numbers_and_dates(tmp_path: Path, language: str, told: str) -> None:
    (tmp_path / "template.toml").write_text(f'language = "{language}"')
    source = "{{ 123450 | money('EUR') }} {{ 12500 | number }} {{ d | date_long }} {{ d | date_short }} {{ 2 }} "
    assert render(tmp_path, source + "{{ 2 | plural('day', 'days') }}", d="2027-03-31") == told


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("1,5", "\u0442\u043e\u0432\u0430\u0440\u0430"),
        (1, "товар"),
        (3, "товара"),
        (5, "товаров"),
        (21, "товар"),
        (112, "товаров"),
    ],
)
def test_russian_plurals(tmp_path: Path, number: int, word: str) -> None:
    (tmp_path / "template.toml").write_text('language = "ru"')
    assert render(tmp_path, "{{ n | plural('товар', 'товара', 'товаров') }}", n=number) == word


def test_russian_names_decline(tmp_path: Path) -> None:
    assert render(tmp_path, "{{ 'Семёнова Алёна Игоревна' | case('datv') }}") == "Семёновой Алёне Игоревне"


def test_a_filter_that_cannot_read_its_value_says_so(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"line 1: 'soon' cannot be read as a day"):
        render(tmp_path, "{{ 'soon' | date_long }}")


def test_an_unknown_key_of_template_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "template.toml").write_text('langage = "ru"')
    with pytest.raises(TemplateError, match=r"'langage'.*'language'"):
        open_template(tmp_path)


@pytest.mark.parametrize(
    ("name", "target"), [("part.html", "/etc/passwd"), ("more", "/etc"), ("print.css", "../x.css")]
)
def test_a_link_out_of_the_folder_is_refused_before_anything_follows_it(tmp_path: Path, name: str, target: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "body.html").write_text("{% include 'part.html' %}")
    (folder / "inside.html").symlink_to("body.html")
    assert open_template(folder).name == "mine"
    (folder / name).symlink_to(target)
    with pytest.raises(TemplateError, match=f"{name} in .* is a link to {target}, outside"):
        open_template(folder)
