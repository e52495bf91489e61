"""accept, reject, later and undo of doubtful pairs, alike for people and for companies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal
    from dm.wiring import Workshop


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is done to a pair by its number; `accept` returns the id of the one who stays."""

    one: str
    several: str
    accept: Callable[[Workshop, int], str]
    reject: Callable[[Workshop, int], None]
    later: Callable[[Workshop, int], None]
    undo: Callable[[Workshop, int], None]


def add_decisions(group: click.Group, what: Decisions) -> None:
    """Give the group its four commands."""

    @click.pass_obj
    def accept(terminal: Terminal, pair: int) -> None:
        kept = what.accept(terminal.workshop, pair)
        told = f"They are one {what.one} now: {kept}."
        terminal.result({"pair": pair, "state": "accepted", what.one: kept}, told)

    @click.pass_obj
    def reject(terminal: Terminal, pair: int) -> None:
        what.reject(terminal.workshop, pair)
        terminal.result({"pair": pair, "state": "rejected"}, f"They stay two {what.several}.")

    @click.pass_obj
    def later(terminal: Terminal, pair: int) -> None:
        what.later(terminal.workshop, pair)
        terminal.result({"pair": pair, "state": "open"}, "It comes last now.")

    @click.pass_obj
    def undo(terminal: Terminal, pair: int) -> None:
        what.undo(terminal.workshop, pair)
        terminal.result({"pair": pair, "state": "open"}, "Taken back: the pair is open again.")

    _add(group, "accept", accept, f"The two of PAIR are one {what.one}.")
    _add(group, "reject", reject, f"The two of PAIR are two {what.several}, for every later list too.")
    _add(group, "later", later, "Put PAIR behind all that nobody has looked at.")
    _add(group, "undo", undo, "Take the decision on PAIR back: it is open again, and two who were merged are two.")


def _add(group: click.Group, name: str, run: Callable[..., None], told: str) -> None:
    group.add_command(click.Command(name, callback=run, help=told, params=[click.Argument(["pair"], type=int)]))
