"""Posts' own codes, against published examples and against encoders of our own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from dm.channels.letter.postal import check_agreement
from dm.errors import SettingsError
from dm.press.marks import Rectangle
from dm.press.postal import KINDS, NoPostCodeError, bars, data_for, shpi, shpi_check, shpi_ranges, states
from dm.press.profiles import PostCode, load_profile

WIDE = Rectangle(20, 60, 100, 12)
# Ascender and descender of the six symbols of a row or column, in Royal Mail's order.
_HALF = ("0011", "0101", "0110", "1001", "1010", "1100")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def code(kind: str, **agreed: str) -> PostCode:
    return PostCode(kind, WIDE, tuple(agreed.items()))


def royal(text: str, *, check: bool) -> str:
    """RM4SCC and KIX by the table of their inventor: each sign is a row (ascenders) and a column (descenders)."""
    places = [divmod(_ALPHABET.index(char), 6) for char in text]
    if check:
        rows, columns = sum(row + 1 for row, _ in places) % 6, sum(column + 1 for _, column in places) % 6
        places.append(((rows - 1) % 6, (columns - 1) % 6))
    made = ""
    for row, column in places:
        for up, down in zip(_HALF[row], _HALF[column], strict=True):
            made += {"11": "F", "10": "A", "01": "D", "00": "T"}[up + down]
    return f"A{made}F" if check else made


def test_the_example_of_the_imb_specification() -> None:
    imb = code("imb", barcode_id="01", service="234", mailer="567094")
    data = data_for(imb, {"country": "US", "postal_code": "01234-5678-91"}, 987654321)
    assert data == "01234567094987654321-01234567891"
    assert states(imb, data) == "AADTFFDFTDADTAADAATFDTDDAAADDTDTTDAFADADDDTFFFDDTTTADFAAADFTDAADA"


def test_the_example_of_royal_mails_mailmark() -> None:
    assert states(code("mailmark_4"), "1100000000000XY11     ") == (
        "TTDTTATTDTAATTDTAATTDTAATTDTTDDAATAADDATAATDDFAFTDDTAADDDTAAFDFAFF"
    )


@given(st.text(_ALPHABET, min_size=6, max_size=9))
def test_two_encoders_agree_on_rm4scc_and_kix(text: str) -> None:
    assert states(code("rm4scc"), text) == royal(text, check=True)
    assert states(code("kix"), text) == royal(text, check=False)


# As other encoders print them, among them the samples of USPS-B-3200.
@pytest.mark.parametrize(
    ("kind", "data", "drawn"),
    [
        ("rm4scc", "LE28HS9Z", "AFTTFTFFTTDFATFDADFATFTFTDATFFFTTDATFF"),
        ("rm4scc", "B31HQ", "ADFTADTAFTDAFDFATADFTAFDTF"),
        ("rm4scc", "SN34RD1A", "AFTFTFDTADTAFDTFAFTADTFADTDAFDADAADDAF"),
        ("imb", "01234567094987654321", "ATTFATTDTTADTAATTDTDTATTDAFDDFADFDFTFFFFFTATFAAAATDFFTDAADFTFDTDT"),
        ("imb", "01234567094987654321-01234", "DTTAFADDTTFTDTFTFDTDDADADAFADFATDDFTAAAFDTTADFAAATDFDTDFADDDTDFFT"),
        ("imb", "01234567094987654321-012345678", "ADFTTAFDTTTTFATTADTAAATFTFTATDAAAFDDADATATDTDTTDFDTDATADADTDFFTFA"),
    ],
)
def test_published_samples_are_drawn_bar_by_bar(kind: str, data: str, drawn: str) -> None:
    assert states(code(kind), data) == drawn


@pytest.mark.parametrize(
    ("street", "house"),
    [
        ("Kerkstraat 12A-3", "12XA3"),
        ("Hoofdstraat 12-14", "12X14"),
        ("Hoofdstraat 12 bis", "12XBIS"),
        ("Plein 1945 17", "17"),
        ("2e Weteringplantsoen 5 hs", "5XHS"),
        ("Kerkstraat 12 3", "12X3"),
        ("Kerkstraat 7", "7"),
    ],
)
def test_a_dutch_house_is_its_number_and_what_is_added(street: str, house: str) -> None:
    dutch = {"country": "NL", "postal_code": "1231 FZ", "street_lines": [street, "1231 FZ  LOOSDRECHT"]}
    assert data_for(code("kix"), dutch, 1) == f"1231FZ{house}"


def test_addresses_become_what_the_codes_say() -> None:
    uk = {"country": "GB", "postal_code": "ef6 1ah"}
    assert data_for(code("rm4scc"), uk, 1) == "EF61AH9Z"
    assert data_for(code("mailmark_4", supply_chain="384224", delivery_point="8T"), uk, 16563762) == (
        "11038422416563762EF61AH8T "
    )
    assert len(data_for(code("mailmark_2d", supply_chain="1001234"), uk, 7)) == 45
    dutch = {"country": "NL", "postal_code": "2500 GG", "street_lines": ["Postbus 30250 b"]}
    assert data_for(code("kix"), dutch, 1) == "2500GG30250XB"
    assert data_for(code("rm4scc"), dutch, 1) == ""


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("imb", {"country": "US", "postal_code": "1234"}),
        ("rm4scc", {"country": "GB", "postal_code": "LONDON"}),
        ("kix", {"country": "NL", "postal_code": "2500 GG", "street_lines": ["Plein"]}),
        ("kix", {"country": "NL", "postal_code": "2500 GG", "street_lines": ["Kerkstraat 123456"]}),
        ("kix", {"country": "NL", "postal_code": "2500 GG", "street_lines": ["Kerkstraat 1 appartement links"]}),
    ],
)
def test_an_address_without_a_code_says_why(kind: str, address: dict[str, object]) -> None:
    with pytest.raises(NoPostCodeError):
        data_for(code(kind, service="234", mailer="567094"), address, 1)


@given(st.integers(0, 10**13 - 1), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_of_a_russian_number_is_found(number: int, place: int, by: int) -> None:
    body = f"{number:013d}"
    wrong = body[:place] + str((int(body[place]) + by) % 10) + body[place + 1 :]
    assert shpi_check(wrong) != shpi_check(body)


def test_a_russian_number_is_office_month_number_and_check_digit() -> None:
    # 3 x (1 + 1 + 0 + 2 + 0 + 0 + 1) + (0 + 0 + 0 + 7 + 0 + 0) = 22
    assert shpi("101000", "27", 1) == "10100027000018"
    assert shpi_ranges(code("ru14", ranges="101000 27 00001-00003")) == [("101000", "27", range(1, 4))]
    with pytest.raises(SettingsError, match="no range"):
        shpi_ranges(code("ru14", ranges="101000 27"))


@pytest.mark.parametrize(
    ("kind", "data", "more", "format_"),
    [
        ("ru14", "10100027000018", {}, zxingcpp.BarcodeFormat.ITF),
        ("ru14", "10100027000018", {"symbol": "code128"}, zxingcpp.BarcodeFormat.Code128),
        ("mailmark_2d", "JGB 012100123412345678AB19XY1A 0             ", {}, zxingcpp.BarcodeFormat.DataMatrix),
    ],
)
def test_what_zxing_can_read_reads_as_drawn(kind: str, data: str, more: dict[str, str], format_: object) -> None:
    dots = 200 / 25.4
    page = np.full((int(30 * dots), int(120 * dots)), 255, np.uint8)
    place = PostCode(kind, Rectangle(10, 8, 60, 12), tuple(more.items()))
    for bar in bars(place, data):
        left, top = round(bar.x * dots), round(bar.y * dots)
        page[top : round((bar.y + bar.height) * dots), left : round((bar.x + bar.width) * dots)] = 0
    found = zxingcpp.read_barcode(page, formats=zxingcpp.BarcodeFormats(format_))
    assert found is not None
    assert found.text == data


@pytest.mark.parametrize(("kind", "data"), [("imb", "01234567094987654321-01234567891"), ("rm4scc", "SN34RD1A")])
def test_bars_have_the_size_that_posts_ask_for(kind: str, data: str) -> None:
    drawn = bars(code(kind), data)
    assert all(0.38 <= bar.width <= 0.64 for bar in drawn)
    pitch = sorted(bar.x for bar in drawn)
    assert 20 <= 25.4 / (pitch[1] - pitch[0]) <= 24
    assert max(bar.y + bar.height for bar in drawn) - WIDE.y == pytest.approx(KINDS[kind].height_mm)


@pytest.mark.parametrize(
    ("kind", "agreed"),
    [
        ("imb", {"service": "30", "mailer": "123456"}),
        ("imb", {"service": "300", "mailer": "12345"}),
        ("imb", {"service": "300", "mailer": "123456", "barcode_id": "99"}),
        ("mailmark_4", {"supply_chain": "38422"}),
        ("mailmark_2d", {"supply_chain": "384224", "delivery_point": "ZZ"}),
        ("rm4scc", {"delivery_point": "1"}),
        ("ru14", {"ranges": "101000 27 5-4"}),
    ],
)
def test_an_agreement_that_no_post_makes_stops_before_any_letter(kind: str, agreed: dict[str, str]) -> None:
    profile = load_profile(Path(__file__).parents[3] / "templates/profiles", "plain")
    with pytest.raises(SettingsError):
        check_agreement(replace(profile, post_code=code(kind, **agreed)))


def test_a_place_that_is_too_small_is_refused() -> None:
    with pytest.raises(SettingsError, match="its place is 30 x 4 mm"):
        bars(PostCode("imb", Rectangle(0, 0, 30, 4)), "01234567094987654321-01234567891")
