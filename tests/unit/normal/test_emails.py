"""E-mail addresses judged."""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from dm.normal.emails import read_email, read_emails, suppression_key


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("Anna@Example.COM", "valid", ""),
        ("info@müller.de", "valid", ""),
        ("foo", "invalid", "no_at_sign"),
        ("@x.de", "invalid", "part_missing"),
        ("a@b@c.de", "invalid", "bad_local_part"),
        ("anna smith@x.de", "invalid", "bad_local_part"),
        ("a@b", "invalid", "bad_domain"),
        ("a@x.test", "invalid", "reserved_domain"),
        ("a@gmial.com", "risky", "likely_slip"),
        ("a@mailinator.com", "risky", "disposable"),
        ("no-reply@firma.de", "risky", "unread"),
        ("юрий@почта.рф", "risky", "needs_smtputf8"),
        ("a" * 300 + "@x.de", "invalid", "too_long"),
    ],
)
def test_an_address_is_judged(text: str, status: str, reason: str) -> None:
    email = read_email(text)
    assert (email.status, email.reason) == (status, reason)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("a@yandx.ru", "a@yandex.ru"),
        ("a@gmail.con", "a@gmail.com"),
        ("a@t-onlien.de", "a@t-online.de"),
        ("a@mail.com", ""),
    ],
)
def test_a_likely_slip_brings_what_was_meant(slip: str, meant: str) -> None:
    assert read_email(slip).suggestion == meant


def test_a_cell_may_hold_several() -> None:
    assert [email.address for email in read_emails("Anna <a@x.de>; B <b@y.de>")] == ["a@x.de", "b@y.de"]
    assert [email.address for email in read_emails("a@x.de, A@x.de b@y.de")] == ["a@x.de", "b@y.de"]
    assert [email.address for email in read_emails("a@x.de (b@y.de)")] == ["b@y.de", "a@x.de"]
    assert [email.suggestion for email in read_emails("anna@mail,ru")] == ["anna@mail.ru"]
    assert read_emails("  ") == ()


def test_the_local_part_is_written_as_given_and_compared_in_small_letters() -> None:
    email = read_email("mailto:Anna.Meier@MÜLLER.de")
    assert email.address == "Anna.Meier@xn--mller-kva.de"
    assert email.key == suppression_key("anna.meier@müller.de") == "anna.meier@xn--mller-kva.de"


def test_role_addresses_are_flagged() -> None:
    assert read_email("Info@firma.de").is_role
    assert not read_email("anna@firma.de").is_role


_LABEL = st.from_regex(r"[a-zA-Z0-9-]{1,12}", fullmatch=True)


@given(
    st.from_regex(r"[a-zA-Z0-9._+-]{1,70}", fullmatch=True), _LABEL, st.sampled_from(["com", "de", "ru", "test", "x"])
)
@example("a", "xn--mller-kva", "de")
@example("a" * 65, "x", "de")
def test_the_quick_way_agrees_with_email_validator(local: str, label: str, last: str) -> None:
    address = f"{local}@{label}.{last}"
    try:
        validate_email(address, check_deliverability=False, strict=True)
        wanted = True
    except EmailNotValidError:
        wanted = False
    got = read_email(address)
    assert (got.status != "invalid") == (wanted and got.raw == address)


@given(st.text(max_size=80))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    for email in read_emails(text):
        assert email.status == "invalid" or "@" in email.key


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("anna (at) example.de", "anna@example.de"),
        ("anna@mail,ru", "anna@mail.ru"),
        ("anna @example.de", "anna@example.de"),
        ("a@@x.de", "a@x.de"),
        ("anna@gmail", "anna@gmail.com"),
        ("ivan@mail.ry", "ivan@mail.ru"),
        ("anna@firma.dee", "anna@firma.de"),
        ("\u0430nna@mail.ru", "anna@mail.ru"),
        ("anna@f\u0438rma.de", ""),
        ("anna@\u0435xample.com", "anna@example.com"),
        ("anna@firma.dev", ""),
        ("keine", ""),
    ],
)
def test_what_was_probably_meant_is_suggested(text: str, meant: str) -> None:
    assert read_email(text).suggestion == meant


@pytest.mark.parametrize(
    "text",
    [
        "Anna Schmidt (a@x.de)",
        "mailto:a@x.de?subject=Hi",
        "a\u200b@x.de",
        "a\uff20x.de",
        "E-Mail: a@x.de",
        "a@x.de (private)",
        "Anna (a@x.de)",
    ],
)
def test_wrappings_and_invisible_signs_are_taken_off(text: str) -> None:
    (email,) = read_emails(text)
    assert (email.address, email.status) == ("a@x.de", "valid")


def test_an_address_that_only_fills_a_field_is_doubted() -> None:
    assert (read_email("test@test.com").status, read_email("test@test.com").reason) == ("risky", "nobodys")


@pytest.mark.parametrize("local", ["a" * 65, "a." * 32 + "a", "\u00fc" * 33, "a" * 60 + "+b123"])
def test_a_mailbox_name_has_64_bytes_at_most(local: str) -> None:
    email = read_email(f"{local}@example.de")
    assert (email.status, email.reason, email.address) == ("invalid", "too_long", "")
    assert read_email("a" * 64 + "@weber.de").status == "valid"
    assert suppression_key(f"{local}@Weber.de") == f"{local}@weber.de"
