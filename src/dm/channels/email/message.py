"""One e-mail as bytes: headers that no name can break out of, and the same bytes for the same piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, quote
from textwrap import wrap
from typing import Any
from urllib.parse import quote as percent

from dm.channels.email.rendering import Words, one_line, with_content_ids
from dm.errors import InputError
from dm.settings import EmailSettings

# Longer display names are cut by nobody and shown by nobody; a header line has 998 characters at most (RFC 5322).
_LONGEST_NAME = 120


class _AsItStands:
    """A header written by us to the letter and folded at its spaces only.

    The library's own folding encodes long URIs, which readers then do not take for URIs (RFC 2369), and drops the
    quotes around names with commas when it writes UTF-8, which makes one name two addresses.
    """

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["parse_tree"] = None
        kwds["decoded"] = value

    def fold(self, *, policy: EmailPolicy) -> str:
        name = f"{self.name}: "  # type: ignore[attr-defined]
        lines = wrap(str(self), 78, initial_indent=name, break_long_words=False, break_on_hyphens=False)
        return f"{policy.linesep} ".join(lines) + policy.linesep


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in ("from", "to", "list-unsubscribe", "list-unsubscribe-post"):
        registry.map_to_type(name, _AsItStands)  # type: ignore[arg-type]
    return registry


# 7-bit bodies pass every server; 8BITMIME is not offered everywhere.
_POLICY = EmailPolicy(linesep="\r\n", cte_type="7bit", header_factory=_registry(), raise_on_defect=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a transport needs: whose copy it is, from whom, to whom, and the message."""

    message_id: str
    sender: str
    recipient: str
    content: bytes

    @property
    def needs_utf8(self) -> bool:
        """Whether the server must offer SMTPUTF8: an address before its @ is not ASCII."""
        return not (self.sender + self.recipient).isascii()


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a message goes to and how they get out of it."""

    piece_id: str
    code: str
    name: str
    address: str
    unsubscribe_link: str


def message_id(piece_id: str, sender: str) -> str:
    """The Message-ID of a piece, without brackets: a repeated try has the same, so that mailboxes show it once."""
    return f"{piece_id}@{ascii_domain(sender)}"


def build(
    words: Words, to: Addressee, email: EmailSettings, *, now: datetime, prefix: str = "", identity: str = ""
) -> Envelope:
    """The message for one addressee. `prefix` goes before the subject; `identity` replaces the piece id.

    Raises InputError when the address cannot be written.
    """
    sender, recipient = wire_address(email.sender_address), wire_address(to.address)
    key = identity or to.piece_id
    message = EmailMessage(policy=_POLICY.clone(utf8=not (sender + recipient).isascii()))
    message["From"] = shown(email.sender_name, sender)
    message["To"] = shown(to.name, recipient)
    message["Subject"] = one_line(prefix + words.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{message_id(key, sender)}>"
    if to.unsubscribe_link:
        _way_out(message, to, sender)
    _body(message, words, key, ascii_domain(sender))
    return Envelope(message_id(key, sender), sender, recipient, message.as_bytes())


def wire_address(address: str) -> str:
    """The address as mail servers want it: the domain in ASCII (IDNA), the part before the @ as it is."""
    local, at, _ = address.strip().rpartition("@")
    if not at or not local or any(char.isspace() or not char.isprintable() for char in address.strip()):
        raise InputError(f"{one_line(address)!r} is no e-mail address.", hint="Correct the contact point.")
    return f"{local}@{ascii_domain(address)}"


def ascii_domain(address: str) -> str:
    """The domain of an address in ASCII."""
    domain = address.strip().rpartition("@")[2].rstrip(".").lower()
    if domain.isascii():
        return domain
    import idna

    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as problem:
        raise InputError(f"The domain {domain!r} cannot be written in ASCII: {problem}.") from problem


def shown(name: str, address: str) -> str:
    """`"Doe, Jane" <jane@example.com>`: the name quoted, or encoded as a whole where it is not ASCII."""
    plain = one_line(name)[:_LONGEST_NAME]
    if not plain:
        return f"<{address}>"
    if plain.isascii():
        return f'"{quote(plain)}" <{address}>'
    words = Header(plain, "utf-8", maxlinelen=70).encode(splitchars="", linesep="")
    return f"{words} <{address}>"


def _way_out(message: EmailMessage, to: Addressee, sender: str) -> None:
    """RFC 2369 and RFC 8058: one click posts to the https address; a mail to us does the same."""
    subject = percent(f"unsubscribe {to.code}")
    message["List-Unsubscribe"] = f"<{to.unsubscribe_link}>, <mailto:{percent(sender, safe='@')}?subject={subject}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _body(message: EmailMessage, words: Words, key: str, domain: str) -> None:
    message.set_content(words.text, subtype="plain", charset="utf-8")
    if not words.html:
        return
    ids = {picture.name: f"{picture.name}.{key}@{domain}" for picture in words.pictures}
    message.add_alternative(with_content_ids(words.html, ids), subtype="html", charset="utf-8")
    html: Any = message.get_payload()[1]  # type: ignore[index]
    for picture in words.pictures:
        html.add_related(
            picture.content,
            maintype="image",
            subtype=picture.kind,
            cid=f"<{ids[picture.name]}>",
            filename=_file_name(picture.name, picture.kind),
            disposition="inline",
        )
    # boundaries are drawn by dice otherwise
    message.set_boundary(f"=_a.{key}")
    if words.pictures:
        html.set_boundary(f"=_r.{key}")


def _file_name(name: str, kind: str) -> str:
    return name if "." in name else f"{name}.{kind}"
