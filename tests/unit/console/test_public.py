"""Pages behind links that were sent out: GET changes nothing, POST acts."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select, update

from dm import consent
from dm.db import reading, writing
from dm.db import tables as t
from dm.ledger.links import piece_links
from tests.unit.console import world


@pytest.fixture
def visitor(visit, workshop):
    world.add_campaign(workshop)
    world.add_points(workshop)
    return visit("")


def link(workshop, name, number=1):
    links = piece_links(workshop.settings, world.letter_id(number), world.letter_code(number))
    return urlsplit(links[name]).path


def count(workshop, table):
    with reading(workshop.engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def csrf(page):
    return re.search(r'name="csrf" value="([^"]+)"', page)[1]


def test_the_landing_page_shows_the_offer_and_no_name(visitor, workshop):
    page = visitor.get(link(workshop, "link") + "?lang=en").text
    assert "10 % off the first order" in page
    assert world.letter_code(1) in page
    assert "Jörg" not in page


def test_a_code_typed_badly_is_mended(visitor):
    code = world.letter_code(1)
    assert visitor.get(f"/r/{code[:4].lower()}-{code[4:].lower()}").status_code == 200
    assert visitor.get("/r/AAAAAAAA").status_code == 404


def test_its_style_is_allowed_by_hash_and_scripts_are_not(visitor, workshop):
    policy = visitor.get(link(workshop, "link")).headers["content-security-policy"]
    assert "style-src 'sha256-" in policy
    assert "script-src" not in policy


def test_an_answer_is_stored_and_thanked_for(visitor, workshop):
    address = link(workshop, "link")
    fields = {"csrf": csrf(visitor.get(address).text), "kind": "order", "note": world.HOSTILE, "phone": "+49 30 1"}
    answer = visitor.post(address, data=fields)
    assert answer.headers["location"] == f"{address}?done=yes"
    assert 'role="status"' in visitor.get(answer.headers["location"]).text
    with reading(workshop.engine) as connection:
        row = connection.execute(select(t.response)).one()
    assert (row.kind, row.campaign_id, row.matched_by) == ("interest", "spring", "code")
    assert "wants to order" in row.note


def test_a_form_that_we_did_not_give_out_stores_nothing(visitor, workshop):
    assert visitor.post(link(workshop, "link"), data={"kind": "interest", "csrf": "x"}).status_code == 422
    assert count(workshop, t.response) == 0


def test_opening_the_unsubscribe_link_changes_nothing(visitor, workshop):
    answer = visitor.get(link(workshop, "unsubscribe_link"))
    assert "<form" in answer.text
    assert count(workshop, t.suppression) == 0


def test_one_click_unsubscribes_without_cookie_or_redirect(visitor, workshop):
    address = link(workshop, "unsubscribe_link")
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = visitor.post(address, data={"List-Unsubscribe": "One-Click"}, headers=headers)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert count(workshop, t.suppression) > 0
    stored = count(workshop, t.response)
    assert visitor.post(address).status_code == 200
    assert count(workshop, t.response) == stored == 1


def test_what_was_planned_for_that_person_no_longer_leaves(visitor, workshop):
    visitor.post(link(workshop, "unsubscribe_link", 4))
    with reading(workshop.engine) as connection:
        state = connection.execute(select(t.piece.c.state).where(t.piece.c.id == world.letter_id(4))).scalar_one()
    assert state == "cancelled"


def objected(workshop):
    with reading(workshop.engine) as connection:
        row = t.suppression.c
        return {tuple(one) for one in connection.execute(select(row.channel, row.purpose))}


def with_a_newsletter(workshop):
    said = consent.ConsentEvent("given", "email", world.NOW, "P1", purpose="newsletter", form="written")
    with writing(workshop.engine) as connection:
        consent.record_event(connection, said, now=world.NOW, key=world.KEY)


def test_preferences_end_one_channel_and_keep_the_other(visitor, workshop):
    address = link(workshop, "preferences_link")
    before = visitor.get(address).text
    assert before.count(" checked") == 4
    keep = ["post own_goods", "email own_goods"]
    answer = visitor.post(address, data={"csrf": csrf(before), "keep": keep, "choice": "save"})
    after = visitor.get(answer.headers["location"]).text
    assert 'value="email own_goods" aria-label="E-Mails: unsere eigenen Waren und Leistungen" checked' in after
    assert 'value="phone own_goods" aria-label="Anrufe: unsere eigenen Waren und Leistungen" disabled' in after
    assert objected(workshop) == {("phone", "*"), ("courier", "*")}


def test_a_no_can_be_for_one_channel_and_purpose_only(visitor, workshop):
    with_a_newsletter(workshop)
    address = link(workshop, "preferences_link")
    page = visitor.get(address, params={"lang": "ru"}).text
    assert "наша рассылка" in page
    cells = set(re.findall(r'name="keep" value="([^"]+)"', page))
    assert len(cells) == 8
    visitor.post(address, data={"csrf": csrf(page), "keep": sorted(cells - {"email newsletter"})})
    assert objected(workshop) == {("email", "newsletter")}
    assert visitor.get(address).text.count(" checked") == 7


def test_nothing_at_all_ends_every_channel(visitor, workshop):
    address = link(workshop, "preferences_link")
    visitor.post(address, data={"csrf": csrf(visitor.get(address).text), "choice": "nothing"})
    assert " checked" not in visitor.get(address).text


def test_a_forged_token_opens_nothing(visitor, workshop):
    good = link(workshop, "unsubscribe_link")
    assert visitor.post(good[:-4] + "AAAA").status_code == 422
    assert visitor.get("/p/" + good.removeprefix("/u/")).status_code == 422
    assert count(workshop, t.suppression) == 0


def test_double_opt_in_is_stored_when_the_button_is_pressed(visitor, workshop):
    asked_at = world.NOW - timedelta(days=1)
    asked = consent.ConsentEvent(
        action="given",
        channel="email",
        at=asked_at,
        person_id="P1",
        controller="Beispiel GmbH",
        purpose="own_goods",
        form="oral",
    )
    with writing(workshop.engine) as connection:
        consent.record_event(connection, asked, now=asked_at, key=world.KEY)
    address = "/c/" + consent.confirmation_token(world.KEY, [1], asked_at=asked_at)
    page = visitor.get(address).text
    assert count(workshop, t.consent_event) == 1
    assert "it is confirmed" in visitor.post(address, data={"csrf": csrf(page)}).text
    visitor.post(address, data={"csrf": csrf(page)})
    assert count(workshop, t.consent_event) == 2


def test_the_offer_is_told_in_the_readers_language(visitor, workshop):
    brief = {**world.BRIEF, "cell": [{"name": "A", "offer_in": {"de": "10 % auf die erste Bestellung"}}]}
    with writing(workshop.engine) as connection:
        connection.execute(update(t.campaign).values(brief=brief))
    assert "10 % auf die erste Bestellung" in visitor.get(link(workshop, "link")).text
    assert "10 % off the first order" in visitor.get(link(workshop, "link") + "?lang=en").text


def test_somebody_else_asking_too_often_is_told_to_wait(visitor):
    codes = [visitor.get("/r/AAAAAAAA").status_code for _ in range(62)]
    assert codes[-1] == 429


def test_scanners_that_open_every_link_change_nothing(visitor, workshop):
    before = {table.name: count(workshop, table) for table in (t.suppression, t.consent_event, t.response, t.audit)}
    for name in ("unsubscribe_link", "preferences_link", "link"):
        address = link(workshop, name)
        for path in (address, address + ("/receipts" if "/p/" in address else "")):
            assert visitor.get(path).status_code == 200
    assert {
        table.name: count(workshop, table) for table in (t.suppression, t.consent_event, t.response, t.audit)
    } == before


def test_receipts_can_be_fetched_and_name_nobody(visitor, workshop):
    with writing(workshop.engine) as connection:
        said = consent.ConsentEvent("given", "email", world.NOW, "P1", purpose="own_goods", form="written")
        consent.record_event(connection, said, now=world.NOW, key=world.KEY)
    answer = visitor.get(link(workshop, "preferences_link") + "/receipts")
    assert answer.headers["content-disposition"] == 'attachment; filename="receipts.json"'
    (receipt,) = answer.json()["receipts"]
    assert receipt["piiPrincipalId"] == "P1"
    assert "@" not in str(receipt["services"])
