"""What an e-mail looks like on the wire: headers nobody can break out of, sound links, the same bytes every time."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.channels.email.message import Addressee, build, wire_address
from dm.channels.email.rendering import Picture, Words, faults_of, is_sound
from dm.errors import InputError
from dm.settings import EmailSettings

NOW = datetime(2027, 3, 3, 9, tzinfo=UTC)
WAY_OUT = "https://shop.example/u/" + "t" * 90
WORDS = Words(
    subject="Frühling",
    text=f"Guten Tag,\nAbmelden: {WAY_OUT}\n",
    html=f'<p>Guten Tag,</p><img src="cid:qr@dm"><a href="{WAY_OUT}">Abmelden</a>',
    pictures=(Picture("qr", "png", b"picture"),),
)


def message(name="Anna Weiß", address="anna@example.com", words=WORDS, sender="Beispiel GmbH <post@example.com>"):
    to = Addressee("K1", "CODE1234", name, address, WAY_OUT)
    return build(words, to, EmailSettings(sender=sender), now=NOW)


def read(envelope):
    return message_from_bytes(envelope.content, policy=policy.default)


def test_one_click_unsubscribe_stands_on_one_line_unencoded() -> None:
    raw = message().content.decode()
    assert f"List-Unsubscribe: <{WAY_OUT}>,\r\n <mailto:post@example.com?subject=unsubscribe%20CODE1234>\r\n" in raw
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


def test_the_message_id_and_the_bytes_come_from_the_piece() -> None:
    assert message().message_id == "K1@example.com"
    assert message().content == message().content


def test_text_html_and_the_code_s_picture_are_all_there() -> None:
    parsed = read(message())
    assert parsed.get_body(("plain",)).get_content().startswith("Guten Tag,")
    html = parsed.get_body(("html",)).get_content()
    assert 'src="cid:qr.K1@example.com"' in html
    (picture,) = [part for part in parsed.walk() if part.get_content_type() == "image/png"]
    assert (picture["Content-ID"], picture.get_content()) == ("<qr.K1@example.com>", b"picture")


def test_nothing_but_what_a_mail_needs_is_in_its_head() -> None:
    assert [name for name in read(message()) if name.startswith(("X-", "Auto"))] == []


@given(st.text(max_size=80))
def test_no_name_breaks_out_of_its_header(name) -> None:
    envelope = message(name=name + "\r\nBcc: thief@example.net")
    parsed = read(envelope)
    assert [address.addr_spec for address in parsed["To"].addresses] == ["anna@example.com"]
    assert parsed["Bcc"] is None
    assert all(len(line) <= 998 for line in envelope.content.split(b"\r\n"))


@pytest.mark.parametrize("name", ['Weiß, "Anna"', "Иванов, Пётр", "Doe, Jane", "渡邉 <x@y.example>", "a@b, c@d"])
def test_commas_and_quotes_stay_in_the_name(name) -> None:
    (address,) = read(message(name=name))["To"].addresses
    assert (address.display_name, address.addr_spec) == (name, "anna@example.com")


def test_an_international_domain_goes_out_in_ascii() -> None:
    envelope = message(address="buero@münchen.example")
    assert envelope.recipient == "buero@xn--mnchen-3ya.example"
    assert not envelope.needs_utf8


def test_a_local_part_beyond_ascii_asks_for_smtputf8() -> None:
    envelope = message(address="büro@example.com", name="Müller, GmbH")
    assert envelope.needs_utf8
    (address,) = message_from_bytes(envelope.content, policy=policy.SMTPUTF8)["To"].addresses
    assert address.display_name == "Müller, GmbH"


@pytest.mark.parametrize("address", ["nobody", "@example.com", "a b@example.com", "a@b\r\nBcc: x@y.example"])
def test_what_is_no_address_is_refused(address) -> None:
    with pytest.raises(InputError):
        wire_address(address)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"subject": ""}, "the subject is empty"),
        ({"text": f"Dear ,\n{WAY_OUT}"}, "the text has a gap before ',': a value is empty"),
        ({"text": f"Dear None,\n{WAY_OUT}"}, "the text says 'None'"),
        ({"text": f"Dear {{{{ name }}}}\n{WAY_OUT}"}, "the text still has '{{'"),
        ({"text": "no way out"}, "the text shows no unsubscribe link"),
        ({"html": f'<a href="http://">x</a><a href="{WAY_OUT}">u</a>'}, "the HTML has an unsound link 'http://'"),
        ({"html": "<p>x</p>"}, "the HTML shows no unsubscribe link"),
    ],
)
def test_what_nobody_may_receive_is_named(change, fault) -> None:
    words = Words(**{name: change.get(name, getattr(WORDS, name)) for name in ("subject", "text", "html", "pictures")})
    assert faults_of(words, unsubscribe_link=WAY_OUT) == [fault]


def test_a_sound_message_has_no_faults() -> None:
    assert faults_of(WORDS, unsubscribe_link=WAY_OUT) == []


@pytest.mark.parametrize(
    ("link", "sound"),
    [
        ("https://shop.example/r/ABC?x=1#y", True),
        ("mailto:post@example.com?subject=hi", True),
        ("tel:+49-351-4956", True),
        ("https:///r/", False),
        ("https://shop.example/r/None", False),
        ("javascript:alert(1)", False),
        ("https://shop.example:port/", False),
        ("https://shop.example/a b", False),
    ],
)
def test_links_are_looked_at_without_following_them(link, sound) -> None:
    assert is_sound(link) is sound
