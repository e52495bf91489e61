"""Addresses read and laid out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.normal.address_lines import address_lines
from dm.normal.addresses import PostalAddress, address_key, former_keys, read_address
from dm.normal.countries import country_code


@pytest.mark.parametrize(
    ("text", "country", "lines"),
    [
        (
            "123456, г. Москва, ул. Ленина, д. 5, кв. 12",
            "RU",
            ["ул. Ленина, д. 5, кв. 12", "Москва", "123456", "RUSSLAND"],
        ),
        (
            "Московская обл., г. Химки, ул. Мира, д. 7 корп. 2, кв. 3, 141400",
            "Россия",
            ["ул. Мира, д. 7 корп. 2, кв. 3", "Химки", "Московская обл.", "141400", "RUSSLAND"],
        ),
        ("Musterstr. 5a, 10115 Berlin", "DE", ["Musterstr. 5a", "10115 Berlin"]),
        ("Bahnhofstrasse 1, CH-8001 Zürich", "CH", ["Bahnhofstrasse 1", "8001 Zürich", "SCHWEIZ"]),
        ("210 King St, San Francisco, CA 94107", "US", ["210 King St", "SAN FRANCISCO CA 94107", "USA"]),
        (
            "10 Downing Street, London SW1A 2AA",
            "GB",
            ["10 Downing Street", "LONDON", "SW1A 2AA", "VEREINIGTES KÖNIGREICH"],
        ),
        ("12 rue de la Paix, 75002 Paris", "FR", ["12 rue de la Paix", "75002 PARIS", "FRANKREICH"]),
        ("Calle Mayor 5, 28013 Madrid", "ES", ["Calle Mayor, 5", "28013 Madrid", "SPANIEN"]),
    ],
)
def test_one_line_becomes_the_lines_that_the_post_wants(text: str, country: str, lines: list[str]) -> None:
    assert address_lines(read_address(address=text, country=country), sender_country="DE", language="de") == lines


def test_a_country_in_the_text_is_found() -> None:
    address = read_address(address="Musterstr. 5, 10115 Berlin, Deutschland", default_country="AT")
    assert (address.country, address.house, address.postal_code) == ("DE", "5", "10115")


def test_columns_and_one_line_give_the_same_key() -> None:
    columns = read_address(street="Musterstraße", house="5", postal_code="D-10115", city="BERLIN", country="Germany")
    assert address_key(columns) == address_key(read_address(address="Musterstr. 5, 10115 Berlin", country="DE"))
    assert columns.city == "Berlin"


def test_a_house_is_split_only_where_it_is_certain() -> None:
    assert read_address(street="C 4, 12", city="Mannheim", postal_code="68159", country="DE").street == "C 4, 12"
    assert read_address(street="Straße des 17. Juni 135", country="DE").house == "135"
    assert read_address(street="ул. Ленина", house="д. 5 кв. 3", country="RU").flat == "3"


@pytest.mark.parametrize(
    ("name", "code"), [("Deutschland", "DE"), ("Германия", "DE"), ("UK", "GB"), ("rus", "RU"), ("Nowhere", "")]
)
def test_countries_are_recognised(name: str, code: str) -> None:
    assert country_code(name) == code


_TEXT = st.text(alphabet="abcXYZ äßжИ12-./", max_size=12).map(str.strip)
_COUNTRIES = st.sampled_from(["", "DE", "RU", "US", "GB", "JP", "HU", "KZ", "BR", "XX", "CN"])


@given(_TEXT, _TEXT, _TEXT, _TEXT, _TEXT, _TEXT, _COUNTRIES)
def test_every_word_of_an_address_is_in_its_lines(
    street: str, house: str, flat: str, code: str, city: str, region: str, country: str
) -> None:
    address = PostalAddress(street, house, flat, code, city, region, country)
    shown = set(re.findall(r"\w+", " ".join(address_lines(address, sender_country="DE", language="en")).casefold()))
    for part in (street, house, flat, code, city, region):
        assert set(re.findall(r"\w+", part.casefold())) <= shown


@given(st.text(max_size=80), _COUNTRIES)
def test_any_text_is_read_and_no_digit_is_lost(text: str, country: str) -> None:
    address = read_address(address=text, default_country=country)
    lines = " ".join(address_lines(address, sender_country=country, language="de"))
    for number in re.findall(r"[0-9]{3,}", text):
        assert number in lines.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "country", "lines"),
    [
        ("Hauptplatz 1 Top 5, 8010 Graz", "AT", ["Hauptplatz 1 Top 5", "8010 Graz"]),
        ("A-1010 Wien, Stephansplatz 3", "AT", ["Stephansplatz 3", "1010 Wien"]),
        ("Mariahilfer Straße 10/2/15\n1060 Wien", "AT", ["Mariahilfer Straße 10/2/15", "1060 Wien"]),
        ("Postfach 12 34, 53111 Bonn", "DE", ["Postfach 12 34", "53111 Bonn"]),
        ("Hauptstr. 5 // W 12, 10115 Berlin", "DE", ["Hauptstr. 5 // W 12", "10115 Berlin"]),
        ("Via Garibaldi 12/A, 20121 Milano (MI)", "IT", ["Via Garibaldi 12/A", "20121 Milano MI"]),
        ("Calle Mayor, 5, 3º B, 28013 Madrid", "ES", ["Calle Mayor, 5, 3º B", "28013 Madrid"]),
        ("Dam 1, 1012js Amsterdam", "NL", ["Dam 1", "1012 JS Amsterdam"]),
        ("Flat 3, 12 High St, Oxford OX1 4AA", "GB", ["Flat 3, 12 High St", "OXFORD", "OX1 4AA"]),
        ("350 5th Ave Apt 12B, New York NY 10118", "US", ["350 5th Ave Apt 12B", "NEW YORK NY 10118"]),
        ("123 Main St., Austin, Texas 78701", "US", ["123 Main St.", "AUSTIN Texas 78701"]),
        ("101-5678 Rue Saint-Denis, Montréal QC H2S2S2", "CA", ["101-5678 Rue Saint-Denis", "MONTRÉAL QC H2S 2S2"]),
        ("Aleje Jerozolimskie 5 m. 7, 00-001 Warszawa", "PL", ["Aleje Jerozolimskie 5 m. 7", "00-001 Warszawa"]),
        ("744000, Ашхабад, ул. Гёроглы, д. 5, кв. 3", "TM", ["ул. Гёроглы, д. 5, кв. 3", "744000 Ашхабад"]),
        ("744000 Aşgabat, Görogly köçesi 5", "TM", ["Görogly köçesi 5", "744000 Aşgabat"]),
        ("ул. 8 Марта, д.3, Екатеринбург, 620014", "RU", ["ул. 8 Марта, д. 3", "Екатеринбург", "620014"]),
        ("190000 Санкт-Петербург, Невский проспект 1, офис 5", "RU",
         ["Невский проспект, д. 1, офис 5", "Санкт-Петербург", "190000"]),
        ("Rue de la Loi 16 bte 4, 1000 Bruxelles", "BE", ["Rue de la Loi 16 bte 4", "1000 Bruxelles"]),
        ("Hauptplatz 3 Stiege 2 Top 14, 8010 Graz", "AT", ["Hauptplatz 3 Stiege 2 Top 14", "8010 Graz"]),
        ("12 O'Connell Street, Dublin 1, D01 F5P2", "IE", ["12 O'Connell Street", "DUBLIN 1", "D01 F5P2"]),
        ("Ballymore, Co. Kildare, W91 X4P6", "IE", ["BALLYMORE", "Co. Kildare", "W91 X4P6"]),
        (
            "Church Lane, Lower Slaughter, Gloucestershire, GL54 2HP",
            "GB",
            ["Church Lane", "LOWER SLAUGHTER", "Gloucestershire", "GL54 2HP"],
        ),
        (
            "Av. Paulista, 1578, S\u00e3o Paulo - SP, CEP 01310-200",
            "BR",
            ["Av. Paulista, 1578", "S\u00e3o Paulo-SP", "01310-200"],
        ),
        ("2-1-1 Nihonbashi, Chuo-ku, Tokyo 103-0027", "JP", ["2-1-1 Nihonbashi, Chuo-ku", "Tokyo", "103-0027"]),
        ("Lale Sok. 3, 34000 Kadıköy/İstanbul", "TR", ["Lale Sok. 3", "34000 Kadıköy/İstanbul"]),
        ("Aşgabat ş., Görogly köçe, 12-nji jaý, 744000", "TM", ["Görogly köçe, 12-nji jaý", "744000 Aşgabat ş."]),
        ("01001, м. Київ, вул. Хрещатик, буд. 22, кв. 5", "UA", ["вул. Хрещатик, буд. 22, кв. 5", "Київ", "01001"]),
        ("c/o Weber, Lindenweg 3, 80331 München", "DE", ["c/o Weber", "Lindenweg 3", "80331 München"]),
        ("210 King St Springfield IL 62704", "US", ["210 King St Springfield", "IL 62704"]),
        ("BP 123, 33000 Bordeaux", "FR", ["BP 123", "33000 BORDEAUX"]),
        ("12 N MAIN ST NW, WASHINGTON, DC 20500", "US", ["12 N Main St NW", "WASHINGTON DC 20500"]),
        ("Musterweg 7, 3. OG links, 60311 Frankfurt", "DE", ["Musterweg 7, 3. OG links", "60311 Frankfurt"]),
        ("Hauptstr.5 10115 Berlin", "DE", ["Hauptstr. 5", "10115 Berlin"]),
        ("Rua Augusta, 12, 3.º Esq., 1100-053 Lisboa", "PT", ["Rua Augusta, 12, 3.º Esq.", "1100-053 Lisboa"]),
        ("bfpo 801, BF1 0AX", "GB", ["BFPO 801", "BF1 0AX"]),
        ("P.O. Box 1234, Dubai", "AE", ["P.O. Box 1234", "Dubai"]),
        ("ul. długa 10, 00-590 warszawa", "PL", ["ul. Długa 10", "00-590 Warszawa"]),
        ("Москва, Зеленоград, к. 1534, кв. 18", "RU", ["Зеленоград, к. 1534, кв. 18", "Москва"]),
        ("353440, Анапа, СНТ Виноград, уч. 14", "RU", ["СНТ Виноград, уч. 14", "Анапа", "353440"]),
        ("101000, Москва, ул. Мира, дом 4, подъезд 2, этаж 5, кв. 77", "RU",
         ["ул. Мира, д. 4, подъезд 2, этаж 5, кв. 77", "Москва", "101000"]),
        ("до востребования, 101000, Москва", "RU", ["до востребования", "Москва", "101000"]),
    ],
)  # fmt: skip
def test_flats_boxes_and_provinces_of_many_countries(text: str, country: str, lines: list[str]) -> None:
    address = read_address(address=text, default_country=country)
    assert address_lines(address, sender_country=country, language="de") == lines


def test_a_house_of_a_village_without_streets_is_mailable() -> None:
    address = read_address(address="143032, Московская область, пос. Горки-2, д. 15", default_country="RU")
    assert (address.house, address.city, address.is_mailable) == ("15", "пос. Горки-2", True)


def test_a_plot_and_an_entrance_do_not_part_two_spellings() -> None:
    long = read_address(address="101000, Москва, ул. Мира, вл. 4, подъезд 2, этаж 5, кв. 77", default_country="RU")
    short = read_address(address="101000, Москва, ул. Мира, д. 4, кв. 77", default_country="RU")
    assert address_key(long) == address_key(short)


def test_what_an_earlier_version_took_for_the_house_is_still_met() -> None:
    address = read_address(address="101000, Москва, ул. Мира, дом 4, подъезд 2, этаж 5, кв. 77", default_country="RU")
    assert "RU|101000|мира дом 4 подъезд 2 этаж|5|77" in former_keys(address)
    block = read_address(address="Москва, Зеленоград, к. 1534, кв. 18", default_country="RU")
    assert "RU|москва|зеленоград к|1534|18" in former_keys(block)


def test_the_word_for_a_flat_does_not_part_two_spellings() -> None:
    one = read_address(address="350 5th Ave Apt 12B, New York NY 10118", country="US")
    other = read_address(street="5th Ave", house="350, apt. 12B", postal_code="10118", city="New York", country="US")
    assert address_key(one) == address_key(other)


@pytest.mark.parametrize(
    ("text", "country"),
    [("Lindenweg 5  Berlin  10115  DE", "DE"), ("Lindenweg 5, 10115 Berlin Germany", "DE")],
)
def test_a_country_at_the_very_end_is_found(text: str, country: str) -> None:
    address = read_address(address=text)
    assert (address.country, address.city, address.street, address.house) == (country, "Berlin", "Lindenweg", "5")


_WORDS_OF_STREETS = st.sampled_from(
    "Lindenweg Hauptstr. rue de la Paix via Roma ul. Długa Calle Mayor King St ул. Ленина проспект Мира д. кв. Top "
    "Apt 5 12a 3/4 7-2 10115 75002 SW1A Berlin г. Москва обл. // № 170000 офис Flat bte Stiege c/o буд. SP "
    "ş. D02 X285 103-0027".split()
)
_POSTS = st.sampled_from("DE AT CH BE FR IT ES NL GB IE US CA AU RU UA TM TR PL BR JP".split())
# Labels that say what a part is, and come back in the form of the country's post.
_LABELS = {"г", "д", "кв", "обл", "ш", "буд"}


@given(st.lists(_WORDS_OF_STREETS, min_size=1, max_size=9), st.sampled_from([" ", ", ", "\n"]), _POSTS)
def test_every_word_that_came_in_comes_out(words: list[str], between: str, country: str) -> None:
    address = read_address(address=between.join(words), default_country=country)
    lines = " ".join(address_lines(address, sender_country=country, language="de"))
    shown = set(re.findall(r"\w+", lines.casefold()))
    assert set(re.findall(r"\w+", " ".join(words).casefold())) - _LABELS <= shown


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "117312, Россия, Москва г, Ленинский пр-кт, дом № 45, корпус 1, кв.12",
            ["Ленинский пр-кт, д. 45, корпус 1, кв. 12", "Москва", "117312"],
        ),
        ("190000, г. Санкт-Петербург, наб. реки Мойки, д. 12, лит. А, пом. 3-Н",
         ["наб. реки Мойки, д. 12, лит. А, пом. 3-Н", "Санкт-Петербург", "190000"]),
        ("620014 Екатеринбург ул.Ленина 24/8-15", ["ул.Ленина, д. 24/8-15", "Екатеринбург", "620014"]),
        ("420111, РТ, г.Казань, ул.Баумана, д.44/8", ["ул.Баумана, д. 44/8", "Казань", "РТ", "420111"]),
        ("143430, Московская обл, Нахабино рп, Советская ул, дом № 5, квартира 3",
         ["Советская ул, д. 5, кв. 3", "Нахабино рп", "Московская обл", "143430"]),
        ("101000, Ленинский пр. 5", ["Ленинский пр., д. 5", "101000"]),
        ("101000, Москва, пр. Мира 34/1 – 20", ["пр. Мира, д. 34/1, кв. 20", "Москва", "101000"]),
        ("101000, Москва, ул. Мира, кв. 3", ["ул. Мира, кв. 3", "Москва", "101000"]),
        ("с. Верхние Киги, Кигинский р-н, Республика Башкортостан, 452500, ул. Советская д. 12",
         ["ул. Советская, д. 12", "с. Верхние Киги", "Республика Башкортостан, Кигинский р-н", "452500"]),
    ],
)  # fmt: skip
def test_addresses_as_1c_writes_them(text: str, lines: list[str]) -> None:
    address = read_address(address=text, default_country="RU")
    assert address_lines(address, sender_country="RU", language="ru") == lines


def test_a_village_in_the_text_stands_beside_the_district_of_the_column() -> None:
    address = read_address(address="с. Бесағаш, көш. Абай 15", city="Талгарский р-н", default_country="KZ")
    assert "с. Бесағаш" in ", ".join(address_lines(address, sender_country="KZ", language="ru"))


def test_an_objection_to_an_address_of_version_4_is_still_found() -> None:
    address = read_address(address="Москва г, Ленинский пр-кт, дом № 45, кв.12", postal_code="117312", country="RU")
    assert "RU|117312|москва г ленинский дом no|45|12" in former_keys(address)
    rooms = read_address(street="наб. реки Мойки, д. 12, пом. 3", city="Омск", country="RU")
    assert "RU|омск|реки мойки д 12 пом|3|" in former_keys(rooms)


@pytest.mark.parametrize(
    ("country", "given", "code"),
    [("TR", "7010", "07010"), ("UA", "1001", "01001"), ("CZ", "37001", "370 01"), ("SE", "11122", "111 22")],
)
def test_a_postal_code_is_written_as_its_country_does(country: str, given: str, code: str) -> None:
    assert read_address(street="X 1", postal_code=given, country=country).postal_code == code


def test_an_american_unit_stands_behind_the_street() -> None:
    address = read_address(street="E ROUTE 66", house="1600, STE 200", city="Tulsa", country="US")
    assert address_lines(address, sender_country="US", language="en")[0] == "1600 E Route 66 STE 200"
    assert read_address(city="WIESENAUE OT BREDOW", country="DE").city == "Wiesenaue OT Bredow"
