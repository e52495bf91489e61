"""Policy files are read strictly: a fault names its file and line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dm.consent.policy import Policies
from dm.consent.policy_file import load_policies
from dm.errors import SettingsError

HEAD = '[policy]\nid = "XX"\nschema = 1\nversion = "1"\nreviewed_on = 2026-11-22\n'
RULE = '[[rule]]\nid = "XX-post"\nchannel = ["post"]\nparty = ["consumer"]\nsource = ["law 1"]\n'
BASIS = '[[rule.basis]]\nkind = "opt_out"\n'
HOURS = "[rule.hours]\n" + "".join(
    f'{day} = ["09:00-20:00"]\n' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
)


def load(folder: Path, text: str) -> Policies:
    (folder / "XX.toml").write_text(text, encoding="utf-8")
    return load_policies(folder)


def test_a_small_file_is_read(tmp_path: Path) -> None:
    policy = load(tmp_path, HEAD + RULE + BASIS).files["XX"]
    assert policy.versioned_id == "XX@1"
    assert policy.rules[0].sources == ("law 1",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (HEAD + RULE.replace("party", "partie") + BASIS, r"XX.toml, line 7 \(XX-post\): party is missing"),
        (HEAD + RULE + "colour = 1\n" + BASIS, r"XX.toml, line 11 \(XX-post\): unknown key 'colour'"),
        (HEAD + RULE.replace('source = ["law 1"]\n', "") + BASIS, "source is missing"),
        (HEAD + RULE + "house = 1\n" + BASIS, "line 11 .*house must be true or false, found 1"),
        (HEAD + RULE.replace('"post"', '"fax"') + BASIS, "channel is 'fax', must be one of post, courier"),
        (HEAD + RULE, "at least one basis"),
        (HEAD + RULE + "adds_only = true\n" + BASIS, "at least one basis"),
        (HEAD + RULE + BASIS + HOURS.replace("09:00-20:00", "20:00-09:00", 1), "not a span"),
        (HEAD + RULE + BASIS + HOURS + 'holidays = "closed"\n', "no calendar of XX"),
        (HEAD + RULE + BASIS + '[[rule.register]]\nid = "R"\nmax_age = "1 month"\n', "max_age must be a period"),
        (HEAD + RULE + BASIS + RULE.replace("XX-post", "XX-two") + BASIS, "XX-post and XX-two overlap"),
        (HEAD + RULE + "valid_from = 2026-02-01\nvalid_to = 2026-01-01\n" + BASIS, "is before valid_from"),
        (HEAD + "[extra]\nx = 1\n", "unknown key 'extra'"),
        (HEAD.replace('"XX"', '"YY"') + RULE + BASIS, "its file must be YY.toml"),
        (HEAD.replace("schema = 1", "schema = 2"), "schema must be 1"),
        (HEAD + 'extends = ["NOWHERE"]\n', "there is no NOWHERE.toml"),
        ("[policy\n", "XX.toml: not readable as TOML: .*line 1"),
        ("x = 1\n", r"\[policy\] is missing"),
    ],
)
def test_a_fault_is_named(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=problem):
        load(tmp_path, text)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="holds no policy files"):
        load_policies(tmp_path)


def test_rules_that_follow_each_other_in_time_do_not_overlap(tmp_path: Path) -> None:
    old = RULE + "valid_to = 2026-08-10\n" + BASIS
    new = RULE.replace("XX-post", "XX-new") + "valid_from = 2026-08-11\n" + BASIS
    assert len(load(tmp_path, HEAD + old + new).files["XX"].rules) == 2


def test_any_byte_changes_the_hash(tmp_path: Path) -> None:
    first = load(tmp_path, HEAD + RULE + BASIS).hash
    assert load(tmp_path, HEAD + RULE + BASIS + "# lawyer's remark\n").hash != first
    assert load(tmp_path, HEAD + RULE + BASIS).hash == first


def test_the_chain_goes_from_wide_to_narrow(policies: Policies) -> None:
    chain = policies.chain("DE")
    assert chain is not None
    assert [policy.id for policy in chain] == ["GLOBAL", "GDPR", "EU", "DE"]
    assert policies.chain("JP") is None
    assert policies.without("GDPR").chain("DE") is None


def test_every_shipped_file_says_when_it_is_to_be_read_again(policies: Policies) -> None:
    assert len(policies.files) == 25
    assert all(policy.review_by for policy in policies.files.values())
    assert {policy.id for policy in policies.to_review(date(2026, 11, 22))} == set(policies.files)


def test_a_circle_of_files_is_no_chain(tmp_path: Path) -> None:
    (tmp_path / "GLOBAL.toml").write_text(HEAD.replace('"XX"', '"GLOBAL"') + 'extends = ["XX"]\n', encoding="utf-8")
    policies = load(tmp_path, HEAD + 'extends = ["GLOBAL"]\n' + RULE + BASIS)
    assert policies.chain("XX") is None
