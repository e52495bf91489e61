"""What single steps of making a list true cost on their own: the ground under `dm acquire` and `dm actualize`."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.people import HEADER, write_contacts


def _rows(count: int, folder: Path) -> list[dict[str, str]]:
    with write_contacts(folder / f"contacts-{count}.csv", count).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def duckdb_reads(count: int, folder: Path) -> Callable[[], Any]:
    """Reading alone, into Arrow."""
    import duckdb

    path = write_contacts(folder / f"contacts-{count}.csv", count)
    query = f"SELECT * FROM read_csv('{path}', all_varchar = true)"
    return lambda: duckdb.connect().sql(query).to_arrow_table()


def phonenumbers_parses(count: int, folder: Path) -> Callable[[], Any]:
    """Each phone parsed, checked and written as E.164."""
    import phonenumbers

    pairs = [(row["phone"], row["country"]) for row in _rows(count, folder)]

    def work() -> None:
        for phone, country in pairs:
            number = phonenumbers.parse(phone, country)
            if phonenumbers.is_valid_number(number):
                phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    return work


def email_validator_checks(count: int, folder: Path) -> Callable[[], Any]:
    """Each e-mail address checked and normalised, without asking the DNS."""
    from email_validator import EmailNotValidError, validate_email

    addresses = [row["email"] for row in _rows(count, folder)]

    def work() -> None:
        for address in addresses:
            try:
                validate_email(address, check_deliverability=False)
            except EmailNotValidError:
                continue

    return work


def exact_keys_link(count: int, folder: Path) -> Callable[[], Any]:
    """Linking alone by the same e-mail, phone, or name with birth date: the least that finds anything."""
    from bench.linking import exact_keys

    rows = _rows(count, folder)
    return lambda: exact_keys(rows, "DE")


def splink_links(count: int, folder: Path) -> Callable[[], Any]:
    """Linking alone by Splink as its guide shows it, on rows as they are."""
    from bench.linking import splink

    rows = _rows(count, folder)
    return lambda: splink(rows, "DE")


def sqlite_stores(count: int, folder: Path) -> Callable[[], Any]:
    """The plain rows into one table, by executemany in one transaction."""
    import sqlite3

    rows = [tuple(row.values()) for row in _rows(count, folder)]

    def work() -> None:
        path = folder / f"rows-{count}.sqlite"
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
        connection.execute(f"CREATE TABLE contact ({', '.join(HEADER)}, PRIMARY KEY (external_id))")
        with connection:
            connection.executemany(f"INSERT INTO contact VALUES ({', '.join('?' * len(HEADER))})", rows)
        connection.close()

    return work
