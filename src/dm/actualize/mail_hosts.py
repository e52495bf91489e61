"""Which mail domains take mail at all: asked of the DNS, and only when somebody wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine, select, update

from dm.consent import audit
from dm.db import reading, writing
from dm.db import tables as t
from dm.model import PointKind, PointStatus
from dm.normal.emails import read_email

Answer = Literal["takes_mail", "takes_none", "unknown"]
NO_HOST = "no_mail_host"
_AT_ONCE = 16  # questions under way; a resolver of one's own bears many more
_SECONDS = 8
# What email-validator says of a domain without a host. It raises the same class where this machine has no DNS at all,
# and for a domain that only sends none.
_NO_MAIL = ("does not exist.", "does not accept email.")


@dataclass(frozen=True, slots=True)
class MailHosts:
    """How many domains were asked, how many of them take no mail, and how many mailboxes changed their state."""

    domains: int
    without: tuple[str, ...]
    unknown: int
    points: int


def ask_dns(domain: str) -> Answer:
    """Whether the domain has a host for mail (MX, else an address; RFC 5321, 7505); unknown where nobody answers."""
    from email_validator import EmailUndeliverableError
    from email_validator.deliverability import validate_email_deliverability

    try:
        found = validate_email_deliverability(domain, domain, timeout=_SECONDS)
    except EmailUndeliverableError as error:
        return "takes_none" if str(error).endswith(_NO_MAIL) else "unknown"
    return "unknown" if "unknown-deliverability" in found else "takes_mail"


def check_mail_hosts(
    engine: Engine, *, ask: Callable[[str], Answer] = ask_dns, now: datetime, actor: str, dry: bool = False
) -> MailHosts:
    """Ask for every domain of a usable mailbox; mailboxes without a host become invalid, those with one again valid.

    What nobody answers changes nothing. Asked before the writing begins: the DNS is slow, the database waits for none.
    """
    with reading(engine) as connection:
        domains = _domains(connection)
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        answers = dict(zip(domains, threads.map(ask, domains), strict=True))
    without = tuple(sorted(domain for domain, answer in answers.items() if answer == "takes_none"))
    points = 0
    if not dry:
        with writing(engine) as connection:
            points = _mark(connection, without) + _restore(connection, answers)
            payload = {"domains": len(domains), "without": len(without), "points": points}
            audit.append(connection, actor=actor, action="mail_hosts", object="", payload=payload, now=now)
    return MailHosts(len(domains), without, sum(answer == "unknown" for answer in answers.values()), points)


def _domains(connection: Connection) -> list[str]:
    point = t.contact_point.c
    usable = point.status.in_([PointStatus.VALID, PointStatus.RISKY]) | (point.reason == NO_HOST)
    values = connection.execute(select(point.value).where(point.kind == PointKind.EMAIL, usable)).scalars()
    return sorted({value.rpartition("@")[2] for value in values} - {""})


def _mark(connection: Connection, domains: Iterable[str]) -> int:
    point = t.contact_point.c
    changed = 0
    for domain in domains:
        theirs = (point.kind == PointKind.EMAIL, point.value.endswith(f"@{domain}", autoescape=True))
        usable = point.status.in_([PointStatus.VALID, PointStatus.RISKY])
        marked = update(t.contact_point).where(*theirs, usable).values(status=PointStatus.INVALID, reason=NO_HOST)
        changed += connection.execute(marked).rowcount
    return changed


def _restore(connection: Connection, answers: dict[str, Answer]) -> int:
    """Mailboxes whose domain has come back, in the state that their spelling gives them."""
    point = t.contact_point.c
    gone = connection.execute(select(point.id, point.value).where(point.reason == NO_HOST)).all()
    back = [row for row in gone if answers.get(row.value.rpartition("@")[2]) == "takes_mail"]
    for row in back:
        email = read_email(row.value)
        state = {"status": email.status, "reason": email.reason}
        connection.execute(update(t.contact_point).where(point.id == row.id).values(state))
    return len(back)
