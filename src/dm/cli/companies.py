"""`dm actualize companies`: which spellings mean one firm, decided by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal


@click.group()
def companies() -> None:
    """Companies that may be one, and companies taken apart."""


@companies.command("list")
@click.option("--limit", default=100, show_default=True)
@click.pass_obj
def company_list(terminal: Terminal, limit: int) -> None:
    """Open pairs, the likeliest first."""
    from dm.actualize.companies.review import list_company_pairs

    pairs = list_company_pairs(terminal.workshop.engine, limit=limit)
    rows = [
        (pair["pair"], pair["probability"], _which(pair["left"]), _which(pair["right"]), pair["why"]) for pair in pairs
    ]
    text = terminal.table(("pair", "probability", "one", "other", "why"), rows) if rows else "No pair waits."
    terminal.result({"pairs": pairs}, text)


def _which(company: dict[str, Any]) -> str:
    names = {spelling["name"] for spelling in company["spellings"]} - {company["name"]}
    written = f" (also {', '.join(sorted(names)[:3])})" if names else ""
    place = f", {company['city']}" if company.get("city") else ""
    return f"{company['name']}{written}{place}, {company['id']}"


@companies.command("accept")
@click.argument("pair", type=int)
@click.pass_obj
def company_accept(terminal: Terminal, pair: int) -> None:
    """The two of PAIR are one company."""
    from dm.actualize.companies.review import accept_company_pair

    workshop = terminal.workshop
    kept = accept_company_pair(workshop.engine, pair, now=workshop.now(), actor=workshop.actor)
    terminal.result({"pair": pair, "state": "accepted", "company": kept}, f"They are one company now: {kept}.")


@companies.command("reject")
@click.argument("pair", type=int)
@click.pass_obj
def company_reject(terminal: Terminal, pair: int) -> None:
    """The two of PAIR are two companies, for every later list too."""
    from dm.actualize.companies.review import reject_company_pair

    workshop = terminal.workshop
    reject_company_pair(workshop.engine, pair, now=workshop.now(), actor=workshop.actor)
    terminal.result({"pair": pair, "state": "rejected"}, "They stay two companies.")


@companies.command("split")
@click.argument("company")
@click.option("--spelling", "spellings", multiple=True, type=int, help="Only these spellings leave, together.")
@click.pass_obj
def company_split(terminal: Terminal, company: str, spellings: tuple[int, ...]) -> None:
    """Take COMPANY apart: every name for itself, or the spellings named."""
    from dm.actualize.companies.review import split_company

    workshop = terminal.workshop
    key = workshop.settings.suppression_key
    ids = split_company(
        workshop.engine, company, spellings=spellings, key=key, now=workshop.now(), actor=workshop.actor
    )
    terminal.result({"companies": ids}, f"{company} is taken apart into {', '.join(ids)}.")
