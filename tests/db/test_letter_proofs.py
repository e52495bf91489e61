"""Proofs of templates that would never end, or take all memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from dm.channels import letter
from dm.errors import TemplateError
from tests.db.letter_world import NOW, make_campaign, office_for, plan_letters


def test_a_proof_of_a_template_that_eats_the_memory_names_the_letter(engine: Engine, tmp_path: Path) -> None:
    office = office_for(engine, tmp_path)
    make_campaign(engine)
    plan_letters(engine)
    for body in (tmp_path / "templates/letter/spring").glob("body*.html"):
        body.write_text("{{ 'x' * 3000000000 }}")
    with pytest.raises(TemplateError, match=r"piece \w+: letter/spring/body.*takes more memory than a letter may"):
        letter.make_proofs(office, "spring", NOW)
    assert not list((tmp_path / "out/spring/proofs").iterdir())
