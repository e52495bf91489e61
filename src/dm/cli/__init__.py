"""The same verbs for the terminal; each command's module is imported only when that command is called."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from dm import __version__
from dm.cli.terminal import Terminal, report_error
from dm.errors import DmError

# name: (module:attribute, one line for `dm --help`)
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("dm.cli.workspace:demo", "The whole way on a generated acquired list."),
    "init": ("dm.cli.workspace:init", "Make a new workspace."),
    "doctor": ("dm.cli.workspace:doctor", "Check fonts, libraries, database, SMTP, Prefect."),
    "source": ("dm.cli.lists:source", "Register where lists come from."),
    "acquire": ("dm.cli.lists:acquire", "Read a contact list."),
    "actualize": ("dm.cli.lists:actualize", "Normalise, validate, link, merge."),
    "segment": ("dm.cli.campaigns:segment", "Count, show or sample a segment."),
    "plan": ("dm.cli.campaigns:plan", "Plan a campaign: waterfall, cells, holdout, cost."),
    "campaign": ("dm.cli.campaigns:campaign", "List, create, stop, pause campaigns."),
    "proof": ("dm.cli.launching:proof", "Make proofs of everything a campaign sends."),
    "approve": ("dm.cli.campaigns:approve", "Approve exactly this plan and these proofs."),
    "launch": ("dm.cli.launching:launch", "Produce and dispatch what is due."),
    "batch": ("dm.cli.batches:batch", "The vendor's side of print batches and manifests."),
    "settle": ("dm.cli.channels:settle", "Decide what a crash left unknown."),
    "letters": ("dm.cli.letters:letters", "Letters from any CSV."),
    "calls": ("dm.cli.channels:calls", "Call lists for a team or a dialler."),
    "consent": ("dm.cli.consent:consent", "Policy decisions and consent events."),
    "register": ("dm.cli.consent:register", "Do-not-call and Robinson lists."),
    "suppress": ("dm.cli.consent:suppress", "Objections."),
    "retention": ("dm.cli.retention:retention", "End what has outlived its period."),
    "forget": ("dm.cli.consent:forget", "Erase a person."),
    "export": ("dm.cli.consent:export", "Everything we hold of a person."),
    "why": ("dm.cli.consent:why", "A person's story, with reasons and sources."),
    "respond": ("dm.cli.analysts:respond", "Responses, returns, courier statuses, orders."),
    "report": ("dm.cli.analysts:report", "What a campaign was worth."),
    "analyze": ("dm.cli.analysts:analyze", "The same statistics on any flat file."),
    "audit": ("dm.cli.consent:audit", "Check the audit chain."),
    "db": ("dm.cli.workspace:db", "Database address and migrations."),
    "up": ("dm.cli.workspace:up", "Prefect server, worker and console."),
    "user": ("dm.cli.users:user", "Console users and API tokens."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when it is needed: `dm --help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--workspace", type=click.Path(path_type=Path), help="Folder with dm.toml; default: the nearest above.")
@click.option("--json", "as_json", is_flag=True, help="Print exactly one JSON document.")
@click.option("--now", "moment", help="ISO 8601 moment; only where dm.toml has a simulated clock.")
@click.option("--debug", is_flag=True, help="Show the traceback of a failure.")
@click.version_option(__version__, prog_name="dm")
@click.pass_context
def cli(ctx: click.Context, workspace: Path | None, as_json: bool, moment: str | None, debug: bool) -> None:  # noqa: FBT001 -- click hands options over by name
    """Direct-marketing campaigns: from an acquired list to a report against a real control group."""
    ctx.obj = Terminal(workspace=workspace, as_json=as_json, moment=moment, debug=debug)


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit code: 0 done, 1 failed, 2 wrong usage, 3 refused."""
    words = sys.argv[1:] if arguments is None else arguments
    sys.exit(_run(words))


def _run(words: list[str]) -> int:
    debug = "--debug" in words
    try:
        result: Any = cli.main(args=global_first(words), prog_name="dm", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Interrupted. What was done stays done; the same command goes on.", err=True)
        return 1
    except click.ClickException as problem:
        problem.show()
        return 2
    except DmError as problem:
        return report_error(problem, debug=debug)
    except OSError as problem:
        return report_error(DmError(_of_file(problem)), debug=debug)
    except Exception as problem:  # noqa: BLE001 -- a defect of ours: still one sentence, never a traceback unasked
        return report_error(_defect(problem), debug=debug)
    return result if isinstance(result, int) else 0


def global_first(words: list[str]) -> list[str]:
    """Global options may stand anywhere, also behind the verb: `dm plan x.toml --json`."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word == "--":
            rest.extend([word, *waiting])
        elif word in _FLAGS or word.startswith(_VALUED_SHORT):
            front.append(word)
        elif word in _VALUED:
            front.extend([word, *([value] if (value := next(waiting, None)) is not None else [])])
        else:
            rest.append(word)
    return front + rest


_FLAGS = ("--json", "--debug")
_VALUED = ("--workspace", "--now")
_VALUED_SHORT = tuple(f"{name}=" for name in _VALUED)


def _of_file(problem: OSError) -> str:
    place = f" {problem.filename}" if problem.filename else ""
    return f"The system says of{place or ' a file'}: {problem.strerror or problem}."


def _defect(problem: Exception) -> DmError:
    told = DmError(f"Something unexpected happened ({type(problem).__name__}).", hint="Run again with --debug.")
    told.__cause__ = problem
    return told
