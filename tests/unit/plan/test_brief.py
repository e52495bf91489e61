"""Every fault in a campaign file is named by its key, its value and the way out."""

from __future__ import annotations

import json
from datetime import time

import pytest

from dm.errors import InputError
from dm.model import Money
from dm.plan import load_brief
from dm.plan.brief import Unit
from dm.plan.campaigns import new_campaign
from tests.plan_world import BRIEF, SEGMENT


@pytest.fixture
def workspace(tmp_path, repo):
    (tmp_path / "templates").symlink_to(repo / "templates")
    for name in ("segments", "campaigns"):
        (tmp_path / name).mkdir()
    (tmp_path / "segments" / "warm.toml").write_text(SEGMENT, encoding="utf-8")
    return tmp_path


def load(workspace, old="", new=""):
    assert old in BRIEF
    path = workspace / "campaigns" / "spring.toml"
    path.write_text(BRIEF.replace(old, new, 1), encoding="utf-8")
    return load_brief(path, workspace=workspace, templates=workspace / "templates")


def test_a_good_brief_is_read(workspace):
    brief = load(workspace)
    assert [wave.name for wave in brief.waves] == ["letter", "mail"]
    assert (brief.waves[1].after, brief.waves[1].after_days, brief.waves[1].send_at) == ("letter", 7, time(10))
    assert brief.budget.cap == Money(90000, "EUR")
    assert brief.audience.unit is Unit.PERSON
    assert json.loads(json.dumps(brief.document)) == brief.document


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('sphere = "retail"', "", "[campaign] sphere: is missing"),
        ('sphere = "retail"', 'spere = "retail"', 'Did you mean "sphere"?'),
        ('sphere = "retail"', "sphere = 3", "sphere = 3: must be a text"),
        ("[pressure]", "[presure]", 'unknown table "presure". Did you mean "pressure"?'),
        ('goal = "order"', 'goal = "ordre"', 'Did you mean "order"?'),
        ('id = "spring"', 'id = "../x"', "is no id of a campaign"),
        ('id = "spring"', 'id = "verify"', "is no id of a campaign"),
        ("closes_on = 2027-04-30", "closes_on = 2027-02-01", "lies before opens_on"),
        ("Europe/Berlin", "Europe/Berln", "is no time zone"),
        ('countries = ["DE"]', 'countries = ["Germany"]', "is no country code"),
        ("holdout = 0.25", "holdout = 25", "must lie between 0 and 1"),
        ("holdout = 0.25\n", "", "[audience] holdout: is missing"),
        ("holdout = 0.25", "holdout = 1", "leaves nobody"),
        ("max = 500", "max = 0", "must be at least 1"),
        ("min = 1", "min = 501", "is less than min"),
        ("segments/warm.toml", "segments/wram.toml", 'Did you mean "segments/warm.toml"?'),
        ('needs = ["postal_address"]', 'needs = ["adress"]', 'Did you mean "postal_address"?'),
        ("share = 0.5", "share = 0.4", "add up to 0.9"),
        ('name = "B"', 'name = "A"', "must be given once"),
        ('channel = "email"', 'channel = "mail"', 'Did you mean "email"?'),
        ('"letter/spring"', '"letter/sping"', 'Did you mean "letter/spring"?'),
        ('"letter/spring"', '"email/spring"', "is no template for letter"),
        ('"din5008-b"', '"din5008-c"', "there is no such vendor profile"),
        ("drop_on = 2027-03-03", "drop_on = 2027-05-03", "outside of the campaign"),
        ('after = "letter + 7d"', 'after = "letter + 90d"', "outside of the campaign"),
        ('after = "letter + 7d"', 'after = "leter + 7d"', 'Did you mean "letter"?'),
        ('after = "letter + 7d"', 'after = "a week later"', 'Write "letter + 7d"'),
        ('after = "letter + 7d"', "", "either drop_on or after"),
        ('send_at = "10:00"', 'send_at = "25:00"', "cannot be read"),
        ('"responded"', '"respnded"', 'Did you mean "responded"?'),
        ('"0.85 EUR"', '"85 cents"', 'Write "0.0873 EUR"'),
        ('"0.85 EUR"', '"0.85 USD"', "more than one currency: EUR, USD"),
        ('cap = "900 EUR"\n', "", "[budget] cap: is missing"),
        ('"Karla Kontrolle"', '"Karla\\nKontrolle"', "must be one line"),
        ("max = 2 }", "max = 0 }", "must be at least 1"),
    ],
)
def test_a_fault_is_named(workspace, old, new, said):
    with pytest.raises(InputError) as caught:
        load(workspace, old, new)
    assert said in str(caught.value)
    assert "spring.toml" in str(caught.value)


def test_a_broken_file_is_one_sentence(workspace):
    with pytest.raises(InputError, match="is no TOML"):
        load(workspace, "[campaign]", "[campaign")


def test_the_example_of_a_new_campaign_is_a_good_brief(workspace):
    (workspace / "segments" / "warm.toml").unlink()
    path = new_campaign("autumn", workspace=workspace)
    brief = load_brief(path, workspace=workspace, templates=workspace / "templates")
    assert brief.id == "autumn"
    assert brief.audience.holdout_key == "autumn"
