"""Every reason that a report or a page may name has words in every language."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from dm.acquire.row_faults import REASONS
from dm.assets import assets_root
from dm.normal.addresses import doubt, read_address
from dm.normal.emails import read_email
from dm.normal.phones import read_phone

_BAD = (
    *[read_email(text) for text in ("a", "@x.de", "a@x", "a b@x.de", "a@x.test", "a@gmial.com", "a@mailinator.com")],
    *[read_email(text) for text in ("test@test.com", "noreply@x.de", "\u044e\u0440\u0438\u0439@x.de")],
    *[
        read_phone(text, "DE")
        for text in ("12", "9" * 70, "n/a", "0000000000", "+999 1234567", "1.5E+10", "0900 1234567")
    ],
    *[read_phone(text) for text in ("4951234567", "+491711000000", "+448431234567", "+447640123456")],
)
_DOUBTS = {
    doubt(read_address(street=street, postal_code=code, city="Ulm", country="DE"))
    for street, code in (("Weg 1", ""), ("Weg 1", "1"), ("Weg", "89073"))
}
_CODES = {value.reason for value in _BAD} | _DOUBTS | {"no_country", "no_street", "no_town", "no_mail_host"}


@pytest.mark.parametrize("language", ["", ".de", ".ru"])
def test_the_quality_report_has_words_for_each(language: str) -> None:
    words = json.loads((assets_root() / "templates" / "quality" / f"labels{language}.json").read_text("utf-8"))
    assert _CODES - {""} <= words["reasons"].keys()
    assert REASONS.keys() <= words["quarantined"].keys()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_console_has_words_for_each(language: str, repo: Path) -> None:
    words = tomllib.loads((repo / "src" / "dm" / "console" / "words" / f"{language}.toml").read_text("utf-8"))
    assert _CODES - {""} <= words["point_reason"].keys()
