"""The words of which the headers of contact lists are made, in the languages of the larger countries.

All words are folded: small letters, no marks, single spaces. A "+" behind a field says that the column goes on with
what another column begins (a second surname, a line of the address, a flat), a "=" that it holds
the whole of it, a "&" that the postal code stands before or behind the town.
"""

from __future__ import annotations

MEANINGS = {
    "external_id": "klantnummer|klantnr|n client|no client|nr klienta|numer klienta|musteri no|id|uuid|external id|"
    "external identifier|customer id|client id|contact id|user id|record id|rec id|person id|unique id|uid|"
    "customer no|customer number|client number|customer|member id|member number|vendor lead code|kundennummer|"
    "kunden nr|kundennr|kd nr|kdnr|kunden id|nr|nummer|mitgliedsnummer|mitglieds nr|код клиента|ид|идентификатор|"
    "номер клиента|код|id клиента|внешний код|номер карты|карта|лицевой счет|numero client|numero de client|id client|"
    "id cliente|numero cliente|codice cliente|codigo cliente|identifiant",
    "title": "aanhef|unvan|prefix|name prefix|salutation|anrede|обращение|civilite|tratamiento|tratamento|appellativo|"
    "individual prefix|title|titre|titolo|titulo|courtesy title|form of address|honorific",
    "title+": "titel|akademischer titel|academic title|akad titel|ученая степень|звание",
    "given_name": "voornaam|adi|名|imie|ad|ady|sobrenome nome|ім я|имя клиента|first name|firstname|first|given name|"
    "given|givenname|forename|forenames|fname|vorname|vornamen|имя|prenom|prenoms|nombre|nombres|nome|nome proprio|"
    "rufname|imya|first nm|name first",
    "middle_name": "ikinci ad|по батькові|atasynyn ady|middle name|middlename|middle|middle initial|initial|"
    "second name|patronymic|additional name|additional names|отчество|zweiter vorname|weitere vornamen|"
    "deuxieme prenom|segundo nombre|secondo nome|otchestvo|name middle|middle names|vatersname",
    "family_name": "achternaam|apelido|姓|nazwisko|sobrenome|soyad|soyadi|familiyasy|прізвище|last name|lastname|last|"
    "family name|familyname|surname|lname|nachname|familienname|zuname|фамилия|nom de famille|apellido|apellidos|"
    "primer apellido|apellido paterno|cognome|familiya|name last|sname|last nm",
    "family_name+": "apellido 2|segundo sobrenome|tussenvoegsel|voorvoegsel|segundo apellido|apellido materno|"
    "second surname|second last name|suffix|name suffix|individual suffix|namenszusatz",
    "full_name": "姓名|imie nazwisko|氏名|名前|kunde|naam|ad soyad|adi soyadi|піб|imie i nazwisko|nazwisko i imie|"
    "kontaktpersonen|f a a|name|full name|fullname|contact name|contact person|contact|person|recipient|addressee|"
    "addressee name|customer name|client name|fn|vor und nachname|vor und zuname|vorname nachname|vorname name|"
    "name vorname|nachname vorname|names|kundenname|kontakt|kontaktperson|kontaktname|ansprechpartner|ansprechperson|"
    "empfanger|фио|ф и о|фио клиента|фамилия и о|полное имя|фамилия имя отчество|фамилия имя|имя фамилия|"
    "имя отчество фамилия|контактное лицо|контакт|контактное лицо фио|получатель|клиент|покупатель|абонент|nom|"
    "nom complet|nom prenom|nom et prenom|prenom nom|destinataire|nombre completo|nombre y apellidos|"
    "apellidos y nombre|destinatario|nome completo|nome e cognome|cognome e nome|cognome nome|nominativo|surname name|"
    "last name first name|first name last name|last first|first last|surname and name|name and surname",
    "gender": "jynsy|性別|geslacht|plec|cinsiyet|стать|jyns|gender|sex|geschlecht|пол|sexe|sexo|genero|sesso|genre",
    "birth_date": "生年月日|geboortedatum|data urodzenia|data de nascimento|dogum tarihi|дата народження|doglan guni|"
    "doglan senesi|birth date|birthdate|date of birth|dob|birthday|bday|geburtsdatum|geburtstag|geb datum|geb dat|geb|"
    "geb am|geboren|geboren am|дата рождения|дата рожд|день рождения|д р|др|рожд|дата р|год рождения|"
    "date de naissance|ne le|naissance|fecha de nacimiento|fecha nacimiento|nacimiento|data di nascita|data nascita|"
    "nato il|year of birth|geburtsjahr",
    "company": "razao social|sirket|firma adi|会社名|bedrijf|bedrijfsnaam|nazwa firmy|компанія|організація|company|"
    "company name|companyname|organization|organisation|org|organization name|organisation name|employer|"
    "current employer|employer name|business name|firm|account|account name|associated company|firma|firmenname|"
    "firmenbezeichnung|unternehmen|betrieb|организация|компания|фирма|предприятие|контрагент|наименование|"
    "наименование организации|название организации|название компании|название|юр лицо|юридическое лицо|место работы|"
    "работодатель|societe|entreprise|raison sociale|organisme|empresa|razon social|azienda|ragione sociale|societa|"
    "ditta|company or organization",
    "department": "department|dept|division|organization department|abteilung|отдел|подразделение|департамент|service|"
    "departamento|reparto|departement entreprise",
    "job_title": "gorevi|functie|stanowisko|посада|wezipe|job title|jobtitle|position|role|job|occupation|"
    "organization title|organization job title|funktion|beruf|berufsbezeichnung|stellung|должность|профессия|fonction|"
    "poste|profession|cargo|puesto|ruolo|professione|posizione|mansione",
    "email": "e mailadres|emailadres|mailadres|e pocta|ел пошта|adres e mail|adres email|endereco de e mail|メール|"
    "メールアドレス|e posta|eposta|електронна пошта|correio eletronico|email|e mail|mail|email address|e mail address|"
    "emailaddress|mail address|e mail adresse|emailadresse|email adresse|mailadresse|электронная почта|эл почта|почта|"
    "эл адрес|емейл|имейл|емайл|e mail адрес|email адрес|адрес электронной почты|адрес эл почты|элпочта|courriel|"
    "adresse e mail|adresse email|adresse mail|adresse electronique|correo|correo electronico|direccion de correo|"
    "direccion de correo electronico|email id|indirizzo email|indirizzo e mail|indirizzo di posta elettronica|"
    "posta elettronica",
    "phone": "tel kom|tel komorkowy|nr telefonu|telefone|telefon no|telefon numarasi|電話|電話番号|携帯電話|telefoon|"
    "telefoonnummer|mobiel|telefon komorkowy|komorka|telemovel|cep telefonu|cep tel|номер телефону|мобільний телефон|"
    "phone|phone number|phone no|phonenumber|telephone|telephone no|tel|tel no|mobile|mobile phone|"
    "mobile phone number|mobile no|cell|cell phone|cell number|cellphone|contact number|contact phone number|"
    "alt phone|telephone number|mobile number|telefon|telefonnummer|telefon nr|handy|handynummer|handy nr|mobil|"
    "mobiltelefon|mobilnummer|mobilfunk|mobilfunknummer|rufnummer|tel nr|telnr|tel mobil|telefon mobil|mobil tel|"
    "festnetz|festnetznummer|телефон|тел|номер телефона|телефоны|мобильный|мобильный телефон|сотовый|сотовый телефон|"
    "мобильник|моб телефон|моб тел|контактный телефон|контактные телефоны|городской телефон|телефон моб|тел моб|"
    "телефон мобильный|телефон сотовый|gsm|portable|telephone portable|telephone fixe|tel portable|tel fixe|fixe|"
    "telefono|telefono movil|telefono fijo|fijo|movil|celular|numero de telefono|numero de telephone|cellulare|"
    "telefono cellulare|telefono fisso|numero di telefono|whatsapp",
    "address=": "full address|complete address|address formatted|formatted address|полный адрес|adresse complete|"
    "indirizzo completo|direccion completa|vollstandige adresse",
    "address": "morada|住所|adres|endereco|adresi|адреса|salgysy|salgy|address|addr|postal address|mailing address|"
    "address line|address lines|primary line|street address|anschrift|adresse|adresszeile|anschriftszeile|адрес|"
    "адрес проживания|адрес регистрации|адрес прописки|место жительства|direccion|domicilio|indirizzo|city state zip|"
    "city state|индекс и адрес",
    "city&": "plz ort|plz und ort|plz wohnort|plz stadt|ort plz|postal code city|postcode city|zip city|city zip|"
    "postcode town|cp ville|code postal ville|code postal et ville|cap citta|cap e citta|cp poblacion|индекс город|"
    "индекс и город|postleitzahl ort|postleitzahl und ort",
    "address+": "bairro|mahalle|secondary line|supplemental address|extended address|address extended address|"
    "adresszusatz|anschriftenzusatz|zusatz|hinterhaus|c o|complement d adresse|complement adresse|complement|"
    "complemento|presso|po box|postfach|pobox|address po box|а я|абонентский ящик|доп адрес",
    "street": "logradouro|ulica i numer|ulica numer|ulica i nr|ulica nr|straat en huisnummer|cadde|straat|ulica|rua|"
    "sokak|вулиця|koce|street|street name|street line|streetname|road|strasse|strassenname|str|strasse hausnummer|"
    "strasse und hausnummer|strasse nr|strasse und nr|strasse hausnr|strasse haus nr|str nr|str hausnr|"
    "strasse u hausnummer|улица|ул|улица номер дома|улица дом|улица и дом|rue|voie|numero et rue|calle|via|"
    "via e numero|calle y numero",
    "house": "huisnummer|nr domu|будинок|jay|house|house number|house no|housenumber|street number|street no|building|"
    "building number|hausnummer|hausnr|haus nr|hnr|дом|номер дома|дом корпус|numero|numero de rue|numero civico|"
    "civico|n civico",
    "house+": "toevoeging|hausnr zusatz|nr mieszkania|nr lokalu|mieszkanie|lokal|oy|flat|flat number|apt|apt no|"
    "apartment|apartment number|unit|unit number|suite|wohnung|wohnungsnummer|whg|whg nr|top|tur|hausnummernzusatz|"
    "hausnummer zusatz|квартира|кв|номер квартиры|квартира офис|офис|корпус|строение|корп|квартира офис комната этаж|"
    "appartement|piso|puerta|interno|scala",
    "postal_code": "індекс|郵便番号|kod pocztowy|cep|posta kodu|поштовий індекс|postal code|postalcode|postcode|"
    "post code|zip|zip code|zipcode|zip postal code|zip postcode|postal code zip|plz|postleitzahl|индекс|"
    "почтовый индекс|code postal|cp|codigo postal|c p|cap|codice postale|postcode zip|pincode|pin code|eircode",
    "city": "post town|"
    "localidade|miejscowosc|ilce|市区町村|plaats|woonplaats|miasto|cidade|sehir|місто|saher|city|town|suburb|"
    "locality|place|city town|town city|ort|stadt|wohnort|gemeinde|ortschaft|город|нас пункт|населенный пункт|"
    "город населенный пункт|ville|commune|localite|ciudad|localidad|poblacion|municipio|citta|comune|localita|"
    "city name",
    "region": "uf|都道府県|st|provincie|wojewodztwo|distrito|il|область край республика|welayat|region|state|province|"
    "county|state province|state region|province state|state county|region state|province code|state code|region code|"
    "bundesland|kanton|land region name|регион|область|край|республика|область край|субъект рф|departement|provincia|"
    "estado|comunidad autonoma|regione|prov",
    "region+": "район|district|р н|landkreis|kreis|bezirk",
    "country": "国|land naam|kraj|ulke|країна|yurt|country|country code|country region|country name|country iso|"
    "nation|land|landercode|landercode iso|land region|land iso|landeskennzeichen|staat|страна|страна регион|"
    "государство|код страны|pays|pays region|pais|pais region|paese|nazione|stato",
    "language": "language|lang|locale|preferred language|preferred locale|sprache|korrespondenzsprache|язык|langue|"
    "idioma|lingua",
    "notes": "примеч|прим|коммент|opmerking|opmerkingen|uwagi|observacoes|примітка|примітки|bellik|notes|note|comment|"
    "comments|remark|remarks|description|bemerkung|bemerkungen|notiz|notizen|anmerkung|anmerkungen|kommentar|"
    "примечание|примечания|комментарий|комментарии|заметки|заметка|remarque|remarques|commentaire|commentaires|notas|"
    "nota|observaciones|osservazioni|annotazioni",
    "consent_note": "consent|consent note|opt in|optin|permission|gdpr|einwilligung|zustimmung|werbeeinwilligung|"
    "согласие|согласие на рассылку|согласие на обработку пд|согласие на обработку персональных данных|consentement|"
    "consentimiento|consenso",
}

# Numbers that tell people apart. They keep their names, so that linking finds them; they are no telephones.
IDENTIFIERS = frozenset(
    "ssn|soc sec id|social security number|social security no|social security|tax number|tax id|tax no|vat|vat id|"
    "vat number|national id|national insurance number|ni number|nhs number|passport|passport number|id card|"
    "id number|driver license|drivers license|steuernummer|steuer id|steuernr|ust id|ust idnr|ustid|"
    "sozialversicherungsnummer|sv nummer|svnr|personalnummer|ausweisnummer|reisepass|iban|bic|kontonummer|"
    "инн|снилс|кпп|огрн|огрнип|окпо|паспорт|серия и номер паспорта|номер паспорта|серия паспорта|омс|полис|р с|"
    "бик|siren|siret|numero fiscal|numero tva|numero de securite sociale|nif|nie|dni|cif|codice fiscale|partita iva|"
    "p iva|pesel|nip|regon|cpf|cnpj|bsn|personnummer|cluster|company number|company no|companynumber|crn|"
    "company registration number|company reg no|registration number|registered number|handelsregisternummer|hrb|hra|"
    "kvk nummer|kvk|numero siren|numero siret|регистрационный номер|рег номер|rodne cislo|ico|dic|иин|бин|жсн|бсн|"
    "іпн|рнокпп|єдрпоу|код єдрпоу|tc kimlik|tc kimlik no|t c kimlik no|kimlik no|tckn|vergi no|vergi numarasi".split(
        "|"
    )
)

# What a column of these words holds is about the list or about us, not a way to reach the contact.
ABOUT_OTHERS = frozenset(
    "fax telefax факс факса telecopie owner besitzer proprietario propietario responsable assigned betreuer berater "
    "verantwortlich ответственный ответственного менеджер менеджера manager rep agent created modified changed "
    "updated "
    "erstellt geandert создано создан изменен изменено type typ тип label status статус display greeting attribution "
    "referrer source quelle источник ip timestamp time stage score verified count domain optout website url "
    "homepage sender absender отправитель emergency notfall yomi phonetic spouse partner referred password "
    "hash".split()
)

# Words around a meaning that say which of several it is. The order is the order of preference.
KINDS = {
    "post": "mail mailing postal correspondence correspondance почтовый доставки доставка shipping delivery liefer "
    "lieferanschrift lieferadresse postadresse versand livraison envio spedizione versandadresse фактический "
    "postanschrift",
    "home": "home res residence residential "
    "private personal privat priv privater private домашний домашняя домашние личный личная личные "
    "частный "
    "частная prive privee perso personnel personnelle casa particular privato privata privatadresse дом",
    "work": "work business office company geschaftlich geschaftliche geschaftl gesch dienstl firmenadresse раб "
    "dienstlich dienst "
    "buro firmen рабочий рабочая "
    "рабочие служебный служебная pro professionnel professionnelle bureau trabajo lavoro ufficio",
    "bill": "billing invoice rechnung rechnungs rechnungsadresse rechnungsanschrift facturation facturacion "
    "fatturazione платежный",
    "legal": "юридический legal registered reg",
    "other": "other alternate alternative alt secondary second additional sonstige weitere andere zusatz "
    "дополнительный дополнительная доп другой запасной autre secondaire otro secundario altro",
}
# Words that say nothing about which: "Customer first name", "Address 1 - City", "Phone 2 - Value".
EMPTY_WORDS = frozenset(
    "primary main default current customer client clients contact contacts person kunde kunden user member "
    "subscriber haupt клиента контакта контакт клиент основной основная value wert значение principal principale "
    "individual no num number nr line zeile".split()
)
_ADDRESS_WORDS = "address addr adresse anschrift адрес direccion indirizzo"
ADDRESS_WORDS = frozenset(_ADDRESS_WORDS.split())

# What a column of bare flats is written with; other words for a flat stand for themselves.
FLATS = {
    "byt": "byt|cislo bytu",
    "lgh": "lgh|lagenhet",
    "кв.": "пәтер|квартира|кв|номер квартиры|квартира офис|квартира офис комната этаж",
    "офис": "офис",
    "корп.": "корпус|корп",
    "стр.": "строение",
    "Whg.": "wohnung|wohnungsnummer|whg|whg nr",
    "Top": "top|tur",
    "Apt": "apt|apt no|apartment|apartment number|appartement|oy",
    "Flat": "flat|flat number",
    "Unit": "unit|unit number",
    "Suite": "suite",
    "int.": "interno",
    "m.": "nr mieszkania|nr lokalu|mieszkanie|lokal",
}

# Columns that hold objections: they belong into the suppression list, which no import overwrites.
OBJECTIONS = frozenset(
    "do not email|do not mail|do not phone|do not call|do not sms|do not contact|do not trade|no bulk emails|"
    "no bulk emails user opt out|email opt out|opt out|optout|unsubscribed|unsubscribe|is opt out|has opted out|"
    "has opted out of email|unsubscribed from all email|dnc|do not disturb|abgemeldet|werbesperre|sperre|"
    "keine werbung|widerspruch|gesperrt|отказ|отписан|отписка|отказ от рассылки|не беспокоить|не звонить|"
    "desabonne|desinscrit|no llamar|baja|deceased|is deceased|deceased flag|verstorben|decede".split("|")
)
