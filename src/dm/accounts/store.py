"""Users and tokens in the database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from dm.accounts import passwords
from dm.db import reading, writing
from dm.db.tables import api_token, user_account
from dm.errors import InputError, StateError
from dm.model import Role

_NAME = re.compile(r"^\w[\w.@+-]{0,39}$")
# Five wrong passwords are more than a tired person needs and far fewer than a guesser does.
_TRIES = 5
_LOCKED_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Account:
    """A user as the console knows one. `stamp` changes with the password; `vendor` "" sees every vendor's batches."""

    name: str
    role: Role
    active: bool
    must_change: bool
    language: str
    stamp: str
    vendor: str = ""
    created_at: datetime | None = None
    locked_until: datetime | None = None
    has_password: bool = True


def add_user(engine: Engine, name: str, role: Role, *, now: datetime, vendor: str = "") -> str:
    """Make a user and give back a one-time password, to be changed at the first log-in.

    Raises StateError when the user already has a password or another role.
    """
    password = passwords.one_time_password()
    with writing(engine) as connection:
        found = _ensure(connection, name, role, vendor, now=now)
        if found.password_hash:
            raise StateError(
                f"There is already a user {found.name}.", hint=f"`dm user password {found.name}` gives a new password."
            )
        _set(connection, found.name, password_hash=passwords.hash_password(password), must_change=True)
    return password


def add_token(engine: Engine, name: str, role: Role, *, now: datetime, vendor: str = "") -> str:
    """Make the user where missing and give back a new API token, shown this once."""
    token = passwords.new_token()
    with writing(engine) as connection:
        found = _ensure(connection, name, role, vendor, now=now)
        row = {"sha256": passwords.token_sha256(token), "user_name": found.name, "created_at": now}
        connection.execute(insert(api_token).values(row))
    return token


def reset_password(engine: Engine, name: str) -> str:
    """Give a user a new one-time password; open sessions end."""
    password = passwords.one_time_password()
    with writing(engine) as connection:
        _set(
            connection,
            _known(connection, name).name,
            password_hash=passwords.hash_password(password),
            must_change=True,
            failed_logins=0,
            locked_until=None,
        )
    return password


def change_password(engine: Engine, name: str, *, old: str, new: str) -> Account:
    """Change a user's own password. Raises InputError when the old one is wrong or the new one too weak."""
    with reading(engine) as connection:
        stored = _known(connection, name).password_hash
    if not passwords.is_password(stored, old):
        raise InputError("The present password is wrong.", hint="Type it again.")
    passwords.check_new_password(fold_name(name), new, old=old)
    with writing(engine) as connection:
        _set(connection, fold_name(name), password_hash=passwords.hash_password(new), must_change=False)
        return _account(_known(connection, name))


def log_in(engine: Engine, name: str, password: str, *, now: datetime) -> Account | None:
    """The account, or None when name and password do not fit, or too many wrong ones have locked it for a while."""
    with reading(engine) as connection:
        found = _find(connection, name)
    locked = found is not None and found.locked_until is not None and found.locked_until > now
    fits = passwords.is_password(found.password_hash if found else "", password)
    if found is None or locked:
        return None
    with writing(engine) as connection:
        if not fits or not found.active:
            _count_failure(connection, found.name, now)
            return None
        _set(connection, found.name, failed_logins=0, locked_until=None)
    return _account(found)


def find_account(engine: Engine, name: str) -> Account | None:
    """The account of that name."""
    with reading(engine) as connection:
        found = _find(connection, name)
    return _account(found) if found else None


def token_account(engine: Engine, token: str) -> Account | None:
    """The active account that an API token belongs to."""
    query = (
        select(user_account)
        .join(api_token, api_token.c.user_name == user_account.c.name)
        .where(api_token.c.sha256 == passwords.token_sha256(token), api_token.c.revoked_at.is_(None))
        .where(user_account.c.active)
    )
    with reading(engine) as connection:
        found = connection.execute(query).first()
    return _account(found) if found else None


def list_accounts(engine: Engine) -> list[Account]:
    """All users by name."""
    with reading(engine) as connection:
        rows: Sequence[Row[Any]] = connection.execute(select(user_account).order_by(user_account.c.name)).all()
    return [_account(row) for row in rows]


def set_active(engine: Engine, name: str, active: bool, *, now: datetime) -> None:  # noqa: FBT001
    """Let a user in again, or shut one out: sessions end at once and tokens are revoked."""
    with writing(engine) as connection:
        found = _known(connection, name)
        _set(connection, found.name, active=active, failed_logins=0, locked_until=None)
        if not active:
            of_user = (api_token.c.user_name == found.name) & api_token.c.revoked_at.is_(None)
            connection.execute(update(api_token).where(of_user).values(revoked_at=now))


def set_language(engine: Engine, name: str, language: str) -> None:
    """Remember in which language a user works."""
    with writing(engine) as connection:
        _set(connection, fold_name(name), language=language)


def fold_name(name: str) -> str:
    """Names are told apart without regard to case."""
    return unicodedata.normalize("NFC", name).strip().casefold()


def _ensure(connection: Connection, name: str, role: Role, vendor: str, *, now: datetime) -> Row[Any]:
    folded = fold_name(name)
    if not _NAME.match(folded):
        raise InputError(
            f'"{name}" cannot be a user\'s name.', hint="Use up to 40 letters, digits and . _ @ + - without spaces."
        )
    if vendor and role not in (Role.PRINT, Role.COURIER):
        raise InputError(f"A {role.value} has no vendor.", hint="Only print and courier see one vendor's batches.")
    found = _find(connection, folded)
    if found is None:
        connection.execute(insert(user_account).values(name=folded, role=role.value, vendor=vendor, created_at=now))
        return _known(connection, folded)
    if found.role != role.value:
        raise StateError(f"The user {folded} is {found.role}, not {role.value}.", hint="Choose another name.")
    if vendor and found.vendor != vendor:
        raise StateError(f"The user {folded} belongs to {found.vendor or 'no vendor'}.", hint="Choose another name.")
    return found


def _known(connection: Connection, name: str) -> Row[Any]:
    found = _find(connection, name)
    if found is None:
        raise InputError(f'There is no user "{name}".', hint="`dm user list` shows all.")
    return found


def _find(connection: Connection, name: str) -> Row[Any] | None:
    return connection.execute(select(user_account).where(user_account.c.name == fold_name(name))).first()


def _set(connection: Connection, name: str, **values: object) -> None:
    connection.execute(update(user_account).where(user_account.c.name == name).values(**values))


def _count_failure(connection: Connection, name: str, now: datetime) -> None:
    failed = (
        connection.execute(select(user_account.c.failed_logins).where(user_account.c.name == name)).scalar_one() + 1
    )
    locked = failed >= _TRIES
    _set(connection, name, failed_logins=0 if locked else failed, locked_until=now + _LOCKED_FOR if locked else None)


def _account(row: Row[Any]) -> Account:
    return Account(
        name=row.name,
        role=Role(row.role),
        active=row.active,
        must_change=row.must_change,
        language=row.language,
        stamp=passwords.stamp_of(row.password_hash),
        vendor=row.vendor,
        created_at=row.created_at,
        locked_until=row.locked_until,
        has_password=bool(row.password_hash),
    )
