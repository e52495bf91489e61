"""Who comes in, and how far."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dm import accounts
from dm.console.doors import OPEN_TO, START, Door
from dm.console.limits import LOG_IN, Limit, Limiter
from dm.model import Role
from dm.plan import approval
from tests.unit.console import world


@pytest.mark.parametrize("role", list(Role))
def test_each_role_starts_where_its_work_is(visit, workshop, role):
    world.add_campaign(workshop)
    visitor = visit(role.value)
    assert visitor.get("/").headers["location"] == START[role]
    assert visitor.get(START[role]).status_code == 200


@pytest.mark.parametrize(
    ("role", "closed"),
    [
        ("agent", ["/campaigns", "/batches", "/reports", "/users", "/people/why", "/calls/board"]),
        ("print", ["/campaigns", "/calls", "/users"]),
        ("courier", ["/campaigns", "/calls", "/users"]),
        ("analyst", ["/campaigns", "/batches", "/people/why"]),
        ("supervisor", ["/users", "/batches"]),
        ("marketer", ["/users", "/calls", "/calls/board"]),
    ],
)
def test_other_doors_stay_shut(visit, role, closed):
    visitor = visit(role)
    assert [visitor.get(address).status_code for address in closed] == [403] * len(closed)


def test_without_log_in_every_page_leads_to_it(visit):
    visitor = visit("")
    assert visitor.get("/campaigns/spring").headers["location"] == "/login?next=/campaigns/spring"
    assert visitor.get("/users").headers["location"] == "/login?next=/users"


def test_after_log_in_the_wanted_page_opens_but_never_another_site(visit):
    visitor = visit("")
    fields = {"name": "marketer", "password": world.PASSWORD}
    there = visitor.send("/login", {**fields, "next_page": "/reports"}, page="/login")
    assert there.headers["location"] == "/reports"
    for foreign in ("//evil.example", "https://evil.example", "/\\evil.example"):
        other = visit("")
        assert other.send("/login", {**fields, "next_page": foreign}, page="/login").headers["location"] == "/campaigns"


def test_a_wrong_password_tells_nothing_about_the_name(visit):
    visitor = visit("")
    known = visitor.send("/login", {"name": "marketer", "password": "wrong"}, page="/login")
    unknown = visitor.send("/login", {"name": "nobody", "password": "wrong"}, page="/login")
    assert known.status_code == unknown.status_code == 401
    assert "do not fit" in known.text
    assert "do not fit" in unknown.text


def test_five_wrong_passwords_lock_the_user_for_a_while(visit, workshop):
    for _ in range(5):
        assert accounts.log_in(workshop.engine, "agent", "wrong", now=world.NOW) is None
    assert accounts.log_in(workshop.engine, "agent", world.PASSWORD, now=world.NOW) is None
    later = world.NOW + timedelta(minutes=16)
    assert accounts.log_in(workshop.engine, "agent", world.PASSWORD, now=later) is not None


def test_too_many_tries_from_one_address_are_turned_away(visit, app):
    visitor = visit("")
    while app.state.desk.limiter.admits("log in", "127.0.0.1", LOG_IN):
        pass
    answer = visitor.send("/login", {"name": "agent", "password": world.PASSWORD}, page="/login")
    assert answer.status_code == 429
    assert "Wait a minute" in answer.text


def test_a_limit_lets_a_burst_through_and_then_so_many_a_minute():
    now = [0.0]
    limiter = Limiter(clock=lambda: now[0])
    limit = Limit(burst=3, per_minute=6)
    assert [limiter.admits("page", "a", limit) for _ in range(4)] == [True, True, True, False]
    assert limiter.admits("page", "b", limit)
    now[0] = 10
    assert [limiter.admits("page", "a", limit) for _ in range(2)] == [True, False]


def test_a_form_without_its_token_does_nothing(visit, workshop):
    visitor = visit("admin")
    answer = visitor.post("/users", data={"name": "eve", "role": "admin"})
    assert answer.status_code == 403
    assert accounts.find_account(workshop.engine, "eve") is None


def test_a_token_of_another_session_does_not_fit(visit):
    stolen = visit("admin").token("/users")
    answer = visit("admin").post("/users", data={"name": "eve", "role": "admin", "form_token": stolen})
    assert answer.status_code == 403


def test_a_form_of_another_site_is_turned_away(visit):
    visitor = visit("marketer")
    token = visitor.token("/password")
    answer = visitor.post("/logout", data={"form_token": token}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_one_time_password_opens_only_the_page_that_changes_it(visit, workshop):
    password = accounts.add_user(workshop.engine, "Ann", Role.MARKETER, now=world.NOW)
    visitor = visit("")
    visitor.log_in("ann", password)
    assert visitor.get("/campaigns").headers["location"] == "/password"
    new = {"old": password, "new": "a longer new password", "again": "a longer new password"}
    assert visitor.send("/password", new, page="/password").headers["location"] == "/campaigns?done=password"
    assert "Your new password holds" in visitor.get("/campaigns?done=password").text


def test_a_weak_new_password_is_refused_with_the_way_out(visit):
    visitor = visit("agent")
    weak = {"old": world.PASSWORD, "new": "short", "again": "short"}
    answer = visitor.send("/password", weak, page="/password")
    assert answer.status_code == 422
    assert "at least 12" in answer.text


def test_a_changed_password_ends_other_sessions(visit, workshop):
    here, there = visit("agent"), visit("agent")
    new = {"old": world.PASSWORD, "new": "a longer new password", "again": "a longer new password"}
    here.send("/password", new, page="/password")
    assert here.get("/calls").status_code == 200
    assert there.get("/calls").headers["location"].startswith("/login")


def test_who_is_shut_out_is_out_at_once(visit, workshop):
    visitor = visit("agent")
    accounts.set_active(workshop.engine, "agent", False, now=world.NOW)
    assert visitor.get("/calls").status_code == 303


def test_the_cookie_is_shielded(app, visit):
    visitor = visit("")
    answer = visitor.send("/login", {"name": "agent", "password": world.PASSWORD}, page="/login")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie  # plain http on this machine


def test_a_forged_cookie_opens_nothing(visit):
    visitor = visit("")
    visitor.cookies.set("dm_session", "WyJhZG1pbiIsIiIsIiJd.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")
    assert visitor.get("/users").status_code == 303


def test_every_answer_carries_the_shields(visit):
    for address in ("/login", "/nothing", "/static/console.css"):
        headers = visit("").get(address).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_a_link_scanner_may_ask_for_the_head_alone(visit):
    assert visit("").head("/login").status_code == 200


def test_the_language_is_the_users_choice(visit):
    visitor = visit("marketer")
    visitor.send("/language", {"language": "ru", "back": "/campaigns"}, page="/campaigns")
    assert "Кампании" in visitor.get("/campaigns").text


def test_who_may_approve_in_the_terminal_may_here():
    assert OPEN_TO[Door.APPROVE] == set(approval._MAY)
