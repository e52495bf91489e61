"""A campaign from dirty lists to a report, told by the terminal's verbs alone; and what it left."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import openpyxl
from sqlalchemy import create_engine, text

from dm.verbs.demo.lists import write_lists
from dm.verbs.demo.people import people
from tests.rough.walk import (
    APPROVED,
    CALLS,
    DROP,
    LAST,
    LISTS_READ,
    MAIL,
    PLANNED,
    RETURNS,
    Walk,
    new_walk,
    read_rows,
    write_rows,
)

ORDERS = 4
BRIEF = """\
[campaign]
id = "spring"
title = "Spring catalogue"
goal = "order"
sphere = "retail, home textiles"
price_category = "middle"
opens_on = 2027-03-01
closes_on = 2027-04-30
time_zone = "Europe/Berlin"
controller = "Beispiel GmbH"
purpose = "own_goods"

[audience]
segment = "segments/warm.toml"
countries = ["DE", "AT", "GB", "RU"]
min = 10
max = 500
quality = { needs = ["postal_address"] }
holdout = 0.2
holdout_key = "spring"

[[cell]]
name = "A"
share = 0.5
offer = "10 % off the first order"

[[cell]]
name = "B"
share = 0.5
offer = "free delivery"

[[wave]]
name = "letter"
channel = "letter"
template = "letter/spring"
vendor = "din5008-b"
drop_on = 2027-03-03
unit_cost = "0.85 EUR"
where = { any = [ { field = "purchases.count", at_least = 1 }, { field = "country", in = ["RU", "GB"] } ] }

[[wave]]
name = "vip"
channel = "courier"
where = { field = "purchases.count", at_least = 2 }
template = "courier/gift"
vendor = "city-courier"
drop_on = 2027-03-04
unit_cost = "6.40 EUR"

[[wave]]
name = "mail"
channel = "email"
template = "email/spring"
send_at = "10:00"
after = "letter + 7d"
unless = { field = "responded", is = true }
unit_cost = "0.004 EUR"

[[wave]]
name = "call"
channel = "call"
template = "call/spring"
after = "mail + 5d"
unless = { field = "responded", is = true }
agents = 2
unit_cost = "1.90 EUR"

[budget]
cap = "4000 EUR"
margin_per_order = "35 EUR"
two_approvals_above = "10 EUR"

[[seeds.people]]
full_name = "Karla Kontrolle"
address = "Beispielweg 1"
postal_code = "10115"
city = "Berlin"
country = "DE"
email = "karla@example.com"
"""
SEGMENT = """\
[segment]
id = "warm"
title = "Customers and visitors of the fair"
any = [
  { field = "purchases.count", since = "2025-01-01", at_least = 1 },
  { field = "source", in = ["fair-2026", "partner-ru", "directory"] },
]
"""
INDEX = (
    "batch_id sequence piece_id file first_page last_page pages sheets plex envelope weight_g inserts recipient_ref "
    "name_line company_line address_1 address_2 address_3 address_4 address_5 postal_code city region country_iso2 "
    "country_line service mark_payload response_code cell language sha256_text"
).split()
MANIFEST = (
    "manifest_id stop_no consignment_no piece_id parcel parcels service pickup_on window_from window_to person company "
    "phone_e164 address_1 address_2 address_3 address_4 address_5 postal_code city country_iso2 contents weight_g "
    "length_mm width_mm height_mm declared_value currency signature_required id_check note"
).split()
CALL_LIST = (
    "list_id task_id person_id priority full_name company role phone_e164 phone_2 time_zone call_from_utc "
    "call_until_utc attempts last_disposition callback_at language script"
).split()


def told_way(root: Path, database: str) -> Walk:
    """The walk; `documents` holds what each verb said."""
    walk = new_walk(root, database)
    said = walk.documents
    _lists(walk)
    walk.write("segments/warm.toml", SEGMENT)
    brief = walk.write("campaigns/spring.toml", BRIEF)
    said["segment"] = walk.do("segment", "count", walk.root / "segments/warm.toml", now=PLANNED)
    said["plan"] = walk.do("plan", brief, now=PLANNED)
    said["proof"] = walk.do("proof", "spring", now=PLANNED)
    for name, role in (("marie", "marketer"), ("boris", "supervisor")):
        said[name] = walk.do("user", "add", name, "--role", role, now=PLANNED)
    said["half"] = walk.do("approve", "spring", "--by", "marie", now=APPROVED)
    said["too early"] = walk.say("launch", "spring", now=DROP)
    said["approve"] = walk.do("approve", "spring", "--by", "boris", now=APPROVED)
    said["rehearsal"] = walk.do("launch", "spring", "--dry-run", now=DROP)
    said["drop"] = walk.do("launch", "spring", now=DROP)
    said["again"] = walk.do("launch", "spring", now=DROP)
    _vendor(walk)
    _returned(walk)
    said["mail"] = walk.do("launch", "spring", now=MAIL)
    said["calls"] = walk.do("launch", "spring", now=CALLS)
    _called(walk)
    _answers(walk)
    said["report"] = walk.do("report", "spring", now=LAST)
    said["audit"] = walk.do("audit", "verify", now=LAST)
    return walk


def _lists(walk: Walk) -> None:
    lists = write_lists(walk.root / "lists", people(70, 1), 1)
    said = walk.documents
    said["source"] = [walk.do("source", "add", path, now=LISTS_READ) for path in lists.sources]
    said["acquire"] = [walk.do("acquire", path, "--source", source, now=LISTS_READ) for path, source in lists.files]
    said["suppress"] = walk.do("suppress", "import", lists.objections, now=LISTS_READ)
    said["actualize"] = walk.do("actualize", now=LISTS_READ)
    said["consent"] = walk.do("consent", "import", lists.consents, now=LISTS_READ)
    said["asked for calls"] = walk.do("consent", "import", _agreed_to_calls(walk), now=LISTS_READ)
    said["orders"] = walk.do("respond", "import", lists.orders, now=LISTS_READ)
    said["orders again"] = walk.do("respond", "import", lists.orders, now=LISTS_READ)


def _agreed_to_calls(walk: Walk):
    """Every customer of the shop asked for a call and for parcels, in writing."""
    sheet = openpyxl.load_workbook(walk.root / "lists/customers.xlsx").active
    numbers = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    head = ["source", "external_id", "channel", "purpose", "controller", "basis", "action", "form", "evidence", "at"]
    rows = [
        ["shop", number, channel, "own_goods", "Beispiel GmbH", "consent", "given", "written", f"form/{number}",
         "2026-06-01T12:00:00+02:00"]
        for number in numbers for channel in ("phone", "courier")
    ]  # fmt: skip
    return write_rows(walk.root / "lists/calls_wanted.csv", [head, *rows])


def _vendor(walk: Walk) -> None:
    """Printed; two letters spoiled, reported twice, printed again; posted."""
    said = walk.documents
    batch = next(one for one in said["drop"]["batches"] if one.startswith("L"))
    said["ack"] = walk.do("batch", "ack", batch, "printed", now=DROP)
    spoiled = write_rows(walk.root / "spoiled.csv", [["sequence"], ["2"], ["4"]])
    said["spoil"] = walk.do("batch", "spoil", batch, spoiled, now=DROP)
    said["spoil again"] = walk.do("batch", "spoil", batch, spoiled, now=DROP)
    said["reprint"] = walk.do("batch", "reprint", batch, now=DROP)
    said["reprint again"] = walk.do("batch", "reprint", batch, now=DROP)
    said["posted"] = walk.do("batch", "ack", batch, "posted", now=RETURNS)
    said["batches"] = walk.do("batch", "list", now=RETURNS)


def _returned(walk: Walk) -> None:
    """One letter comes back, one parcel arrives."""
    letters, parcels = letter_rows(walk), parcel_rows(walk)
    rows = [
        ["piece_id", "consignment_no", "at", "kind", "reason"],
        [letters[0]["piece_id"], "", RETURNS, "returned", "MOVED"],
        ["", parcels[0]["consignment_no"], RETURNS, "delivered", "DELIVERED"],
        ["KNOBODY", "", RETURNS, "returned", "MOVED"],
    ]
    walk.documents["returns"] = walk.do("respond", "import", write_rows(walk.root / "returns.csv", rows), now=MAIL)


def _called(walk: Walk) -> None:
    said = walk.documents
    said["call lists"] = walk.do("calls", "list", now=CALLS)
    out = walk.root / "to_call.csv"
    said["export"] = walk.do("calls", "export", "--campaign", "spring", "--out", out, now=CALLS)
    tasks = read_rows(out)
    ends = ["INTERESTED", "NO_ANSWER", "DO_NOT_CALL"]
    rows = [["task_id", "disposition", "at"]]
    rows += [[task["task_id"], ends[at % 3], task["call_from_utc"]] for at, task in enumerate(tasks)]
    results = write_rows(walk.root / "called.csv", rows)
    said["called"] = walk.do("calls", "import", results, now="2027-03-20T18:00Z")
    said["called again"] = walk.do("calls", "import", results, now="2027-03-20T18:00Z")


def _answers(walk: Walk) -> None:
    """Four orders by code, one unsubscribe by e-mail, and orders of the control group by customer number."""
    at = "2027-03-22T10:00:00+01:00"
    treated = (
        "SELECT response_code, person_id FROM piece WHERE wave = 'letter' AND seed = {} AND state = 'sent' ORDER BY id"
    )
    buyers = query(walk, treated.format("0" if walk.url.startswith("sqlite") else "false"))[:ORDERS]
    rows = [["code", "person_id", "source", "external_id", "email", "at", "kind", "order_ref", "value", "currency"]]
    rows += [[code, one, "", "", "", at, "order", f"W-{code}", "49.90", "EUR"] for code, one in buyers]
    left_alone = query(
        walk, "SELECT p.source_id, p.external_id FROM assignment a JOIN person p ON p.id = a.person_id "
        "WHERE a.arm = 'holdout' AND p.external_id <> '' ORDER BY p.external_id",
    )  # fmt: skip
    rows += [
        ["", "", source, number, "", at, "order", f"H-{number}", "20.00", "EUR"] for source, number in left_alone[:1]
    ]
    rows.append(["", "", "", "", one_of_us(walk), at, "unsubscribe", "", "", ""])
    walk.documents["answers"] = walk.do("respond", "import", write_rows(walk.root / "answers.csv", rows), now=LAST)


def query(walk: Walk, statement: str):
    engine = create_engine(walk.url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        rows = connection.execute(text(statement)).all()
    engine.dispose()
    return rows


def folders(walk: Walk, kind: str):
    return sorted(path for path in (walk.root / "out/spring" / kind).iterdir() if not path.name.startswith("."))


def letter_rows(walk: Walk):
    first = folders(walk, "letters")[0]
    return read_rows(first / f"{first.name}_index.csv")


def parcel_rows(walk: Walk):
    first = folders(walk, "courier")[0]
    return read_rows(first / f"{first.name}.csv")


def mails(walk: Walk):
    read = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folders(walk, "email/new")]
    return [mail for mail in read if mail["To"].addresses[0].addr_spec != "karla@example.com"]


def one_of_us(walk: Walk) -> str:
    """An address that got a mail and is nobody else's."""
    return next(to for to in (mail["To"].addresses[0].addr_spec for mail in mails(walk)) if not to.startswith("info@"))
