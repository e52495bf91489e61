"""Who is one person, and who must stay two."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from dm.actualize.link import GENERAL, Linker, keys_of
from dm.actualize.link.blocking import Candidates
from dm.actualize.link.columns import Gathering
from dm.actualize.link.train import still_alone
from tests.unit.actualize.link_world import features, grouped, groups, linked

HOME = {"street": "Weg 1", "postal_code": "10115", "city": "Berlin"}


def test_the_same_email_with_names_that_agree_is_one_person() -> None:
    assert groups(
        {"full_name": "Anna Wei\u00df", "email": ["Anna@x.de"]},
        {"full_name": "A. Weiss", "email": ["anna@X.de"]},
        {"email": ["anna@x.de"]},
        {"full_name": "Hans Wei\u00df", "email": ["anna@x.de"]},
    ) == [[0, 1, 2], [3]]


def test_a_mobile_joins_and_a_landline_needs_the_full_name() -> None:
    assert groups({"full_name": "Anna W", "phone": ["0171 1234567"]}, {"phone": ["+49 171 1234567"]}) == [[0, 1]]
    assert groups({"full_name": "Anna W", "phone": ["030 1234567"]}, {"phone": ["030 1234567"]}) == [[0], [1]]
    assert groups(
        {"full_name": "Anna Weber", "phone": ["030 1234567"]}, {"full_name": "anna weber", "phone": ["030/1234567"]}
    ) == [[0, 1]]


def test_a_role_address_is_no_person() -> None:
    assert groups({"full_name": "Anna W", "email": ["info@x.de"]}, {"email": ["info@x.de"]}) == [[0], [1]]


def test_the_same_address_joins_only_the_same_name() -> None:
    assert groups(
        {"full_name": "Anna Weber", **HOME}, {"full_name": "Anna Weber", "address": "Weg 1, 10115 Berlin"},
        {"full_name": "Bert Weber", **HOME},
    ) == [[0, 1], [2]]  # fmt: skip


FATHER = {"full_name": "Hans Weber", "birth_date": "1950-03-12", "phone": ["030 1234567"], **HOME}


@pytest.mark.parametrize(
    "other",
    [
        {**FATHER, "birth_date": "1982-07-01"},
        {**FATHER, "birth_date": "1980-03-12"},
        {**FATHER, "full_name": "Bert Weber"},
        {**FATHER, "full_name": "Hans Weber jun.", "title": "Frau"},
    ],
    ids=["son", "son, one digit other", "twin", "woman"],
)
def test_what_contradicts_is_never_one(other: dict[str, object]) -> None:
    assert groups(FATHER, other) == [[0], [1]]


def test_senior_and_junior_are_two() -> None:
    both = [{"full_name": f"John Smith {which}", "email": ["smith@x.de"], **HOME} for which in ("Sr.", "Jr.")]
    assert groups(*both) == [[0], [1]]


def test_no_half_empty_record_holds_father_and_son_together() -> None:
    between = {"full_name": "Hans Weber", "phone": ["030 1234567"], **HOME}
    son = {**FATHER, "birth_date": "1982-07-01"}
    found = linked(features(FATHER, between, son))
    assert found.group.tolist()[0] != found.group.tolist()[2]
    assert groups(
        {"full_name": "Anna Weber", "email": ["a@x.de"]},
        {"full_name": "Weber", "email": ["a@x.de", "b@x.de"]},
        {"full_name": "Bert Weber", "email": ["b@x.de"]},
    ) == [[0, 1], [2]]


def test_a_birth_date_may_have_slipped_where_a_point_agrees() -> None:
    one = {"full_name": "Anna Weber", "email": ["anna.weber@x.de"]}
    assert groups({**one, "birth_date": "1980-05-21"}, {**one, "birth_date": "1980-05-12"}) == [[0, 1]]
    alone = {"full_name": "Anna Weber"}
    assert groups({**alone, "birth_date": "1980-05-21"}, {**alone, "birth_date": "1980-05-12"}) == [[0], [1]]


def test_the_source_s_own_id_joins_within_the_source() -> None:
    assert groups({"external_id": "7", "city": "Bonn"}, {"external_id": "7", "city": "K\u00f6ln"}) == [[0, 1]]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Bill Gates", "William Gates"),
        ("Anja Weber", "Anna Weber"),
        (
            "\u0410\u043b\u0435\u043a\u0441\u0430\u043d\u0434\u0440 \u0418\u0432\u0430\u043d\u043e\u0432",
            "Aleksandr Ivanov",
        ),
        (
            "\u0418\u0432\u0430\u043d\u043e\u0432 \u0410\u043b\u0435\u043a\u0441\u0430\u043d\u0434\u0440",
            "Alexander Ivanov",
        ),
        ("Garc\u00eda L\u00f3pez, Mar\u00eda", "Maria Garcia"),
        ("Weber, Anna", "Anna Weber"),
        ("Anna M\u00fcller-Schmidt", "Anna Schmidt"),
        ("Stefan Mueller", "Stephan M\u00fcller"),
    ],
)
def test_forms_of_one_name_with_one_birthday_are_one_person(left: str, right: str) -> None:
    both = [{"full_name": name, "birth_date": "1980-05-21", "city": "Bonn"} for name in (left, right)]
    assert groups(*both) == [[0, 1]]


def test_given_and_family_name_may_have_changed_columns() -> None:
    one = {"given_name": "Keaton", "family_name": "Webber", "birth_date": "1980-05-21"}
    assert groups(one, {**one, "given_name": "Webber", "family_name": "Keaton"}) == [[0, 1]]


def test_a_number_that_one_person_bears_outweighs_a_slip() -> None:
    one = {"full_name": "Anna Weber", "custom.Sozialversicherungsnummer": "65170839J003"}
    assert groups({**one, "birth_date": "1950-05-21"}, {**one, "birth_date": "1980-03-12"}) == [[0, 1]]
    assert groups(one, {**one, "full_name": "Bert Schulz"}) == [[0], [1]]


def test_a_column_that_groups_is_no_evidence() -> None:
    one = {"full_name": "Anna Weber", "custom.cluster": "17", "custom.household id": "4"}
    assert groups(one, {**one, "full_name": "Carl Orff"}) == [[0], [1]]


def test_a_name_and_a_town_alone_are_doubtful() -> None:
    found = linked(features({"full_name": "Anna Weber", "city": "Bonn"}, {"full_name": "Anna Weber", "city": "BONN"}))
    assert grouped(found) == [[0], [1]]
    (doubt,) = found.doubtful
    assert 0.4 < doubt.probability < 0.97
    assert doubt.why == "same given name, same family name, same town"
    assert doubt.evidence[0] == {"field": "given", "left": "anna", "right": "anna", "verdict": "same"}


def test_people_said_to_be_two_stay_two_and_are_not_asked_for_again() -> None:
    records = features({"email": ["a@x.de"], "person": "P1"}, {"email": ["a@x.de"], "person": "P2"})
    assert grouped(linked(records)) == [[0, 1]]
    found = linked(records, {frozenset(("P1", "P2"))})
    assert (grouped(found), found.doubtful) == ([[0], [1]], [])


def test_people_of_the_base_join_only_beyond_doubt() -> None:
    records = [{"full_name": "Anna Weber", **HOME, "person": person} for person in ("P1", "P2")]
    found = linked(features(*records), base_size=200_000)
    assert grouped(found) == [[0], [1]]
    assert len(found.doubtful) == 1


def test_records_of_one_person_are_together_from_the_start() -> None:
    assert groups({"full_name": "Anna", "person": "P1"}, {"full_name": "Bert", "person": "P1"}) == [[0, 1]]


def test_a_switchboard_joins_nobody() -> None:
    firm = {"phone": ["030 1234567"], "company": "Beispiel GmbH", "email": ["info@beispiel.de"], **HOME}
    names = ["Anna Weber", "Bert Schulz", "Clara Weber", "David Ott", "Emma Weber"]
    assert len(groups(*({"full_name": name, **firm} for name in names))) == len(names)


def test_a_customer_s_hundred_orders_are_one_customer_s() -> None:
    orders = [
        {"full_name": "Anna Weber", "email": ["anna.weber@x.de"], "custom.Bestellung": str(n)} for n in range(100)
    ]
    others = [{"full_name": "Bert Ott", "email": ["bert.ott@x.de"]} for _ in range(70)]
    assert groups(*orders, *others) == [list(range(100)), list(range(100, 170))]


def test_a_name_that_only_records_of_one_person_bear_is_rare() -> None:
    many = [{"full_name": "Edith Fuchsberger", "birth_date": "1963-03-20", "city": "Halle"} for _ in range(5)]
    bare = {"full_name": "Edith Fuchsberger", "city": "Halle"}
    others = [{"full_name": f"Hans Maier{number}", "city": "Bonn"} for number in range(3000)]
    model = replace(GENERAL, records=3000)
    assert grouped(linked(features(*many, bare, *others), model=model))[0] == [0, 1, 2, 3, 4, 5]
    strangers = [{**many[0], "birth_date": f"19{year}-01-07"} for year in range(40, 60)]
    assert [5] in grouped(linked(features(*many, bare, *strangers, *others), model=model))


def test_where_nobody_shares_a_door_other_names_behind_it_are_slips() -> None:
    model = replace(GENERAL, alone=True, household=8.0)
    one = {"full_name": "Flynn Weller", "birth_date": "1970-01-06", "custom.ssn": "9438862", **HOME}
    born = {**one, "full_name": "Ebony Wilkson", "custom.ssn": ""}
    numbered = {**one, "full_name": "Kylie Dixon", "birth_date": "1922-06-09"}
    for another in (born, numbered):
        few, many = features(one, another), features(one, another, *_homes(), *_homes())
        # So few records do not show that nobody shares a door.
        assert grouped(linked(few, model=model)) == [[0], [1]]
        assert [0, 1] in grouped(linked(many, model=model))
        assert [0, 1] not in grouped(linked(many, model=replace(model, alone=False)))


def test_a_later_list_with_families_is_not_judged_as_one_without() -> None:
    homes = _homes()
    spouses = [{**home, "full_name": "Gerda Zander", "birth_date": "1991-08-09"} for home in homes]
    assert _alone([*homes, *homes])
    assert not _alone([*homes, *homes, *spouses])
    assert not _alone(homes[:20] * 2)


def _homes() -> list[dict[str, object]]:
    names = itertools.product(("Hans", "Erik", "Jutta", "Klara"), ("Maier", "Fuchs", "Olbers"), range(20))
    return [
        {"full_name": f"{given} {family}", "birth_date": f"19{20 + n % 80}-03-{1 + n % 28:02}", "street": f"Weg {n}"}
        for n, (given, family, _) in enumerate(names)
    ]


def _alone(records: list[dict[str, object]]) -> bool:
    gathering, found = Gathering(), features(*records)
    gathering.add(found, keys_of(found))
    columns = gathering.columns()
    return still_alone(columns, Candidates(columns))


def test_a_company_s_row_is_no_person() -> None:
    firm = {"company": "Beispiel GmbH", "phone": ["0171 1234567", "030 1234567"], "email": ["info@b.de"], **HOME}
    found = linked(features(firm, {**firm, "full_name": "Anna Weber"}, {**firm, "full_name": "Bert Ott"}))
    assert grouped(found) == [[0], [1], [2]]
    assert all(doubt.left for doubt in found.doubtful)
    own = {**firm, "email": ["anna.weber@b.de"]}
    assert groups(own, {**own, "full_name": "Anna Weber"}) == [[0, 1]]


def test_a_name_is_as_common_as_in_both_orders() -> None:
    def probability(*records: dict[str, object]) -> float:
        linker = Linker(GENERAL)
        found = features(*[{"given_name": "Serdar", "family_name": "Orazow"}] * 2, *records)
        linker.add(found, keys_of(found))
        return linker.lay_open([(0, 1)])[0].probability

    others = [{"given_name": f"Hans{number}", "family_name": f"Maier{number}"} for number in range(20)]
    namesakes = [{"given_name": "Orazow", "family_name": "Serdar"}] * 20
    assert probability(*namesakes) < probability(*others) / 4


def test_nobody_is_asked_about_a_pair_that_another_record_of_the_two_rules_out() -> None:
    older = {"full_name": "Anna Weber", "city": "Bonn", "email": ["anna@x.de"]}
    younger = {"full_name": "Anna Weber", "city": "Bonn", "phone": ["0171 1234567"]}
    assert len(linked(features(older, younger)).doubtful) == 1
    born = [{**older, "birth_date": "1950-03-12"}, {**younger, "birth_date": "1981-07-30"}]
    found = linked(features(older, younger, *born))
    assert (grouped(found), found.doubtful) == ([[0, 2], [1, 3]], [])


def test_namesakes_are_the_less_likely_one_the_more_of_them_differs() -> None:
    name = {"full_name": "Olga Petrowa", "postal_code": "10115", "city": "Berlin"}
    one = {**name, "street": "Weg 1", "email": ["op@x.de"], "phone": ["0171 1234567"]}
    others = [
        {**name, "street": "Allee 7"},
        {**name, "street": "Allee 7", "email": ["olga@y.de"]},
        {**name, "street": "Allee 7", "email": ["olga@y.de"], "phone": ["0160 7654321"]},
    ]
    found = [linked(features(one, other)) for other in others]
    assert all(grouped(links) == [[0], [1]] for links in found)
    shown = [links.doubtful[0].probability for links in found]
    assert shown == sorted(shown, reverse=True) and shown[2] < shown[0] < 0.85


def test_who_may_be_father_or_son_is_neither() -> None:
    father = {"full_name": "Hans Weber", "birth_date": "1950-03-12", **HOME}
    son = {"full_name": "Hans Weber", "birth_date": "1980-07-01", **HOME}
    undated = {"full_name": "Hans Weber", **HOME}
    assert groups(father, undated) == [[0, 1]]
    assert groups(father, son, undated) == [[0], [1], [2]]
    assert groups(father, son, {**undated, "birth_date": "1980-07-01"}) == [[0], [1, 2]]
