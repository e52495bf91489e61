"""What the console says: the same in both languages, and everything that pages ask for."""

from __future__ import annotations

import re
import string

import pytest

from dm.actualize.link import wording
from dm.console import words
from dm.console.pages import HERE
from dm.console.words import LANGUAGES, catalogue
from dm.model import BatchState, CampaignState, Channel, PieceState, Role

GROUPS = {"state": (PieceState, CampaignState, BatchState), "role": (Role,), "channel": (Channel,)}


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_has_every_key():
    english, russian = catalogue("en"), catalogue("ru")
    assert set(english) == set(russian)
    assert [key for key in english if _places(english[key]) != _places(russian[key])] == []


def test_pages_ask_only_for_words_that_exist():
    pages = "".join(path.read_text(encoding="utf-8") for path in (HERE / "html").glob("*.html"))
    asked = set(re.findall(r"""\bt\(["']([a-z_.]*[a-z_])["'][,)]""", pages))
    assert asked - set(catalogue("en")) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stored_code_has_words(language):
    wanted = {f"{group}.{member.value}" for group, kinds in GROUPS.items() for kind in kinds for member in kind}
    assert wanted - set(catalogue(language)) == set()


def test_russian_is_written_in_cyrillic():
    plain = {key for key, text in catalogue("ru").items() if not re.search("[а-яА-ЯёЁ]", text)}
    assert plain <= {"channel.email", "channel.sms", "field.email"}


def test_an_unknown_code_stands_for_itself():
    assert words.say_code("en", "reason", "NEW_REASON") == "NEW REASON"
    assert words.say_reason("en", "BASIS_MISSING").startswith("There is no consent")
    assert words.say_reason("ru", "BASIS_MISSING").startswith("Нет ни согласия")


def test_the_browser_chooses_before_anybody_does():
    assert words.choose("", "ru-RU,ru;q=0.9,en;q=0.8") == "ru"
    assert words.choose("", "fr,de") == "en"
    assert words.choose("ru", "en") == "ru"


@pytest.mark.parametrize(
    ("stored", "english", "russian"),
    [
        ("company: records differ", "company: records differ", "фирма: записи расходятся"),
        ("no email; no consent yet", "not known: e-mail; no consent yet", "не известно: e-mail; согласия ещё нет"),
        ("email: likely_slip", "e-mail in doubt: likely a slip of the pen", "сомнение, e-mail: вероятно, описка"),
        ("phone: last seen 2024-01-02", "telephone: last seen 2024-01-02", "телефон: в последний раз 2024-01-02"),
        ("somebody wrote this", "somebody wrote this", "somebody wrote this"),
    ],
)  # fmt: skip
def test_reasons_of_verification_are_said_in_both_languages(stored, english, russian):
    assert (words.say_why("en", stored), words.say_why("ru", stored)) == (english, russian)


def test_every_verdict_of_the_linker_has_words():
    assert {f"model_field.{name}" for name in wording._FIELDS} - set(catalogue("ru")) == set()
    assert {f"model_verdict.{name}" for name in wording._SAID} - set(catalogue("ru")) == set()
