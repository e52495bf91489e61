"""How a message leaves: what every transport promises, and which one the settings name."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from dm.channels.email.message import Envelope, ascii_domain
from dm.settings import EmailSettings

Taken = str
"""What the other side said when it took a message."""


class Rejected(Exception):
    """This message was certainly not taken, and why. `hard` answers stay the same tomorrow."""

    def __init__(self, code: str, reason: str, *, hard: bool, dead_address: bool = False) -> None:
        super().__init__(f"{code} {reason}".strip())
        self.code = code
        self.reason = reason
        self.hard = hard
        self.dead_address = dead_address


class Lost(Exception):
    """The connection broke while the message was on its way: nobody can say whether it was taken."""


class NotStarted(Exception):
    """The connection broke before the message was on its way: it was certainly not taken."""


class Session(Protocol):
    """An open way out."""

    def send(self, envelope: Envelope) -> Taken:
        """Hand over one message. Raises Rejected, Lost or NotStarted."""


class Transport(Protocol):
    """A way out that can be opened. `answers` tells whether it can be asked afterwards what it has taken."""

    answers: bool

    def session(self) -> AbstractContextManager[Session]:
        """Open it; raises OutsideError when the other side does not answer."""

    def taken(self, message_ids: Collection[str]) -> set[str]:
        """Which of these it has certainly taken; where it cannot be asked, none."""


def transport_for(email: EmailSettings, folder: Path) -> Transport:
    """The transport of the settings; a Maildir lies in `folder`."""
    from dm.channels.email.maildir import Maildir
    from dm.channels.email.smtp import Smtp

    if email.transport == "maildir":
        return Maildir(folder)
    greeting = ascii_domain(email.sender_address)
    return Smtp.parse(email.transport, rate_per_second=email.rate_per_second, greeting=greeting)
