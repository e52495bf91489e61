"""What vendors send back of single pieces: any table, never the wrong piece."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from dm.channels.letter.piece_lists import states_in
from dm.errors import InputError

ITEMS = [
    {
        "batch_id": "L1",
        "piece_id": f"KA{number:02d}",
        "sequence": number,
        "mark_payload": f"0000001.00000{number:02d}.01.02",
    }
    for number in range(1, 31)
]


def said(content: str | bytes) -> dict[str, list[str]]:
    data = content.encode() if isinstance(content, str) else content
    return states_in(data, ITEMS, Path("back.csv"), "spoiled")


@pytest.mark.parametrize(
    "content",
    [
        "KA03\nKA04\n",
        "3-4",
        "3, 4\n",
        "3;4",
        "piece_id\rKA03\rKA04\r",
        "Piece ID | reason\nka03|torn\n|\nKA04|torn\n",
        "sep=,\r\nbatch_id,sequence,piece_id\r\nL1,3,KA03\r\nL1,4,KA04\r\n",
        "mark\n0000001.0000003.01.02\n0000001.0000003.02.02\n0000001.0000004.02.02\n",
        "piece_id\r\nKA03\r\nKA04\r\n".encode("utf-16"),
        "piece_id;\u043f\u0440\u0438\u0447\u0438\u043d\u0430\r\nKA03;\u0441\u043c\u044f\u0442\u0438\u0435\r\nKA04;\r\n".encode(
            "cp1251"
        ),
    ],
)
def test_pieces_are_found_in_any_table(content: str | bytes) -> None:
    assert said(content) == {"spoiled": ["KA03", "KA04"]}


def test_states_are_read_of_each_line_and_of_workbooks() -> None:
    assert said("sequence;Status\n3;Posted\n;\n4-5;spoiled\n") == {"posted": ["KA03"], "spoiled": ["KA04", "KA05"]}
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        for row, cells in enumerate((("sequence", "state"), (3, "printed"), (4, "posted"))):
            sheet.write_row(row, 0, cells)
    assert said(book.getvalue()) == {"printed": ["KA03"], "posted": ["KA04"]}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("batch_id;sequence\nL2;3\n", "line 2 is of batch 'L2', not of L1"),
        ("piece_id;sequence\nKA03;4\n", "line 2 names two pieces"),
        ("piece_id;state\nKA03;lost\n", "line 2: the state 'lost' is unknown"),
        ("state\nprinted\n", "no column piece_id or sequence"),
        ("sequence;state\n;printed\n", "line 2 names no piece"),
        ("29-31", "line 1: '29-31' is neither"),
        ("5-3", "neither"),
        ("1-99999999999999999999", "neither"),
        ("piece_id;state\n", "names no piece"),
        ("", "names no piece"),
        ("piece_id\nKA\x0003\n", "is not text"),
        ('piece_id\n"' + "x" * 200_000, "is no CSV|is neither a piece"),
        (b"PK\x03\x04 no workbook", "no workbook that can be read"),
    ],
)
def test_what_names_no_piece_of_the_batch_is_refused_with_its_line(content: str | bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        said(content)
