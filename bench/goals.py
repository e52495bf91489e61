"""The goals that are measured, each with our case, its peers, and the sizes worth waiting for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Contender:
    """`case` is what bench.measure runs; `reference` marks the one that the others are compared with."""

    name: str
    case: str
    reference: bool = False


@dataclass(frozen=True)
class Goal:
    """A table of the bench: every contender at every size, in CPU time per item or items per CPU second."""

    name: str
    title: str
    item: str
    target: str
    sizes: tuple[int, ...]
    full_sizes: tuple[int, ...]
    contenders: tuple[Contender, ...]


LETTERS = Goal(
    name="letters",
    title="Letters: one A4 page with a QR code",
    item="letter",
    target="at 1,000 letters 50 times WeasyPrint one by one and 4 times Typst one by one; at most 150 MB a process",
    sizes=(1, 100, 1_000),
    full_sizes=(1, 100, 1_000, 10_000),
    contenders=(
        Contender("WeasyPrint, one by one", "bench.letter_peers:weasyprint_one_by_one", reference=True),
        Contender("WeasyPrint, in chunks of 40", "bench.letter_peers:weasyprint_in_chunks"),
        Contender("ReportLab", "bench.letter_peers:reportlab"),
        Contender("Typst, one by one", "bench.letter_peers:typst_one_by_one"),
        Contender("Typst, in chunks of 40", "bench.letter_peers:typst_in_chunks"),
        Contender("dm letters render", "bench.ours:letters"),
    ),
)

ACTUALIZE = Goal(
    name="actualize",
    title="Actualize: read, normalise, validate, link, store contacts",
    item="contact",
    target="5,000 rows a CPU second end to end; at most 2.5 GB; 1,000,000 rows at most 11 times the cost of 100,000",
    sizes=(10_000, 100_000),
    full_sizes=(10_000, 100_000, 1_000_000),
    contenders=(
        Contender("reading alone, DuckDB", "bench.list_peers:duckdb_reads"),
        Contender("phones alone, phonenumbers", "bench.list_peers:phonenumbers_parses"),
        Contender("e-mails alone, email-validator", "bench.list_peers:email_validator_checks"),
        Contender("storing alone, SQLite executemany", "bench.list_peers:sqlite_stores"),
        Contender("linking alone, exact keys", "bench.list_peers:exact_keys_link"),
        Contender("linking alone, Splink", "bench.list_peers:splink_links"),
        Contender("dm acquire + dm actualize, SQLite", "bench.ours:actualize", reference=True),
        Contender("the same on PostgreSQL, its server too", "bench.ours:actualize_on_postgres"),
    ),
)

DECISIONS = Goal(
    name="consent",
    title="Consent: may this person be called by us, now, for this purpose",
    item="decision",
    target="1,000,000 decisions for one channel in at most 30 CPU seconds on both databases; one alone in 0.1 ms",
    sizes=(100_000,),
    full_sizes=(100_000, 1_000_000),
    contenders=(
        Contender("dm, facts read from SQLite", "bench.decisions:on_sqlite", reference=True),
        Contender("dm, from PostgreSQL, with its server", "bench.decisions:on_postgres"),
        Contender("dm, one at a time, facts given", "bench.decisions:one_alone"),
    ),
)

GOALS = (LETTERS, ACTUALIZE, DECISIONS)
