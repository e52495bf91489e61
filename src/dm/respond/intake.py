"""One line of a response file becomes a checked answer, or a sentence that says why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from dm.errors import InputError
from dm.model import CourierStatus, Disposition, ResponseKind, ReturnReason, mend_response_code
from dm.model.money import minor_digits
from dm.press.names import nearest

FIELDS = (
    "code", "piece_id", "consignment_no", "person_id", "source", "external_id", "email", "phone",
    "at", "kind", "order_ref", "value", "currency", "product", "reason", "note", "channel",
)  # fmt: skip
WHO = ("code", "piece_id", "consignment_no", "person_id", "external_id", "email", "phone")
# What names a person, and not only a piece: such a row could as well have come from the holdout.
NAMES_A_PERSON = ("person_id", "external_id", "email", "phone")

# Headers that other systems write, English, German, Russian.
_OTHER_NAMES = {
    "code": "response_code promo_code antwortcode код",
    "piece_id": "piece mark mark_payload",
    "consignment_no": "consignment tracking tracking_no tracking_number shipment трек_номер",
    "person_id": "person",
    "source": "source_id",
    "external_id": "customer_id customer_no client_id kundennummer номер_клиента",
    "email": "e_mail mail почта",
    "phone": "tel telephone phone_number telefon телефон",
    "at": "date datetime time timestamp datum дата",
    "kind": "type event art вид",
    "order_ref": "order order_id order_no bestellnummer заказ",
    "value": "amount total betrag сумма",
    "currency": "währung валюта",
    "product": "item produkt товар",
    "reason": "status grund причина",
    "note": "comment bemerkung комментарий",
}
_ALIASES = {other: field for field, others in _OTHER_NAMES.items() for other in others.split()}

# What post offices write for the same thing (DMM 507; Russian Post, operation 3; La Poste and Royal Mail as printed on
# returned mail), without accents in French.
_RETURN_ALIASES = {
    "ANK": "UNKNOWN_AT_ADDRESS", "DEC": "DECEASED", "IA": "INSUFFICIENT_ADDRESS", "ILL": "ILLEGIBLE",
    "NMR": "NO_RECEPTACLE", "NSN": "NO_SUCH_ADDRESS", "NSS": "NO_SUCH_ADDRESS", "UTF": "MOVED_NO_FORWARD",
    "MLNA": "MOVED_NO_FORWARD", "VAC": "VACANT", "BCNO": "BOX_CLOSED", "REF": "REFUSED", "UNC": "UNCLAIMED",
    "TEMPORARILY_AWAY": "TEMP_AWAY", "GONE_AWAY": "MOVED_NO_FORWARD", "NOT_KNOWN": "UNKNOWN_AT_ADDRESS",
    "ADDRESSEE_UNKNOWN": "UNKNOWN_AT_ADDRESS", "INCOMPLETE_ADDRESS": "INSUFFICIENT_ADDRESS",
    "ATTEMPTED_NOT_KNOWN": "UNKNOWN_AT_ADDRESS", "NO_SUCH_NUMBER": "NO_SUCH_ADDRESS",
    "NO_SUCH_STREET": "NO_SUCH_ADDRESS",
    "MOVED_LEFT_NO_ADDRESS": "MOVED_NO_FORWARD", "UNABLE_TO_FORWARD": "MOVED_NO_FORWARD",
    "NO_MAIL_RECEPTACLE": "NO_RECEPTACLE", "ADDRESSEE_GONE_AWAY": "MOVED_NO_FORWARD",
    "NO_LONGER_AT_ADDRESS": "MOVED_NO_FORWARD", "NO_LONGER_AT_THIS_ADDRESS": "MOVED_NO_FORWARD",
    "ADDRESS_INCOMPLETE": "INSUFFICIENT_ADDRESS", "INACCESSIBLE": "NO_RECEPTACLE",
    "NPAI": "UNKNOWN_AT_ADDRESS", "INCONNU_A_L_ADRESSE": "UNKNOWN_AT_ADDRESS",
    "N_HABITE_PAS_A_L_ADRESSE_INDIQUEE": "UNKNOWN_AT_ADDRESS",
    "DESTINATAIRE_INCONNU_A_L_ADRESSE": "UNKNOWN_AT_ADDRESS", "PLI_REFUSE_PAR_LE_DESTINATAIRE": "REFUSED",
    "REFUSE": "REFUSED", "DECEDE": "DECEASED", "NON_RECLAME": "STORAGE_EXPIRED",
    "PLI_AVISE_ET_NON_RECLAME": "STORAGE_EXPIRED", "BOITE_NON_IDENTIFIABLE": "NO_RECEPTACLE",
    "DEFAUT_D_ACCES_OU_D_ADRESSAGE": "INSUFFICIENT_ADDRESS",
    "ADDRESS_INACCESSIBLE": "NO_RECEPTACLE", "NOT_CALLED_FOR": "UNCLAIMED",
    "UNBEKANNT": "UNKNOWN_AT_ADDRESS", "EMPFÄNGER_UNBEKANNT": "UNKNOWN_AT_ADDRESS", "VERZOGEN": "MOVED",
    "EMPFÄNGER_VERZOGEN": "MOVED", "UNBEKANNT_VERZOGEN": "MOVED_NO_FORWARD", "VERSTORBEN": "DECEASED",
    "ANNAHME_VERWEIGERT": "REFUSED", "NICHT_ABGEHOLT": "STORAGE_EXPIRED", "KEIN_BRIEFKASTEN": "NO_RECEPTACLE",
    "ANSCHRIFT_UNGENÜGEND": "INSUFFICIENT_ADDRESS", "LEERSTAND": "VACANT", "POSTFACH_GESCHLOSSEN": "BOX_CLOSED",
    "ИСТЕК_СРОК_ХРАНЕНИЯ": "STORAGE_EXPIRED", "ОТКАЗ": "REFUSED", "ОТКАЗ_АДРЕСАТА": "REFUSED",
    "СМЕРТЬ_АДРЕСАТА": "DECEASED", "УМЕР": "DECEASED", "ВЫБЫЛ": "MOVED_NO_FORWARD", "ПЕРЕЕХАЛ": "MOVED",
    "АДРЕСАТ_ВЫБЫЛ": "MOVED_NO_FORWARD", "АДРЕСАТ_ПЕРЕЕХАЛ": "MOVED", "ОТСУТСТВИЕ_АДРЕСАТА": "UNCLAIMED",
    "НЕТ_АДРЕСАТА": "UNKNOWN_AT_ADDRESS", "НЕВЕРНЫЙ_АДРЕС": "NO_SUCH_ADDRESS", "АДРЕС_ОТСУТСТВУЕТ": "NO_SUCH_ADDRESS",
    "НЕПОЛНЫЙ_АДРЕС": "INSUFFICIENT_ADDRESS", "НЕВОЗМОЖНО_ПРОЧЕСТЬ_АДРЕС": "ILLEGIBLE",
}  # fmt: skip

_MONEY_GROUPS = re.compile(r"[\s\u00a0\u202f']")
_AHEAD = timedelta(days=1)  # clocks of other systems run ahead; more is a slip
_VOCABULARY: dict[ResponseKind, type[ReturnReason | CourierStatus | Disposition]] = {
    ResponseKind.RETURNED: ReturnReason,
    ResponseKind.DELIVERED: CourierStatus,
    ResponseKind.FAILED: CourierStatus,
    ResponseKind.ANSWERED: Disposition,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that came back. `who` holds the keys that were given, in the order they are tried."""

    row: int
    kind: ResponseKind
    at: datetime
    who: Mapping[str, str]
    source: str = ""
    order_ref: str = ""
    value: Decimal | None = None
    currency: str = ""
    product: str = ""
    reason: str = ""
    note: str = ""
    channel: str = ""

    @property
    def names_a_person(self) -> bool:
        """Whether the row names somebody, and not only a piece."""
        return any(key in self.who for key in NAMES_A_PERSON)

    def value_minor(self, currency: str) -> int | None:
        """The value in minor units of that currency; None when there is none."""
        return None if self.value is None else int(self.value.scaleb(minor_digits(currency)))


def columns(header: tuple[str, ...], file_name: str) -> dict[str, str]:
    """{our field: its header}. Raises InputError when nothing says who or what."""
    found: dict[str, str] = {}
    for name in header:
        plain = re.sub(r"[\s\-.]+", "_", name.strip().lower())
        field = plain if plain in FIELDS else _ALIASES.get(plain)
        if field:
            found.setdefault(field, name)
    if not any(key in found for key in WHO):
        raise InputError(
            f"{file_name} has no column that says who answered: {', '.join(header)}.",
            hint=f"Name one of {', '.join(WHO)}.",
        )
    if "kind" not in found:
        raise InputError(f"{file_name} has no column kind.", hint=f"It is one of {', '.join(ResponseKind)}.")
    return found


def read_answer(row: int, cells: Mapping[str, str], *, now: datetime) -> Answer:
    """Check one row's cells (by our field names). Raises InputError with the sentence for the list of the unmatched."""
    kind = _kind(cells.get("kind", ""))
    who = {key: value for key in WHO if (value := cells.get(key, "").strip())}
    if "code" in who:
        who["code"] = mend_response_code(who["code"]) or who["code"].upper()
    if "external_id" in who and not cells.get("source"):
        who.pop("external_id")
    if not who:
        raise InputError("The row names nobody: no code, piece, consignment, person, source with id, e-mail or phone.")
    currency = cells.get("currency", "").strip().upper()
    return Answer(
        row=row,
        kind=kind,
        at=_moment(cells.get("at", ""), now),
        who=who,
        source=cells.get("source", "").strip(),
        order_ref=cells.get("order_ref", "").strip()[:80],
        value=_amount(cells.get("value", ""), currency),
        currency=_currency(currency),
        product=cells.get("product", "").strip(),
        reason=_reason(kind, cells.get("reason", "").strip()),
        note=cells.get("note", "").strip(),
        channel=cells.get("channel", "").strip().lower(),
    )


def _kind(text: str) -> ResponseKind:
    try:
        return ResponseKind(text.strip().lower())
    except ValueError as problem:
        raise InputError(f'The kind "{text}" is unknown.', hint=nearest(text.lower(), list(ResponseKind))) from problem


def _moment(text: str, now: datetime) -> datetime:
    """A time without a zone is UTC; a bare day is its noon, so that it is the same day everywhere near."""
    try:
        plain = text.strip()
        if len(plain) == 10:
            found = datetime.combine(date.fromisoformat(plain), time(12), tzinfo=UTC)
        else:
            found = datetime.fromisoformat(plain)
    except ValueError as problem:
        raise InputError(f'The time "{text}" cannot be read.', hint="Write 2027-03-09T14:30+01:00.") from problem
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    if found > now + _AHEAD:
        raise InputError(f"The time {text} lies in the future.")
    return found


def _amount(text: str, currency: str) -> Decimal | None:
    plain = _MONEY_GROUPS.sub("", text)
    if currency:
        plain = plain.upper().removesuffix(currency)
    if not plain:
        return None
    if "," in plain and "." in plain:
        plain = plain.replace("." if plain.rfind(",") > plain.rfind(".") else ",", "")
    try:
        amount = Decimal(plain.replace(",", "."))
    except InvalidOperation as problem:
        raise InputError(f'The value "{text}" is no amount.', hint="Write 1234.50.") from problem
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 13:
        raise InputError(f'The value "{text}" is no amount.', hint="Write 1234.50.")
    if amount != round(amount, minor_digits(currency or "EUR")):
        raise InputError(f'The value "{text}" is finer than the currency.', hint="1,234 is read as 1.234.")
    return amount


def _currency(text: str) -> str:
    if text and not re.fullmatch(r"[A-Z]{3}", text):
        raise InputError(f'The currency "{text}" is unknown.', hint="Write three letters: EUR.")
    return text


def _reason(kind: ResponseKind, text: str) -> str:
    vocabulary = _VOCABULARY.get(kind)
    if vocabulary is None:
        return text
    plain = re.sub(r"[\s\-'\u2019.,/]+", "_", text.upper().replace("Ё", "Е")).strip("_")
    if kind == ResponseKind.RETURNED:
        bare = "".join(char for char in unicodedata.normalize("NFD", plain) if not unicodedata.combining(char))
        plain = _RETURN_ALIASES.get(plain) or _RETURN_ALIASES.get(bare) or plain or "OTHER"
    if kind == ResponseKind.DELIVERED:
        plain = plain or "DELIVERED"
    if plain not in vocabulary.__members__:
        known = nearest(plain, vocabulary.__members__)
        raise InputError(f'The reason "{text}" is unknown for {kind.value}.', hint=known)
    return plain
