"""The operators of pages and forms, as a row of tokens: numbers, names, strings in hexadecimal, operators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

NUMBER = r"[-+]?[\d.]+"
# Rectangles that follow each other (a mark has hundreds) are one token, and so is a text with its operator.
_TOKEN = re.compile(
    rf"(?:{NUMBER} {NUMBER} {NUMBER} {NUMBER} re\s+){{2,}}"
    r"|\[[^\]]*\]\s*TJ\b"
    r"|<[0-9A-Fa-f\s]*>|/[^\s/<>\[\]()%{}]*|[^\s<>\[\]()/%{}]+|[\[\]]"
)
# Strings in brackets, dictionaries, comments and pictures within the content are left to pikepdf: it knows all of PDF.
_RARE = ("(", "%", "#", "<<")
_SHOWN = re.compile(r"<([0-9A-Fa-f\s]*)>|([-+]?[\d.]+)")
_PICTURE = re.compile(r"(?:^|\s)BI\s")


def instructions(stream: Any) -> Iterator[tuple[Any, Any]]:
    """Operands and operator of each instruction of a page or a form."""
    for one in pikepdf.parse_content_stream(stream):
        yield one.operands, one.operator


def plain(stream: Any) -> str | None:
    """The content of a page or a form where it holds numbers, names, strings in hexadecimal and operators alone."""
    text = _content(stream).decode("latin-1")
    rare = any(mark in text for mark in _RARE) or ("BI" in text and _PICTURE.search(text))
    return None if rare else text


def tokens(stream: Any) -> list[str]:
    """The tokens of a page or a form; rectangles in a row are one that ends with a blank, a text is one with its TJ."""
    text = plain(stream)
    if text is not None:
        return _TOKEN.findall(text)
    told: list[str] = []
    for operands, operator in instructions(stream):
        for operand in operands:
            _tell(operand, told)
        told.append(str(operator))
    return told


def rectangles(token: str) -> list[tuple[float, float, float, float]]:
    """What a token of several rectangles says."""
    numbers = [*map(float, token.replace("re", " ").split())]
    return list(zip(numbers[::4], numbers[1::4], numbers[2::4], numbers[3::4], strict=True))


def shown(text: str) -> list[bytes | float]:
    """The strings of a text, and the numbers between them."""
    return [float(number) if number else bytes.fromhex(_even(digits)) for digits, number in _SHOWN.findall(text)]


def _content(stream: Any) -> bytes:
    held = stream.obj.get("/Contents", pikepdf.Array()) if isinstance(stream, pikepdf.Page) else stream
    parts = [held] if isinstance(held, pikepdf.Stream) else list(held)
    return b"\n".join(part.read_bytes() for part in parts)


def _even(digits: str) -> str:
    digits = "".join(digits.split())
    return digits + "0" * (len(digits) % 2)


def _tell(operand: Any, told: list[str]) -> None:
    if isinstance(operand, pikepdf.String):
        told.append(f"<{bytes(operand).hex()}>")
    elif isinstance(operand, pikepdf.Array):
        told.append("[")
        for one in operand:
            _tell(one, told)
        told.append("]")
    elif not isinstance(operand, pikepdf.Dictionary | pikepdf.PdfInlineImage):
        told.append(str(operand))
