"""What the headers of contact lists mean, in English, German, Russian, and some French and Spanish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from dm.normal.folding import fold

CONTACT_FIELDS = (
    "external_id title given_name middle_name family_name full_name gender birth_date company department job_title "
    "email phone address street house postal_code city region country language notes consent_note"
).split()

# Folded words a header may consist of; a number behind them ("phone 2") does not matter.
_MEANINGS = {
    "external_id": "id|external id|customer id|client id|contact id|user id|record id|rec id|unique id|uid|customer no|"
    "customer number|customer|member id|vendor lead code|kundennummer|kunden nr|kundennr|kunden id|nr|"
    "nummer|mitgliedsnummer|код клиента|ид|идентификатор|номер клиента|код|id клиента|внешний код|"
    "номер карты|numero client|id cliente",
    "title": "title|prefix|name prefix|salutation|anrede|titel|akademischer titel|обращение|titre|civilite|tratamiento",
    "given_name": "first name|firstname|first|given name|given|givenname|forename|fname|vorname|имя|prenom|nombre|nome",
    "middle_name": "middle name|middlename|middle|middle initial|second name|patronymic|additional name|отчество|"
    "zweiter vorname",
    "family_name": "last name|lastname|last|family name|familyname|surname|lname|nachname|familienname|zuname|фамилия|"
    "nom de famille|apellido|apellidos|cognome",
    "full_name": "name|full name|fullname|contact name|contact person|contact|person|recipient|addressee|"
    "customer name|fn|display name|vor und nachname|name vorname|kontakt|kontaktperson|ansprechpartner|"
    "empfanger|фио|ф и о|полное имя|фамилия имя отчество|фамилия имя|имя фамилия|контактное лицо|контакт|"
    "получатель|клиент|nom|nom complet|nombre completo",
    "gender": "gender|sex|geschlecht|пол|sexe|sexo|genero",
    "birth_date": "birth date|birthdate|date of birth|dob|birthday|bday|geburtsdatum|geburtstag|geb datum|geb|"
    "дата рождения|день рождения|д р|др|date de naissance|fecha de nacimiento",
    "company": "company|company name|organization|organisation|org|employer|business name|firm|account|account name|"
    "firma|firmenname|unternehmen|организация|компания|фирма|предприятие|наименование организации|"
    "юр лицо|место работы|societe|entreprise|empresa|azienda",
    "department": "department|dept|division|abteilung|отдел|подразделение|департамент|service|departamento",
    "job_title": "job title|jobtitle|position|role|job|occupation|funktion|beruf|berufsbezeichnung|должность|"
    "профессия|fonction|poste|cargo|puesto",
    "email": "email|e mail|mail|email address|e mail address|emailaddress|mail address|e mail adresse|"
    "email adresse|mailadresse|электронная почта|эл почта|почта|эл адрес|емейл|имейл|e mail адрес|"
    "адрес электронной почты|courriel|adresse e mail|adresse email|correo|correo electronico",
    "phone": "phone|phone number|phonenumber|telephone|tel|mobile|mobile phone|cell|cell phone|cellphone|"
    "work phone|home phone|business phone|contact phone number|alt phone|other phone|telephone number|"
    "mobile number|primary phone|telefon|telefonnummer|handy|handynummer|mobil|mobiltelefon|mobilnummer|"
    "rufnummer|tel nr|festnetz|tel privat|tel geschaftlich|телефон|тел|номер телефона|мобильный|"
    "мобильный телефон|сотовый|моб телефон|моб тел|контактный телефон|рабочий телефон|домашний телефон|"
    "телефон моб|gsm|portable|telefono|movil|numero de telefono",
    "address": "address|full address|postal address|mailing address|address line|addr|home address|primary line|"
    "secondary line|street address|anschrift|adresse|postanschrift|adresszeile|adresszusatz|адрес|"
    "почтовый адрес|полный адрес|адрес доставки|адрес проживания|direccion|indirizzo",
    "street": "street|street name|road|strasse|str|strasse hausnummer|strasse und hausnummer|strasse nr|"
    "strasse hausnr|strasse u hausnummer|улица|ул|rue|calle|via",
    "house": "house|house number|house no|street number|building|hausnummer|hausnr|haus nr|hnr|дом|номер дома|"
    "дом корпус|numero",
    "postal_code": "postal code|postalcode|postcode|post code|zip|zip code|zipcode|zip postal code|plz|postleitzahl|"
    "индекс|почтовый индекс|code postal|cp|codigo postal|cap",
    "city": "city|town|suburb|locality|place|ort|stadt|wohnort|город|нас пункт|населенный пункт|ville|ciudad|"
    "localidad|poblacion",
    "region": "region|state|province|county|state province|bundesland|kanton|land region|регион|область|край|"
    "субъект рф|departement|provincia|estado",
    "country": "country|country code|nation|land|landercode|landercode iso|staat|страна|государство|pays|pais|paese",
    "language": "language|lang|locale|preferred language|sprache|язык|langue|idioma",
    "notes": "notes|note|comment|comments|remark|remarks|description|bemerkung|bemerkungen|notiz|notizen|"
    "anmerkung|kommentar|примечание|примечания|комментарий|комментарии|заметки|remarque|notas",
    "consent_note": "consent|consent note|opt in|optin|permission|gdpr|einwilligung|zustimmung|werbeeinwilligung|"
    "согласие|согласие на рассылку|consentement|consentimiento",
}
_BY_WORDS = {meaning: field for field, words in _MEANINGS.items() for meaning in words.split("|")} | {
    fold(field): field for field in CONTACT_FIELDS
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBERED = re.compile(r"(.*\D)\s*\d{1,2}")
_KINDS = (
    "work|home|business|private|personal|primary|secondary|other|main|privat|geschaftlich|"
    "рабочий|домашний|основной|дополнительный"
)
_WITH_KIND = re.compile(rf"(?:{_KINDS})\s+(.+)|(.+?)\s+(?:{_KINDS}|1|2|3)")


@lru_cache(maxsize=4096)
def meaning(header: str) -> str:
    """The contact field a header names, or "". "custom.X" names itself."""
    if header.strip().startswith("custom."):
        return header.strip()
    folded = fold(_CAMEL.sub(" ", header))
    joined = fold(header)
    for words in (folded, joined):
        if found := _BY_WORDS.get(words) or _without_number(words):
            return found
    return ""


def _without_number(words: str) -> str:
    if numbered := _NUMBERED.fullmatch(words):
        return _BY_WORDS.get(numbered[1].strip(), "") or _without_kind(numbered[1].strip())
    return _without_kind(words)


def _without_kind(words: str) -> str:
    found = _WITH_KIND.fullmatch(words)
    field = _BY_WORDS.get(found[1] or found[2], "") if found else ""
    return field if field in {"email", "phone", "address"} else ""


def recognised(header: str) -> bool:
    """Whether a cell is a header we know."""
    return len(header) < 60 and bool(meaning(header))


# The order of VICIdial's standard lead file, which has no header.
_VICIDIAL = (
    "external_id custom.source_id custom.list_id custom.phone_code phone title given_name middle_name family_name "
    "address address address city region custom.province postal_code country gender birth_date phone email "
    "custom.security_phrase notes"
).split()


def vicidial_header(cells: Sequence[str]) -> list[str]:
    """The header of a dialler's lead file if this is its first row, else nothing."""
    if not len(_VICIDIAL) <= len(cells) <= len(_VICIDIAL) + 3:
        return []
    code, number, gender = cells[3], cells[4], cells[17]
    is_lead = (
        code.isdigit() and len(code) <= 3 and number.isdigit() and len(number) >= 7 and gender in {"", "M", "F", "U"}
    )
    rest = [f"column {index + 1}" for index in range(len(_VICIDIAL), len(cells))]
    return [*_VICIDIAL, *rest] if is_lead else []
