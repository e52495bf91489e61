"""`dm actualize companies`: the firms people work for, which of them may be one, and what words are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dm.cli.company_pairs import review

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal


@click.group()
def companies() -> None:
    """Companies: find them, decide which may be one, take them apart."""


companies.add_command(review)


@companies.command("list")
@click.argument("text", required=False, default="")
@click.option("--limit", default=100, show_default=True)
@click.pass_obj
def company_list(terminal: Terminal, text: str, limit: int) -> None:
    """Companies that are written like TEXT, those with most people first; all of them without it."""
    from dm.actualize.companies.showing import find_companies

    found = find_companies(terminal.workshop.engine, text, limit=limit)
    rows = [(one["id"], one["name"], _place(one), one["people"], one["spellings"]) for one in found]
    table = terminal.table(("company", "name", "place", "people", "spellings"), rows) if rows else "No such company."
    terminal.result({"companies": found}, table)


@companies.command("show")
@click.argument("company")
@click.pass_obj
def company_show(terminal: Terminal, company: str) -> None:
    """COMPANY with its spellings, its people and how they are reached."""
    from dm.actualize.companies.showing import show_company

    found = show_company(terminal.workshop.engine, company)
    spelled = [(one["id"], one["name"], _place(one), one["domain"], one["linked_by"]) for one in found["spellings"]]
    people = [(one["id"], one["full_name"], one["role"] or one["department"]) for one in found["people"]]
    points = [(one["kind"], one["value"], one["status"], one["people"]) for one in found["points"]]
    lines = [f"{found['name']}, {_place(found)}, {found['id']}".replace(", , ", ", ")]
    if found["former"]:
        lines.append(f"formerly {', '.join(found['former'])}")
    if found["pairs"]:
        lines.append(f"doubtful pairs: {', '.join(map(str, found['pairs']))}")
    for head, rows in (
        (("spelling", "name", "place", "domain", "linked by"), spelled),
        (("person", "name", "role"), people),
        (("kind", "value", "status", "people"), points),
    ):
        lines += ["", terminal.table(head, rows)] if rows else []
    terminal.result(found, "\n".join(lines))


@companies.command("split")
@click.argument("company")
@click.option("--spelling", "spellings", multiple=True, type=int, help="Only these spellings leave, together.")
@click.pass_obj
def company_split(terminal: Terminal, company: str, spellings: tuple[int, ...]) -> None:
    """Take COMPANY apart: every name for itself, or the spellings named."""
    from dm.actualize.companies.splitting import split_company

    workshop = terminal.workshop
    key = workshop.settings.suppression_key
    ids = split_company(
        workshop.engine, company, spellings=spellings, key=key, now=workshop.now(), actor=workshop.actor
    )
    terminal.result({"companies": ids}, f"{company} is taken apart into {', '.join(ids)}.")


@companies.command("train")
@click.option("--apply", is_flag=True, help="Freeze the new weights; later lists are judged by them.")
@click.pass_obj
def company_train(terminal: Terminal, apply: bool) -> None:  # noqa: FBT001 -- click hands options over by name
    """Learn from all spellings again what words and towns are worth, and show what would change."""
    from dm.actualize.companies.training import train_companies

    workshop = terminal.workshop
    done = train_companies(workshop.engine, apply=apply, now=workshop.now(), actor=workshop.actor)
    lines = [
        f"Weights {done['version']} from {done['spellings']:,} spellings, in the place of {done['from']}:",
        f"{done['together']:,} pairs of companies would be one, {done['apart']:,} companies would be several.",
    ]
    lines += [f"  {word}: {before} bits, now {now}" for word, before, now in done["words"]]
    lines += [f"  one: {left} {right}" for left, right in done["examples"]["together"]]
    lines += [f"  several: {company}" for company in done["examples"]["apart"]]
    lines.append("They are frozen." if done["applied"] else "Nothing is changed; --apply freezes them for later lists.")
    terminal.result(done, "\n".join(lines))


def _place(one: dict[str, Any]) -> str:
    return " ".join(part for part in (one.get("postal_code"), one.get("city"), one.get("country")) if part)
