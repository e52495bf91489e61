"""vCards of several versions."""

from __future__ import annotations

from dm.acquire.vcards import HEADER, vcard_rows


def _cards(text: str) -> list[dict[str, str]]:
    return [dict(zip(HEADER, cells, strict=True)) for _, cells, _ in vcard_rows(text.splitlines(keepends=True))]


def test_names_points_and_address_of_a_card() -> None:
    card = _cards(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Weiß;Hans;Karl;Dr.;\r\nitem1.EMAIL;TYPE=work:h@x.de\r\nEMAIL:h2@x.de\r\n"
        "TEL;TYPE=FAX:1\r\nTEL;VALUE=uri:tel:+49-30-1234;ext=5\r\nADR;TYPE=home:;;Weg 1\\, Hof;Ber\r\n"
        " lin;;10115;Germany\r\n"
        "ORG:Firma\\; Co;Einkauf\r\nEND:VCARD\r\n"
    )[0]
    assert (card["title"], card["given_name"], card["middle_name"], card["family_name"]) == (
        "Dr.",
        "Hans",
        "Karl",
        "Weiß",
    )
    assert (card["email"], card["phone"]) == ("h@x.de; h2@x.de", "+49-30-1234 ext. 5")
    assert (card["address"], card["city"], card["postal_code"]) == ("Weg 1, Hof", "Berlin", "10115")
    assert (card["company"], card["department"]) == ("Firma; Co", "Einkauf")


def test_quoted_printable_over_several_lines() -> None:
    card = _cards("BEGIN:VCARD\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=90=D0=BD=\n=D0=BD=D0=B0\nEND:VCARD\n")[0]
    assert card["full_name"] == "Анна"


def test_a_card_without_end_is_a_fault() -> None:
    text = "BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\nBEGIN:VCARD\nFN:C\n"
    rows = list(vcard_rows(text.splitlines(keepends=True)))
    assert [(number, fault) for number, _, fault in rows] == [(1, ""), (2, "card_not_closed"), (3, "card_not_closed")]


def test_the_preferred_address_wins_and_an_empty_one_never() -> None:
    (card,) = _cards(
        "BEGIN:VCARD\nVERSION:3.0\nN:Angstadt;Michael;;Mr.;Jr.\nADR;TYPE=work:;;;;;;\n"
        "ADR;TYPE=work:;;Broadway 2;New York;;;\n"
        "ADR;TYPE=home,pref:;;Weg 1;Bonn;;53111;\nGENDER:F\nEMAIL:mailto:a@x.de\nEND:VCARD\n"
    )
    assert (card["address"], card["city"]) == ("Weg 1", "Bonn")
    assert (card["family_name"], card["gender"], card["email"]) == ("Angstadt Jr.", "female", "a@x.de")


def test_a_photograph_and_a_quote_without_end_cost_nothing() -> None:
    (card,) = _cards(
        "BEGIN:VCARD\nPHOTO;ENCODING=b:" + "\n QUJD" * 9_000 + '\nTEL;TYPE="work:+49 30 1\nFN:Ann\nEND:VCARD\n'
    )
    assert card["full_name"] == "Ann"


def test_a_group_of_cards_names_nobody() -> None:
    card = _cards("BEGIN:VCARD\r\nKIND:group\r\nFN:Friends\r\nMEMBER:urn:uuid:1\r\nEND:VCARD\r\n")[0]
    assert not any(card.values())
