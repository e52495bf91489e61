"""`dm consent`, `register`, `suppress`, `why`, `audit`, `forget`, `export`: law, objections, and one person's story."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dm.errors import InputError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dm.cli.terminal import Terminal
    from dm.consent import Decision, Policies
    from dm.consent.csv_rows import RowFault

FILE = click.Path(path_type=Path)
SCOPES = click.Choice(["person", "contact_point", "household", "company", "domain"])
LAW_CHANNELS = click.Choice(["*", "post", "courier", "email", "phone", "sms"])


@click.group()
def consent() -> None:
    """Policy decisions and consent events."""


@consent.command("decide")
@click.argument("facts", type=FILE)
@click.option("--language", default="en", help="Language of the words: en or ru.")
@click.pass_obj
def decide(terminal: Terminal, facts: Path, language: str) -> None:
    """Decide on the given FACTS alone: {"cases": [{"id", "input"}]}, no database."""
    from dm import consent as law

    policies = _policies(terminal)
    cases = [(name, law.facts_from_json(raw, where=f"case {name}")) for name, raw in _cases(facts)]
    decided = law.decide_many(cases, policies)
    rows = [_decision(name, decided[name], language) for name, _ in cases]
    shown = [(row["id"], row["decision"], row["reason"], ", ".join(row["also"]), row["words"]) for row in rows]
    terminal.result({"decisions": rows}, terminal.table(("case", "decision", "reason", "also", "in words"), shown))


@consent.command("import")
@click.argument("path", type=FILE)
@click.pass_obj
def import_consents(terminal: Terminal, path: Path) -> None:
    """Read consent events with their proof from a CSV; an objection stops what has not left."""
    from dm import consent as law
    from dm import ledger

    workshop = terminal.workshop
    report = law.import_events(
        workshop.engine,
        path,
        wordings=law.load_wordings(workshop.settings.consent / "wordings"),
        key=workshop.settings.suppression_key,
        now=workshop.now(),
        actor=workshop.actor,
        then=lambda connection: ledger.stop_suppressed(connection, workshop.office, now=workshop.now()),
    )
    document = {
        "rows": report.rows,
        "new": report.new,
        "repeated": report.repeated,
        "rejected": _faults(report.rejected),
    }
    text = f"{report.rows} rows: {report.new} new, {report.repeated} known already, {len(report.rejected)} not usable."
    terminal.result(document, text + _told(report.rejected))


@consent.command("schema")
@click.pass_obj
def schema(terminal: Terminal) -> None:
    """Print the JSON Schema of policy files, for editors (consent/policy.schema.json)."""
    from dm.consent import policy_schema

    document = policy_schema()
    terminal.result(document, json.dumps(document, indent=1))


@consent.command("confirm")
@click.pass_obj
def confirm(terminal: Terminal) -> None:
    """Mail a signed link to everybody whose yes to e-mail still needs proof, once."""
    from dm.verbs.upkeep import confirm_consents

    workshop = terminal.workshop
    done = confirm_consents(workshop.office, now=workshop.now(), say=terminal.say)
    document = {"sent": done.dispatched, "refused": dict(done.refused), "to_settle": done.to_settle}
    terminal.result(document, f"{done.dispatched} confirmations sent, {sum(done.refused.values())} refused.")


@click.group()
def register() -> None:
    """Do-not-call and Robinson lists."""


@register.command("import")
@click.argument("register_id", metavar="ID")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day the copy was made.")
@click.pass_obj
def import_register(terminal: Terminal, register_id: str, path: Path, as_of: datetime) -> None:
    """Take a copy of the register ID (as named in consent/)."""
    from dm import consent as law

    workshop = terminal.workshop
    report = law.import_register(
        workshop.engine,
        workshop.policies,
        register_id,
        path,
        as_of=as_of.date(),
        key=workshop.settings.suppression_key,
        now=workshop.now(),
        actor=workshop.actor,
    )
    document = {
        "register": report.register,
        "snapshot": report.snapshot,
        "as_of": report.as_of.isoformat(),
        "entries": report.entries,
        "rejected": _faults(report.rejected),
    }
    text = f"{report.register} as of {report.as_of}: {report.entries} entries, {len(report.rejected)} rows not usable."
    terminal.result(document, text + _told(report.rejected))


@register.command("list")
@click.pass_obj
def list_registers(terminal: Terminal) -> None:
    """The copies that we have, and those that the rules ask for."""
    from dm import consent as law

    workshop = terminal.workshop
    copies = law.list_registers(workshop.engine)
    have = {copy["register"] for copy in copies}
    missing = sorted(set(law.known_registers(workshop.policies)) - have)
    rows = [(copy["register"], str(copy["as_of"]), copy["entries"], copy["file_name"]) for copy in copies]
    shown = terminal.table(
        ("register", "as of", "entries", "file"), [*rows, *((name, "never", 0, "") for name in missing)]
    )
    found = [{name: str(value) for name, value in copy.items()} | {"entries": copy["entries"]} for copy in copies]
    terminal.result({"registers": found, "missing": missing}, shown)


@click.group()
def suppress() -> None:
    """Objections: who must not be contacted."""


@suppress.command("add")
@click.argument("who", metavar="PERSON|PHONE|EMAIL")
@click.option("--scope", type=SCOPES, default="person", show_default=True)
@click.option("--channel", type=LAW_CHANNELS, default="*", show_default=True)
@click.option("--reason", default="objection", show_default=True, help="objection, complaint, deceased, internal_dnc …")
@click.option("--origin", default="terminal", show_default=True, help="How it came to us: call, letter, web …")
@click.pass_obj
def add_suppression(terminal: Terminal, who: str, scope: str, channel: str, reason: str, origin: str) -> None:
    """Store an objection and cancel whatever has not left yet; works for people we do not know."""
    from dm.cli.objections import store_objection

    stored = store_objection(terminal.workshop, who, scope=scope, channel=channel, reason=reason, origin=origin)
    document = {"persons": stored.persons, "keys": stored.keys, "cancelled": stored.cancelled}
    known = {0: "nobody whom we know yet", 1: "1 person whom we know"}
    concerned = known.get(len(stored.persons), f"{len(stored.persons)} people whom we know")
    terminal.result(document, f"Stored; concerns {concerned}. Pieces cancelled: {stored.cancelled}.")


@suppress.command("import")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--channel", type=LAW_CHANNELS, default="*", show_default=True)
@click.option("--reason", default="objection", show_default=True)
@click.pass_obj
def import_suppressions(terminal: Terminal, path: Path, channel: str, reason: str) -> None:
    """Read objections from a CSV: e-mail, phone, list number, or name with birth date or address."""
    from dm import consent as law
    from dm import ledger

    workshop = terminal.workshop
    key = workshop.settings.suppression_key
    report = law.import_suppressions(
        workshop.engine,
        path,
        key=key,
        now=workshop.now(),
        actor=workshop.actor,
        reason=reason,
        channel=channel,
        then=lambda connection: ledger.stop_suppressed(connection, workshop.office, now=workshop.now()),
    )
    document = {"rows": report.rows, "new": report.new, "rejected": _faults(report.rejected)}
    text = f"{report.rows} rows: {report.new} new keys, {len(report.rejected)} rows not usable."
    terminal.result(document, text + _told(report.rejected))


@suppress.command("list")
@click.pass_obj
def list_suppressions(terminal: Terminal) -> None:
    """How many keys are suppressed; whose they are nobody can read any more."""
    from dm import consent as law

    found = law.list_suppressions(terminal.workshop.engine)
    rows = [(row["reason"], row["scope"], row["channel"], row["normal_kind"], row["keys"]) for row in found]
    document = {"suppressions": [row | {"newest": row["newest"].isoformat()} for row in found]}
    terminal.result(document, terminal.table(("reason", "scope", "channel", "key", "keys"), rows))


@suppress.command("rotate")
@click.pass_obj
def rotate_key(terminal: Terminal) -> None:
    """Hash everything that we still know under today's suppression key; run it once after a change of the key."""
    from dm import consent as law

    workshop = terminal.workshop
    key, now = workshop.settings.suppression_key, workshop.now()
    report = law.rotate(workshop.engine, key=key, now=now, actor=workshop.actor)
    document = asdict(report)
    text = (
        f"{report.points} points, {report.objections} objections, {report.consents} consents and tries are under the "
    )
    text += f"new key now; {report.waiting} objections are known under older keys alone, and so may be {report.nobody} "
    text += "consents of addresses that nobody here has: keep those keys."
    terminal.result(document, text)


@click.command()
@click.argument("who", metavar="PERSON|PHONE|EMAIL")
@click.option("--campaign", help="Only this campaign's decisions.")
@click.option("--language", type=click.Choice(["en", "ru"]), default="en", show_default=True)
@click.pass_obj
def why(terminal: Terminal, who: str, campaign: str | None, language: str) -> None:
    """A person's story: points, decisions with reasons and sources, events."""
    from dm import consent as law

    workshop = terminal.workshop
    story = law.why(workshop.engine, who, key=workshop.settings.suppression_key, campaign=campaign, language=language)
    ages = _ages(terminal, story.person["id"]) if story.person else []
    text = law.story_text(story, language)
    if ages:
        rows = [(one["field"], one["as_of"][:10], one["by"], f"{one['share']:.0%}", one["band"]) for one in ages]
        text += "\n\n" + terminal.table(_AGES[language], rows)
    terminal.result(law.story_json(story) | {"freshness": ages}, text)


_AGES = {
    "en": ("field", "last seen", "by", "still true", ""),
    "ru": ("поле", "последний раз", "где", "ещё верно", ""),
}


def _ages(terminal: Terminal, person_id: str) -> list[dict[str, Any]]:
    from dm.actualize import freshness_of

    workshop = terminal.workshop
    found = freshness_of(workshop.engine, person_id, workshop.settings.half_lives, workshop.now())
    return [one.document() for one in found]


@click.group()
def audit() -> None:
    """The audit chain."""


@audit.command("verify")
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Read the whole chain again, check the signed heads, and sign today's."""
    from dm.consent import audit as chain
    from dm.db import writing

    terminal: Terminal = ctx.obj
    workshop = terminal.workshop
    key = workshop.settings.secret_key
    report = chain.verify(workshop.engine, key=key)
    if report.holds:
        with writing(workshop.engine) as connection:
            chain.sign_head(connection, key=key, now=workshop.now())
    broken = [{"seq": one.seq, "why": one.why} for one in report.broken]
    text = f"The chain holds: {report.rows} rows, {report.heads} signed heads."
    if broken:
        text = f"The chain is BROKEN at row {broken[0]['seq']}: {broken[0]['why']} ({len(broken)} faults in all)."
    terminal.result({"rows": report.rows, "holds": report.holds, "heads": report.heads, "broken": broken}, text)
    ctx.exit(0 if report.holds else 1)


@click.command()
@click.argument("who", metavar="PERSON|PHONE|EMAIL")
@click.option("--yes", is_flag=True, help="Do not ask: there is no way back.")
@click.pass_obj
def forget(terminal: Terminal, who: str, yes: bool) -> None:  # noqa: FBT001
    """Erase a person; only keyed hashes and proofs stay, so that nobody brings the person back."""
    from dm.cli.objections import forget_person

    if not yes:
        raise InputError(f"Erasing {who} cannot be undone.", hint="Repeat the command with --yes.")
    report = forget_person(terminal.workshop, who)
    files = [{"path": path, "destroy_on": str(day) if day else None} for path, day in report.files]
    document = {"person": report.person_id, "deleted": report.deleted, "kept_keys": report.kept_keys, "files": files}
    lines = [f"Person {report.person_id} is erased; {report.kept_keys} keyed hashes keep the person out."]
    lines += [f"  still in {one['path']}, to be destroyed on {one['destroy_on'] or 'a day to be set'}" for one in files]
    terminal.result(document, "\n".join(lines))


@click.command()
@click.argument("who", metavar="PERSON|PHONE|EMAIL")
@click.option("--out", type=FILE, help="Write the JSON to this file.")
@click.option("--pdf", type=FILE, help="Write pages that a person can read to this file.")
@click.option("--language", type=click.Choice(["en", "de", "ru"]), default="en", show_default=True)
@click.pass_obj
def export(terminal: Terminal, who: str, out: Path | None, pdf: Path | None, language: str) -> None:
    """Everything that we hold of a person: data, sources, recipients, decisions, receipts (GDPR Art. 15)."""
    from dm.verbs import access

    workshop = terminal.workshop
    office, now = workshop.office, workshop.now()
    held = access.held_of(office, who, language="ru" if language == "ru" else "en")
    if out is not None:
        access.write_json(office, held, out, now=now)
    if pdf is not None:
        access.write_pdf(office, who, held, pdf, language=language, now=now)
    files = [str(path) for path in (out, pdf) if path is not None]
    if not files:
        terminal.result(held, json.dumps(held, ensure_ascii=False, indent=2, default=str))
        return
    counts = {name: len(rows) for name, rows in held.items() if rows}
    text = f"{', '.join(files)}: {sum(counts.values())} rows of {len(counts)} kinds."
    terminal.result({"file": files[0], "files": files, "rows": counts}, text)


def _policies(terminal: Terminal) -> Policies:
    """The workspace's rules; outside of any workspace those that come with dm, for decisions need no database."""
    try:
        return terminal.workshop.policies
    except SettingsError:
        here = Path.cwd()
        if terminal.workspace or any((place / "dm.toml").is_file() for place in (here, *here.parents)):
            raise
    from dm.assets import assets_root
    from dm.consent import load_policies

    terminal.say("No workspace here: deciding by the rules that come with dm.")
    return load_policies(assets_root() / "consent" / "jurisdictions")


def _cases(path: Path) -> list[tuple[str, Any]]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise InputError(f"{path} is no file.") from problem
    except (json.JSONDecodeError, UnicodeDecodeError) as problem:
        raise InputError(f"{path} is not readable as JSON: {problem}.") from problem
    cases = document.get("cases") if isinstance(document, dict) else document
    if not isinstance(cases, list) or not all(isinstance(case, dict) and "input" in case for case in cases):
        raise InputError(f"{path} holds no cases.", hint='Write {"cases": [{"id": "1", "input": {…}}]}.')
    return [(str(case.get("id", number)), case["input"]) for number, case in enumerate(cases, 1)]


def _decision(name: str, decision: Decision, language: str) -> dict[str, Any]:
    from dm.consent import explain

    row: dict[str, Any] = {
        "id": name,
        "decision": "allow" if decision.allowed else "deny",
        "reason": decision.reason.value,
        "also": [] if decision.allowed else [denial.value for denial in decision.also],
        "rules": list(decision.rules),
        "source": list(decision.sources),
        "policies": list(decision.policies),
    }
    if decision.allowed:
        row |= {"valid_until": decision.valid_until.isoformat(), "requires": list(decision.requires)}
    else:
        row |= {"kind": decision.kind.value}
        if decision.retry_at:
            row["retry_at"] = decision.retry_at.isoformat()
    return row | {"words": explain(decision, language)}


def _faults(faults: Sequence[RowFault]) -> list[dict[str, Any]]:
    return [{"row": fault.row, "field": fault.field, "reason": fault.reason} for fault in faults]


def _told(faults: Sequence[RowFault]) -> str:
    shown = [f"\n  row {fault.row}, {fault.field}: {fault.reason}" for fault in faults[:20]]
    return "".join(shown) + (f"\n  … and {len(faults) - 20} more" if len(faults) > 20 else "")
