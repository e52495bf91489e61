"""One frozen Settings, read once by dm.wiring from dm.toml and the environment, handed down as arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

from dm.errors import SettingsError

_SPAN = re.compile(r"^(\d+)([smhd])$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class EmailSettings:
    """How e-mail leaves, and who the sender is: `transport` is "maildir" or an smtp:// or smtps:// address.

    `country` (ISO 3166 alpha-2) is where post is sent from: mail for other countries carries a country line.
    """

    transport: str = "maildir"
    test_list: tuple[str, ...] = ()
    sender: str = "Beispiel GmbH <post@example.com>"
    postal_address: str = "Beispielweg 1, 10115 Berlin"
    rate_per_second: int = 20
    phone: str = ""
    country: str = "DE"

    @property
    def sender_name(self) -> str:
        """The name part of the sender."""
        return parseaddr(self.sender)[0]

    @property
    def sender_address(self) -> str:
        """The bare address of the sender."""
        return parseaddr(self.sender)[1]


# Days after which half of such values are no longer true. E-mail: 22.5 % of business contacts a year go wrong
# (MarketingSherpa, as HubSpot's decay simulation cites it). Address: 11.2 % of the residents of the United States moved
# in the year to March 2016 (Census Bureau, CPS). Company: median tenure 3.9 years (US Bureau of Labor Statistics,
# USDL-24-1971). Job: about one title in five changes a year. Telephone and name are our own choice: numbers move to the
# next contract, surnames change once in a life if at all.
_HALF_LIFE_DAYS = {"name": 7300, "phone": 1460, "email": 1000, "address": 2130, "company": 1420, "job": 1130}


@dataclass(frozen=True)
class VerificationSettings:
    """Whom to call so that the base stays true, and which corrections are taken without a supervisor.

    Each reason for a call adds its points to the priority; 0 switches a reason off. `value` are the points of the most
    valuable tenth of those who have a value. Nobody below `least` is called, nor again within `again_after`.
    """

    conflict: int = 30
    doubtful: int = 20
    missing: int = 15
    stale: int = 10
    no_consent: int = 5
    value: int = 10
    least: int = 10
    stale_below: float = 0.7
    needs: tuple[str, ...] = ("email or address",)
    again_after: timedelta = timedelta(days=180)
    take: tuple[str, ...] = ("full_name", "email", "phone", "company", "job_title", "same_person")


@dataclass(frozen=True)
class Sftp:
    """A vendor's server: its folder, its pinned host key (as in known_hosts, without the name), our private key."""

    host: str
    port: int
    user: str
    folder: str
    host_key: str
    key_file: Path | None = None


@dataclass(frozen=True)
class Settings:
    """Everything a workspace sets. Paths are absolute; `clock` is "real" or "simulated".

    `clock_at` is the moment from which a simulated clock runs on in each process without --now; None: from today.
    """

    workspace: Path
    database_url: str
    secret_key: bytes
    suppression_key: bytes
    clock: str = "real"
    clock_at: datetime | None = None
    email: EmailSettings = EmailSettings()
    base_url: str = "http://127.0.0.1:8080"
    dask: str = ""
    vendors: Mapping[str, Sftp] = field(default_factory=dict)
    sftp_key: bytes = b""
    call_lease: timedelta = timedelta(minutes=3)
    time_zone: str = ""
    half_lives: Mapping[str, timedelta] = field(
        default_factory=lambda: {name: timedelta(days=days) for name, days in _HALF_LIFE_DAYS.items()}
    )
    verification: VerificationSettings = VerificationSettings()

    @property
    def sender_country(self) -> str:
        """Where post is sent from."""
        return self.email.country

    @property
    def out(self) -> Path:
        """Where everything made for others is laid."""
        return self.workspace / "out"

    @property
    def templates(self) -> Path:
        """The workspace's templates."""
        return self.workspace / "templates"

    @property
    def consent(self) -> Path:
        """The workspace's policies and wordings."""
        return self.workspace / "consent"

    @property
    def quarantine(self) -> Path:
        """Rows that could not be used, as files."""
        return self.workspace / "quarantine"


_KNOWN: dict[str, dict[str, type | tuple[type, ...]]] = {
    "": {"clock": str, "clock_at": datetime},
    "database": {"url": str},
    "email": {
        "transport": str,
        "test_list": list,
        "from": str,
        "postal_address": str,
        "rate_per_second": int,
        "phone": str,
        "country": str,
    },
    "links": {"base_url": str},
    "cluster": {"dask": str},
    "calls": {"lease": str},
    "console": {"time_zone": str},
    "freshness": dict.fromkeys(_HALF_LIFE_DAYS, int),
    "verification": {
        "conflict": int,
        "doubtful": int,
        "missing": int,
        "stale": int,
        "no_consent": int,
        "value": int,
        "least": int,
        "stale_below": (int, float),
        "needs": list,
        "again_after": str,
        "take": list,
    },
}
_TAKEN = ("full_name", "email", "phone", "address", "company", "job_title", "same_person")
_NEEDED = ("name", "phone", "email", "address", "company", "job")


def settings_from(
    document: dict[str, Any], *, workspace: Path, secret_key: bytes, suppression_key: bytes, sftp_key: bytes = b""
) -> Settings:
    """Check what dm.toml says and freeze it. Raises SettingsError naming the key, the value and the way out."""
    _refuse_unknown(document)
    email = document.get("email", {})
    plain = EmailSettings()
    return Settings(
        workspace=workspace,
        clock=_clock(document.get("clock", "real")),
        clock_at=_clock_at(document),
        database_url=_absolute(document.get("database", {}).get("url", "sqlite:///dm.sqlite"), workspace),
        secret_key=secret_key,
        suppression_key=suppression_key,
        email=EmailSettings(
            transport=_transport(email.get("transport", plain.transport)),
            test_list=tuple(str(address) for address in email.get("test_list", ())),
            sender=_sender(email.get("from", plain.sender)),
            postal_address=email.get("postal_address", plain.postal_address),
            rate_per_second=_positive("email.rate_per_second", email.get("rate_per_second", plain.rate_per_second)),
            phone=email.get("phone", ""),
            country=email.get("country", plain.country).upper(),
        ),
        base_url=document.get("links", {}).get("base_url", "http://127.0.0.1:8080").rstrip("/"),
        dask=document.get("cluster", {}).get("dask", ""),
        vendors=_vendors(document.get("vendors", {}), workspace),
        sftp_key=sftp_key,
        call_lease=_span("calls.lease", document.get("calls", {}).get("lease", "3m")),
        time_zone=_zone(document.get("console", {}).get("time_zone", "")),
        half_lives=_half_lives(document.get("freshness", {})),
        verification=_verification(document.get("verification", {})),
    )


def _half_lives(given: dict[str, int]) -> dict[str, timedelta]:
    days = {**_HALF_LIFE_DAYS, **given}
    return {name: timedelta(days=_positive(f"freshness.{name}", value)) for name, value in days.items()}


def _verification(given: dict[str, Any]) -> VerificationSettings:
    plain = VerificationSettings()
    points = ("conflict", "doubtful", "missing", "stale", "no_consent", "value", "least")
    values: dict[str, Any] = {
        name: _not_negative(f"verification.{name}", given[name]) for name in points if name in given
    }
    share = given.get("stale_below", plain.stale_below)
    if not 0 <= share <= 1:
        raise SettingsError(f"dm.toml: verification.stale_below = {share} must lie between 0 and 1.")
    again = _span("verification.again_after", given["again_after"]) if "again_after" in given else plain.again_after
    return replace(
        plain,
        **values,
        stale_below=share,
        again_after=again,
        needs=tuple(_words("verification.needs", given.get("needs", plain.needs), _NEEDED)),
        take=tuple(_words("verification.take", given.get("take", plain.take), _TAKEN)),
    )


def _words(name: str, given: Sequence[Any], known: tuple[str, ...]) -> list[str]:
    """Each one of the known words, or several of them with " or " between."""
    for one in given:
        if not isinstance(one, str) or set(one.split(" or ")) - set(known):
            raise SettingsError(f'dm.toml: {name} has "{one}".', hint=f"Known are {', '.join(known)}.")
    return [str(one) for one in given]


def _not_negative(name: str, value: int) -> int:
    if value < 0:
        raise SettingsError(f"dm.toml: {name} = {value} must not be negative.", hint="0 switches it off.")
    return value


def _zone(name: str) -> str:
    if name and name not in available_timezones():
        raise SettingsError(f'dm.toml: [console] time_zone = "{name}" is unknown.', hint='Write "Europe/Berlin".')
    return name


def _refuse_unknown(document: dict[str, Any]) -> None:
    for name, value in document.items():
        if name == "vendors":
            continue
        if isinstance(value, dict) and name in _KNOWN:
            for inner, held in value.items():
                _expect(f"[{name}] {inner}", held, _KNOWN[name].get(inner))
        else:
            _expect(name, value, _KNOWN[""].get(name))


def _expect(name: str, value: object, kind: type | tuple[type, ...] | None) -> None:
    if kind is None:
        raise SettingsError(f"dm.toml has an unknown setting {name}.", hint="docs/settings.md lists all of them.")
    if not isinstance(value, kind):
        raise SettingsError(f"dm.toml: {name} = {value!r} is of the wrong kind.", hint="docs/settings.md shows it.")


def _vendors(tables: dict[str, Any], workspace: Path) -> dict[str, Sftp]:
    return {name: _sftp(name, table, workspace) for name, table in tables.items()}


def _sftp(name: str, table: dict[str, Any], workspace: Path) -> Sftp:
    where = f"[vendors.{name}]"
    for key, value in table.items():
        _expect(f"{where} {key}", value, {"sftp": str, "host_key": str, "key_file": str}.get(key))
    address = urlsplit(table.get("sftp", ""))
    if address.scheme != "sftp" or not address.hostname or not address.username or address.password:
        raise SettingsError(
            f"dm.toml: {where} sftp = {table.get('sftp', '')!r} is no address of a server.",
            hint="Write sftp://user@host:22/folder; the key lies in a file, never here.",
        )
    if len(table.get("host_key", "").split()) < 2:
        raise SettingsError(
            f"dm.toml: {where} has no host_key: who answers there could be anybody.",
            hint="Ask the vendor for it, or take it from a line of ssh-keyscan that the vendor confirms.",
        )
    named = table.get("key_file", "")
    return Sftp(
        host=address.hostname,
        port=address.port or 22,
        user=unquote(address.username),
        folder=unquote(address.path).rstrip("/") or ".",
        host_key=table["host_key"],
        key_file=(workspace / named).resolve() if named else None,
    )


def _clock(value: str) -> str:
    if value not in ("real", "simulated"):
        raise SettingsError(f'dm.toml: clock = "{value}" is unknown.', hint='Write "real" or "simulated".')
    return value


def _clock_at(document: dict[str, Any]) -> datetime | None:
    moment: datetime | None = document.get("clock_at")
    if moment is not None and document.get("clock") != "simulated":
        raise SettingsError('dm.toml: clock_at needs clock = "simulated".')
    if moment is not None and moment.tzinfo is None:
        raise SettingsError(f"dm.toml: clock_at = {moment} has no offset.", hint="Write 2027-03-19T10:00:00+01:00.")
    return moment


def _transport(value: str) -> str:
    if value != "maildir" and not value.startswith(("smtp://", "smtps://")):
        raise SettingsError(
            f'dm.toml: [email] transport = "{value}" is unknown.',
            hint='Write "maildir", "smtp://user:password@host:port" or "smtps://…".',
        )
    return value


def _sender(value: str) -> str:
    if "@" not in parseaddr(value)[1] or "\n" in value or "\r" in value:
        raise SettingsError(
            f'dm.toml: [email] from = "{value}" has no address.', hint='Write "Name <post@example.com>".'
        )
    return value


def _positive(name: str, value: int) -> int:
    if value < 1:
        raise SettingsError(f"dm.toml: {name} = {value} must be at least 1.")
    return value


def _span(name: str, value: str) -> timedelta:
    found = _SPAN.match(value)
    if not found:
        raise SettingsError(f'dm.toml: {name} = "{value}" is no span.', hint='Write "90s", "3m" or "1h".')
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _absolute(url: str, workspace: Path) -> str:
    """A relative SQLite file belongs to the workspace, wherever the command is typed."""
    prefix = "sqlite:///"
    if url.startswith(prefix) and not url.startswith("sqlite:////") and url != "sqlite:///:memory:":
        return prefix + str(workspace / url.removeprefix(prefix))
    return url
