"""Every e-mail leaves once, whatever breaks, with a real mail server in the process; on both databases."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select, update

from dm import ledger
from dm.channels import email
from dm.channels.email.smtp import Smtp
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import OutsideError, Refused, SettingsError, TemplateError
from tests.db.channel_world import MORNING, attempts, office_of, quiet, seed_campaign, seed_people, states
from tests.mail_server import PATIENCE, listening


class Server:
    """A mail server that takes, refuses, or stops answering."""

    def __init__(self):
        self.taken = []
        self.answers = {}
        self.dies_after = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.dies_after is not None and len(self.taken) >= self.dies_after:
            server.transport.abort()
            return "421 gone"
        self.taken += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 taken"


@pytest.fixture
def server():
    handler = Server()
    with listening(handler) as handler.port:
        yield handler


@pytest.fixture
def office(engine, tmp_path, repo):
    return office_of(engine, tmp_path, repo)


def send(office, server=None, now=MORNING, **more):
    transport = None
    if server is not None:
        transport = Smtp("127.0.0.1", server.port, "", "", tls=False, rate_per_second=10_000, timeout=PATIENCE)
    return email.dispatch(office, campaign="spring", wave="email", now=now, say=quiet, transport=transport, **more)


def prepared(office, count=5, **campaign):
    seed_people(office.engine, count)
    seed_campaign(office.engine, "email", range(count), **campaign)


def test_everybody_gets_one_and_a_second_run_sends_nothing(office, server) -> None:
    prepared(office, 45)
    first, second = send(office, server), send(office, server)
    assert (first.dispatched, second.dispatched, second.already_done) == (45, 0, 45)
    assert Counter(address for address, _ in server.taken) == {f"anna{n}@example.com": 1 for n in range(45)}
    assert states(office.engine) == {"sent": 45}


def test_every_attempt_has_its_permit_and_its_message_id(office, server) -> None:
    prepared(office)
    send(office, server)
    for row in attempts(office.engine):
        assert (row["state"], row["outcome"], row["outside_id"]) == ("done", "sent", f"{row['piece_id']}@example.com")
        assert row["permit_sources"]


def test_a_maildir_holds_one_file_a_message(office, tmp_path) -> None:
    prepared(office)
    send(office)
    send(office)
    names = {path.name for path in (tmp_path / "out/spring/email/new").iterdir()}
    assert names == {row["outside_id"] for row in attempts(office.engine)}


def test_control_recipients_get_theirs_under_their_own_name(office, server) -> None:
    seed = {"full_name": "Karla Kontrolle", "email": "karla@example.com", "country": "DE"}
    prepared(office, 1, seeds=[seed])
    assert send(office, server).dispatched == 2
    content = dict(server.taken)["karla@example.com"]
    assert message_from_bytes(content, policy=policy.default)["To"].addresses[0].display_name == "Karla Kontrolle"
    assert {row["permit_reason"] for row in attempts(office.engine)} > {"SEED"}


def test_the_log_lists_each_try_once(office, tmp_path, server) -> None:
    prepared(office)
    send(office, server)
    send(office, server)
    lines = (tmp_path / "out/spring/email/log.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 6
    assert "example.com;done;sent" in lines[1]


def test_a_server_that_is_down_claims_nobody(office, server) -> None:
    prepared(office)
    server.port = 1
    with pytest.raises(OutsideError, match="does not answer: nobody listens there"):
        send(office, server)
    assert states(office.engine) == {"planned": 5}
    assert attempts(office.engine) == []


def test_an_address_that_does_not_exist_is_never_written_to_again(office, server) -> None:
    prepared(office)
    server.answers["anna2@example.com"] = "550 5.1.1 no such user"
    result = send(office, server)
    assert (result.dispatched, result.refused) == (4, {"550 5.1.1": 1})
    with reading(office.engine) as connection:
        status = connection.execute(select(t.contact_point.c.status).where(t.contact_point.c.id == "P2-email")).scalar()
    assert status == "dead"
    assert send(office, server, MORNING + timedelta(days=3)).dispatched == 0


def test_a_refusal_that_is_about_us_leaves_the_address_alive(office, server) -> None:
    prepared(office)
    server.answers["anna2@example.com"] = "550 5.7.1 your domain is blocked"
    send(office, server)
    with reading(office.engine) as connection:
        assert not connection.execute(select(t.contact_point).where(t.contact_point.c.status == "dead")).all()


def test_a_temporary_refusal_is_a_new_attempt_later(office, server) -> None:
    prepared(office)
    server.answers["anna2@example.com"] = "451 4.7.1 greylisted"
    assert send(office, server).dispatched == 4
    del server.answers["anna2@example.com"]
    assert send(office, server, MORNING + timedelta(minutes=5)).dispatched == 0
    assert send(office, server, MORNING + timedelta(hours=2)).dispatched == 1
    tries = [row["outcome"] for row in attempts(office.engine) if row["person_id"] == "P2"]
    assert tries == ["451 4.7.1: greylisted", "sent"]


def test_a_message_broken_off_is_never_sent_again_blindly(office, server) -> None:
    prepared(office, 30)
    server.dies_after = 7
    with pytest.raises(OutsideError):
        send(office, server)
    assert states(office.engine) == {"sent": 7, "unsettled": 2, "claimed": 21}
    server.dies_after = None
    result = send(office, server)
    assert (result.dispatched, result.to_settle) == (21, 2)
    assert set(Counter(address for address, _ in server.taken).values()) == {1}
    assert len(server.taken) == 28


def test_what_a_person_settles_as_not_sent_goes_out(office, server) -> None:
    prepared(office, 3)
    server.dies_after = 0
    with pytest.raises(OutsideError):
        send(office, server)
    server.dies_after = None
    with writing(office.engine) as connection:
        for row in ledger.unsettled(connection):
            ledger.settle(connection, row["piece_id"], sent=False, by="tester", now=MORNING)
    assert send(office, server).dispatched == 3
    assert states(office.engine) == {"sent": 3}


_START = """
import os, signal
from dataclasses import replace
from pathlib import Path
from dm import db
from dm.channels import email
from dm.channels.email.maildir import Maildir
from dm.channels.email.smtp import Smtp
from dm.consent import load_policies
from dm.ledger import Office
from tests.db.channel_world import MORNING, quiet
from tests.ledger_world import settings_for

folder, repo = Path({folder!r}), Path({repo!r})
engine = db.connect({url!r})
office = Office(engine, settings_for(engine, folder, clock="simulated"), load_policies(repo / "consent/jurisdictions"))
"""
_SEND = """
email.dispatch(office, campaign="spring", wave="email", now=MORNING, say=quiet, transport=transport)
"""


_DYING = """
class Dying(Maildir):
    sent = 0

    def send(self, envelope):
        Dying.sent += 1
        answer = super().send(envelope)
        if Dying.sent == 31:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


transport = Dying(folder / "out/spring/email")
"""


def in_a_process(code, tmp_path, repo, url):
    """A dispatch in a process of its own, which the test kills."""
    whole = _START.format(repo=str(repo), folder=str(tmp_path), url=url) + code + _SEND
    return subprocess.Popen([sys.executable, "-c", whole], env={**os.environ, "PYTHONPATH": f"{repo / 'src'}:{repo}"})


def test_a_kill_in_the_middle_leaves_one_message_in_doubt_at_most(office, server, tmp_path, repo, database_url) -> None:
    prepared(office, 60)
    process = None

    async def kill(smtp, session, envelope):
        server.taken += [(address, envelope.content) for address in envelope.rcpt_tos]
        if len(server.taken) == 25:
            os.kill(process.pid, signal.SIGKILL)
        return "250 taken"

    server.handle_DATA = kill
    code = f'transport = Smtp("127.0.0.1", {server.port}, "", "", tls=False, rate_per_second=10_000)'
    process = in_a_process(code, tmp_path, repo, database_url)
    assert process.wait(PATIENCE) == -signal.SIGKILL
    result = send(office, server)
    assert result.to_settle <= 1
    assert set(Counter(address for address, _ in server.taken).values()) == {1}
    assert len(server.taken) == 60


def test_a_kill_while_a_maildir_is_filled_needs_nobody_s_word(office, tmp_path, repo, database_url) -> None:
    prepared(office, 60)
    process = in_a_process(_DYING, tmp_path, repo, database_url)
    assert process.wait(PATIENCE) == -signal.SIGKILL
    assert len(list((tmp_path / "out/spring/email/new").iterdir())) == 31
    result = send(office)
    assert (result.to_settle, states(office.engine)) == (0, {"sent": 60})
    assert len(list((tmp_path / "out/spring/email/new").iterdir())) == 60


def test_an_objection_between_claim_and_sending_is_heeded(office, server) -> None:
    prepared(office, 40)
    waiting = []

    async def object_at_first(smtp, session, envelope):
        server.taken += [(address, envelope.content) for address in envelope.rcpt_tos]
        if not waiting:
            waiting.append(1)
            with writing(office.engine) as connection:
                last = (
                    connection.execute(select(t.piece.c.person_id).order_by(t.piece.c.serial.desc())).scalars().first()
                )
                ledger.object_and_stop(
                    connection, office, person_id=last, reason="objection", origin="web", now=MORNING, by="test"
                )
        return "250 taken"

    server.handle_DATA = object_at_first
    assert send(office, server).dispatched == 39
    assert states(office.engine) == {"sent": 39, "cancelled": 1}


def test_nothing_leaves_a_campaign_that_is_not_approved(office, server) -> None:
    prepared(office, state="planned")
    with pytest.raises(Refused):
        send(office, server)
    assert server.taken == []


def test_a_rehearsal_tells_and_changes_nothing(office, server) -> None:
    prepared(office)
    assert send(office, server, dry_run=True).dispatched == 5
    assert (states(office.engine), attempts(office.engine), server.taken) == ({"planned": 5}, [], [])


def test_a_text_with_a_hole_reaches_nobody(office, server) -> None:
    prepared(office)
    with writing(office.engine) as connection:
        connection.execute(update(t.cell).values(offer="{{ 7 * 7 }}"))
    result = send(office, server)
    assert (result.dispatched, result.refused, server.taken) == (0, {"TEXT": 5}, [])


def test_a_broken_template_claims_nobody(office, server, tmp_path, repo) -> None:
    prepared(office)
    _own_templates(tmp_path, repo)
    (tmp_path / "templates/email/spring/body.txt").write_text("{{ persn.full_name }}")
    with pytest.raises(TemplateError, match="persn"):
        send(office, server)
    assert states(office.engine) == {"planned": 5}


def test_proofs_go_to_the_test_list_with_real_words_and_harmless_links(engine, tmp_path, repo, server) -> None:
    office = office_of(engine, tmp_path, repo, test_list=("proof@example.com", "boss@example.com"))
    prepared(office, 2)
    previews = _previews(office)
    out = Smtp("127.0.0.1", server.port, "", "", tls=False, rate_per_second=10_000)
    assert email.send_proofs(office, "spring", "email", previews, MORNING, transport=out) == 4
    assert Counter(address for address, _ in server.taken) == {"proof@example.com": 2, "boss@example.com": 2}
    proof = message_from_bytes(server.taken[0][1], policy=policy.default)
    assert proof["Subject"].startswith("[TEST] Spring catalogue")
    text = proof.get_body(("plain",)).get_content()
    assert "Weiß" in text and previews[0].context["piece"]["unsubscribe_link"] not in text
    assert states(engine) == {"planned": 2}


def test_proofs_without_a_test_list_are_refused(office) -> None:
    prepared(office, 1)
    with pytest.raises(SettingsError, match="test_list is empty"):
        email.send_proofs(office, "spring", "email", _previews(office), MORNING)


def _previews(office):
    with reading(office.engine) as connection:
        return ledger.preview(connection, office, campaign="spring", wave="email", now=MORNING)


def _own_templates(tmp_path, repo):
    (tmp_path / "templates").unlink()
    shutil.copytree(repo / "templates", tmp_path / "templates")
