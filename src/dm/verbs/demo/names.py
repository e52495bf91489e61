"""Made-up people's raw material: common names, real towns with their codes, invented streets and firms.

Phone numbers of Germany are the regulator's own for fiction (Bundesnetzagentur, "Drama-Nummern"); e-mail domains are
example domains (RFC 2606).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Land:
    """What people of one country are made of. `towns` are (postal code, town, region)."""

    country: str
    language: str
    men: tuple[str, ...]
    women: tuple[str, ...]
    families: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str, str], ...]
    firms: tuple[str, ...]
    domains: tuple[str, ...]


GERMANY = Land(
    "DE",
    "de",
    (
        "Thomas",
        "Michael",
        "Jürgen",
        "Stefan",
        "Björn",
        "Uwe",
        "Matthias",
        "Tobias",
        "Florian",
        "Günther",
        "Lukas",
        "Jan",
    ),
    ("Anna", "Sabine", "Claudia", "Ursula", "Käthe", "Petra", "Heike", "Katharina", "Birgit", "Leonie", "Jutta", "Mia"),
    (
        "Müller",
        "Schmidt",
        "Weiß",
        "Schröder",
        "von der Heide",
        "Krüger",
        "Groß",
        "Jäger",
        "Öztürk",
        "Nowak",
        "Böhm",
        "Schäfer",
        "Lindner",
        "Maier-Vorfelder",
        "Kowalczyk",
        "Becker",
        "Hahn",
        "Vogt",
        "Brandt",
        "Engelhardt",
        "Łukaszewicz",
    ),
    (
        "Lindenweg",
        "Am Mühlbach",
        "Goethestraße",
        "Bahnhofstr.",
        "Schillerplatz",
        "Rosengasse",
        "Hauptstraße",
        "An der Kirche",
    ),
    (
        ("01067", "Dresden", "Sachsen"),
        ("04109", "Leipzig", "Sachsen"),
        ("10115", "Berlin", "Berlin"),
        ("20095", "Hamburg", "Hamburg"),
        ("28195", "Bremen", "Bremen"),
        ("30159", "Hannover", "Niedersachsen"),
        ("50667", "Köln", "Nordrhein-Westfalen"),
        ("60311", "Frankfurt am Main", "Hessen"),
        ("70173", "Stuttgart", "Baden-Württemberg"),
        ("80331", "München", "Bayern"),
        ("99084", "Erfurt", "Thüringen"),
    ),
    (
        "Möbelhaus Lindner GmbH",
        "Autohaus Böhm KG",
        "Café Sonnenschein",
        "Textil Krüger GmbH & Co. KG",
        "Hotel Adler AG",
    ),
    ("example.com", "example.org", "post.example", "mail.example"),
)
BRITAIN = Land(
    "GB",
    "en",
    ("Oliver", "George", "Harry", "William", "James", "Alfie", "Rhys", "Angus"),
    ("Olivia", "Amelia", "Penny", "Charlotte", "Eleanor", "Niamh", "Siân", "Grace"),
    ("Moore", "O'Neill", "McDonald", "Smith", "Patel", "Whitfield", "Hughes", "Clarke", "Fitzgerald", "Brown"),
    ("Clasper Way", "Orchard Row", "King Street", "Station Road", "Church Lane", "Victoria Road"),
    (
        ("LS1 4DY", "Leeds", ""),
        ("M1 1AE", "Manchester", ""),
        ("EH1 1YZ", "Edinburgh", ""),
        ("CF10 1EP", "Cardiff", ""),
        ("BS1 4ST", "Bristol", ""),
        ("SW1A 2AA", "London", ""),
    ),
    ("Whitfield Interiors Ltd", "Moore & Sons Ltd", "Harbour Books LLP"),
    ("example.co.uk", "example.com", "mail.example"),
)
AUSTRIA = Land(
    "AT",
    "de",
    ("Johannes", "Franz", "Alois", "Maximilian"),
    ("Maria", "Theresia", "Elisabeth", "Johanna"),
    ("Gruber", "Huber", "Pichler", "Steiner", "Moser"),
    ("Mozartgasse", "Wiener Straße", "Am Graben"),
    (("1010", "Wien", "Wien"), ("5020", "Salzburg", "Salzburg"), ("8010", "Graz", "Steiermark")),
    ("Konditorei Gruber GmbH",),
    ("example.at", "example.com"),
)
RUSSIA = Land(
    "RU",
    "ru",
    ("Иван", "Сергей", "Алексей", "Дмитрий", "Пётр", "Михаил", "Николай", "Артём"),
    ("Анна", "Елена", "Мария", "Ольга", "Наталья", "Татьяна", "Светлана", "Любовь"),
    (
        "Иванов",
        "Петров",
        "Смирнов",
        "Кузнецов",
        "Соколов",
        "Лебедев",
        "Королёв",
        "Новиков",
        "Фёдоров",
        "Щербаков",
        "Чайковский",
        "Римский-Корсаков",
        "Бондаренко",
    ),
    ("ул. Ленина", "пр-т Мира", "ул. Садовая", "Невский пр.", "ул. 8 Марта", "пер. Тихий"),
    (
        ("101000", "Москва", "Москва"),
        ("190000", "Санкт-Петербург", "Санкт-Петербург"),
        ("620014", "Екатеринбург", "Свердловская область"),
        ("630099", "Новосибирск", "Новосибирская область"),
        ("420111", "Казань", "Республика Татарстан"),
        ("690090", "Владивосток", "Приморский край"),
    ),
    ("ООО «Ромашка»", "АО «Северный ветер»", "ИП Соколов", "ООО «Уют и дом»"),
    ("example.ru", "pochta.example", "example.com"),
)
PATRONYMICS = {
    "Иван": ("Иванович", "Ивановна"),
    "Сергей": ("Сергеевич", "Сергеевна"),
    "Алексей": ("Алексеевич", "Алексеевна"),
    "Дмитрий": ("Дмитриевич", "Дмитриевна"),
    "Пётр": ("Петрович", "Петровна"),
    "Михаил": ("Михайлович", "Михайловна"),
    "Николай": ("Николаевич", "Николаевна"),
}
TRANSLITERATED = {
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "g",
    "д": "d",
    "е": "e",
    "ё": "e",
    "ж": "zh",
    "з": "z",
    "и": "i",
    "й": "y",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ф": "f",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ы": "y",
    "ь": "",
    "э": "e",
    "ю": "yu",
    "я": "ya",
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "ß": "ss",
    "â": "a",
    "ł": "l",
}
# Each stands for a thousand numbers of Berlin, Frankfurt, Hamburg, Cologne and Munich that nobody has.
GERMAN_FICTION = ("30 23125", "69 90009", "40 66969", "221 4710", "89 99998")
LANDS = ((GERMANY, 0.56), (BRITAIN, 0.12), (AUSTRIA, 0.05), (RUSSIA, 0.27))
