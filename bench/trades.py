"""Lists as single trades keep them, with the truth known: little is written down, and what is goes wrong in its way."""

from __future__ import annotations

from bench.kinds import Kind, Odd, Row, Writing, latin, made_list, plain, slipped
from bench.lands import LANDS

# Two ways of writing Russian with Latin letters that passports, airlines and websites do not agree about.
_OTHER_LATIN = {
    "zh": "j", "kh": "h", "ts": "c", "yu": "iu", "ya": "ia", "shch": "sch", "ks": "x", "iy": "y", "ey": "ei",
}  # fmt: skip


def _first_name_only(it: Writing) -> None:
    """The counter asks for a first name and a birthday; a mother's number stands for her child."""
    it.row["family_name"] = ""
    if it.row["phone"] and len(it.home) > 1 and it.dice.random() < 0.15:
        it.row["phone"] = it.home[1].phone
    if it.dice.random() < 0.1:
        it.row["given_name"] = it.row["given_name"].lower()


def _named_after_the_father(it: Writing) -> None:
    """Every third son bears his father's name; some rolls know the year alone, some people moved within the town."""
    if it.one.number % 3 == 0 and it.one.sex == "m" and it.home.index(it.one) > 1:
        it.row["given_name"] = it.home[0].given.partition("/")[0].replace("_", " ")
    if it.row["birth_date"] and it.dice.random() < 0.1:
        it.row["birth_date"] = ""


def _maiden_name(it: Writing) -> None:
    """Before and after a wedding, with and without the maiden name; umlauts as typewriters have them."""
    if it.one.sex == "f" and it.one.number % 4 == 0:
        maiden = LANDS["DE"].family(it.one.number % 300, "f")
        way = it.dice.random()
        if way < 0.25:
            it.row["family_name"] = maiden
        elif way < 0.45:
            it.row["family_name"] += f"-{maiden}"
        elif way < 0.6:
            it.row["family_name"] += f" geb. {maiden}"
    if it.dice.random() < 0.2:
        for name in ("given_name", "family_name", "street"):
            for letter, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
                it.row[name] = it.row[name].replace(letter, pair)
    if it.row["phone"] and it.dice.random() < 0.5:
        it.row["phone"] = f"0{300 + it.home[0].number % 600} {it.home[0].number * 7919 % 900_000 + 100_000}"


def _typed_in_a_hurry(it: Writing) -> None:
    """A form with one field for the name: half of it, small letters, a nickname, both words the other way round."""
    way = it.dice.random()
    if way < 0.25:
        it.row["family_name"] = ""
    elif way < 0.35:
        it.row["given_name"], it.row["family_name"] = it.row["family_name"], it.row["given_name"]
    elif way < 0.45:
        it.row["given_name"] = it.row["given_name"][:1]
    if it.dice.random() < 0.3:
        it.row["given_name"], it.row["family_name"] = it.row["given_name"].lower(), it.row["family_name"].lower()
    if it.row["email"] and it.dice.random() < 0.04:
        box, _, host = it.row["email"].partition("@")
        it.row["email"] = f"{slipped(box, it.dice)}@{host}"


def _passport_or_desk(it: Writing) -> None:
    """The desk writes Cyrillic with the patronymic, the portal Latin as the passport or the guest has it."""
    if it.dice.random() < 0.45:
        if it.dice.random() < 0.6:
            it.row["middle_name"] = _patronymic(it)
        return
    for name in ("given_name", "family_name", "city"):
        text = plain(latin(it.row[name].lower()))
        if it.one.number % 2 or it.dice.random() < 0.3:
            for usual, other in _OTHER_LATIN.items():
                text = text.replace(usual, other)
        it.row[name] = text.upper() if it.dice.random() < 0.3 else text.title()


def _patronymic(it: Writing) -> str:
    father = LANDS["RU"].men.split()[it.one.number % 12].partition("/")[0]
    return father + ("овна" if it.one.sex == "f" else "ович") if father[-1] not in "йь" else ""


def _entered_by_the_year(it: Writing) -> None:
    """A school remembers a name, the year of birth and where somebody lives today."""
    if it.row["birth_date"]:
        it.row["birth_date"] = it.row["birth_date"][:4]


def _twin(it: Writing) -> None:
    """Brothers and sisters of one day, one address and one mother's number."""
    if it.home.index(it.one) > 1 and it.row["birth_date"]:
        it.row["birth_date"] = it.home[2].birth.isoformat()
    if it.row["phone"]:
        it.row["phone"] = it.home[min(1, len(it.home) - 1)].phone


_SPELT = ("given_name", "family_name", "city", "street")
_ACCENTS: tuple[Odd, ...] = (
    lambda it: it.row.update({name: plain(it.row[name]) for name in _SPELT}) if it.dice.random() < 0.3 else None,
)
_WEST = ("DE", "FR", "IT", "PL", "US")
_PLACE = {"street": 0.95, "postal_code": 0.95, "city": 0.97}
TRADES: dict[str, Kind] = {
    "pharmacy": Kind(("DE", "IT", "PL"), {"birth_date": 0.85, "phone": 0.85}, (*_ACCENTS, _first_name_only)),
    "voters": Kind(
        ("US", "FR"), {**_PLACE, "birth_date": 0.95}, (_named_after_the_father,), sizes=(25, 25, 20, 20, 10), moved=0.1
    ),
    "club": Kind(("DE",), {**_PLACE, "birth_date": 0.5, "phone": 0.7, "email": 0.3}, (_maiden_name,), moved=0.2),
    "newsletter": Kind(_WEST, {"email": 0.99}, (*_ACCENTS, _typed_in_a_hurry), slips=0.05),
    "spa": Kind(
        ("RU",), {"phone": 0.55, "email": 0.4, "birth_date": 0.4, "city": 0.4}, (_passport_or_desk,), slips=0.02
    ),
    "alumni": Kind(_WEST, {"birth_date": 0.9, "city": 0.85, "email": 0.15}, (*_ACCENTS, _entered_by_the_year)),
    "name and code": Kind(_WEST, {"postal_code": 0.97}, _ACCENTS),
    "nursery": Kind(
        _WEST, {**_PLACE, "birth_date": 0.9, "phone": 0.7}, (*_ACCENTS, _twin), sizes=(0, 0, 20, 50, 30)
    ),
    "name and phone": Kind(_WEST, {"phone": 0.9}, _ACCENTS),
    "200 rows of a club": Kind(
        ("DE",), {**_PLACE, "birth_date": 0.5, "phone": 0.7, "email": 0.3}, (_maiden_name,), count=200, moved=0.2
    ),
}  # fmt: skip


def make_trade(name: str) -> tuple[list[Row], list[str]]:
    """The rows of a trade's list in no order, and whose each is; the same every time."""
    return made_list(name, TRADES[name], 0)
