"""What a crash leaves can be read again, addresses of servers are understood, nobody is spoken to unsafely."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest

from dm.channels.email.journal import Journal, read_journal
from dm.channels.email.maildir import Maildir, file_name
from dm.channels.email.message import Envelope
from dm.channels.email.smtp import Smtp
from dm.errors import OutsideError, SettingsError
from tests.mail_server import PATIENCE, listening

LETTER = Envelope("K1@example.com", "post@example.com", "anna@example.com", b"Subject: x\r\n\r\ny\r\n")


def test_a_journal_tells_the_last_that_happened_to_each(tmp_path) -> None:
    with Journal(tmp_path / "journal") as journal:
        for attempt in ("K1-1", "K2-1", "K3-1", "K4-1"):
            journal.begun(attempt)
        journal.taken("K1-1")
        journal.rejected("K2-1")
        journal.untouched("K3-1")
    assert read_journal(tmp_path / "journal") == {"K1-1": "+", "K2-1": "-", "K3-1": "=", "K4-1": ">"}


def test_a_line_cut_off_with_the_machine_announced_nothing(tmp_path) -> None:
    (tmp_path / "journal").write_text(">K1-1\n+K1-1\n>K2")
    assert read_journal(tmp_path / "journal") == {"K1-1": "+"}


def test_no_journal_is_not_an_empty_one(tmp_path) -> None:
    assert read_journal(tmp_path / "journal") is None
    with Journal(tmp_path / "journal"):
        assert read_journal(tmp_path / "journal") == {}


def test_a_forgotten_journal_is_gone(tmp_path) -> None:
    with Journal(tmp_path / "journal") as journal:
        journal.forget()
    assert read_journal(tmp_path / "journal") is None


def test_a_maildir_knows_what_it_holds_read_or_unread(tmp_path) -> None:
    box = Maildir(tmp_path)
    with box.session() as session:
        session.send(LETTER)
    (tmp_path / "new" / "K1@example.com").rename(tmp_path / "cur" / "K1@example.com:2,S")
    assert box.taken(["K1@example.com", "K2@example.com"]) == {"K1@example.com"}


def test_no_message_id_leaves_the_maildir() -> None:
    assert file_name("../../etc/passwd@x") == ".._.._etc_passwd@x"


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("smtp://mail.example.com", ("mail.example.com", 587, "", "", False)),
        ("smtp://u%40x:p%3Aw@mail.example.com:2525", ("mail.example.com", 2525, "u@x", "p:w", False)),
        ("smtps://user:pass@mail.example.com", ("mail.example.com", 465, "user", "pass", True)),
    ],
)
def test_addresses_of_mail_servers_are_understood(address, wanted) -> None:
    smtp = Smtp.parse(address, rate_per_second=5, greeting="example.com")
    assert (smtp.host, smtp.port, smtp.user, smtp.password, smtp.tls) == wanted


@pytest.mark.parametrize("address", ["smtp://", "smtp://host:port"])
def test_an_address_without_a_server_is_refused(address) -> None:
    with pytest.raises(SettingsError, match=r"dm\.toml"):
        Smtp.parse(address, rate_per_second=5, greeting="example.com")


class Deaf:
    async def handle_DATA(self, server, session, envelope):
        raise AssertionError("nothing may be sent to a server that cannot prove who it is")


def test_a_server_with_a_stranger_s_certificate_gets_nothing(tmp_path) -> None:
    with listening(Deaf(), tls_context=_self_signed(tmp_path)) as port:
        stranger = Smtp("127.0.0.1", port, "", "", tls=False, rate_per_second=5, timeout=PATIENCE)
        with pytest.raises(OutsideError, match="cannot be spoken to safely"), stranger.session() as session:
            session.send(LETTER)


def _self_signed(folder) -> ssl.SSLContext:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stranger.example")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "both.pem").write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context
