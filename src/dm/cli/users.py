"""`dm user`: who may work in the console and through its API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dm.model import Role

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal


@click.group()
def user() -> None:
    """Users of the console and of its API."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What NAME may do.")
@click.option("--vendor", default="", help="Whose batches a print or courier user sees: a profile's name; else all.")
@click.option("--token", is_flag=True, help="Print an API token instead of a one-time password.")
@click.pass_obj
def add(terminal: Terminal, name: str, role: str, vendor: str, token: bool) -> None:  # noqa: FBT001
    """Add the user NAME; prints a one-time password, which the first log-in changes."""
    from dm import accounts

    workshop = terminal.workshop
    chosen = Role(role)
    if token:
        made = accounts.add_token(workshop.engine, name, chosen, now=workshop.now(), vendor=vendor)
        terminal.result({"user": name, "role": role, "token": made}, made)
    else:
        made = accounts.add_user(workshop.engine, name, chosen, now=workshop.now(), vendor=vendor)
        terminal.result({"user": name, "role": role, "password": made}, made)
    terminal.say(_shown_once(name, role, "token" if token else "one-time password"))


@user.command("password")
@click.argument("name")
@click.pass_obj
def password(terminal: Terminal, name: str) -> None:
    """Give NAME a new one-time password; open sessions end."""
    from dm import accounts

    made = accounts.reset_password(terminal.workshop.engine, name)
    terminal.result({"user": name, "password": made}, made)


@user.command("list")
@click.pass_obj
def list_users(terminal: Terminal) -> None:
    """All users with their roles."""
    from dm import accounts

    found = accounts.list_accounts(terminal.workshop.engine)
    rows = [(one.name, one.role.value, "active" if one.active else "shut out") for one in found]
    document = {"users": [{"user": name, "role": role, "state": state} for name, role, state in rows]}
    terminal.result(document, terminal.table(("user", "role", "state"), rows))


@user.command("off")
@click.argument("name")
@click.pass_obj
def off(terminal: Terminal, name: str) -> None:
    """Shut NAME out: sessions end at once, tokens are revoked."""
    _switch(terminal, name, active=False)


@user.command("on")
@click.argument("name")
@click.pass_obj
def on(terminal: Terminal, name: str) -> None:
    """Let NAME in again."""
    _switch(terminal, name, active=True)


def _switch(terminal: Terminal, name: str, *, active: bool) -> None:
    from dm import accounts

    workshop = terminal.workshop
    accounts.set_active(workshop.engine, name, active, now=workshop.now())
    state = "active" if active else "shut out"
    terminal.result({"user": name, "state": state}, f"{name} is {state}.")


def _shown_once(name: str, role: str, what: str) -> str:
    return f"The {what} of {name} ({role}); it is shown this once."
