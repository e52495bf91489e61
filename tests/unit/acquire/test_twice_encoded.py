"""Text that was encoded twice is mended where that is certain, and put aside where letters are lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.acquire.encodings import detect_single_byte
from dm.acquire.quarantine import Accepted
from dm.acquire.reading import read_contacts
from dm.acquire.twice_encoded import written_once

Write = Callable[..., Path]


def _mistaken(text: str, code: str) -> str:
    """UTF-8 read as another encoding; bytes that it leaves empty go through as they are."""
    return "".join(bytes([byte]).decode(code, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("code", ["cp1252", "cp1251", "latin-1"])
@pytest.mark.parametrize("text", ["Müller Größe Straße", "Иванов Пётр", "Łódź", "«Ромашка»", "Şöför"])
def test_a_text_comes_back_as_it_was_meant(text: str, code: str) -> None:
    assert written_once(_mistaken(text, code)) == text


@given(st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщьыэюяАБВГДЕРСТёЁäöüßÄÖÜéèàçñ -.«»"), max_size=30))
def test_an_honest_text_is_left_alone(text: str) -> None:
    meant = written_once(text)
    assert not meant or _mistaken(meant, "cp1252") == text or _mistaken(meant, "cp1251") == text


@pytest.mark.parametrize("text", ["Müller", "São Ângela", "Château d'Âge", "РОССИЯ «РС»", "Ñandú", "Сергей Р."])
def test_usual_names_are_left_alone(text: str) -> None:
    assert written_once(text) == ""


def test_a_list_says_what_was_mended_and_keeps_the_cells(write: Write) -> None:
    contacts = read_contacts(write("Name;StraÃŸe\nMÃ¼ller;Weg 1\nJörg;Weg 2\n"))
    first, second = contacts.rows
    assert isinstance(first, Accepted)
    assert (first.raw[0], first.fields["full_name"]) == ("MÃ¼ller", "Müller")
    assert contacts.columns[1].field == "street"
    assert contacts.mended == {"encoded_twice": 1}
    assert second.raw[0] == "Jörg"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("M?ller", "lost_letters"),
        ("Dr. Hans Wei?", "lost_letters"),
        ("Mesut ?zil", "lost_letters"),
        ("J\ufffdrg", "lost_letters"),
        ("РРІР°РЅРѕРІ", "encoded_twice"),
    ],
)
def test_lost_letters_are_put_aside(write: Write, name: str, reason: str) -> None:
    (row,) = read_contacts(write(f"Name;E-Mail;Note\n{name};a@x.de;why?\n")).rows
    assert getattr(row, "reason", "") == reason


@pytest.mark.parametrize(
    ("sample", "encoding"),
    [
        ("Größe".encode("latin-1"), "cp1252"),
        ("Größe Jörg Müller".encode()[:-1] + b"\xc3", "utf-8"),
        (b"Bo\xed\xa0\x80b", "utf-8"),
        ("Żółć gęślą jaźń".encode("cp1250"), "cp1250"),
        ("Иванов Иван;Москва".encode("koi8-r"), "koi8-r"),
        ("Иванов Иван;Москва".encode("cp866"), "cp866"),
    ],
)
def test_short_and_damaged_samples_are_recognised(sample: bytes, encoding: str) -> None:
    assert detect_single_byte(sample) == encoding
