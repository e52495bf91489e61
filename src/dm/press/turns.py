"""Marks around what a template's conditions and loops wrote, set into its tree before Jinja compiles it.

Whoever knows them can tell letters apart that differ only in how often a loop went round and which condition held.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

# A statement (its number between the two) and its end; each turn of a loop, or the branch taken, and its end.
STATEMENT = ("\ue0f2", "\ue0f3")
TURN = ("\ue0f4", "\ue0f5")
TURN_ENDS, STATEMENT_ENDS = "\ue0f6", "\ue0f7"
# Around a statement that writes no markup: all of it together is one value.
PHRASE = ("\ue0f8", "\ue0f9")
MARKS = re.compile(
    f"{STATEMENT[0]}\\d*{STATEMENT[1]}|{TURN[0]}\\d*{TURN[1]}|[{TURN_ENDS}{STATEMENT_ENDS}{PHRASE[0]}{PHRASE[1]}]"
)
# What takes text up and may do something else with it.
_TAKES_TEXT = (nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.AssignBlock)
# What may write markup that is not seen here.
_UNSEEN = (nodes.Include, nodes.Block, nodes.CallBlock, nodes.FilterBlock)


class MarkingEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, whose templates mark what their conditions and loops write."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _mark(tree, _numbers(name or ""))
        return tree


def without_turns(text: str) -> str:
    """The text without these marks."""
    if STATEMENT_ENDS not in text and PHRASE[0] not in text:
        return text
    return MARKS.sub("", text)


def _numbers(name: str) -> Iterator[str]:
    of_file = zlib.crc32(name.encode())
    number = 0
    while True:
        yield f"{of_file}{number:03d}"
        number += 1


def _mark(node: nodes.Node, numbers: Iterator[str]) -> None:
    for name in node.fields:
        inner = getattr(node, name, None)
        if isinstance(inner, list):
            setattr(node, name, [one for child in inner for one in _marked(child, numbers)])


def _marked(node: Any, numbers: Iterator[str]) -> list[Any]:
    """The node, with marks around it where it is a statement that writes something."""
    if not isinstance(node, nodes.Stmt) or isinstance(node, _TAKES_TEXT):
        return [node]
    if not isinstance(node, nodes.If | nodes.For) or next(node.find_all(nodes.Output), None) is None:
        _mark(node, numbers)
        return [node]
    if not _writes_markup(node):
        return [_text(PHRASE[0]), node, _text(PHRASE[1])]
    number = next(numbers)
    for branch, body in enumerate(_bodies(node)):
        inner = [one for child in body for one in _marked(child, numbers)]
        body[:] = [_text(f"{TURN[0]}{branch}{TURN[1]}"), *inner, _text(TURN_ENDS)]
    return [_text(f"{STATEMENT[0]}{number}{STATEMENT[1]}"), node, _text(STATEMENT_ENDS)]


def _bodies(node: nodes.If | nodes.For) -> list[list[nodes.Node]]:
    """What a condition or a loop may write, each as its list of nodes."""
    if isinstance(node, nodes.For):
        found = [node.body, node.else_]
    else:
        found = [node.body, *(other.body for other in node.elif_), node.else_]
    return [body for body in found if body]


def _writes_markup(node: nodes.Node) -> bool:
    if any("<" in data.data or ">" in data.data for data in node.find_all(nodes.TemplateData)):
        return True
    # a macro or a mark
    called = (call for output in node.find_all(nodes.Output) for call in output.find_all(nodes.Call))
    return any(isinstance(call.node, nodes.Name) for call in called) or any(node.find_all(_UNSEEN))


def _text(text: str) -> nodes.Output:
    return nodes.Output([nodes.TemplateData(text)])
