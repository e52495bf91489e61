"""A courier's packet: sums that agree, labels that scan, nobody without phone and window; on both databases."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pypdfium2
import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update
from zxingcpp import BarcodeFormat

from dm import ledger
from dm.channels import courier
from dm.channels.courier import is_consignment_no, packet
from dm.db import reading, writing
from dm.db import tables as t
from dm.press.marks import read_image
from tests.db.channel_world import MORNING, attempts, number_of, office_of, quiet, seed_campaign, seed_people, states

COLUMNS = (
    "manifest_id stop_no consignment_no piece_id parcel parcels service pickup_on window_from window_to person company "
    "phone_e164 address_1 address_2 address_3 address_4 address_5 postal_code city country_iso2 contents weight_g "
    "length_mm width_mm height_mm declared_value currency signature_required id_check note"
)
SEED = {
    "full_name": "Karla Kontrolle",
    "address": "Beispielweg 1",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
}


@pytest.fixture
def office(engine, tmp_path, repo):
    return office_of(engine, tmp_path, repo)


def send(office, now=MORNING, **more):
    return courier.dispatch(office, campaign="spring", wave="courier", now=now, say=quiet, **more)


def prepared(office, count=4, **more):
    seed_people(office.engine, count)
    seed_campaign(office.engine, "courier", range(count), **more)


def folder(tmp_path, batch="C0000001"):
    return tmp_path / "out/spring/courier" / batch


def rows(tmp_path, batch="C0000001"):
    with (folder(tmp_path, batch) / f"{batch}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_a_packet_is_whole_and_its_sums_agree(office, tmp_path) -> None:
    prepared(office, seeds=[SEED], parcel={"parcels": 2, "weight_g": 700, "declared_value": "35 EUR"})
    result = send(office)
    made, job = rows(tmp_path), json.loads((folder(tmp_path) / "job.json").read_text())
    assert (result.dispatched, result.batches, states(office.engine)) == (5, ["C0000001"], {"sent": 5})
    assert list(made[0]) == COLUMNS.split()
    assert (job["manifest_id"], job["pieces"], job["parcels"]) == ("C0000001", 5, len(made))
    assert job["weight_g"] == sum(int(row["weight_g"]) for row in made) == 7000
    assert Decimal(job["declared_value"]) == sum(Decimal(row["declared_value"]) for row in made) == 350
    listed = dict(reversed(line.split("  ")) for line in (folder(tmp_path) / "SHA256SUMS").read_text().splitlines())
    assert listed == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder(tmp_path).iterdir()
        if path.name != "SHA256SUMS"
    }
    assert set(job["files"]) == set(listed) - {"job.json"}


def test_labels_are_a6_and_scan_to_the_manifest(office, tmp_path) -> None:
    prepared(office, parcel={"parcels": 2})
    send(office)
    document = pypdfium2.PdfDocument(folder(tmp_path) / "labels.pdf")
    numbers = [row["consignment_no"] for row in rows(tmp_path)]
    for page, row in zip(document, rows(tmp_path), strict=True):
        assert [round(side / 72 * 25.4) for side in page.get_size()] == [105, 148]
        pixels = page.render(scale=200 / 72, grayscale=True).to_numpy().squeeze()
        assert read_image(pixels, BarcodeFormat.Code128) == row["consignment_no"]
        words = page.get_textpage().get_text_range()
        assert row["person"] in words and f"{row['parcel']}/2" in words and row["contents"] not in words
    document.close()
    assert len(set(numbers)) == len(numbers)
    assert all(is_consignment_no(number) for number in numbers)


def test_stops_are_in_route_order_with_phone_and_window(office, tmp_path) -> None:
    prepared(office)
    with writing(office.engine) as connection:
        connection.execute(update(t.contact_point).where(t.contact_point.c.id == "P0-post").values(postal_code="99999"))
    send(office)
    made = rows(tmp_path)
    assert [row["postal_code"] for row in made] == ["01067", "01067", "01067", "99999"]
    assert [row["stop_no"] for row in made] == ["1", "2", "3", "4"]
    assert {(row["pickup_on"], row["window_from"], row["window_to"]) for row in made} == {
        ("2027-03-03", "2027-03-04T09:00", "2027-03-04T18:00")
    }
    assert made[-1]["phone_e164"] == number_of(0)


def test_who_has_no_phone_is_held_with_a_reason(office, tmp_path) -> None:
    prepared(office)
    with writing(office.engine) as connection:
        connection.execute(update(t.contact_point).where(t.contact_point.c.id == "P1-phone").values(status="dead"))
    result = send(office)
    assert (result.dispatched, result.refused) == (3, {"NO_PHONE": 1})
    assert "P1" not in {row["person"][-1] for row in rows(tmp_path)}
    with reading(office.engine) as connection:
        row = connection.execute(select(t.piece).where(t.piece.c.person_id == "P1")).mappings().one()
    assert (row["state"], row["reason"]) == ("failed", "NO_PHONE")


def test_the_consignment_number_leads_back_to_the_attempt(office, tmp_path) -> None:
    prepared(office)
    send(office)
    listed = {row["piece_id"]: row["consignment_no"] for row in rows(tmp_path)}
    assert {row["piece_id"]: row["outside_id"] for row in attempts(office.engine)} == listed


def test_a_second_run_makes_nothing(office, tmp_path) -> None:
    prepared(office)
    send(office)
    again = send(office)
    assert (again.dispatched, again.already_done, again.batches) == (0, 4, [])
    assert [path.name for path in folder(tmp_path).parent.iterdir()] == ["C0000001"]


def test_a_crash_before_the_seal_goes_on_with_the_same_manifest(office, tmp_path, monkeypatch) -> None:
    prepared(office)

    class Power(Exception):
        pass

    def fails(*_args, **_more):
        raise Power

    with monkeypatch.context() as patch:
        patch.setattr(packet, "_write_sums", fails)
        with pytest.raises(Power):
            send(office)
    assert not folder(tmp_path).exists()
    assert states(office.engine) == {"claimed": 4}
    result = send(office)
    assert (result.dispatched, result.batches) == (4, ["C0000001"])
    assert Counter(row["piece_id"] for row in attempts(office.engine)).most_common(1)[0][1] == 1


def test_a_manifest_kept_back_waits_for_its_release(office, tmp_path) -> None:
    prepared(office, release="manual")
    send(office)
    assert states(office.engine) == {"produced": 4}
    with writing(office.engine) as connection:
        ledger.release_batch(connection, "C0000001", by="tester", now=MORNING)
    assert states(office.engine) == {"sent": 4}
    assert send(office, MORNING + timedelta(days=1)).dispatched == 0


def test_a_name_that_is_a_formula_stays_a_name(office, tmp_path) -> None:
    prepared(office, 1)
    with writing(office.engine) as connection:
        connection.execute(update(t.person).values(full_name="=HYPERLINK(1)"))
    send(office)
    assert rows(tmp_path)[0]["person"] == "'=HYPERLINK(1)"
    sheet = load_workbook(folder(tmp_path) / "C0000001.xlsx").worksheets[0]
    assert sheet["K2"].data_type == "s"
    assert sheet["S2"].value == "01067"


def test_every_file_has_a_day_on_which_it_is_destroyed(office, tmp_path) -> None:
    prepared(office)
    send(office)
    with reading(office.engine) as connection:
        made = connection.execute(select(t.artefact)).mappings().all()
    assert {row["path"].rpartition("/")[2] for row in made} == {path.name for path in folder(tmp_path).iterdir()}
    assert all(row["destroy_on"] for row in made)


def test_a_rehearsal_counts_and_leaves_nothing(office, tmp_path) -> None:
    prepared(office)
    assert send(office, dry_run=True).dispatched == 4
    assert (states(office.engine), attempts(office.engine)) == ({"planned": 4}, [])
    assert not folder(tmp_path).exists()
