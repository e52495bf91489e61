"""Call scripts: a graph of what to say and ask, checked on reading, spoken in the person's language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dm.errors import TemplateError
from dm.press.folders import Template
from dm.press.names import nearest
from dm.press.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person may answer, and the node that follows."""

    text: str
    next: str


@dataclass(frozen=True, slots=True)
class Node:
    """One step: `must` is a statement the agent may not skip, `set` the field that the answer fills."""

    id: str
    say: str
    ask: str = ""
    set: str = ""
    hint: str = ""
    must: bool = False
    disposition: str = ""
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Objection:
    """A card that can be opened at any node and returns there."""

    id: str
    title: str
    say: str


@dataclass(frozen=True, slots=True)
class Script:
    """A whole call."""

    title: str
    start: str
    language: str
    nodes: Mapping[str, Node]
    objections: tuple[Objection, ...]


def load_script(template: Template, language: str = "") -> Script:
    """script.toml in that language; a node that leads nowhere or is never reached is refused."""
    name = template.part("script.toml", language)
    try:
        data = tomllib.loads((template.folder / name).read_text(encoding="utf-8"))
        nodes = {key: _node(key, row) for key, row in data["node"].items()}
        cards = tuple(Objection(id=key, **row) for key, row in data.get("objection", {}).items())
        script = Script(data["title"], data["start"], template.language_of("script.toml", language), nodes, cards)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise TemplateError(f"{template.name}/{name} is not a script: {error}.") from error
    _check(script, f"{template.name}/{name}")
    return script


def spoken(script: Script, template: Template, context: Mapping[str, Any]) -> Script:
    """The script with this person's values in every line."""
    sandbox = Sandbox(template)

    def said(text: str) -> str:
        return sandbox.render_line(text, context, script.language) if text else ""

    nodes = {
        key: replace(node, say=said(node.say), ask=said(node.ask), hint=said(node.hint))
        for key, node in script.nodes.items()
    }
    return replace(script, nodes=nodes, objections=tuple(replace(c, say=said(c.say)) for c in script.objections))


def _node(key: str, row: dict[str, Any]) -> Node:
    answers = tuple(Answer(**answer) for answer in row.pop("answers", []))
    return Node(id=key, answers=answers, **row)


def _check(script: Script, name: str) -> None:
    reached: set[str] = set()
    waiting = [script.start]
    while waiting:
        key = waiting.pop()
        if key not in script.nodes:
            raise TemplateError(f"{name}: there is no node {key!r}.", hint=nearest(key, script.nodes))
        if key not in reached:
            reached.add(key)
            waiting += [answer.next for answer in script.nodes[key].answers]
    for key, node in script.nodes.items():
        if key not in reached:
            raise TemplateError(f"{name}: no answer leads to the node {key!r}.", hint="Name it as `next` of an answer.")
        if not node.answers and not node.disposition:
            raise TemplateError(f"{name}: the node {key!r} has neither answers nor a disposition.")
