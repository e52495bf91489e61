"""Groups of firms as German, Russian, British and French lists write them, with the truth.

Mother, operating company and daughters are different firms; a branch is the same one in another town.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import NamedTuple

Row = dict[str, str]


@dataclass(frozen=True)
class Land:
    """What firms of a country are called."""

    code: str
    founders: tuple[str, ...]
    givens: tuple[str, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    favourites: tuple[str, ...]
    trades: tuple[tuple[str, ...], ...]
    forms: tuple[tuple[str, ...], ...]
    holding: tuple[str, ...]
    branch: tuple[str, ...]
    sons: tuple[str, ...]
    towns: tuple[str, ...]
    register: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _made(starts: str, ends: str) -> tuple[str, ...]:
    return tuple(start + end for start in starts.split() for end in ends.split())


def _choices(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(part.strip() for part in line.split("|")) for line in text.strip().splitlines())


LANDS = (
    Land(
        "DE",
        _made(
            "Brink Ohlen Vahren Kessel Lüde Sieben Rott Haber Schäu Weber Schmidt",
            "haus dorf kamp ring mann list weiler stroh fele er",
        ),
        _words("Friedrich Gustav Margarete Heinrich Albrecht"),
        _words("Nord Hansa Rhein Alpen Eck Grün Bern Dorn Falk Tann"),
        _words("mark wald tex plan form stein holt ried gard quell"),
        _words("Concordia Merkur Germania Union Fortuna Aurora Komet Viktoria Helvetia Triumph Kolibri Leuchtturm"),
        _choices("""
            Maschinenbau|Masch.bau|Maschinen-Bau
            Spedition|Sped.
            Elektrotechnik|Elektro-Technik|Elektrotechn.
            Lebensmittel|Lebensm.
            Kunststofftechnik|Kunststoff-Technik
            Immobilien|Immob.
            Druckerei
            Brauerei|Brauerei
            Pharma|Pharma"""),
        _choices("""
            GmbH|Gesellschaft mit beschränkter Haftung|G.m.b.H.|gmbh
            GmbH & Co. KG|GmbH und Co KG|GmbH + Co. KG|GmbH & Co KG
            AG|Aktiengesellschaft|A.G.
            e.K.|e. K.|eK"""),
        ("Holding", "Beteiligungsgesellschaft", "Verwaltung"),
        ("Niederlassung", "NL", "Filiale", "Zweigniederlassung"),
        ("Gebr.", "Gebrüder", "Gebr"),
        _made("Co Hus Je Lan Min Plau Sta Wer", "burg um ver dau den en de l"),
        "Handelsregister",
    ),
    Land(
        "RU",
        _made("Горд Кольц Бажен Сухар Тюлен Зубор Лапш Ряб Щукар Иван Смирн", "еев ов ин овский инин енко уков ичев"),
        _words("Сергей Николай Ольга Павел Дмитрий"),
        _words("Север Урал Волга Сиб Дон Агро Тех Гор Чер Нева"),
        _words("пром маш снаб хим мет лес зерно ресурс монолит каскад"),
        _words("Надежда Рассвет Прогресс Весна Эталон Гарант Заря Маяк Сокол Факел Лебедь Подкова"),
        _choices("""
            Логистика|Логист.
            Строительство|Строит-во
            Инжиниринг|Инж.
            Продукты|Продукт
            Фармация
            Мебель
            Электроника|Электрон.
            Типография"""),
        _choices("""
            ООО|Общество с ограниченной ответственностью|О.О.О.
            АО|Акционерное общество
            ЗАО|Закрытое акционерное общество
            ПАО|Публичное акционерное общество"""),
        ("Холдинг", "Управляющая компания"),
        ("филиал", "Филиал в г.", "обособленное подразделение"),
        ("Братья", "Бр."),
        _made("Аз Вык Ел Иш Кан Ми Рев Тос", "ов са ец им ск асс да но"),
        "ИНН",
    ),
    Land(
        "GB",
        _made(
            "Hather Pember Wyc Ogle Tun Braith Fother Quarm Ent Taylor Smith",
            "sage ton liffe thorpe stall waite ingham by wistle ford",
        ),
        _words("William Edward Florence Harold Beatrice"),
        _words("Sea Thames Oak Nova High Pen Bri Stan Cal Wey"),
        _words("field mark tec line croft gate ridge port vale brook"),
        _words("Crown Premier Regent Albion Sterling Heritage Beacon Summit Pioneer Liberty Bluebell Lantern"),
        _choices("""
            Engineering|Eng.|Engrg
            Haulage
            Electrical|Elec.
            Foods|Food
            Plastics
            Properties|Property
            Printing|Printers
            Brewery|Breweries
            Pharmaceuticals|Pharm."""),
        _choices("""
            Ltd|Limited|Ltd.|LTD
            PLC|P.L.C.|plc|Public Limited Company
            LLP|L.L.P."""),
        ("Holdings", "Group Holdings"),
        ("Branch", "Branch Office"),
        ("Bros.", "Brothers", "Bros"),
        _made("Aln Bu Cre Dis Lou Rip Tru Wi", "wick de we combe th on ro bury"),
        "CRN",
    ),
    Land(
        "FR",
        _made(
            "Beau Chasta Dela Fonte Guille Larri Mont Péli Vauque Martin Bern",
            "regard gnier court nelle mard vière brun ssier lin ard",
        ),
        _words("Étienne Geneviève Marcel Hélène Antoine"),
        _words("Al Bor Mer Clair Mont Belle Syn Pro Val Lux"),
        _words("tis delia vert mondine sol talis ville rive ance ophar"),
        _words("Avenir Horizon Étoile Concorde Renaissance Méridien Soleil Azur Panorama Lumière Hirondelle Papillon"),
        _choices("""
            Mécanique|Mécan.
            Transports|Transport|Transp.
            Électricité|Elec.
            Alimentation|Aliment.
            Plastiques
            Immobilier|Immo
            Imprimerie|Impr.
            Brasserie
            Pharmacie|Pharma"""),
        _choices("""
            SARL|S.A.R.L.|Sarl
            SAS|S.A.S.
            SA|S.A.|Société Anonyme"""),
        ("Holding", "Participations"),
        ("agence de", "succursale de", "établissement de"),
        ("Frères", "Fres"),
        _made("Al Bri Da Fi La Se Vi Gra", "bi ve lens geac on ns re ville"),
        "SIREN",
    ),
)
# From this seed on lists name favourites that no earlier one has, which nobody looked at while rules were made.
_FRESH = 10
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".split()
_PLAIN = str.maketrans("äöüéèêôçÉ", "aoueeeocE")


class Firm(NamedTuple):
    """One firm; `parts` are its words by what they are, `branches` towns and postal codes besides its seat."""

    number: int
    land: Land
    parts: tuple[tuple[str, ...], ...]
    form: tuple[str, ...]
    seats: tuple[tuple[str, str], ...]
    domain: str
    phone: str
    registered: str


def firms(count: int, seed: int) -> list[Firm]:
    """At least `count` firms, group by group."""
    dice = random.Random(f"firms/{seed}")
    fresh = seed >= _FRESH
    found: list[Firm] = []
    while len(found) < count:
        land = dice.choice(LANDS)
        some = land.favourites[6:] if fresh else land.favourites[:6]
        found += _group(dice, len(found), replace(land, favourites=some))
    return found


def _group(dice: random.Random, number: int, land: Land) -> list[Firm]:
    """A family of firms under one name: alone, mother and operating company, several trades."""
    name, is_favourite = _name(dice, land)
    trades = [dice.choice(land.trades) for _ in range(2)]
    kinds: list[tuple[tuple[str, ...], ...]]
    if is_favourite:
        kinds = [(name, trades[0])] if dice.random() < 0.6 else [(name,)]
    else:
        some: list[list[tuple[tuple[str, ...], ...]]] = [
            [(name,)],
            [(name, trades[0])],
            [(name,), (name, (dice.choice(land.holding),))],
            [(name, trades[0]), (name, (dice.choice(land.holding),))],
            [(name, trade) for trade in dict.fromkeys(trades)],
        ]
        kinds = dice.choice(some)
    town, postal_code = dice.choice(land.towns), f"{dice.randrange(10_000, 99_999)}"
    phone = f"{dice.randrange(10**6, 10**7)}"
    group = [_firm(dice, number + at, land, parts, (town, postal_code), phone) for at, parts in enumerate(kinds)]
    # A group often has one web site.
    return [one._replace(domain=group[0].domain) for one in group] if dice.random() < 0.5 else group


def _name(dice: random.Random, land: Land) -> tuple[tuple[str, ...], bool]:
    kind = dice.randrange(4)
    founder = dice.choice(land.founders)
    if kind == 0:
        return (dice.choice(land.favourites),), True
    if kind == 1:
        brand = dice.choice(land.starts) + dice.choice(land.ends) + dice.choice(("", "", "o", "is", "ex"))
        return (brand,), False
    if kind == 2:
        given = dice.choice(land.givens)
        return (f"{given} {founder}", f"{given[0]}. {founder}", f"{founder} {given}", f"{given} {founder}"), False
    other = dice.choice([one for one in land.founders if one != founder])
    sons = [f"{word} {founder}" for word in land.sons]
    return (tuple(sons) if dice.random() < 0.4 else (f"{founder} & {other}", f"{founder} + {other}")), False


def _firm(
    dice: random.Random, number: int, land: Land, parts: tuple[tuple[str, ...], ...], seat: tuple[str, str], phone: str
) -> Firm:
    towns = [one for one in land.towns if one != seat[0]]
    branches = [
        (town, f"{dice.randrange(10_000, 99_999)}") for town in dice.sample(towns, dice.choice((0, 0, 0, 1, 2)))
    ]
    registered = f"{dice.randrange(10**8, 10**9)}"
    own = phone if dice.random() < 0.7 else f"{dice.randrange(10**6, 10**7)}"
    return Firm(
        number, land, parts, dice.choice(land.forms), (seat, *branches), f"firm{number}.example", own, registered
    )


def rows_of(firm: Firm, count: int, seed: int) -> list[Row]:
    """The firm as `count` rows of lists have it."""
    dice = random.Random(f"{seed}/{firm.number}")
    return [_row(dice, firm) for _ in range(count)]


def _row(dice: random.Random, firm: Firm) -> Row:
    land, seat = firm.land, firm.seats[0] if dice.random() < 0.7 else dice.choice(firm.seats)
    name = _written(dice, firm)
    if seat != firm.seats[0] or dice.random() < 0.05:
        word = dice.choice(land.branch)
        name += f" {seat[0]} {word}" if land.code == "GB" else f", {word} {seat[0]}"
    name = dice.choice((str, str, str, str.upper))(name)
    says_town, says_code = dice.random() < 0.8, dice.random() < 0.6
    mailbox = f"{dice.choice(('info', 'office', 'kontakt'))}{dice.randrange(1000)}@{firm.domain}"
    return {
        "company": name,
        "country": land.code,
        "city": seat[0] if says_town else "",
        "postal_code": seat[1] if says_town and says_code else "",
        "email": mailbox if dice.random() < 0.4 else "",
        land.register: firm.registered if dice.random() < 0.15 else "",
    }


def _written(dice: random.Random, firm: Firm) -> str:
    words = [part[0] if dice.random() < 0.75 else dice.choice(part) for part in firm.parts]
    if dice.random() < 0.1:
        at = dice.randrange(len(words))
        words[at] = _mistyped(dice, words[at])
    if len(words) > 1 and dice.random() < 0.08:
        words.reverse()
    name = " ".join(words)
    if firm.land.code in ("DE", "FR") and dice.random() < 0.25:
        name = name.translate(_PLAIN)
    if firm.land.code == "DE" and dice.random() < 0.15:
        name = name.replace("ü", "ue").replace("ä", "ae").replace("ö", "oe")
    form = "" if dice.random() < 0.15 else firm.form[0] if dice.random() < 0.6 else dice.choice(firm.form)
    if firm.land.code == "RU":
        quoted = f"«{name}»" if dice.random() < 0.7 else f'"{name}"' if dice.random() < 0.6 else name
        name = f"{form} {quoted}".strip()
        return _latin(name) if dice.random() < 0.15 else name
    return f"{name} {form}".strip() if dice.random() < 0.93 else f"{name}, {form}".removesuffix(", ")


def _mistyped(dice: random.Random, word: str) -> str:
    at = dice.randrange(1, max(2, len(word) - 1))
    kind = dice.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    return word[:at] + dice.choice("aeionrst" if word.isascii() else "аеионрст") + word[at + 1 :]


def _latin(text: str) -> str:
    letters = dict(zip(_CYRILLIC, (one.replace("_", "") for one in _LATIN), strict=True))
    return "".join(
        letters[one] if one in letters else letters[one.lower()].capitalize() if one.lower() in letters else one
        for one in text
    )


def made_up(count: int, seed: int) -> tuple[list[Row], list[str]]:
    """Rows of `count` firms or a few more, from one row to twelve each, and whose each is."""
    dice = random.Random(f"rows/{seed}")
    rows: list[Row] = []
    truth: list[str] = []
    for firm in firms(count, seed):
        some = rows_of(firm, dice.choice((1, 2, 3, 4, 6, 12)), seed)
        rows += some
        truth += [str(firm.number)] * len(some)
    registers = [land.register for land in LANDS]
    whole = [{**dict.fromkeys(registers, ""), **row} for row in rows]
    order = list(range(len(whole)))
    dice.shuffle(order)
    return [whole[at] for at in order], [truth[at] for at in order]
