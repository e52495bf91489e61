"""What the documentation names exists, and what exists is documented."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from PIL import Image

from dm import settings
from dm.channels.courier.parcel import Parcel
from dm.cli import cli, global_first
from dm.plan import brief_file, brief_waves

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", ROOT / "consent" / "README.md", ROOT / "templates" / "README.md", *ROOT.glob("docs/*.md")]
HEAVIEST_PICTURE = 150_000


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def commands(text: str) -> Iterator[str]:
    """Every `dm …`, in blocks and within sentences, without a comment behind it."""
    for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL):
        yield from (line.split("  #")[0].split(" && ")[0] for line in block.splitlines() if line.startswith("dm "))
    yield from re.findall(r"`(dm [^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def problem_of(written: str) -> str:
    """Walk the command's words down the command line; "" when all of them exist."""
    words = global_first([word for word in shlex.split(written)[1:] if word != "…"])
    here: click.Command = cli
    for word in words:
        name = word.partition("=")[0]
        if name.startswith("--"):
            if name not in {"--help", *(opt for one in here.params + cli.params for opt in one.opts)}:
                return f"`{written}`: there is no {name}"
        elif isinstance(here, click.Group) and re.fullmatch(r"[a-z]+", word):
            found = here.get_command(click.Context(here), word)
            if found is None:
                return f"`{written}`: there is no {word}"
            here = found
    return ""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(path):
    assert [problem for written in commands(path.read_text(encoding="utf-8")) if (problem := problem_of(written))] == []


def test_a_command_that_does_not_exist_is_noticed():
    assert problem_of("dm plan x.toml --colour red")
    assert problem_of("dm campaign paint spring")
    assert problem_of("dm conquer")


def test_every_verb_is_named_somewhere():
    told = " ".join(path.read_text(encoding="utf-8") for path in PAGES)
    assert [verb for verb in cli.list_commands(click.Context(cli)) if f"dm {verb}" not in told] == []


def test_every_setting_is_documented_and_no_other():
    known = {f"[{table}] {key}" if table else key for table, keys in settings._KNOWN.items() for key in keys}
    told = {row.split("`")[1] for row in page("settings.md").splitlines() if row.startswith("| `")}
    assert known - told == set()
    assert {name for name in told if not name.isupper()} - known == set()


def test_every_variable_of_the_environment_is_documented():
    code = (ROOT / "src" / "dm" / "wiring.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"((?:DM|PREFECT)_[A-Z_]+)"', code)) | {"DM_SECRET_KEY_FILE", "DM_SUPPRESSION_KEY_FILE"}
    assert [name for name in sorted(read) if f"`{name}`" not in page("settings.md")] == []


@pytest.mark.parametrize(
    "keys",
    [
        brief_file._TABLES,
        brief_file._CAMPAIGN,
        brief_file._AUDIENCE,
        brief_file._SEED_FIELDS,
        brief_waves._WAVE,
        ("days", "max", "name", "share", "offer", "verified_within_days", "freshness_days", "needs"),
        ("cap", "margin_per_order", "two_approvals_above"),
        [*{one.name for one in fields(Parcel)} - {"opens", "closes", "currency"}, "window"],
    ],
    ids=["tables", "campaign", "audience", "seeds", "wave", "within", "budget", "parcel"],
)
def test_every_key_of_a_brief_is_documented(keys):
    told = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`+([^`]+)`", page("campaign-file.md"), re.DOTALL))))
    assert sorted(set(keys) - told) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(path):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_pictures_are_light_and_used():
    told = " ".join(path.read_text(encoding="utf-8") for path in PAGES)
    for picture in ROOT.glob("docs/pictures/*"):
        assert picture.name in told
        assert picture.stat().st_size < HEAVIEST_PICTURE
        with Image.open(picture) as image:
            assert image.width <= 1200
