"""The compiled twins say what the plain libraries say, or nothing."""

from __future__ import annotations

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType

from dm.normal import emails, phones
from dm.normal.address_streets import split_street

pytest.importorskip("rphonenumbers")
pytest.importorskip("emval")

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
KINDS = sorted(PhoneNumberType.values())
FORMS = (
    "+{code}{number}",
    "00{code} {number}",
    "{number}",
    "0{number}",
    "8 {number}",
    "+{code} (0) {number}",
    "{code}{number}",
)
TAILS = ("", "", " ext. 12", " x5", "#3", " /4", ";ext=77")


def spellings(region: str, kind: int) -> list[str]:
    number = phonenumbers.example_number_for_type(region, kind) or phonenumbers.example_number(region)
    if number is None:
        return []
    national = phonenumbers.national_significant_number(number)
    return [form.format(code=number.country_code, number=national) for form in FORMS]


def answers(text: str, region: str | None) -> tuple[phones.Phone | None, phones.Phone]:
    repaired = phones._repaired(text, region)
    return phones._by_twin(text, repaired, region), phones._by_library(text, repaired, region)


@pytest.mark.parametrize("part", range(8))
def test_every_kind_of_every_region_is_judged_alike(part: int) -> None:
    answered = 0
    for region in REGIONS[part::8]:
        for kind in KINDS:
            for text in spellings(region, kind):
                quick, slow = answers(text, region)
                assert quick in (None, slow), text
                answered += quick is not None
    assert answered > 500


@settings(max_examples=800)
@given(
    st.sampled_from([*REGIONS, *("DE", "RU", "US", "GB", "IT", "FR", "KZ") * 30]),
    st.sampled_from(KINDS),
    st.integers(0, len(FORMS) - 1),
    st.lists(st.tuples(st.integers(0, 14), st.sampled_from("0123456789")), max_size=6),
    st.sampled_from(TAILS),
    st.sampled_from(["same", "", "DE", "US"]),
)
def test_numbers_with_other_digits_are_judged_alike(region, kind, form, changes, tail, asked) -> None:
    written = spellings(region, kind)
    assume(written)
    digits = list(written[form])
    for place, digit in changes:
        if place < len(digits) and digits[-1 - place].isdigit():
            digits[-1 - place] = digit
    quick, slow = answers("".join(digits) + tail, (region if asked == "same" else asked) or None)
    assert quick in (None, slow)


@settings(max_examples=800)
@given(
    st.text(alphabet="+0123456789 ()-/.x#,;=abc\u0410\u0663\uff10\u200b", max_size=24),
    st.sampled_from(["", "DE", "RU", "US"]),
)
@example("+49 (0) 30 1234567", "DE")
@example("8\u00a0912\u00a0345-67-89", "RU")
@example("\uff0b\uff14\uff19 30 1234567", "")
def test_odd_texts_are_judged_alike(text: str, region: str) -> None:
    quick, slow = answers(text, region or None)
    assert quick in (None, slow)


LOCALS = st.one_of(
    st.from_regex(r"\A[a-z0-9._+!#$%&'*/=?^`{|}~-]{1,20}\Z"),
    st.text(alphabet="abcXYZ019._-+!#$%&'*/=?^`{|}~ @,;:()<>[]\\\"\u00e9\u0430\u200b", min_size=1, max_size=70),
)
_ODD_LABELS = "a firma x-y -a a- a--b xn--80ak6aa92e 123 ex_ample m\u00fcnchen io co.uk museum corp com de pl c".split()
_SPECIAL = "test example local localhost invalid onion arpa home.arpa".split()
LABELS = st.sampled_from([*_ODD_LABELS, *_SPECIAL, "x" * 63, "x" * 64])


@settings(max_examples=600)
@given(LOCALS, st.lists(LABELS, min_size=1, max_size=4))
def test_addresses_are_judged_alike(local: str, labels: list[str]) -> None:
    domain = ".".join(labels)
    address = f"{local}@{domain}"
    quick = emails._by_twin(address, domain)
    if quick is not None:
        checked = validate_email(address, check_deliverability=False)
        assert quick == (checked.local_part, checked.ascii_domain)


def test_the_twin_answers_for_ordinary_addresses() -> None:
    assert emails._by_twin("anna.smith@firma.com.pl", "firma.com.pl") == ("anna.smith", "firma.com.pl")
    with pytest.raises(EmailNotValidError):
        validate_email("anna@@firma.pl", check_deliverability=False)
    assert emails._by_twin("anna@@firma.pl", "firma.pl") is None


_WORDS = (
    "Weg Haupt Am Alten Markt St. Top m w bus int B. la Nr. nr haus Bis ter д дом ул. "
    "пр. Ленина Мира кв оф корп уч к стр улица 1-й"
).split()
_TAILS = ("5", "17a", "3/5", "д. {}5", "д. {}5, кв. 12", "дом {}5")


@settings(max_examples=600)
@given(
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4),
    st.sampled_from([" ", ", "]),
    st.sampled_from(_TAILS),
    st.sampled_from(["DE", "AT", "RU", "US", "ES", "KZ", "TM", ""]),
)
def test_the_quick_way_through_a_street_is_the_long_one(words: list[str], comma: str, tail: str, country: str) -> None:
    # A second space is none of a plain line, and changes nothing for the patterns that read them all.
    plain = f"{' '.join(words)}{comma}{tail.format('')}"
    wide = f"{' '.join(words)}{comma} {tail.format(' ')}"
    long_way = [" ".join(part.split()) for part in split_street(wide, country)]
    assert list(split_street(plain, country)) == long_way
