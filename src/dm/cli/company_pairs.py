"""`dm actualize companies review`: doubtful pairs of companies, decided as those of people are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal


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


@review.command("accept")
@click.argument("pair", type=int)
@click.pass_obj
def review_accept(terminal: Terminal, pair: int) -> None:
    """The two of PAIR are one company."""
    from dm.actualize.companies.deciding import accept_company_pair

    workshop = terminal.workshop
    kept = accept_company_pair(workshop.engine, pair, now=workshop.now(), actor=workshop.actor)
    terminal.result({"pair": pair, "state": "accepted", "company": kept}, f"They are one company now: {kept}.")


@review.command("reject")
@click.argument("pair", type=int)
@click.pass_obj
def review_reject(terminal: Terminal, pair: int) -> None:
    """The two of PAIR are two companies, for every later list too."""
    from dm.actualize.companies.deciding import reject_company_pair

    workshop = terminal.workshop
    reject_company_pair(workshop.engine, pair, now=workshop.now(), actor=workshop.actor)
    terminal.result({"pair": pair, "state": "rejected"}, "They stay two companies.")


@review.command("later")
@click.argument("pair", type=int)
@click.pass_obj
def review_later(terminal: Terminal, pair: int) -> None:
    """PAIR goes behind all that nobody has looked at."""
    from dm.actualize.companies.deciding import postpone_company_pair

    workshop = terminal.workshop
    postpone_company_pair(workshop.engine, pair, now=workshop.now())
    terminal.result({"pair": pair, "state": "open"}, "It comes last now.")


@review.command("undo")
@click.argument("pair", type=int)
@click.pass_obj
def review_undo(terminal: Terminal, pair: int) -> None:
    """Take the decision on PAIR back: two that were merged are two again."""
    from dm.actualize.companies.deciding import undo_company_decision

    workshop = terminal.workshop
    key = workshop.settings.suppression_key
    undo_company_decision(workshop.engine, pair, key=key, now=workshop.now(), actor=workshop.actor)
    terminal.result({"pair": pair, "state": "open"}, "Taken back: the pair is open again.")


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
