"""Batches to a vendor's server: a real SFTP server in this process, which can be cut off."""

from __future__ import annotations

import asyncio
import dataclasses
import errno
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from sqlalchemy import select

from dm.channels import letter
from dm.db import reading
from dm.db import tables as t
from dm.errors import OutsideError, SettingsError, StateError
from dm.ledger import Office
from dm.settings import Sftp
from tests.db.letter_world import NOW, PEOPLE, make_campaign, office_for, plan_letters

OURS, HOST, OTHER = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(3))


class Vendor:
    """An SFTP server on this machine; `budget` bytes are taken, then the line is cut."""

    def __init__(self, root: Path) -> None:
        self.root, self.budget, self.renames, self.port = root, 1 << 40, [], 0
        self.cut_after, self.full, self.blind, self.mute = "", False, False, False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(120)

    async def _listen(self) -> None:
        vendor = self

        class Files(asyncssh.SFTPServer):
            def __init__(self, channel: Any) -> None:
                self._channel = channel
                super().__init__(channel, chroot=str(vendor.root).encode())

            def open(self, path: bytes, pflags: int, attrs: Any) -> Any:
                if vendor.blind and pflags & asyncssh.FXF_READ and not pflags & asyncssh.FXF_WRITE:
                    raise asyncssh.SFTPPermissionDenied("not yours to read")
                return super().open(path, pflags, attrs)

            def stat(self, path: bytes) -> Any:
                return asyncio.sleep(3600) if vendor.mute else super().stat(path)

            def write(self, file: Any, offset: int, data: bytes) -> int:
                if vendor.full:
                    raise OSError(errno.ENOSPC, "No space left on device")
                vendor.budget -= len(data)
                if vendor.budget < 0:
                    self._channel.get_connection().abort()
                    raise asyncssh.SFTPConnectionLost("cut")
                return super().write(file, offset, data)

            def rename(self, old: bytes, new: bytes) -> None:
                vendor.renames.append((old.decode(), new.decode()))
                super().rename(old, new)
                if vendor.cut_after and new.decode().endswith(vendor.cut_after):
                    vendor.cut_after = ""
                    self._channel.get_connection().abort()

        keys = asyncssh.import_authorized_keys(OURS.export_public_key().decode())
        self._server = await asyncssh.listen(
            "127.0.0.1", 0, server_host_keys=[HOST], authorized_client_keys=keys, sftp_factory=Files
        )
        self.port = self._server.get_port()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(120)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(120)
        self._loop.close()

    async def _shut(self) -> None:
        self._server.close()
        await self._server.wait_closed()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def files(self, folder: str) -> dict[str, bytes]:
        place = self.root / folder
        return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    (tmp_path / "vendor/in").mkdir(parents=True)
    made = Vendor(tmp_path / "vendor")
    yield made
    made.close()


@pytest.fixture
def office(engine, tmp_path: Path, vendor: Vendor) -> Office:
    make_campaign(engine)
    plan_letters(engine, PEOPLE[:1])
    return with_server(office_for(engine, tmp_path), vendor)


def with_server(office: Office, vendor: Vendor, **changes: Any) -> Office:
    key = HOST.export_public_key().decode()
    target = dataclasses.replace(Sftp("127.0.0.1", vendor.port, "us", "/in", key), **changes)
    settings = dataclasses.replace(office.settings, vendors={"din5008-b": target}, sftp_key=OURS.export_private_key())
    return dataclasses.replace(office, settings=settings)


def launch(office: Office) -> tuple[Path, list[str]]:
    said: list[str] = []
    done = letter.dispatch(office, campaign="spring", wave="letter", now=NOW, say=said.append, workers=1)
    with reading(office.engine) as connection:
        batch = connection.execute(select(t.piece_batch.c.id)).scalar_one()
    assert done.batches in ([batch], [])
    return office.settings.out / "spring/letters" / batch, said


def ours(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def row(office: Office) -> Any:
    with reading(office.engine) as connection:
        return connection.execute(select(t.delivery)).one()


def test_a_released_batch_arrives_whole_and_is_named_last(office: Office, vendor: Vendor) -> None:
    folder, _ = launch(office)
    assert vendor.files(f"in/{folder.name}") == ours(folder)
    assert vendor.renames[0] == (f"/in/.{folder.name}.part", f"/in/{folder.name}")
    assert vendor.renames[-1][1] == f"/in/{folder.name}.done"
    assert not list((vendor.root / "in").glob(".*"))
    assert (row(office).state, row(office).files) == ("done", len(ours(folder)))


def test_nothing_goes_twice(office: Office, vendor: Vendor) -> None:
    folder, _ = launch(office)
    vendor.budget = 0
    assert letter.deliver_waiting(office, now=NOW, say=print) == []
    assert not letter.deliver(office, folder.name, now=NOW, say=print).sent


def test_what_was_cut_goes_on_where_it_was_cut(office: Office, vendor: Vendor) -> None:
    vendor.budget = 28_000
    folder, said = launch(office)
    assert "is not delivered" in " ".join(said)
    assert row(office).state == "begun"
    assert not (vendor.root / "in" / f"{folder.name}.done").exists()
    total = sum(map(len, ours(folder).values()))
    vendor.budget = total - 1
    assert [one.batch for one in letter.deliver_waiting(office, now=NOW, say=print)] == [folder.name]
    assert vendor.files(f"in/{folder.name}") == ours(folder)


def test_a_spoiled_beginning_is_sent_anew(office: Office, vendor: Vendor) -> None:
    vendor.budget = 28_000
    folder, _ = launch(office)
    for path in (vendor.root / "in").rglob("*.pdf"):
        path.write_bytes(b"x" * path.stat().st_size)
    vendor.budget = 1 << 40
    letter.deliver(office, folder.name, now=NOW, say=print)
    assert vendor.files(f"in/{folder.name}") == ours(folder)


def test_a_row_lost_after_the_last_byte_sends_nothing_again(office: Office, vendor: Vendor) -> None:
    folder, _ = launch(office)
    with office.engine.begin() as connection:
        connection.execute(t.delivery.update().values(state="begun"))
    vendor.budget = 0
    assert not letter.deliver(office, folder.name, now=NOW, say=print).sent
    assert row(office).state == "done"


@pytest.mark.parametrize("last", ["L0000001", ".done"])
def test_a_line_cut_after_a_rename_is_taken_up_without_sending_anything_twice(
    office: Office, vendor: Vendor, last: str
) -> None:
    vendor.cut_after = last
    folder, said = launch(office)
    assert "is not delivered" in " ".join(said)
    vendor.budget = 200
    letter.deliver(office, folder.name, now=NOW, say=print)
    assert vendor.files(f"in/{folder.name}") == ours(folder)
    assert row(office).state == "done"
    assert sorted(path.name for path in (vendor.root / "in").iterdir()) == [folder.name, f"{folder.name}.done"]


def test_a_full_disk_is_named_and_the_rest_goes_when_there_is_room(office: Office, vendor: Vendor) -> None:
    vendor.full = True
    folder, said = launch(office)
    assert "has no room" in " ".join(said)
    assert not list((vendor.root / "in").glob("L*"))
    vendor.full = False
    assert letter.deliver(office, folder.name, now=NOW, say=print).sent
    assert vendor.files(f"in/{folder.name}") == ours(folder)


def test_a_server_that_lets_nobody_read_gets_cut_files_anew(office: Office, vendor: Vendor) -> None:
    vendor.blind, vendor.budget = True, 28_000
    folder, _ = launch(office)
    vendor.budget = 1 << 40
    letter.deliver(office, folder.name, now=NOW, say=print)
    assert vendor.files(f"in/{folder.name}") == ours(folder)


def test_another_batch_of_the_same_name_is_not_taken_for_ours(office: Office, vendor: Vendor) -> None:
    (vendor.root / "in/L0000001.done").write_text(f"{'0' * 64}  L0000001/SHA256SUMS\n")
    folder, said = launch(office)
    assert "another batch" in " ".join(said)
    assert row(office).state == "begun"
    assert not (vendor.root / "in" / folder.name).exists()


def test_another_folder_of_the_same_name_gets_no_done_file(office: Office, vendor: Vendor) -> None:
    (vendor.root / "in/L0000001").mkdir()
    (vendor.root / "in/L0000001/SHA256SUMS").write_text("of another\n")
    _, said = launch(office)
    assert "another batch" in " ".join(said)
    assert vendor.files("in") == {"L0000001/SHA256SUMS": b"of another\n"}


def test_what_is_missing_in_a_folder_without_done_file_is_sent_first(office: Office, vendor: Vendor) -> None:
    vendor.cut_after = "L0000001"
    folder, _ = launch(office)
    (vendor.root / "in" / folder.name / "job.json").unlink()
    letter.deliver(office, folder.name, now=NOW, say=print)
    assert vendor.files(f"in/{folder.name}") == ours(folder)


def test_what_does_not_belong_to_the_batch_does_not_arrive_with_it(office: Office, vendor: Vendor) -> None:
    strange = vendor.root / "in/.L0000001.part/proofs/old.pdf"
    strange.parent.mkdir(parents=True)
    strange.write_bytes(b"of another")
    folder, _ = launch(office)
    assert vendor.files(f"in/{folder.name}") == ours(folder)


def test_a_batch_that_is_not_as_it_was_sealed_is_not_sent(office: Office, vendor: Vendor) -> None:
    folder, _ = launch(with_server(office, vendor, port=1))
    pdf = next(folder.glob("*.pdf"))
    pdf.write_bytes(pdf.read_bytes() + b"%")
    with pytest.raises(StateError, match=r"_001of001.pdf is not as it was sealed"):
        letter.deliver(office, folder.name, now=NOW, say=print)
    assert not list((vendor.root / "in").iterdir())


def test_a_file_put_into_the_folder_later_is_not_sent(office: Office, vendor: Vendor) -> None:
    folder, _ = launch(with_server(office, vendor, port=1))
    (folder / ".DS_Store").write_bytes(b"x")
    letter.deliver(office, folder.name, now=NOW, say=print)
    assert ".DS_Store" not in vendor.files(f"in/{folder.name}")


def test_what_the_vendor_took_away_before_we_wrote_it_down_is_not_sent_again(office: Office, vendor: Vendor) -> None:
    vendor.cut_after = ".done"
    folder, _ = launch(office)
    shutil.rmtree(vendor.root / "in" / folder.name)
    (vendor.root / "in" / f"{folder.name}.done").unlink()
    assert not letter.deliver(office, folder.name, now=NOW, say=print).sent
    assert not list((vendor.root / "in").iterdir())
    assert row(office).state == "done"


def test_a_server_that_falls_silent_is_not_waited_for_without_end(office: Office, vendor: Vendor, monkeypatch) -> None:
    monkeypatch.setattr("dm.channels.letter.sftp._SILENCE", 0.2)
    vendor.mute = True
    _, said = launch(office)
    assert "does not answer" in " ".join(said)
    assert not list((vendor.root / "in").glob("L*"))


def test_a_key_that_the_vendor_does_not_know_is_told(office: Office, vendor: Vendor) -> None:
    unknown = dataclasses.replace(office.settings, sftp_key=OTHER.export_private_key())
    _, said = launch(
        dataclasses.replace(office, settings=dataclasses.replace(unknown, vendors=office.settings.vendors))
    )
    assert "does not let us in" in " ".join(said)


@pytest.mark.parametrize("pinned", ["ssh-ed25519 AAAA", "127.0.0.1 ssh-ed25519", "ssh-rsa not-a-key"])
def test_a_pinned_key_that_is_none_is_refused_in_words(office: Office, vendor: Vendor, pinned: str) -> None:
    folder, _ = launch(with_server(office, vendor, port=1))
    with pytest.raises(SettingsError, match="host_key"):
        letter.deliver(with_server(office, vendor, host_key=pinned), folder.name, now=NOW, say=print)


def test_another_host_key_gets_nothing(office: Office, vendor: Vendor) -> None:
    strange = with_server(office, vendor, host_key=OTHER.export_public_key().decode())
    folder, said = launch(strange)
    assert "host key" in " ".join(said)
    assert not list((vendor.root / "in").iterdir())
    with pytest.raises(OutsideError, match="host key"):
        letter.deliver(strange, folder.name, now=NOW, say=print)
    (waiting,) = letter.deliver_waiting(strange, now=NOW, say=print)
    assert (waiting.batch, waiting.sent) == (folder.name, False)
    assert "host key" in waiting.waits


def test_a_server_that_is_down_is_said_in_words(office: Office, vendor: Vendor) -> None:
    folder, _ = launch(with_server(office, vendor, port=1))
    with pytest.raises(OutsideError, match="does not answer"):
        letter.deliver(with_server(office, vendor, port=1), folder.name, now=NOW, say=print)


def test_a_vendor_without_a_server_and_a_batch_that_is_not_released_are_refused(office: Office) -> None:
    folder, _ = launch(office)
    plain = dataclasses.replace(office, settings=dataclasses.replace(office.settings, vendors={}))
    with pytest.raises(SettingsError, match="has no server"):
        letter.deliver(plain, folder.name, now=NOW, say=print)
    with office.engine.begin() as connection:
        connection.execute(t.piece_batch.update().values(state="sealed"))
    with pytest.raises(StateError, match="not released"):
        letter.deliver(office, folder.name, now=NOW, say=print)
