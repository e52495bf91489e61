"""SMTP, step by step, because only the step that failed tells whether a message may be sent again."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from dm.channels.email.message import Envelope
from dm.channels.email.transport import Lost, NotStarted, Rejected
from dm.errors import OutsideError, SettingsError

_TIMEOUT_SECONDS = 60.0
_ENHANCED = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
# RFC 3463: bad mailbox, bad system, bad syntax, moved, disabled. 5.7.x is about us, 5.2.2 a full mailbox.
_DEAD = re.compile(r"^5\.(1\.[01236]|2\.1|4\.4)$")
_DEAD_WITHOUT_DETAIL = {550, 551, 553}


@dataclass(frozen=True)
class Smtp:
    """A mail server. `tls` from the first byte for smtps; else STARTTLS whenever it is offered."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    rate_per_second: int
    greeting: str = "localhost"  # the name we give in EHLO
    timeout: float = _TIMEOUT_SECONDS

    answers = False

    @classmethod
    def parse(cls, address: str, *, rate_per_second: int, greeting: str) -> Smtp:
        """Read smtp://user:password@host:port or smtps://…; raises SettingsError."""
        try:
            parts = urlsplit(address)
            host, port = parts.hostname or "", parts.port
        except ValueError as problem:
            raise SettingsError(f"dm.toml: the address of the mail server cannot be read: {problem}.") from problem
        if not host:
            raise SettingsError(
                "dm.toml: [email] transport names no host.", hint='Write "smtp://user:password@host:587".'
            )
        tls = parts.scheme == "smtps"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(host, port or (465 if tls else 587), user, password, tls, rate_per_second, greeting)

    @contextmanager
    def session(self) -> Iterator[SmtpSession]:
        """Connect, encrypt, log in; raises OutsideError in one sentence when any of it fails."""
        connection = self._connect()
        try:
            yield SmtpSession(connection, 1.0 / self.rate_per_second)
        finally:
            _quit(connection)

    def taken(self, message_ids: Collection[str]) -> set[str]:
        """Nothing: a mail server cannot be asked what it took."""
        return set()

    def _connect(self) -> smtplib.SMTP:
        where = f"The mail server {self.host}:{self.port}"
        try:
            return self._greet()
        except smtplib.SMTPAuthenticationError as problem:
            raise OutsideError(
                f"{where} does not accept the user {self.user!r} ({problem.smtp_code}).",
                hint="Check user and password in [email] transport of dm.toml.",
                permanent=True,
            ) from problem
        except ssl.SSLError as problem:
            raise OutsideError(
                f"{where} cannot be spoken to safely: {problem.reason or problem}.",
                hint="Check its certificate and the port; smtps:// is usually 465.",
            ) from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise OutsideError(
                f"{where} does not answer: {_sentence(problem)}.",
                hint="Check [email] transport in dm.toml and that the server runs; nothing was sent.",
            ) from problem

    def _greet(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        connection: smtplib.SMTP
        if self.tls:
            connection = smtplib.SMTP_SSL(self.host, self.port, self.greeting, timeout=self.timeout, context=context)
        else:
            connection = smtplib.SMTP(self.host, self.port, self.greeting, timeout=self.timeout)
        try:
            connection.ehlo_or_helo_if_needed()
            if not self.tls and connection.has_extn("starttls"):
                connection.starttls(context=context)
                connection.ehlo()
            if self.user:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection


class SmtpSession:
    """One connection for many messages, no faster than the agreed rate."""

    def __init__(self, connection: smtplib.SMTP, pause: float) -> None:
        self._connection = connection
        self._pause = pause
        self._next_at = 0.0

    def send(self, envelope: Envelope) -> str:
        """Hand over one message. Raises Rejected, Lost, NotStarted, or OutsideError when the server refuses us."""
        self._wait()
        self._announce(envelope)
        answer: bytes | str
        try:
            code, answer = self._connection.data(envelope.content)
        except smtplib.SMTPDataError as problem:
            code, answer = problem.smtp_code, problem.smtp_error
        except (OSError, smtplib.SMTPException) as problem:
            raise Lost(_sentence(problem)) from problem
        if not 200 <= code < 300:
            self._reset()
            raise _rejected(code, answer)
        return f"{code} {_text(answer)}"

    def _announce(self, envelope: Envelope) -> None:
        """MAIL and RCPT. Whatever fails here, no word of the message has left."""
        options = self._options(envelope)
        try:
            code, answer = self._connection.mail(envelope.sender, options)
            if code == 250:
                code, answer = self._connection.rcpt(envelope.recipient)
                if code in (250, 251):
                    return
                self._reset()
                raise _rejected(code, answer)
        except (OSError, smtplib.SMTPException) as problem:
            raise NotStarted(_sentence(problem)) from problem
        self._reset()
        raise OutsideError(
            f"The mail server does not take mail from {envelope.sender}: {code} {_text(answer)}.",
            hint="Check [email] from and transport in dm.toml.",
            permanent=500 <= code < 600,
        )

    def _options(self, envelope: Envelope) -> list[str]:
        options = []
        if envelope.needs_utf8:
            if not self._connection.has_extn("smtputf8"):
                reason = "the mail server takes no addresses with letters beyond ASCII"
                raise Rejected("553 5.6.7", reason, hard=True)
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        if self._connection.has_extn("dsn"):
            # a delivery report then names the piece, whatever the reporting server makes of the text
            options.append(f"ENVID={envelope.message_id.partition('@')[0]}")
        return options

    def _reset(self) -> None:
        try:
            self._connection.rset()
        except (OSError, smtplib.SMTPException):
            self._connection.close()

    def _wait(self) -> None:
        now = time.monotonic()
        if self._next_at > now:
            time.sleep(self._next_at - now)
        self._next_at = max(now, self._next_at) + self._pause


def _rejected(code: int, answer: bytes | str) -> Rejected:
    text = _text(answer)
    found = _ENHANCED.match(text)
    detail = found[1] if found else ""
    dead = bool(_DEAD.match(detail)) if detail else code in _DEAD_WITHOUT_DETAIL
    shown = f"{code} {detail}".strip()
    return Rejected(shown, text.removeprefix(detail).strip()[:200], hard=code >= 500, dead_address=code >= 500 and dead)


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return " ".join(text.split())


def _sentence(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {_text(problem.smtp_error)}"
    if isinstance(problem, TimeoutError):
        return "it took too long"
    if isinstance(problem, socket.gaierror):
        return "its name is not known"
    if isinstance(problem, ConnectionRefusedError):
        return "nobody listens there"
    return " ".join(str(problem).split()) or type(problem).__name__


def _quit(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()
