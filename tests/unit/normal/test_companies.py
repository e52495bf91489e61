"""Company names without their legal forms."""

from __future__ import annotations

import pytest

from dm.normal.companies import read_company


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ('ООО "Ромашка"', "Ромашка", "ООО"),
        ("Ромашка, ООО", "Ромашка", "ООО"),
        ("ЗАО «Рога и Копыта»", "Рога и Копыта", "ЗАО"),
        ("Общество с ограниченной ответственностью «Ромашка»", "Ромашка", "ООО"),
        ("Beispiel GmbH & Co. KG", "Beispiel", "GmbH & Co. KG"),
        ("Beispiel GmbH u. Partner", "Beispiel GmbH u. Partner", ""),
        ("Acme, Inc.", "Acme", "Inc"),
        ("Bar S.p.A.", "Bar", "S.p.A."),
        ("SE", "SE", ""),
        ("", "", ""),
    ],
)
def test_the_legal_form_is_apart_from_the_name(text: str, name: str, form: str) -> None:
    company = read_company(text)
    assert (company.name, company.form, company.full) == (name, form, text)


def test_a_sole_trader_is_known_by_the_form() -> None:
    assert read_company("ИП Иванов Иван").is_sole_trader
    assert read_company("ООО Ромашка").key == read_company("ромашка").key


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("ОсОО Ак-Жол", "Ак-Жол", "ОсОО"),
        ("ХО «Нур»", "Нур", "ХО"),
        ("ТОВ «Київ»", "Київ", "ТОВ"),
        ("ACME, S.A.U.", "ACME", "S.A.U."),
        ("ACME S.A. de C.V.", "ACME", "S.A. de C.V."),
        ("ACME Co., Ltd.", "ACME", "Co., Ltd."),
        ("ACME Ges.m.b.H.", "ACME", "GesmbH"),
        ("UAB Baltic", "Baltic", "UAB"),
        ("Pro HK Design", "Pro HK Design", ""),
        ("Kowalski Spółka z ograniczoną odpowiedzialnością", "Kowalski", "Sp. z o.o."),
        ("Товариство з обмеженою відповідальністю «Сонце»", "Сонце", "ТОВ"),
        ("OOO Romashka", "Romashka", "ООО"),
        ("SARL Dupont", "Dupont", "SARL"),
        ("Huber e.U.", "Huber", "e.U."),
        ("Weber GmbH (in Liquidation)", "Weber", "GmbH"),
        ("Maria Sá", "Maria Sá", ""),
    ],
)
def test_legal_forms_of_many_countries(text: str, name: str, form: str) -> None:
    company = read_company(text)
    assert (company.name, company.form) == (name, form)


@pytest.mark.parametrize(
    ("text", "form"),
    [("Dansk A/S", "A/S"), ("Novák, a. s.", "a.s."), ("Yılmaz İnşaat A.Ş.", "A.Ş."), ("Nordisk AS", "AS")],
)
def test_forms_that_differ_in_their_marks_are_each_their_own(text: str, form: str) -> None:
    assert read_company(text).form == form


@pytest.mark.parametrize("text", ["-", "n/a", "keine", "Нет", "??", "частное лицо"])
def test_a_cell_that_says_none_is_no_company(text: str) -> None:
    assert not read_company(text)


def test_public_bodies_have_their_form_apart() -> None:
    assert read_company("МБОУ СОШ № 12")[:2] == ("СОШ № 12", "МБОУ")
