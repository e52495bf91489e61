"""Names of firms taken apart, and what two of them say of each other."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Hashable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from dm.actualize.companies.comparing import ENOUGH_BITS, Verdict, compare, own_bits
from dm.actualize.companies.frequencies import learned_towns, learned_weight
from dm.actualize.companies.grouping import AUTOMATIC, Node, group_nodes
from dm.actualize.companies.keys import key_of, name_keys
from dm.actualize.companies.known import town_words
from dm.actualize.companies.naming import read_naming
from dm.actualize.companies.people import people_beside
from dm.actualize.companies.rarity import DELIVERED, Rarity
from dm.actualize.companies.spelling import town_of
from dm.normal.companies import read_company
from tests.firm_names import Written, firms, spellings


def _node(
    name: str, country: str = "", city: str = "", postal_code: str = "", domain: str = "", number: str = ""
) -> Node:
    naming, town = read_naming(name, town_of(city)), town_words(city)
    hints = frozenset(key_of(text) for text in (domain and f"d {domain}", number and f"n {number}") if text)
    keys = (*name_keys(naming, next(iter(town), "")), *hints)
    return Node(naming, country, town, postal_code, domain, number, keys, frozenset(), frozenset())


def _verdict(left: Node, right: Node) -> Verdict:
    return compare(left, right, (left.naming, right.naming))


def _joins(left: Node, right: Node) -> bool:
    return group_nodes([left, right], DELIVERED).group == [0, 0]


SAME = [
    ("SIEMENS AG", "Siemens Aktiengesellschaft"),
    ("SIEMENS AG", "SIEMENS AG MUENCHEN"),
    ("Siemens AG, Abteilung Einkauf", "Siemens AG"),
    ("N.V. Nutricia", "NAAMLOZE VENNOOTSCHAP NUTRICIA, ZOETERMEER, NL"),
    ("D S M IP Assets B.V.", "DSM IP ASSETS BV"),
    ("Unilever N.V.", "UNILIVER N.V"),
    ("Gist-Brocades B.V.", "GIST BROCADES N.V."),
    ("ООО «Станхолдон Транс»", 'OOO "Stankholdon Trans"'),
    ("Kleinschmitz Maschinenbau GmbH", "Maschinenbau Kleinschmitz GmbH"),
    ("Gebr. Dörrenhaus GmbH & Co. KG", "Gebr. Doerrenhaus GmbH und Co KG"),
    ("Hitachi Global Storage Technologies", "Hitachi Global Storage Tech."),
    ("HUNTERDOUGLASINDUSTRIESB.V.", "Hunter Douglas Industries B.V."),
    ("PHILIPS' (N.V.) GLOEILAMPENFABRIEKEN", "N.V. Philips' Gloeilampenfabrieken"),
    ("Koninklijke Vogtmar Electronics N.V.", "Koninklijke Vogtmar"),
    ("ООО ТД «Гжельбытхим»", "ООО «Торговый дом «Гжельбытхим»"),
    ("ООО НПО «Гжельбытхим»", "ООО «Научно-производственное объединение «Гжельбытхим»"),
    ("ИП Задунайский Пётр Ильич", "Индивидуальный предприниматель Задунайский П. И."),
    ("Kırlangıç Tekstil Sanayi ve Ticaret A.Ş.", "KIRLANGIC TEKSTIL SAN. VE TIC. A.S."),
    ("Kırlangıç Tekstil San. ve Tic. Ltd. Şti.", "Kirlangic Tekstil Sanayi ve Ticaret Limited Sirketi"),
    ("Wojciechowicka Sp. z o.o.", "Wojciechowicka spółka z ograniczoną odpowiedzialnością"),
    ("Vogtmarstein Logistik GmbH", "VogtmarsteinLogistik GmbH"),
    ("Vogtmarstein AG i.L.", "Vogtmarstein AG"),
    ("Vogtmarstein AG vormals Odenwald", "Vogtmarstein AG"),
    ("Vogtmarstein AG c/o Weber", "Vogtmarstein AG"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_spellings_of_one_firm_meet(left: str, right: str) -> None:
    assert _joins(_node(left), _node(right)), _verdict(_node(left), _node(right))


APART = [
    ("Siemens Healthcare GmbH", "Siemens Energy GmbH"),
    ("Siemens AG", "Siemens Healthcare GmbH"),
    ("Dorrenberg GmbH", "Dorrenberg Holding GmbH"),
    ("DSM N.V.", "DSM IP Assets B.V."),
    ("Школа № 5", "Школа № 7"),
    ("Stadtwerke Bonn", "Stadtwerke Köln"),
    ("Bosch Deutschland", "Bosch Russia"),
    ("Müller GmbH", "Müller GmbH"),
    ('ООО "Ромашка"', 'ООО "Ромашка"'),
    ("Philips Patentverwaltung GmbH", "Philips Electronics N.V."),
    ("IBM Corp.", "International Business Machines Corp."),
    ("Koninklijke Vogtmar Electronics N.V.", "Vogtmar N.V."),
    ("Royal Vogtmar Insurance plc", "Royal Vogtmar Hotels plc"),
    ("Gebr. Vogtmar Logistik GmbH", "Gebr. Vogtmar GmbH"),
    ("Vogtmarstein Deutschland GmbH", "Vogtmarstein Polska GmbH"),
    ("ООО «Гжельбытхим»", "ООО УК «Гжельбытхим»"),
    ("ИП Задунайский Пётр Ильич", "ИП Задунайская Мария Ильинична"),
    ("ИП Задунайский П.И.", "ИП Задунайский С.П."),
    ("ИП Иванов П.И.", "ИП Иванов Пётр Ильич"),
    ("Vogtmar Capital Partners I LP", "Vogtmar Capital Partners II LP"),
    ("Kırlangıç Tekstil A.Ş.", "Kırlangıç Holding A.Ş."),
    ("Edeka Schuster", "Edeka Lindner"),
    ("Городская больница № 1", "Городская больница № 2"),
    ("Städtisches Klinikum Karlsruhe", "Städtisches Klinikum Braunschweig"),
    ("Vogtmar Kapital GmbH", "Vogtmar Beteiligungs GmbH"),
]


@pytest.mark.parametrize(("left", "right"), APART)
def test_daughters_and_namesakes_stay_apart(left: str, right: str) -> None:
    assert not _joins(_node(left), _node(right))


def test_a_common_name_needs_a_place_or_a_domain() -> None:
    star = [_node("Star Ltd", "GB", "Leeds", "11111"), _node("Star Limited", "GB", "Leeds", "11111")]
    other = _node("Star Ltd", "GB", "Hull", "22222")
    assert _joins(*star)
    assert not _joins(star[0], other)
    assert _joins(_node("Star Ltd", domain="star.example"), _node("STAR LIMITED", domain="star.example"))


def test_an_initial_says_little_however_rare_the_name_is_that_begins_so() -> None:
    assert _verdict(_node("ИП Иванов Т."), _node("ИП Иванов Тахиржанбек")).probability < AUTOMATIC
    assert _verdict(_node("ИП Задунайский Т."), _node("ИП Задунайский Тахиржанбек")).probability >= AUTOMATIC


def test_another_town_and_another_domain_speak_against_one_firm() -> None:
    here, there, nowhere = (_node("Vogtmar GmbH", "DE", town) for town in ("Bonn", "Ulm", ""))
    assert _verdict(here, there).bits < _verdict(here, nowhere).bits < _verdict(here, here).bits
    one, other = (_node("Vogtmar GmbH", domain=domain) for domain in ("vogtmar.example", "other.example"))
    assert _verdict(one, other).bits < _verdict(one, nowhere).bits


def test_a_register_number_decides() -> None:
    assert not _joins(_node("Kleinschmitz GmbH", number="HR 12345"), _node("Kleinschmitz GmbH", number="HR 54321"))
    assert _joins(_node("Star Ltd", number="INN 7701"), _node("STAR LIMITED", number="INN 7701"))
    renamed = group_nodes(
        [_node("Kleinschmitz GmbH", number="INN 77"), _node("Vogtmar GmbH", number="INN 77")], DELIVERED
    )
    assert (renamed.group, len(renamed.doubts)) == ([0, 1], 1)
    assert not _verdict(_node("Kleinschmitz GmbH", number="INN 77"), _node("Kleinschmitz", number="OGRN 88")).forbidden


def test_two_countries_are_two_firms() -> None:
    assert not _joins(_node("Kleinschmitz GmbH", "DE"), _node("Kleinschmitz GmbH", "AT"))


def test_a_daughter_at_the_same_address_is_asked_about() -> None:
    mother = _node("Kleinschmitz GmbH", "DE", "Bonn", "53111")
    daughter = _node("Kleinschmitz Energie GmbH", "DE", "Bonn", "53111")
    found = group_nodes([mother, daughter], DELIVERED)
    assert found.group == [0, 1]
    assert [(doubt.left, doubt.right) for doubt in found.doubts] == [(0, 1)]
    assert "a trade more" in found.doubts[0].why


def test_a_chain_does_not_bring_two_daughters_together() -> None:
    names = ["Kleinschmitz Energie", "Kleinschmitz", "Kleinschmitz Verlag", "Kleinschmitz Energie GmbH"]
    found = group_nodes([_node(name) for name in names], DELIVERED)
    assert found.group == [0, 1, 2, 0]


def test_rejected_pairs_and_companies_of_the_base_are_not_joined_lightly() -> None:
    left, right = _node("Kleinschmitz GmbH"), _node("Kleinschmiz GmbH")
    left.company, new = "F1", _node("KLEINSCHMITZ GMBH")
    right.company = "F2"
    assert group_nodes([left, right, new], DELIVERED, [frozenset(("F1", "F2"))]).group[:2] == [0, 1]


def test_words_that_keep_many_companies_lose_weight() -> None:
    namings = [
        read_naming(f"Invoka {brand}")
        for brand in ("Tarmel", "Bosgin", "Kelrud", "Wipgan", "Zofmar", "Hulpet", "Gandor")
    ]
    brand = [read_naming(f"Tarmel {word}") for word in ("GmbH", "AG", "KG", "Ltd", "B.V.", "SE", "e.K.", "Inc")]
    weight = learned_weight([*namings, *brand])
    assert weight["invoka"] < 15
    assert "tarmel" not in weight


# Two languages' letters, punctuation, forms, digits and what else stands in such a cell.
_cells = st.text(st.sampled_from("AbcdMüß ооРомаЁ.,-&/'\"()0159 GmbHAGНВ\u202e\u00a0"), max_size=40)


@given(_cells, _cells)
def test_any_cell_is_read_and_compared_the_same_both_ways(left: str, right: str) -> None:
    one, other = _node(left), _node(right)
    assert _verdict(one, other).bits == pytest.approx(_verdict(other, one).bits)
    assert _joins(one, other) == _joins(other, one)


def _groups(rows: Sequence[Written]) -> list[int]:
    nodes: dict[Hashable, Node] = {}
    for at, row in enumerate(rows):
        node = _node(read_company(row.name).full, row.country, row.town, row.postal_code, row.domain)
        said = {"town": bool(row.town), "postal_code": bool(row.postal_code), "domain": bool(row.domain)}
        telling = own_bits(node.naming, number=False, **said) >= ENOUGH_BITS
        key = (node.naming, row.country, row.town, row.postal_code, row.domain, None if telling else at)
        nodes.setdefault(key, node).spellings.append(at)
    found = group_nodes(list(nodes.values()), DELIVERED)
    labels = [0] * len(rows)
    for group, node in zip(found.group, nodes.values(), strict=True):
        for at in node.spellings:
            labels[at] = group
    return labels


def _pairs(labels: Sequence[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def _score(labels: Sequence[Hashable], truth: Sequence[Hashable]) -> tuple[float, float, float]:
    right, found, true = _pairs(list(zip(labels, truth, strict=True))), _pairs(labels), _pairs(truth)
    precision, recall = right / max(found, 1), right / true
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _token_set(names: Sequence[str], threshold: int) -> list[int]:
    """The plain peer: names that agree so far in their words are one firm, and so are their friends' friends."""
    distinct = sorted(set(names))
    parent = list(range(len(distinct)))

    def find(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    scores = process.cdist(distinct, distinct, scorer=fuzz.token_set_ratio, score_cutoff=threshold)
    for left, right in zip(*scores.nonzero(), strict=True):
        parent[find(int(left))] = find(int(right))
    place = {name: find(at) for at, name in enumerate(distinct)}
    return [place[name] for name in names]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_generated_firms_are_found_and_kept_apart(seed: int) -> None:
    rows = [row for firm in firms(300, seed) for row in spellings(firm, 4, seed)]
    truth = [row.number for row in rows]
    precision, recall, f1 = _score(_groups(rows), truth)
    exact = _score([(read_company(row.name).key, row.country) for row in rows], truth)
    plain = _score(_token_set([row.name.casefold() for row in rows], 90), truth)
    assert precision >= AUTOMATIC
    assert recall >= 0.85
    assert f1 > max(exact[2], plain[2]) + 0.2


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = [row for firm in firms(120, 5) for row in spellings(firm, 3, 5)]
    straight, back = _groups(rows), _groups(rows[::-1])[::-1]
    assert _partition(straight) == _partition(back)


def _partition(labels: Sequence[int]) -> set[frozenset[int]]:
    found: dict[int, set[int]] = {}
    for at, label in enumerate(labels):
        found.setdefault(label, set()).add(at)
    return {frozenset(one) for one in found.values()}


def test_patent_applicants(shared_data: Path) -> None:
    path = shared_data / "firms_patstat" / "patstat_reference.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names, truth = [row["person_name"] for row in rows], [row["leuven_id"] for row in rows]
    precision, recall, f1 = _score(_groups([Written(0, name, "", "", "", "") for name in names]), truth)
    assert precision >= AUTOMATIC
    assert recall > 0.6
    assert f1 > _score([read_company(name).key for name in names], truth)[2] + 0.3
    assert f1 > _score(_token_set([name.casefold() for name in names], 85), truth)[2]


def test_a_holding_does_not_speak_for_the_operating_company() -> None:
    names = ["Kleinschmitz Holding GmbH", "Kleinschmitz Holding GmbH", "Kleinschmitz GmbH", "KLEINSCHMITZ GMBH"]
    nodes = [
        _node(name, "DE", "Bonn", postal_code) for name, postal_code in zip(names, ("1", "2", "1", "2"), strict=True)
    ]
    assert group_nodes(nodes, DELIVERED).group == [0, 0, 2, 2]


def test_another_form_in_another_town_is_another_firm_whoever_lies_between() -> None:
    names = [("Kleinschmitz AG", "Bonn"), ("Kleinschmitz AG", ""), ("Kleinschmitz", ""), ("Kleinschmitz e.K.", "Ulm")]
    group = group_nodes([_node(name, "DE", town) for name, town in names], DELIVERED).group
    assert group[0] != group[3]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Gebr. Vogtmar GmbH", "Gebrüder Vogtmar GmbH"),
        ("Tarmelson Engineering Ltd", "Tarmelson Engrg Ltd"),
        ("Vogtmarin Imprimerie SA", "Vogtmarin Impr. Société Anonyme"),
        ("Vogtmar Kunststoff-Technik GmbH", "Vogtmar Kunststofftechnik GmbH"),
        ("Royal Vogtmar PLC", "Vogtmar PLC"),
    ],
)
def test_shortened_trades_and_honours_meet(left: str, right: str) -> None:
    assert _joins(_node(left, "GB", "Leeds"), _node(right, "GB", "Leeds"))


def test_a_town_where_few_firms_are_tells_more_than_a_large_one() -> None:
    towns, elsewhere = learned_towns([("ulm", str(number)) for number in range(900)] + [("gera", "a")])
    assert towns["ulm"] < 1
    assert elsewhere == 9
    assert Rarity(towns=towns, elsewhere=elsewhere).of_town({"gera"}) > 8


def test_more_firms_ask_for_more() -> None:
    names = (read_naming("Star Ltd"), read_naming("Star Limited"))
    few, many = (compare(_node("Star Ltd"), _node("Star Limited"), names, Rarity(firms=count)) for count in (9, 10**6))
    assert many.probability < few.probability


def test_people_in_common_speak_for_one_firm_and_a_whole_staff_is_asked_about() -> None:
    star, same = _node("Star Ltd"), _node("STAR LIMITED")
    star.keys = same.keys = (1, 2)
    star.people = same.people = frozenset({1, 2})
    assert _joins(star, same)
    before, after = _node("Vogtmar Electronics AG"), _node("Vogtmar Kabelwerk AG")
    before.people, after.people = frozenset(range(9)), frozenset(range(1, 12))
    found = group_nodes([before, after], DELIVERED)
    assert found.group == [0, 1]
    assert ["8 people in common" in doubt.why for doubt in found.doubts] == [True]


def test_two_large_groups_of_one_brand_are_asked_about_once() -> None:
    nodes = [_node("Vogtmar Electronics AG"), _node("Vogtmar Kabelwerk AG"), _node("Vogtmar Holding AG")]
    for node in nodes:
        node.spellings = list(range(12))
    found = group_nodes(nodes, DELIVERED)
    assert [(doubt.left, doubt.right) for doubt in found.doubts] == [(0, 1)]


def test_people_named_beside_a_firm_are_read_whatever_their_order() -> None:
    cells = {
        "Geschäftsführer": "Anna Weiß; Bert Ohm",
        "Inventors": "OHM BERT**x",
        "Umsatz": "Anna Weiß",
        "CEO": "5 of 7",
    }
    assert people_beside(cells) == ["anna weiss", "bert ohm"]
