"""The retry table, promises, and lists that a dialler can read without losing a letter."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.channels.call.listing import VICIDIAL, Entry, vicidial_values, write_generic, write_vicidial
from dm.channels.call.rules import MOST_TRIES, agree_callback, next_step, read_disposition
from dm.errors import InputError
from dm.model import Disposition, TaskState

D = Disposition
NOW = datetime(2027, 3, 3, 9, tzinfo=UTC)
ENTRY = Entry(
    list_id="T0000001",
    task_id="T5RZRV07BWTP1GCYG",
    person_id="P1",
    priority=50,
    full_name="Anna Weiß",
    company="",
    role="",
    phone="+493514510001",
    phone_2="",
    time_zone="Europe/Berlin",
    call_from=NOW,
    call_until=NOW + timedelta(hours=8),
    attempts=0,
    last_disposition="",
    callback_at="",
    language="de",
    script="call/spring",
    given_name="Anna",
    family_name="Weiß",
    postal_code="01067",
    country="DE",
)


def after(*codes, left=True):
    """The step after a row of calls that ended so."""
    return next_step(codes[-1], Counter(code.value for code in codes), numbers_left=left)


@pytest.mark.parametrize(
    ("codes", "state", "wait"),
    [
        ([D.NO_ANSWER], TaskState.OPEN, timedelta(hours=3)),
        ([D.NO_ANSWER] * 6, TaskState.EXHAUSTED, None),
        ([D.BUSY] * 3, TaskState.OPEN, timedelta(minutes=20)),
        ([D.BUSY] * 4, TaskState.OPEN, timedelta(hours=3)),  # as no answer from now on
        ([D.BUSY] * 5 + [D.NO_ANSWER] * 3, TaskState.EXHAUSTED, None),  # eight tries in all
        ([D.VOICEMAIL], TaskState.OPEN, timedelta(days=1)),
        ([D.VOICEMAIL] * 3, TaskState.EXHAUSTED, None),
        ([D.SECRETARY_BLOCK], TaskState.OPEN, timedelta(days=7)),
        ([D.SECRETARY_BLOCK] * 2, TaskState.EXHAUSTED, None),
        ([D.DROPPED], TaskState.OPEN, timedelta(minutes=5)),
        ([D.CALLBACK_AGREED], TaskState.OPEN, None),
        ([D.AGENT_ABANDON], TaskState.OPEN, timedelta(0)),
        ([D.CONFIRMED], TaskState.DONE, None),
        ([D.NOT_INTERESTED], TaskState.DONE, None),
        ([D.DO_NOT_CALL], TaskState.DONE, None),
    ],
)
def test_the_retry_table_holds(codes, state, wait) -> None:
    step = after(*codes)
    assert (step.state, step.wait) == (state, wait)


def test_a_wrong_number_goes_on_with_the_next_one_or_ends() -> None:
    assert after(D.WRONG_NUMBER).wait == timedelta(0)
    assert after(D.WRONG_NUMBER, left=False).state == TaskState.EXHAUSTED


@given(st.lists(st.sampled_from(list(D)), min_size=1, max_size=20))
def test_no_row_of_ends_keeps_anybody_on_the_list_for_ever(codes) -> None:
    tries = Counter(code.value for code in codes if code != D.AGENT_ABANDON)
    last = codes[-1]
    retried = last.rule.retry_after is not None and last != D.AGENT_ABANDON
    if retried and sum(tries.values()) >= MOST_TRIES:
        assert next_step(last, tries, numbers_left=True).state != TaskState.OPEN


def test_a_promise_is_kept_in_the_person_s_own_time() -> None:
    wall = datetime(2027, 3, 29, 15, 30)
    callback = agree_callback(D.CALLBACK_AGREED, wall, zone="Europe/Berlin", agent="olga", now=NOW)
    assert callback.at == datetime(2027, 3, 29, 13, 30, tzinfo=UTC)  # summer time began on the 28th
    assert (callback.wall, callback.zone, callback.owner) == ("2027-03-29T15:30", "Europe/Berlin", "olga")


def test_what_a_secretary_advised_belongs_to_everybody() -> None:
    at = NOW + timedelta(days=1)
    assert agree_callback(D.SECRETARY_ASK_LATER, at, zone="UTC", agent="olga", now=NOW).owner == ""


@pytest.mark.parametrize(
    ("code", "at", "said"),
    [
        (D.CALLBACK_AGREED, None, "needs callback_at"),
        (D.CALLBACK_AGREED, NOW - timedelta(minutes=1), "has passed"),
        (D.NOT_INTERESTED, NOW + timedelta(days=1), "must be empty"),
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused(code, at, said) -> None:
    with pytest.raises(InputError, match=said):
        agree_callback(code, at, zone="UTC", agent="olga", now=NOW)


def test_an_unknown_disposition_names_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        read_disposition("no_anwser")
    assert "NO_ANSWER" in caught.value.hint


def test_vicidial_gets_its_columns_in_its_loader_s_order(tmp_path) -> None:
    assert write_vicidial(tmp_path / "list.tsv", [ENTRY]) == []
    values = (tmp_path / "list.tsv").read_text().rstrip("\n").split("\t")
    row = dict(zip([name for name, _ in VICIDIAL], values, strict=True))
    assert (row["vendor_lead_code"], row["phone_code"], row["phone_number"]) == (ENTRY.task_id, "49", "3514510001")
    assert (row["first_name"], row["last_name"], row["postal_code"]) == ("Anna", "Weiß", "01067")


def test_what_does_not_fit_is_listed_and_never_cut(tmp_path) -> None:
    long = replace(ENTRY, task_id="T2", family_name="W" * 31)
    (fault,) = write_vicidial(tmp_path / "list.tsv", [long, ENTRY])
    assert (fault.task_id, fault.field, fault.length, fault.limit) == ("T2", "last_name", 31, 30)
    assert (tmp_path / "list.tsv").read_text().count("\n") == 1


def test_tabs_quotes_and_line_ends_in_a_name_stay_one_field() -> None:
    values = vicidial_values(replace(ENTRY, family_name='O\'Neil\t"x";\\\n'))
    assert values["last_name"] == "ONeil x"


def test_the_team_s_list_has_its_columns(tmp_path) -> None:
    write_generic(tmp_path / "list.csv", [replace(ENTRY, full_name="=cmd()")])
    head, row = (tmp_path / "list.csv").read_text("utf-8-sig").splitlines()
    assert head == (
        "list_id;task_id;person_id;priority;full_name;company;role;phone_e164;phone_2;time_zone;call_from_utc;"
        "call_until_utc;attempts;last_disposition;callback_at;language;script"
    )
    assert row.split(";")[4:8] == ["'=cmd()", "", "", "+493514510001"]
