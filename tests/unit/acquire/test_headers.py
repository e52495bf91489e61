"""Headers of the programs that lists come from, and of half a dozen languages."""

from __future__ import annotations

import pytest

from dm.acquire.header_words import MEANINGS
from dm.acquire.header_words_more import MORE_MEANINGS
from dm.acquire.headers import meaning
from dm.acquire.mapping import Column, map_columns
from dm.normal.folding import fold

TOOLS = {
    "Dutch shop": (
        "Klantnummer|Aanhef|Voornaam|Tussenvoegsel|Achternaam|Straat en huisnummer|Postcode|Woonplaats|E-mailadres",
        "external_id|title|given_name|family_name|family_name|street|postal_code|city|email",
    ),
    "Companies House": (
        "CompanyName|CompanyNumber|RegAddress.AddressLine1|RegAddress.AddressLine2|RegAddress.PostTown|RegAddress.PostCode",
        "company|custom.companynumber|address|address|city|postal_code",
    ),
    "Spanish, two surnames": ("Nombre|Apellido 1|Apellido 2|Móvil", "given_name|family_name|family_name|phone"),
    "Brazilian shop": (
        "Nome|Sobrenome|Logradouro|Número|Bairro|CEP|Cidade|UF|Telefone|Razão social",
        "given_name|family_name|street|house|address|postal_code|city|region|phone|company",
    ),
    "Polish register": (
        "Imię|Nazwisko|Ulica i numer|Kod pocztowy|Miejscowość|Tel. kom.|Adres e-mail",
        "given_name|family_name|street|postal_code|city|phone|email",
    ),
    "Turkish shop": ("Adı|Soyadı|Cep telefonu|İlçe|İl|Şirket", "given_name|family_name|phone|city|region|company"),
    "Ukrainian shop": ("ПІБ|Ел. пошта|Індекс|Місто", "full_name|email|postal_code|city"),
    "Japanese": (
        "\u6c0f\u540d|\u90f5\u4fbf\u756a\u53f7|\u4f4f\u6240|\u96fb\u8a71\u756a\u53f7",
        "full_name|postal_code|address|phone",
    ),
    "Outlook": (
        (
            "First Name|Last Name|Company|Job Title|Business Street|Business City|Business Postal Code|"
            "Home Street|Business Fax|Business Phone|Mobile Phone|E-mail Address|E-mail Display Name|"
            "E-mail 2 Address|Birthday"
        ),
        (
            "given_name|family_name|company|job_title|custom.business_street|custom.business_city|"
            "custom.business_postal_code|street|custom.business_fax|phone|phone|email|"
            "custom.e_mail_display_name|email|birth_date"
        ),
    ),
    "Outlook, German": (
        (
            "Anrede|Vorname|Weitere Vornamen|Nachname|Firma|Straße geschäftlich|Ort geschäftlich|"
            "Fax geschäftlich|Telefon privat|Mobiltelefon|E-Mail-Adresse|E-Mail 2: Adresse|Geburtstag|"
            "Notizen"
        ),
        (
            "title|given_name|middle_name|family_name|company|street|city|custom.fax_geschaftlich|phone|"
            "phone|email|email|birth_date|notes"
        ),
    ),
    "Google": (
        (
            "Name|Given Name|Family Name|E-mail 1 - Type|E-mail 1 - Value|Phone 1 - Value|"
            "Address 1 - Formatted|Address 1 - Street|Address 1 - City|Address 1 - Postal Code|"
            "Organization 1 - Name|Organization 1 - Title"
        ),
        (
            "full_name|given_name|family_name|custom.e_mail_1_type|email|phone|custom.address_1_formatted|"
            "street|city|postal_code|company|job_title"
        ),
    ),
    "HubSpot": (
        (
            "Record ID|First Name|Last Name|Email|Phone Number|Contact owner|Associated Company|"
            "Street Address|City|State/Region|Postal Code|Country/Region|Last Activity Date (CET)"
        ),
        (
            "external_id|given_name|family_name|email|phone|custom.contact_owner|company|address|city|"
            "region|postal_code|country|custom.last_activity_date_cet"
        ),
    ),
    "Mautic": (
        (
            "id|title|firstname|lastname|company|position|email|mobile|phone|fax|address1|address2|"
            "city|state|zipcode|country|preferred_locale|owner_id"
        ),
        (
            "external_id|title|given_name|family_name|company|job_title|email|phone|phone|custom.fax|"
            "address|address|city|region|postal_code|country|language|custom.owner_id"
        ),
    ),
    "listmonk": (
        "uuid|email|name|attributes|status|created_at",
        "external_id|email|full_name|custom.attributes|custom.status|custom.created_at",
    ),
    "CiviCRM": (
        (
            "Contact ID|First Name|Last Name|Individual Prefix|Street Address|Supplemental Address 1|City|"
            "Postal Code|Do Not Email|Preferred Language|Current Employer"
        ),
        (
            "external_id|given_name|family_name|title|address|address|city|postal_code|"
            "custom.do_not_email|language|company"
        ),
    ),
    "VICIdial": (
        (
            "lead_id|entry_date|vendor_lead_code|phone_code|phone_number|title|first_name|middle_initial|"
            "last_name|address1|address3|city|state|postal_code|country_code|gender|date_of_birth|"
            "alt_phone|email|comments"
        ),
        (
            "custom.lead_id|custom.entry_date|external_id|custom.phone_code|phone|title|given_name|"
            "middle_name|family_name|address|address|city|region|postal_code|country|gender|birth_date|"
            "phone|email|notes"
        ),
    ),
    "1C": (
        ("Код|Наименование|ИНН|КПП|Юридический адрес|Фактический адрес|Контактное лицо|Телефон|Электронная почта"),
        ("external_id|company|custom.инн|custom.кпп|custom.юридический_адрес|address|full_name|phone|email"),
    ),
    "Shopify": (
        (
            "Customer ID|First Name|Last Name|Email|Accepts Email Marketing|Default Address Address1|"
            "Default Address City|Default Address Country Code|Default Address Zip|Phone|Tags"
        ),
        (
            "external_id|given_name|family_name|email|custom.accepts_email_marketing|address|city|country|"
            "postal_code|phone|custom.tags"
        ),
    ),
    "FEBRL": (
        ("rec_id|given_name|surname|street_number|address_1|address_2|suburb|postcode|state|date_of_birth|soc_sec_id"),
        (
            "external_id|given_name|family_name|house|address|address|city|postal_code|region|"
            "birth_date|custom.soc_sec_id"
        ),
    ),
    "French": (
        (
            "Civilité|Nom|Prénom|Date de naissance|Adresse|Complément d'adresse|Code postal|Ville|Pays|"
            "Téléphone portable|Adresse e-mail|Société|Sexe"
        ),
        ("title|family_name|given_name|birth_date|address|address|postal_code|city|country|phone|email|company|gender"),
    ),
    "Spanish": (
        (
            "Nombre|Primer apellido|Segundo apellido|Fecha de nacimiento|Dirección|Código postal|Población|"
            "Provincia|Móvil|Correo electrónico|DNI"
        ),
        ("given_name|family_name|family_name|birth_date|address|postal_code|city|region|phone|email|custom.dni"),
    ),
    "Italian": (
        ("Nome|Cognome|Data di nascita|Indirizzo|CAP|Città|Provincia|Nazione|Cellulare|Ragione sociale|Codice fiscale"),
        (
            "given_name|family_name|birth_date|address|postal_code|city|region|country|phone|company|"
            "custom.codice_fiscale"
        ),
    ),
    "German": (
        ("Kd.-Nr.|Anrede|Titel|Vorname|Nachname|Geb.-Dat.|Strasse/Nr.|PLZ/Ort|Tel. privat|Tel. mobil|Firmenname 1"),
        "external_id|title|title|given_name|family_name|birth_date|street|city|phone|phone|company",
    ),
}


@pytest.mark.parametrize("tool", TOOLS)
def test_headers_of_common_tools_map_by_themselves(tool: str) -> None:
    header, fields = (words.split("|") for words in TOOLS[tool])
    assert [column.field for column in map_columns(header, [])] == fields


@pytest.mark.parametrize(
    "header", ["Contact owner", "Owner email", "Phone 1 - Label", "E-mail Type", "Ответственный", "Source", "Fax"]
)
def test_what_is_about_others_is_nobodys_field(header: str) -> None:
    assert meaning(header).about == "others"
    (column,) = map_columns([header], [["anna@x.de"]])
    assert column.field.startswith("custom.")


def test_numbers_that_tell_people_apart_are_no_telephones() -> None:
    rows = [["123-45-6789", "123-456-789 00", "2024-01-01"], ["987-65-4321", "987-654-321 00", "2024-02-02"]]
    columns = map_columns(["ssn", "СНИЛС", "joined"], rows)
    assert [column.field for column in columns] == ["custom.ssn", "custom.снилс", "custom.joined"]


def test_columns_of_objections_are_pointed_out() -> None:
    assert "dm suppress import" in map_columns(["Email Opt Out"], [["1"]])[0].reason


def test_the_address_that_most_rows_have_is_taken_and_the_other_where_it_is_empty() -> None:
    rows = [["A 1", "Bonn", "", ""], ["", "", "B 2", "Ulm"], ["", "", "C 3", "Köln"]]
    columns = map_columns(["Business Street", "Business City", "Home Street", "Home City"], rows)
    assert columns[2:] == [
        Column(2, "Home Street", "street", "by its header"),
        Column(3, "Home City", "city", "by its header"),
    ]
    assert [column.fallback for column in columns[:2]] == ["street", "city"]


def test_a_title_column_of_positions_is_a_job_title() -> None:
    rows = [["Managing director"], ["Head of sales"]]
    assert map_columns(["Title"], rows)[0].field == "job_title"
    assert map_columns(["Title"], [["Mrs."], ["Dr."]])[0].field == "title"


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Jméno;Příjmení;Ulice;Č.p.;PSČ;Město", "given_name family_name street house postal_code city"),
        ("Vezetéknév;Keresztnév;Irányítószám;Település", "family_name given_name postal_code city"),
        ("Förnamn;Efternamn;Gatuadress;Postnr;Mobilnr", "given_name family_name street postal_code phone"),
        ("Nume;Prenume;Adresă;Cod poștal;Județ", "family_name given_name address postal_code region"),
        ("Тегі;Аты;Әкесінің аты;Мекенжайы;Қала", "family_name given_name middle_name address city"),
        ("Nom;N° et voie;C.P.;Fecha nac.;Data ur.", "full_name street postal_code birth_date birth_date"),
        ("姓名;电话;邮箱;地址;邮编", "full_name phone email address postal_code"),
        ("Bayi Kodu;Firma Adı;Yetkili Kişi;GSM;İlçe", "external_id company full_name phone city"),
        ("Прізвище;Населений пункт;Вулиця;Буд.;Кв.", "family_name city street house house"),
        ("Jméno;Titul před;Titul za;Příjmení", "given_name title title family_name"),
        ("N° adhérent;Civilité;Date naissance;CP", "external_id title birth_date postal_code"),
        ("Mitgl.-Nr.;Donor Ref;VoterID;ID klienta", "external_id external_id external_id external_id"),
        ("Полное наименование;Контактное лицо", "company full_name"),
        ("ResHouseNum;ResStreetDir;ResStreetName;ResUnit;ResZip5", "house street street house postal_code"),
    ],
)
def test_headers_of_more_countries(header: str, fields: str) -> None:
    assert [meaning(one).field for one in header.split(";")] == fields.split()


def test_the_two_tables_of_words_do_not_contradict_each_other() -> None:
    of = {word: key for key, words in MEANINGS.items() for word in words.split("|")}
    more = [word for words in MORE_MEANINGS.values() for word in words.split("|")]
    assert len(more) == len(set(more))
    assert of.keys().isdisjoint(more)
    assert all(word == fold(word) for word in more)


@pytest.mark.parametrize("header", ["Rodné číslo", "ИИН", "ЄДРПОУ", "T.C. Kimlik No"])
def test_a_national_number_is_no_telephone(header: str) -> None:
    column = map_columns([header], [["800312/1234"], ["850-70-540"]])[0]
    assert column.field.startswith("custom.")
    assert "tells people apart" in column.reason
