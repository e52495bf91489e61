"""`dm actualize companies review`: doubtful pairs of companies, decided as those of people are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dm.cli.pair_decisions import Decisions, add_decisions

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal
    from dm.wiring import Workshop


@click.group()
def review() -> None:
    """Pairs of companies that may be one."""


@review.command("list")
@click.option("--limit", default=100, show_default=True)
@click.pass_obj
def review_list(terminal: Terminal, limit: int) -> None:
    """Open pairs, the likeliest first, those put off last."""
    from dm.actualize.companies.review import list_company_pairs

    pairs = list_company_pairs(terminal.workshop.engine, limit=limit)
    rows = [
        (pair["pair"], pair["probability"], _which(pair["left"]), _which(pair["right"]), pair["why"]) for pair in pairs
    ]
    text = terminal.table(("pair", "probability", "one", "other", "why"), rows) if rows else "No pair waits."
    terminal.result({"pairs": [_document(pair) for pair in pairs]}, text)


@review.command("show")
@click.argument("pair", type=int)
@click.pass_obj
def review_show(terminal: Terminal, pair: int) -> None:
    """PAIR with both companies side by side."""
    from dm.actualize.companies.review import show_company_pair

    found = show_company_pair(terminal.workshop.engine, pair)
    left, right = found["left"], found["right"]
    names = ("name", "legal_form", "city", "country", "registration_no")
    rows: list[tuple[str, ...]] = [(name, left.get(name, ""), right.get(name, "")) for name in names]
    for field, what in (("spellings", "name"), ("spellings", "domain"), ("people", "full_name"), ("points", "value")):
        rows.append((f"{field}: {what}", *("; ".join(_values(side[field], what)) for side in (left, right))))
    head = f"Pair {found['pair']}: {found['probability']:.3f}, {found['why']}\nstate {found['state']}\n"
    table = terminal.table(("field", left["id"], right["id"]), rows)
    terminal.result(_document(found), f"{head}\n{table}")


def _accept(workshop: Workshop, pair: int) -> str:
    from dm.actualize.companies.deciding import accept_company_pair

    return accept_company_pair(workshop.engine, pair, now=workshop.now(), actor=workshop.actor)


def _reject(workshop: Workshop, pair: int) -> None:
    from dm.actualize.companies.deciding import reject_company_pair

    reject_company_pair(workshop.engine, pair, now=workshop.now(), actor=workshop.actor)


def _later(workshop: Workshop, pair: int) -> None:
    from dm.actualize.companies.deciding import postpone_company_pair

    postpone_company_pair(workshop.engine, pair, now=workshop.now())


def _undo(workshop: Workshop, pair: int) -> None:
    from dm.actualize.companies.deciding import undo_company_decision

    key = workshop.settings.suppression_key
    undo_company_decision(workshop.engine, pair, key=key, now=workshop.now(), actor=workshop.actor)


add_decisions(review, Decisions("company", "companies", _accept, _reject, _later, _undo))


def _document(pair: dict[str, Any]) -> dict[str, Any]:
    at = pair["decided_at"]
    return {**pair, "decided_at": at.isoformat() if at else None}


def _values(rows: list[dict[str, Any]], name: str) -> list[str]:
    return list(dict.fromkeys(row[name] for row in rows if row[name]))[:5]


def _which(company: dict[str, Any]) -> str:
    names = {spelling["name"] for spelling in company["spellings"]} - {company["name"]}
    written = f" (also {', '.join(sorted(names)[:3])})" if names else ""
    place = f", {company['city']}" if company.get("city") else ""
    return f"{company['name']}{written}{place}, {company['id']}"
