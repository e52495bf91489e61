"""More words of which headers are made: Czech, Slovak, Hungarian, Romanian, Nordic, Kazakh, and short forms of all.

Written as those of `header_words`, which win where both know a word.
"""

from __future__ import annotations

MORE_MEANINGS = {
    "external_id": "cislo zakaznika|zakaznicke cislo|c zakaznika|ugyfelszam|vevokod|kundnummer|kund nr|"
    "asiakasnumero|cod client|клиент коды|тапсырыс беруші коды"
    "|id klienta|id kontrahenta|mitgl nr|mgl nr|n adherent|no adherent|numero adherent"
    "|numero d adherent|code client|donor ref|donor id|donor no|supporter id|supporter ref"
    "|constituent id|customer ref|client ref|account ref|account no|account number|member ref"
    "|member no|membership no|membership number|voter id|state voter id|registrant id|bayi kodu"
    "|musteri kodu|cari kodu|cislo clena|код клієнта|номер клієнта|numero socio|n socio|medlemsnummer"
    "|lidnummer|relatienummer|debiteurnummer|debitor|debitor nr|debitorennummer|adressnummer"
    "|adress nr",
    "title": "osloveni|megszolitas|tilltal|tiltale",
    "title+": "titul|titul pred jmenem|titul za jmenem"
    "|titul pred|titul za|tituly pred|tituly za|tytul|tytul naukowy|akademisk titel",
    "given_name": "jmeno|krestni jmeno|meno|krstne meno|keresztnev|utonev|prenume|fornamn|fornavn|etunimi|"
    "аты|есімі|име|eesnimi|vards|vardas|ονομα|ism|ismi",
    "middle_name": "әкесінің аты|презиме|mellannamn|mellemnavn|mellomnavn|sharifi|mi|middle init|m i",
    "family_name": "prijmeni|priezvisko|vezeteknev|csaladnev|nume|nume de familie|efternamn|efternavn|etternavn|"
    "sukunimi|тегі|фамилиясы|фамилно име|perekonnanimi|uzvards|pavarde|επωνυμο|prezime",
    "full_name": "联系人|收件人|"
    "jmeno a prijmeni|prijmeni a jmeno|cele jmeno|meno a priezvisko|teljes nev|nev|nume si prenume|"
    "nume complet|namn|for och efternamn|navn|fulde navn|nimi|толық аты жөні|аты жөні|тегі аты|"
    "ime i prezime"
    "|yetkili kisi|yetkili|ilgili kisi|irtibat kisisi|contactpersoon|osoba kontaktowa|kontaktni osoba"
    "|kontaktna osoba|контактна особа|kapcsolattarto|persona de contacto|persona di contatto"
    "|nom du contact|personne a contacter|interlocuteur|referente|kontaktperson navn|байланыс тұлғасы",
    "gender": "性别|pohlavi|pohlavie|neme|kon|kjonn|sukupuoli|жынысы",
    "birth_date": "出生日期|生日|"
    "datum narozeni|dat nar|datum nar|datum narodenia|narozen|szuletesi datum|szuletesi ido|"
    "data nasterii|fodelsedatum|fodd|fodselsdato|fodselsdag|syntymaaika|туған күні|туған жылы|"
    "data ur|dt nasc|data nasc|fecha nac|fec nac|f nacimiento|date naiss|nascita|д рожд|"
    "дата народж|geb datum tt mm jjjj"
    "|date naissance|date nais|ne e le|nee le|dt naissance|geb tag|geb dt"
    "|fodelsenummer datum",
    "company": "公司|公司名称|"
    "nazev firmy|spolecnost|spolocnost|nazov firmy|ceg|cegnev|vallalat|companie|foretag|"
    "firmanavn|virksomhed|bedrift|yritys|ұйым|компания атауы|мекеме"
    "|полное наименование|наименование полное|сокращенное наименование|краткое наименование"
    "|наименование контрагента|назва|назва організації|назва компанії|nazwa|nazwa kontrahenta|nazev"
    "|firma nazev|unvani|ticari unvan|ticari unvani|firma unvani",
    "department": "oddeleni|oddelenie|osztaly|avdelning|afdeling|osasto|бөлім",
    "job_title": "funkce|pozice|pracovni pozice|beosztas|munkakor|befattning|stilling|tehtava|лауазымы",
    "email": "邮箱|电子邮箱|电子邮件|"
    "e mailova adresa|emailova adresa|e mail cim|email cim|adresa de e mail|e post|e postadress|"
    "epost|e postadresse|sahkoposti|электрондық пошта|email addr|e mail addr|elektron pocta",
    "phone": "电话|手机|手机号|手机号码|联系电话|"
    "tel cislo|telefonni cislo|telefonne cislo|mobilni telefon|telefonszam|mobilszam|"
    "numar de telefon|telefonnr|mobilnr|puhelin|puhelinnumero|matkapuhelin|телефон нөмірі|"
    "ұялы телефон|telefon belgisi|el telefony|oy telefony",
    "address": "地址|通讯地址|详细地址|"
    "adresa|bydliste|trvale bydliste|cim|lakcim|adress|postadress|osoite|мекенжайы|мекен жайы|"
    "tuqarjoy manzili|manzil"
    "|city st zip|city st zip code|city state zip code",
    "street": "ulice|ulice a cislo|ulice a c p|ulica a cislo|utca|kozterulet|utca hazszam|strada|gata|"
    "gatuadress|gateadresse|vej|vejnavn|gade|katuosoite|көше|көшесі|no et rue|n et rue|"
    "no et voie|n et voie|numero et voie|numero et nom de rue|улица дом квартира",
    "street+": "street dir|street direction|street pre dir|street predir|street pre direction|street post dir|"
    "street postdir|street post direction|street type|street suffix|street pre type|street post type",
    "house": "cislo popisne|cislo domu|c domu|popisne cislo|hazszam|numar|husnummer|husnr|talon numero|үй|үй нөмірі"
    "|буд|номер будинку|no будинку|house num",
    "house+": "cislo orientacni|cislo bytu|byt|emelet ajto|emelet|ajto|apartament|lagenhet|lgh|leilighet|"
    "huoneisto|пәтер",
    "postal_code": "邮编|邮政编码|"
    "psc|postovni smerovaci cislo|iranyitoszam|irsz|cod postal|postnummer|postnr|post nr|"
    "postinumero|пошта индексі|пошталық индекс|почта индексі",
    "city": "城市|"
    "mesto|obec|telepules|varos|helyseg|oras|localitate|ort stad|stad|postort|poststed|"
    "kaupunki|postitoimipaikka|қала|қаласы|елді мекен|miasto miejscowosc"
    "|населений пункт|gemeente|municipality|koy kasaba",
    "region": "kraj oblast|okres|megye|judet|lan|fylke|maakunta|облыс|облысы",
    "country": "国家|stat|zeme|krajina|orszag|tara|мемлекет",
    "language": "jazyk|nyelv|limba|sprak|sprog|kieli|тілі",
    "notes": "poznamka|poznamky|megjegyzes|observatii|anteckning|anteckningar|bemaerkning|merknad|huomautus|ескерту",
}
