"""What a print vendor gets through the console: everything at once, what must not be posted, and plain words."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from sqlalchemy import update

from dm.db import tables as t
from dm.db import writing
from tests.unit.console import world


@pytest.fixture(autouse=True)
def _campaign(workshop):
    world.add_campaign(workshop)
    world.add_points(workshop)


def whole(visitor, batch: str) -> zipfile.ZipFile:
    answer = visitor.get(f"/batches/{batch}/{batch}.zip")
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def pulled(workshop, batch: str) -> str:
    text = f"\ufeffbatch_id;sequence;piece_id;mark_payload\r\n{batch};2;{world.letter_id(1)};x\r\n"
    path = workshop.settings.out / "spring/letters" / f"{batch}_pull.csv"
    path.write_bytes(text.encode())
    return text


def test_a_batch_comes_whole_in_one_file(visit, workshop):
    batch = world.add_batch(workshop)
    packed = whole(visit("print"), batch)
    assert packed.testzip() is None
    sums = dict(line.split("  ")[::-1] for line in packed.read(f"{batch}/SHA256SUMS").decode().splitlines())
    assert set(packed.namelist()) == {f"{batch}/{name}" for name in (*sums, "SHA256SUMS")}
    assert all(hashlib.sha256(packed.read(f"{batch}/{name}")).hexdigest() == sums[name] for name in sums)


def test_nobody_gets_another_vendors_batch_in_one_file(visit, workshop):
    batch = world.add_batch(workshop)
    with writing(workshop.engine) as connection:
        connection.execute(update(t.user_account).values(vendor="uk-dl"))
    assert visit("print").get(f"/batches/{batch}/{batch}.zip").status_code == 404


def test_what_must_not_be_posted_is_on_the_page_and_among_the_files(visit, workshop):
    batch = world.add_batch(workshop)
    text, visitor = pulled(workshop, batch), visit("print")
    page = visitor.get(f"/batches/{batch}").text
    assert "must not be posted" in page
    assert f"{batch}_pull.csv" in page
    assert visitor.get(f"/batches/{batch}/files/{batch}_pull.csv").text == text
    assert whole(visitor, batch).read(f"{batch}_pull.csv").decode() == text


def test_thousands_of_files_are_counted_not_listed(visit, workshop):
    batch = world.add_batch(workshop)
    for number in range(150):
        (workshop.settings.out / f"spring/letters/{batch}/{number:05d}.pdf").write_bytes(b"%PDF-")
    page = visit("print").get(f"/batches/{batch}").text
    assert page.count("00.pdf</a>") + page.count("01.pdf</a>") < 100
    assert f"{batch}_index.csv" in page
    assert "more files" in page


def test_a_list_that_cannot_be_read_is_named_as_the_vendor_named_it(visit, workshop):
    batch = world.add_batch(workshop)
    visitor, address = visit("print"), f"/batches/{batch}"
    sent = {"file": ("..\\<b>spoiled.csv", b"nonsense")}
    answers = (
        visitor.send(f"{address}/spoil", {"pieces": "nonsense"}, page=address).text,
        visitor.send(f"{address}/spoil", page=address, files=sent).text,
    )
    assert "the list, line 1" in answers[0]
    assert "&lt;b&gt;spoiled.csv, line 1" in answers[1]
    assert not any("/tmp" in answer for answer in answers)
