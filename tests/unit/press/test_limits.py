"""A letter that never ends is stopped, in the main thread and in a cluster's threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dm.errors import TemplateError
from dm.press.limits import LimitedTime, ticking


def endless() -> str:
    with ticking(), LimitedTime("row 1", seconds=0):
        while True:
            sum(range(1000))


def short() -> int:
    with ticking():
        for number in range(100):
            with LimitedTime(f"row {number}", seconds=0):
                pass
    return threading.active_count()


def test_a_letter_without_end_is_stopped_in_the_main_thread() -> None:
    with pytest.raises(TemplateError, match="row 1 takes more than 0 seconds"):
        endless()


def test_a_letter_without_end_is_stopped_in_another_thread_which_goes_on() -> None:
    with ThreadPoolExecutor(1) as threads:
        with pytest.raises(TemplateError, match="row 1 takes more than 0 seconds"):
            threads.submit(endless).result()
        before = threading.active_count()
        assert threads.submit(short).result() == before
