"""Looks over everything the product stands on, and says what to do where something is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import text

from dm import db
from dm.errors import DmError
from dm.wiring import Workshop, server_address


@dataclass(frozen=True)
class Finding:
    """One thing looked at: ok, or not and what to do."""

    what: str
    ok: bool
    told: str


def examine(workshop: Workshop) -> list[Finding]:
    """Every check, whatever the others found."""
    checks: list[tuple[str, Callable[[Workshop], str]]] = [
        ("settings", lambda w: f"{w.settings.workspace / 'dm.toml'}, clock {w.settings.clock}"),
        ("database", _database),
        ("letters", _letters),
        ("fonts", _fonts),
        ("policies", _policies),
        ("delivered", _delivered),
        ("suppression", _suppression),
        ("e-mail", _mail),
        ("Prefect", _prefect),
    ]
    return [_run(name, check, workshop) for name, check in checks]


def _run(name: str, check: Callable[[Workshop], str], workshop: Workshop) -> Finding:
    try:
        return Finding(name, True, check(workshop))
    except DmError as problem:
        return Finding(name, False, str(problem))
    except (OSError, ImportError) as problem:
        return Finding(name, False, str(problem))


def _database(workshop: Workshop) -> str:
    with db.reading(workshop.engine) as connection:
        connection.execute(text("SELECT 1"))
    if not db.is_current(workshop.engine):
        raise DmError("its tables are not of this version.", hint="Run `dm db upgrade`.")
    return workshop.engine.url.render_as_string()


def _letters(_workshop: Workshop) -> str:
    from dm.press.fonts import FontSet
    from dm.press.pdf import fingerprint

    return ", ".join(f"{name} {version}" for name, version in fingerprint(FontSet()).items() if version)


def _fonts(workshop: Workshop) -> str:
    from dm.press.fonts import family_names, load_fonts

    folder = workshop.settings.templates / "fonts"
    names = family_names(folder)
    load_fonts(folder, names)
    return f"{', '.join(names)}: every file as pinned"


def _policies(workshop: Workshop) -> str:
    policies = workshop.policies
    late = [policy.id for policy in policies.files.values() if policy.is_overdue(workshop.now().date())]
    if late:
        raise DmError(f"past their review date: {', '.join(late)}.", hint="A lawyer must look at them again.")
    return f"{len(policies.files)} files, all within their review dates"


def _delivered(workshop: Workshop) -> str:
    from dm.verbs.delivered import State, states

    found = states(workshop.settings.workspace)
    waiting = [f"{name} ({_STANDS[state]})" for name, state in found.items() if state in _STANDS]
    if waiting:
        more = f" and {len(waiting) - _NAMED} more" if len(waiting) > _NAMED else ""
        raise DmError(
            f"newer templates or law came with this version: {', '.join(waiting[:_NAMED])}{more}.",
            hint="`dm init --update` brings them; what was changed by hand stays.",
        )
    by_hand = sum(1 for state in found.values() if state in (State.CHANGED, State.REMOVED))
    return f"{len(found)} files of templates and law, {by_hand} of them changed by hand"


_STANDS = {"old": "older", "new": "missing", "both": "older or changed by hand"}
_NAMED = 6


def _suppression(workshop: Workshop) -> str:
    from dm.consent import stale_points
    from dm.normal.keyed import key_id, older_keys

    key = workshop.settings.suppression_key
    with db.reading(workshop.engine) as connection:
        if stale_points(connection, key):
            raise DmError("contact points still carry the hashes of an older key.", hint="Run `dm suppress rotate`.")
    older = len(older_keys(key))
    return f"key {key_id(bytes(key))}" + (f", and {older} before it" if older else "")


def _mail(workshop: Workshop) -> str:
    from dm.channels.email.transport import transport_for

    email = workshop.settings.email
    if email.transport == "maildir":
        return "no server set; e-mails are laid into a Maildir"
    with transport_for(email, workshop.settings.out).session():
        return f"{email.transport.rpartition('@')[2]} answers"


def _prefect(_workshop: Workshop) -> str:
    address = server_address()
    return f"server named in the environment: {address}" if address else "its server starts with `dm up`"
