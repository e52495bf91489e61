"""Names split, cased and gendered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.normal.names import name_key, read_name


@pytest.mark.parametrize(
    ("text", "given_name", "middle", "family", "gender"),
    [
        ("Петрова Анна Ивановна", "Анна", "Ивановна", "Петрова", "f"),
        ("Анна Ивановна Петрова", "Анна", "Ивановна", "Петрова", "f"),
        ("АБРАМОВИЧ РОМАН АРКАДЬЕВИЧ", "Роман", "Аркадьевич", "Абрамович", "m"),
        ("Роман Аркадьевич Абрамович", "Роман", "Аркадьевич", "Абрамович", "m"),
        ("Алиев Мухаммад Ахмед оглы", "Мухаммад", "Ахмед оглы", "Алиев", "m"),
        ("АЛИЕВА ЛЕЙЛА АХМЕД КЫЗЫ", "Лейла", "Ахмед кызы", "Алиева", "f"),
        ("анна петровна", "Анна", "Петровна", "", "f"),
        ("Иванов И.И.", "И.", "И.", "Иванов", "m"),
        ("Weber, Kim", "Kim", "", "Weber", None),
        ("LUDWIG VAN BEETHOVEN", "Ludwig", "", "van Beethoven", "m"),
        ("MÜLLER Hans", "Hans", "", "Müller", "m"),
        ("ronald mcdonald", "Ronald", "", "McDonald", "m"),
        ("SINEAD O'NEILL", "Sinead", "", "O'Neill", "f"),
        ("José de la Cruz", "José", "", "de la Cruz", "m"),
        ("Сидорова-Петрова Мария", "Мария", "", "Сидорова-Петрова", "f"),
        ("Kim", "Kim", "", "", None),
        ("Anna W.", "Anna", "", "W.", "f"),
        ("WEISS ANNA", "Anna", "", "Weiss", "f"),
        ("Smith John", "John", "", "Smith", "m"),
        ("Dupont Jean-Pierre", "Jean-Pierre", "", "Dupont", "m"),
        ("Ван дер Вальс Иван", "Иван", "", "Ван дер Вальс", "m"),
        ("von Goethe", "", "", "von Goethe", None),
        ("Бондаренко Олена Миколаївна", "Олена", "Миколаївна", "Бондаренко", "f"),
        ("Ющенко Віктор Андрійович", "Віктор", "Андрійович", "Ющенко", "m"),
        ("Gurbanguly Berdimuhamedow", "Gurbanguly", "", "Berdimuhamedow", "m"),
        ("Бердымухамедов Гурбангулы Мяликгулыевич", "Гурбангулы", "Мяликгулыевич", "Бердымухамедов", "m"),
        ("Anna & Peter Müller", "Anna & Peter", "", "Müller", None),
        ("Mr. and Mrs. Smith", "Mr. and Mrs.", "", "Smith", None),
        ("Eheleute Hans und Anna Schmidt", "Eheleute Hans und Anna", "", "Schmidt", None),
        ("M. Jean Dupont", "Jean", "", "Dupont", "m"),
        ("Sig.ra Anna Rossi", "Anna", "", "Rossi", "f"),
        ("unbekannt", "", "", "", None),
        ("-", "", "", "", None),
        ("Pawlo Martin", "Pawlo", "", "Martin", None),
        ("Анна Волков", "Анна", "", "Волков", None),
        ("Мамедов Рашид оглы", "", "Рашид оглы", "Мамедов", "m"),
        ("Ataýew Myrat Gurbanowiç", "Myrat", "Gurbanowiç", "Ataýew", "m"),
        ("Aýna Ataýewa", "Aýna", "", "Ataýewa", "f"),
        ("İbrahim ÇELİK", "İbrahim", "", "Çelik", "m"),
        ("WAŁĘSA ŁUKASZ", "Łukasz", "", "Wałęsa", "m"),
        ("Tanaka Hiroshi", "Hiroshi", "", "Tanaka", "m"),
        ("Goethe, Johann Wolfgang von", "Johann", "Wolfgang", "von Goethe", "m"),
        ("Vries, de, Anna", "Anna", "", "de Vries", "f"),
        ("Karl-Theodor Freiherr von und zu Guttenberg", "Karl-Theodor", "", "Freiherr von und zu Guttenberg", "m"),
        ("Müller Hans u. Petra", "Hans u. Petra", "", "Müller", None),
        ("Anna / Peter Müller", "Anna & Peter", "", "Müller", None),
        ("Hans und Petra von der Heide", "Hans und Petra", "", "von der Heide", None),
        ("Anna Weber (Buchhaltung)", "Anna", "", "Weber", "f"),
        ("Anna Weber geb. Kurz", "Anna", "", "Weber", "f"),
        ('Robert "Bob" Smith', "Robert", "", "Smith", "m"),
        ("c/o Anna Weber", "Anna", "", "Weber", "f"),
        ("Mevr. A. de Vries", "A.", "", "de Vries", "f"),
        ("Pani Katarzyna Nowak", "Katarzyna", "", "Nowak", "f"),
        ("Pan Wei", "Pan", "", "Wei", None),
        ("Graf, Steffi", "Steffi", "", "Graf", None),
        ("Jack Ma", "Jack", "", "Ma", "m"),
        ("Hans Weber 3", "Hans", "", "Weber", "m"),
        ("Ivanov I.I.", "I.", "I.", "Ivanov", None),
        ("Chaykovskiy Petr Ilich", "Petr", "Ilich", "Chaykovskiy", "m"),
        ("Mukhamedov Rashid ogly", "", "Rashid ogly", "Mukhamedov", "m"),
        ("An Herrn Hans Weber", "Hans", "", "Weber", "m"),
        ("Geschäftsführung", "", "", "", None),
        ("Hans Weber-", "Hans", "", "Weber", "m"),
        ("Sehr geehrter Herr Dr. Weiß", "", "", "Weiß", "m"),
        ("Paní Jana Dvořáková", "Jana", "", "Dvořáková", "f"),
        ("Sayın Ayşe Yılmaz", "Ayşe", "", "Yılmaz", "f"),
        ("José Luis Rodríguez Zapatero", "José", "Luis", "Rodríguez Zapatero", "m"),
        ("Pablo Ruiz y Picasso", "Pablo", "", "Ruiz y Picasso", "m"),
        ("P.J. 't Hart", "P.", "J.", "'t Hart", None),
        ("Ernst August Prinz von Hannover", "Ernst", "August", "Prinz von Hannover", "m"),
        ("Annaguly Meredow Orazowiç", "Annaguly", "Orazowiç", "Meredow", "m"),
        ("Әлия Нұрмұхамбетова", "Әлия", "", "Нұрмұхамбетова", "f"),
        ("Petra Müller-von der Heide", "Petra", "", "Müller-von der Heide", "f"),
        ("Herr Rechtsanwalt Peter Klein", "Peter", "", "Klein", "m"),
        ("Herr Unbekannt", "", "", "", "m"),
        ("Anna Unbekannt", "Anna", "", "", "f"),
        ("John Smith c/o Mary Jones", "John", "", "Smith", "m"),
        ("John Smith - please ring twice", "John", "", "Smith", "m"),
        ("Anna Weber - Berg", "Anna", "Weber", "Berg", "f"),
    ],
)
def test_a_full_name_is_split(text: str, given_name: str, middle: str, family: str, gender: str | None) -> None:
    name = read_name(text)
    assert (name.given, name.middle, name.family, name.gender) == (given_name, middle, family, gender)


@pytest.mark.parametrize("text", ["test", "The Occupier", "Тестов Тест Тестович", "null", "12345", "+44 20 7946 0958"])
def test_a_word_that_fills_the_cell_is_nobody(text: str) -> None:
    assert not read_name(text)


def test_who_is_called_as_nobody_keeps_the_name() -> None:
    assert read_name(given="Anna", family="Null").full == "Anna Null"
    assert read_name("Jane Test").full == "Jane Test"


def test_titles_leave_the_name_and_tell_the_gender() -> None:
    name = read_name("Frau Prof. Dr. med. Anna-Lena Schmidt")
    assert (name.title, name.full, name.gender) == ("Prof. Dr. med.", "Anna-Lena Schmidt", "f")
    assert read_name("Weiß, Dr. Hans").title == "Dr."
    assert read_name(title="Mr.", given="Kim", family="Moore").gender == "m"


@pytest.mark.parametrize(
    ("text", "title", "full"),
    [
        ("VON DER LEYEN, Ursula Dr.", "Dr.", "Ursula von der Leyen"),
        ("Prof.Dr.Hans Meier", "Prof. Dr.", "Hans Meier"),
        ("Dr. med. H. Meier", "Dr. med.", "H. Meier"),
        ("Dr. h. c. Hans Meier", "Dr. h. c.", "Hans Meier"),
        ("Mag.a Maria Huber", "Mag.", "Maria Huber"),
        ("Lord Byron", "Lord", "Byron"),
        ("Dr.-Ing. Hans Weber", "Dr.-Ing.", "Hans Weber"),
        ("dr hab. Jan Kowalski", "Dr. hab.", "Jan Kowalski"),
        ("MUDr. Jana Nováková, CSc.", "MUDr.", "Jana Nováková CSc."),
        ("Prof Jane Doe, PhD, FRS", "Prof.", "Jane Doe PhD FRS"),
        ("Lt. Col. John Smith", "Lt. Col.", "John Smith"),
        ("Dr. Hans-Peter Weber jun.", "Dr.", "Hans-Peter Weber jun."),
        ("Сидоров Иван Петрович мл.", "", "Иван Петрович Сидоров мл."),
    ],
)
def test_titles_are_found_glued_and_behind_the_name(text: str, title: str, full: str) -> None:
    name = read_name(text)
    assert (name.title, name.full) == (title, full)


def test_titles_in_the_columns_of_the_name_are_titles() -> None:
    assert read_name(given="Jan", family="Dr. Weber")[:4] == ("Dr.", "Jan", "", "Weber")
    assert read_name(given="Hans", family="Graf").full == "Hans Graf"
    assert read_name(given="Johann", family="Goethe, von").family == "von Goethe"


@pytest.mark.parametrize("columns", [{"given": "Hans & Petra"}, {"given": "Hans", "title": "Herr und Frau"}])
def test_several_people_in_columns_have_no_gender(columns: dict[str, str]) -> None:
    assert read_name(**({"title": "Herr"} | columns), family="Weiß").gender is None


def test_suffixes_and_several_middle_names_stand_in_columns() -> None:
    name = read_name(given="John", middle="Richter,James", family="Doe Sr.")
    assert (name.middle, name.family, name.suffix) == ("Richter James", "Doe", "Sr.")
    assert read_name("Dipl.-Ing. (FH) Peter Bauer").full == "Peter Bauer"


def test_parts_in_columns_win_over_the_full_name() -> None:
    name = read_name("Kto-to Drugoj", given="Анна Петровна", family="ИВАНОВА")
    assert (name.given, name.middle, name.family) == ("Анна", "Петровна", "Иванова")


def test_signs_that_disagree_leave_the_gender_open() -> None:
    assert read_name("Иванова Анна Петровна", gender="м").gender is None
    assert read_name(given="Саша", family="Андрейчук").gender is None
    assert read_name(given="Саша", middle="Олегович").gender == "m"


def test_case_is_mended_only_where_it_was_lost() -> None:
    assert read_name("DiCaprio Leonardo").full == "DiCaprio Leonardo"
    assert read_name(given="JEAN-PIERRE", family="MCDONALD").full == "Jean-Pierre McDonald"


def test_yo_and_diacritics_do_not_tell_people_apart() -> None:
    assert name_key(read_name("Пётр Ёлкин")) == name_key(read_name("ПЕТР ЕЛКИН"))
    assert name_key(read_name("Jürgen Müller")) == name_key(read_name("Jurgen Muller"))
    assert name_key(read_name("Андрей Зайцев")) != name_key(read_name("Андреи Заицев"))


@given(st.text(max_size=60))
def test_any_text_gives_a_name_that_reads_the_same_again(text: str) -> None:
    name = read_name(text)
    again = read_name(title=name.title, given=name.given, middle=name.middle, family=name.family)
    assert (again.given, again.middle, again.family) == (name.given, name.middle, name.family) or not name.family


def test_russian_genders_of_the_petrovich_set(petrovich_people: list[dict[str, str]]) -> None:
    wanted = {"мр": "m", "жр": "f", "мр-жр": None}
    for row in petrovich_people:
        name = read_name(given=row["firstname"] or "", middle=row["middlename"] or "", family=row["lastname"] or "")
        assert name.gender == wanted[row["gender"]], row


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "=-"])
def test_a_name_never_begins_as_a_formula(sign: str) -> None:
    assert read_name(f"{sign}Anna Weiß").full == "Anna Weiß"
    assert read_name(given=f" {sign}Anna", family=f"{sign}Weiß").full == "Anna Weiß"


@pytest.mark.parametrize(
    ("text", "given", "middle", "family", "gender"),
    [
        ("Әбдірахманов Нұрлан Серікұлы", "Нұрлан", "Серікұлы", "Әбдірахманов", "m"),
        ("Сейтқазы Айгүл Болатқызы", "Айгүл", "Болатқызы", "Сейтқазы", "f"),
        ("Gillian Jane McAuly", "Gillian", "Jane", "McAuly", "f"),
        ("Zofia i Marek Nowakowie", "Zofia i Marek", "", "Nowakowie", None),
        ("Ahmet ve Ayşe Yılmaz", "Ahmet ve Ayşe", "", "Yılmaz", None),
        ("Jan en Marie de Vries", "Jan en Marie", "", "de Vries", None),
        ("José Ortega y Gasset", "José", "", "Ortega y Gasset", "m"),
        ("Hans und Petra Müller, Karl und Anna Schmidt", "Hans und Petra Müller & Karl und Anna", "", "Schmidt", None),
        ("MARIE LE GOFF", "Marie", "", "Le Goff", "f"),
        ("DE LA TOUR", "", "", "de la Tour", None),
        ("ks. Józef Tischner", "Józef", "", "Tischner", None),
        ("гл. бухгалтер Кузнецова Мария Ивановна", "Мария", "Ивановна", "Кузнецова", "f"),
    ],
)
def test_names_of_suppliers_lists(text: str, given: str, middle: str, family: str, gender: str | None) -> None:
    name = read_name(text)
    assert (name.given, name.middle, name.family, name.gender) == (given, middle, family, gender)


def test_a_form_of_address_for_two_stays_with_the_initial() -> None:
    assert read_name(title="Mr & Mrs", given="J", family="Smith").full == "Mr & Mrs J Smith"
    assert read_name(title="Fam.", given="Klaus u. Sabine", family="Schmidt").full == "Klaus u. Sabine Schmidt"
    assert read_name(title="Herr/Frau", given="Kim", family="Weber").full == "Kim Weber"
    assert read_name(title="Frau Prof. und Dr.", given="Anna", family="Weiß").gender == "f"


def test_initials_behind_a_family_name_are_the_given_names() -> None:
    name = read_name(family="Мельник С.В.")
    assert (name.given, name.middle, name.family) == ("С.", "В.", "Мельник")
    assert read_name(given="Karel", family="Černý st.").suffix == "st."
