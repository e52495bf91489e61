"""`dm init`, `dm doctor`, `dm db`, `dm demo`, `dm up`: the workspace itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dm.errors import InputError

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--update", "newer", is_flag=True, help="Bring newer templates and law into a workspace that is there.")
@click.pass_obj
def init(terminal: Terminal, folder: Path | None, newer: bool) -> None:  # noqa: FBT001
    """Make a new workspace in FOLDER."""
    from dm.verbs.workspace import init_workspace

    if newer:
        _update(terminal, folder)
        return
    if folder is None:
        raise InputError("Which folder? None was named.", hint="`dm init FOLDER`")
    workshop = init_workspace(folder)
    root = workshop.settings.workspace
    terminal.result(
        {"workspace": str(root)},
        f"{root} is ready: settings in dm.toml, words and looks in templates/, law in consent/.\n"
        f"Next: write a source file, then `dm --workspace {folder} source add FILE.toml`.",
    )


def _update(terminal: Terminal, folder: Path | None) -> None:
    from dm.verbs.delivered import update
    from dm.wiring import open_workspace

    workshop = open_workspace(folder) if folder else terminal.workshop
    done = update(workshop.settings.workspace)
    lines = [f"{len(done.brought)} files are new or newer.", *(f"  {name}" for name in done.brought)]
    if done.beside:
        lines.append(f"{len(done.beside)} were changed by hand and stay; the newer ones lie beside them:")
        lines += [f"  {name}.delivered" for name in done.beside]
    terminal.result({"brought": list(done.brought), "beside": list(done.beside)}, "\n".join(lines))


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Check fonts, system libraries, database, SMTP, Prefect."""
    from dm.verbs.doctor import examine

    terminal: Terminal = ctx.obj
    findings = examine(terminal.workshop)
    rows = [("ok" if one.ok else "NOT OK", one.what, one.told) for one in findings]
    document = {"checks": [{"what": one.what, "ok": one.ok, "told": one.told} for one in findings]}
    terminal.result(document, "\n".join(f"{state:6}  {what:10}  {told}" for state, what, told in rows))
    ctx.exit(0 if all(one.ok for one in findings) else 1)


@click.group()
def db() -> None:
    """Database address and migrations."""


@db.command("url")
@click.pass_obj
def db_url(terminal: Terminal) -> None:
    """The database's address, for BI tools and notebooks."""
    url = terminal.workshop.engine.url.render_as_string(hide_password=False)
    terminal.result({"url": url}, url)


@db.command("upgrade")
@click.pass_obj
def db_upgrade(terminal: Terminal) -> None:
    """Bring the tables to this version; safe to run again."""
    from dm import db as database

    database.upgrade(terminal.workshop.engine)
    terminal.result({"upgraded": True}, "The tables are of this version.")


@click.command()
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=Path("demo"), show_default=True)
@click.option("--people", type=click.IntRange(100, 20_000), default=600, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same list.")
@click.pass_obj
def demo(terminal: Terminal, folder: Path, people: int, seed: int) -> None:
    """The whole way on a generated acquired list, into DIR."""
    from dm.verbs.demo.run import run_demo

    shown = run_demo(folder, people=people, seed=seed, say=terminal.say)
    terminal.result(shown.document, shown.text)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=8080, show_default=True, help="The console's port.")
@click.pass_obj
def up(terminal: Terminal, host: str, port: int) -> None:
    """Prefect server, a worker with the schedules, and the console, in the foreground."""
    from dm.verbs.up import run_up

    run_up(terminal.workshop, host=host, port=port, say=terminal.say)
