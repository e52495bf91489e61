"""`dm letters`: letters from any CSV, without a campaign, and the profiles of print vendors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dm.errors import SettingsError

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal


@click.group()
def letters() -> None:
    """Letters from any CSV."""


@letters.command("render")
@click.argument("template")
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the PDFs and their index.")
@click.option("--profile", default="", help="Vendor profile; else the template's own.")
@click.option("--engine", type=click.Choice(["auto", "weasyprint"]), default="auto", show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=None, help="Processes; else as many as pay.")
@click.pass_obj
def render(
    terminal: Terminal, template: str, data: Path, out: Path, profile: str, engine: str, workers: int | None
) -> None:
    """Print one letter for each row of DATA.

    TEMPLATE is a name under templates/letter or the path of such a folder; each header of DATA is a variable.
    """
    from dm.channels.letter import find_template, read_rows, render_letters

    templates = _templates(terminal)
    rows = read_rows(data)
    terminal.say(f"{len(rows)} letters …")
    result = render_letters(
        find_template(templates, template),
        rows,
        templates=templates,
        out=out,
        profile=profile,
        engine=engine,
        workers=workers,
    )
    text = (
        f"{result.letters} letters, {result.pages} pages in {len(result.files)} files, "
        f"{result.letters_per_cpu_second:.1f} letters per CPU second\n{out / result.files[0]}\n{result.index}"
    )
    terminal.result(result.document(), text)


@letters.command("preview")
@click.argument("template")
@click.option("--profile", default="", help="Vendor profile; else the template's own.")
@click.option("--port", type=click.IntRange(0, 65535), default=8090, show_default=True)
@click.pass_obj
def preview(terminal: Terminal, template: str, profile: str, port: int) -> None:
    """Show TEMPLATE's samples as they will be printed, anew after every change, until Ctrl-C."""
    from dm.channels.letter import find_template
    from dm.channels.letter.preview import Preview, preview_server
    from dm.errors import UsageError

    templates = _templates(terminal)
    found = find_template(templates, template)
    try:
        server = preview_server(Preview(found.folder, templates, profile), port)
    except OSError as error:
        raise UsageError(f"Port {port} is taken: {error.strerror}.", hint="Choose another with --port.") from error
    terminal.say(f"{found.name} at http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        terminal.say("")
    finally:
        server.server_close()


@letters.command("profiles")
@click.pass_obj
def profiles(terminal: Terminal) -> None:
    """What print vendors want: the profiles that a wave's `vendor` and --profile can name."""
    from dataclasses import asdict

    from dm.press.profiles import load_profile, profile_names

    folder = _templates(terminal) / "profiles"
    found = [load_profile(folder, name) for name in profile_names(folder)]
    rows = [
        (
            one.name,
            f"{one.page_width:g} x {one.page_height:g} mm",
            f"{one.address.width:g} x {one.address.height:g} at {one.address.x:g}/{one.address.y:g}"
            if one.address
            else "",
            f"{one.colour}, {'duplex' if one.duplex else 'simplex'}",
            "each piece" if one.per_piece else f"{one.max_pieces} pieces, {one.max_mb:g} MB",
            one.title,
        )
        for one in found
    ]
    headers = ("profile", "page", "window, mm", "print", "a file holds", "title")
    terminal.result({"profiles": [asdict(one) for one in found]}, terminal.table(headers, rows))


def _templates(terminal: Terminal) -> Path:
    """The workspace's templates; without a workspace those that came with dm."""
    from dm.assets import assets_root

    if terminal.workspace is not None:
        return terminal.workshop.settings.templates
    try:
        return terminal.workshop.settings.templates
    except SettingsError:
        return assets_root() / "templates"
