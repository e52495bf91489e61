"""Every template, from its sample: the same words, the same look."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from tests.golden.pictures import EXPECTED, Sample, page_pictures, page_texts, printed, shown

REWRITE = "If the change is wanted, run `python tests/golden/pictures.py` and look at the pictures."
# Pango and FreeType of another machine move hairlines by fractions of a pixel; a moved line of text is 4 and more.
NEAR = 3.0


@pytest.mark.parametrize("sample", list(shown()), ids=lambda sample: sample.name)
def test_a_screen_part_reads_as_expected(sample: Sample) -> None:
    assert sample.text() == (EXPECTED / f"{sample.name}.txt").read_text("utf-8"), REWRITE


@pytest.mark.parametrize("sample", list(printed()), ids=lambda sample: sample.name)
def test_a_printed_part_reads_and_looks_as_expected(sample: Sample) -> None:
    pdf = sample.pdf()
    assert page_texts(pdf) == (EXPECTED / f"{sample.name}.txt").read_text("utf-8"), REWRITE
    for number, picture in enumerate(page_pictures(pdf), start=1):
        wanted = Image.open(EXPECTED / f"{sample.name}-{number}.png")
        assert picture.size == wanted.size
        assert _distance(picture, wanted) < NEAR, REWRITE


@pytest.mark.parametrize("sample", [*printed(), *shown()], ids=lambda sample: sample.name)
def test_nothing_is_left_open(sample: Sample) -> None:
    text = sample.text()
    assert "None" not in text
    assert "{{" not in text
    assert "Dear ," not in text


def _distance(one: Image.Image, other: Image.Image) -> float:
    return float(np.abs(np.asarray(one, float) - np.asarray(other.convert("L"), float)).mean())
