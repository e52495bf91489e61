"""Encodings told apart on short lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dm.acquire.encodings import detect_encoding
from dm.errors import InputError

Write = Callable[..., Path]

_RUSSIAN = [
    "Имя;Город\nАнна;Уфа\n",
    "ФИО;Город\nЩукин Ян Яковлевич;Омск\n",
    "ФАМИЛИЯ;ИМЯ\nЁЖИКОВ;ЮРИЙ\n",
    "Имя;email\nПётр;a@b.ru",
    "Имя;Телефон;Почта\nАнна;+7 916 123-45-67;a@b.ru\n",
]


@pytest.mark.parametrize("text", _RUSSIAN)
@pytest.mark.parametrize(
    "encoding", ["cp1251", "koi8-r", "cp866", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_short_russian_lists(write: Write, text: str, encoding: str) -> None:
    path = write(text, encoding)
    assert path.read_bytes().decode(detect_encoding(path)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Name;Ort\nMüller;Köln\n", "cp1252"),
        ("Name;Ort\nMüller;Köln\n", "cp850"),
        ("Imię;Nazwisko\nŁukasz;Wójcik\n", "cp1250"),
        ("Imię;Nazwisko\nŁukasz;Wójcik\n", "iso8859_2"),
        ("Jméno;Příjmení\nJiří;Dvořák\nVáclav;Černý\n", "cp1250"),
        ("Prénom;Nom\nHélène;Lefèvre\n", "cp1252"),
        ("Ad;Soyad\nGüneş;Yıldırım\n", "cp1254"),
        ("Név\nKovács Jenő\nSzűcs", "cp1250"),
    ],
)
def test_short_latin_lists(write: Write, text: str, encoding: str) -> None:
    path = write(text, encoding)
    assert path.read_bytes().decode(detect_encoding(path)) == text


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
def test_japanese_lists(write: Write, encoding: str) -> None:
    text = "\u6c0f\u540d,\u96fb\u8a71\n\u5c71\u7530\u592a\u90ce,090-1234-5678\n\u4f50\u85e4\u82b1\u5b50,03-1234-5678\n"
    path = write(text, encoding)
    assert path.read_bytes().decode(detect_encoding(path)) == text


def test_letters_far_down_the_file_count(write: Write) -> None:
    path = write("name,city\n" + "Ann,York\n" * 200_000 + "Анна,Уфа\n", "cp1251")
    assert detect_encoding(path) == "cp1251"


def test_one_damaged_byte_leaves_utf8(write: Write) -> None:
    path = write("Имя;Город\n".encode() + "Анна;Уфа\n".encode() * 20 + b"\xff\n")
    assert detect_encoding(path) == "utf-8"


def test_the_encoding_asked_for_overrules(write: Write) -> None:
    path = write("Имя;Город\nАнна;Уфа\n", "cp1251")
    assert detect_encoding(path, "koi8_r") == "koi8-r"
    with pytest.raises(InputError, match="kp1251"):
        detect_encoding(path, "kp1251")
