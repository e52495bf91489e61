"""Time zones of regions in the countries that have several. A key is the beginning of a folded name."""

from __future__ import annotations

_RUSSIA = {
    "Europe/Moscow": "москв москов санкт петербург ленинград твер тул рязан калуж калуга смолен брянс "
    "орл орел курск белгород  "
    "воронеж липецк тамбов пенз мордов саранск нижегород нижн чуваш чебоксар марий йошкар татарстан казан "
    "владимирск владимир иванов костром ярослав вологод вологд череповец архангел ненец мурман карел "
    "петрозаводск псков новгород велик коми сыктывкар краснодар сочи новоросс адыг майкоп ростов таганрог "
    "калмык элист ставропол дагестан махачкал чечен грозн ингуш магас осет северн владикавказ кабардин "
    "нальчик карачаев черкесск moscow saint petersburg st petersburg moskva",
    "Europe/Simferopol": "крым севастопол симферопол",
    "Europe/Kaliningrad": "калининград kaliningrad",
    "Europe/Samara": "самар тольятти удмурт ижевск samara",
    "Europe/Saratov": "саратов энгельс",
    "Europe/Astrakhan": "астрахан",
    "Europe/Ulyanovsk": "ульяновск",
    "Europe/Volgograd": "волгоград волжск",
    "Europe/Kirov": "киров",
    "Asia/Yekaterinburg": "свердлов екатеринбург башк уфа перм челябин магнитогорск тюмен курган оренбург "
    "хант югр сургут  "
    "нижневартовск ямал салехард yekaterinburg ekaterinburg",
    "Asia/Omsk": "омск omsk",
    "Asia/Barnaul": "алтай барнаул горно",
    "Asia/Novosibirsk": "новосибирск novosibirsk",
    "Asia/Tomsk": "томск",
    "Asia/Novokuznetsk": "кемеров кузбасс новокузнецк",
    "Asia/Krasnoyarsk": "краснояр хакас абакан тыва тува кызыл krasnoyarsk",
    "Asia/Irkutsk": "иркутск бурят улан братск irkutsk",
    "Asia/Chita": "забайкал чит",
    "Asia/Yakutsk": "амурск благовещенск якутск",
    "Asia/Yakutsk Asia/Vladivostok Asia/Srednekolymsk": "саха якут",
    "Asia/Vladivostok": "примор владивосток хабаров еврейск биробиджан комсомольск vladivostok khabarovsk",
    "Asia/Sakhalin Asia/Srednekolymsk": "сахалин южно",
    "Asia/Magadan": "магадан",
    "Asia/Kamchatka": "камчат петропавловск",
    "Asia/Anadyr": "чукот анадыр",
}
_AMERICA = {
    "America/New_York": "ct connecticut de delaware dc district ga georgia me maine md maryland ma massachusetts nh "
    "new_hampshire nj new_jersey ny new_york nc north_carolina oh ohio pa pennsylvania ri rhode sc "
    "south_carolina vt vermont va virginia wv west mi michigan",
    "America/New_York America/Chicago": "fl florida in indiana ky kentucky tn tennessee",
    "America/Chicago": "al alabama ar arkansas il illinois ia iowa la louisiana mn minnesota ms "
    "mississippi mo missouri ok  "
    "oklahoma wi wisconsin",
    "America/Chicago America/Denver": "ks kansas ne nebraska nd north_dakota sd south_dakota tx texas",
    "America/Denver": "co colorado mt montana nm new_mexico ut utah wy wyoming",
    "America/Denver America/Los_Angeles": "id idaho or oregon",
    "America/Phoenix": "az arizona",
    "America/Los_Angeles": "ca california nv nevada wa washington",
    "America/Anchorage America/Adak": "ak alaska",
    "Pacific/Honolulu": "hi hawaii",
}
_CANADA = {
    "America/St_Johns America/Halifax": "nl newfoundland",
    "America/Halifax": "ns nova nb new_brunswick pe prince",
    "America/Toronto": "qc quebec",
    "America/Toronto America/Winnipeg": "on ontario",
    "America/Winnipeg": "mb manitoba",
    "America/Regina": "sk saskatchewan",
    "America/Edmonton": "ab alberta",
    "America/Vancouver America/Edmonton": "bc british",
}
_AUSTRALIA = {
    "Australia/Sydney": "nsw new_south act australian_capital",
    "Australia/Melbourne": "vic victoria",
    "Australia/Brisbane": "qld queensland",
    "Australia/Adelaide": "sa south_australia",
    "Australia/Perth": "wa western",
    "Australia/Hobart": "tas tasmania",
    "Australia/Darwin": "nt northern",
}
_ALL = {"RU": _RUSSIA, "US": _AMERICA, "CA": _CANADA, "AU": _AUSTRALIA}

# {country: {beginning of a folded name: zones}}
ZONES: dict[str, dict[str, tuple[str, ...]]] = {
    country: {
        start.replace("_", " "): tuple(zones.split(" ")) for zones, starts in table.items() for start in starts.split()
    }
    for country, table in _ALL.items()
}
# Whose regions are as often written by code: a code must match as a whole.
CODED = frozenset({"US", "CA", "AU"})
