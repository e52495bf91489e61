"""`dm user`: the same users from the terminal."""

from __future__ import annotations

import json

import pytest

from dm.accounts import log_in, token_account
from dm.cli import main
from dm.model import Role
from dm.verbs.workspace import init_workspace
from dm.wiring import open_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workspace") / "house"
    init_workspace(folder)
    return folder


@pytest.fixture
def dm(workspace, capsys):
    def run(*words):
        with pytest.raises(SystemExit) as left:
            main(["--workspace", str(workspace), *words])
        printed = capsys.readouterr()
        return left.value.code, printed.out, printed.err

    return run


def test_a_new_user_gets_a_one_time_password(dm, workspace):
    code, out, _ = dm("--json", "user", "add", "Ann", "--role", "marketer")
    told = json.loads(out)
    assert (code, set(told)) == (0, {"user", "role", "password"})
    workshop = open_workspace(workspace)
    account = log_in(workshop.engine, "ann", told["password"], now=workshop.now())
    assert account is not None
    assert account.must_change


def test_a_token_opens_the_api(dm, workspace):
    _, out, _ = dm("--json", "user", "add", "dialler", "--role", "agent", "--token")
    told = json.loads(out)
    assert set(told) == {"user", "role", "token"}
    account = token_account(open_workspace(workspace).engine, told["token"])
    assert account is not None
    assert account.role == Role.AGENT


def test_the_same_user_is_not_made_twice(dm):
    dm("user", "add", "bob", "--role", "print")
    code, _, err = dm("user", "add", "Bob", "--role", "print")
    assert code == 1
    assert "dm user password bob" in err


def test_who_is_shut_out_loses_tokens_too(dm, workspace):
    _, token, _ = dm("user", "add", "eve", "--role", "agent", "--token")
    dm("user", "off", "eve")
    assert token_account(open_workspace(workspace).engine, token.strip()) is None
    assert "shut out" in dm("user", "list")[1]
    dm("user", "on", "eve")
    assert token_account(open_workspace(workspace).engine, token.strip()) is None


@pytest.mark.parametrize("name", ["", "two words", "<b>", "x" * 41])
def test_a_name_must_be_a_name(dm, name):
    code, _, err = dm("user", "add", name, "--role", "agent")
    assert code == 1
    assert "cannot be a user's name" in err
