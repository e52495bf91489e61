"""Letters that differ in how often loops went round and which conditions held, as letters of one skeleton.

The union of several skeletons has every turn and every branch that one of them has, each a *unit*. A letter of it has
values of its own where its units are, and others' where it has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from dm.press.replay.fences import OPEN, Fenced, plain
from dm.press.replay.inside import StrangeTextError
from dm.press.turns import STATEMENT, STATEMENT_ENDS, TURN, TURN_ENDS

# The comments that stand in a union's skeleton where a unit begins and ends.
BEGINS, ENDS = "\ue0f2", "\ue0f3"
_COMMENT = re.compile(f"<!--[{BEGINS}{ENDS}]\\d+-->")
# More would hardly fit a page.
_MOST = 60
_PIECES = re.compile(f"({STATEMENT[0]}\\d+{STATEMENT[1]}|{TURN[0]}\\d+{TURN[1]}|{TURN_ENDS}|{STATEMENT_ENDS})")
_TAG = re.compile(r"<!--.*?-->|<(/?)([a-z][\w-]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>", re.IGNORECASE | re.DOTALL)
_EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Elements that stand within text.
_WITHIN = frozenset(
    "a abbr b bdi bdo br cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub sup svg "
    "time tt u var wbr".split()
)
# Values in whose stead any text may stand.
_TEXT = re.compile(r"[^<:/@]*\S[^<:/@]*")
_FILL = "x"

Key = tuple[int, str, tuple[str, ...]]


@dataclass(slots=True)
class Turn:
    """What one turn of a loop or one branch wrote."""

    branch: str
    nodes: list[str | Statement] = field(default_factory=list)


@dataclass(slots=True)
class Statement:
    """A condition or a loop."""

    number: str
    turns: list[Turn] = field(default_factory=list)


@dataclass(slots=True)
class _Unit:
    nodes: list[str | _Choice]
    number: int = -1


@dataclass(slots=True)
class _Choice:
    """A statement of the union: its units by their place, their branch and what they are made of."""

    number: str
    units: dict[Key, _Unit] = field(default_factory=dict)

    def sorted(self) -> list[_Unit]:
        """In the order of their places."""
        return [unit for _, unit in sorted(self.units.items(), key=lambda one: one[0][:2])]


@dataclass(frozen=True, slots=True)
class _Share:
    """How letters of a skeleton are part of a union: where each of their values stands in it, and what they lack."""

    places: tuple[int, ...]
    absent: frozenset[int]


class Union:
    """Some letters' skeletons as one."""

    def __init__(self, skeleton: str, shares: Mapping[str, _Share], fill: Sequence[str]) -> None:
        self.skeleton, self._shares, self._fill = skeleton, shares, tuple(fill)

    def member(self, letter: Fenced) -> Fenced:
        """The letter as one of the union's."""
        share = self._shares[letter.skeleton]
        values = list(self._fill)
        for place, value in zip(share.places, letter.values, strict=True):
            values[place] = value
        return Fenced(self.skeleton, tuple(values), share.absent, alone(letter))


def alone(letter: Fenced) -> Fenced:
    """The letter by itself."""
    return Fenced(plain(letter.skeleton), letter.values)


def filled(letter: Fenced) -> Fenced:
    """The letter with any text in its values' stead: what its boxes are does not depend on that."""
    return replace(letter, values=tuple([_filled(value) for value in letter.values]))


def _filled(value: str) -> str:
    return _FILL if _TEXT.fullmatch(value) else value


def united(letters: Sequence[Fenced | None]) -> list[Fenced | None]:
    """The letters, those that have much in common as letters of one skeleton. What becomes of a letter depends on it
    and on the others here."""
    first: dict[str, Fenced] = {}
    for letter in letters:
        if letter is not None:
            first.setdefault(letter.skeleton, letter)
    families: dict[tuple[str, ...], list[str]] = {}
    for skeleton in first:
        if STATEMENT[0] in skeleton:
            families.setdefault(_made_of(_tree(skeleton)), []).append(skeleton)
    unions = {}
    for skeletons in families.values():
        union = _union([first[skeleton] for skeleton in skeletons]) if len(skeletons) > 1 else None
        if union:
            unions.update(dict.fromkeys(skeletons, union))
    return [
        letter and (unions[letter.skeleton].member(letter) if letter.skeleton in unions else alone(letter))
        for letter in letters
    ]


def _union(letters: Sequence[Fenced]) -> Union | None:
    nodes: list[str | _Choice] = _empty(_tree(letters[0].skeleton))
    for letter in letters:
        _take_up(nodes, _tree(letter.skeleton))
    writer = _Writer()
    writer.write(nodes)
    if not 0 < writer.units <= _MOST:
        return None
    shares, fill = {}, [""] * writer.values
    known: set[int] = set()
    for letter in letters:
        reader = _Follower()
        reader.follow(nodes, _tree(letter.skeleton))
        shares[letter.skeleton] = _Share(tuple(reader.places), frozenset(range(writer.units)) - reader.present)
        for place, value in zip(reader.places, letter.values, strict=True):
            if place not in known:
                fill[place] = _filled(value)
                known.add(place)
    return Union("".join(writer.parts), shares, fill)


# a skeleton's statements


@lru_cache(maxsize=512)
def _tree(skeleton: str) -> tuple[str | Statement, ...]:
    """The skeleton's text and statements."""
    pieces = iter(_PIECES.split(skeleton))
    return tuple(_joined(_read(pieces)))


def _read(pieces: Iterator[str]) -> Iterator[str | Statement]:
    for piece in pieces:
        if piece in (TURN_ENDS, STATEMENT_ENDS):
            return
        if piece[:1] == STATEMENT[0]:
            statement = Statement(piece[1:-1])
            for turn in pieces:
                if turn == STATEMENT_ENDS:
                    break
                if turn[:1] == TURN[0]:
                    statement.turns.append(Turn(turn[1:-1], [*_joined(_read(pieces))]))
            yield statement
        elif piece:
            yield piece


def _joined(nodes: Iterator[str | Statement]) -> Iterator[str | Statement]:
    """The nodes, where statements that are not whole elements are text."""
    text = ""
    for node in nodes:
        if isinstance(node, Statement) and all(_is_whole(_written(turn.nodes)) for turn in node.turns):
            yield text
            yield node
            text = ""
        else:
            text += node if isinstance(node, str) else "".join(_written(turn.nodes) for turn in node.turns)
    yield text


def _written(nodes: Sequence[str | Statement]) -> str:
    return "".join(
        node if isinstance(node, str) else "".join(_written(turn.nodes) for turn in node.turns) for node in nodes
    )


def _is_whole(text: str) -> bool:
    """Whether this is whole elements with nothing but spaces between them, and none that stands within text."""
    open_: list[str] = []
    end = 0
    for tag in _TAG.finditer(text):
        if not open_ and text[end : tag.start()].strip():
            return False
        end = tag.end()
        name = (tag[2] or "").lower()
        if not name or (name in _EMPTY and open_):
            continue
        if not open_ and name in _WITHIN:
            return False
        if tag[1]:
            if not open_ or open_.pop() != name:
                return False
        elif not tag[3].endswith("/") and name not in _EMPTY:
            open_.append(name)
    return not open_ and not text[end:].strip()


def _made_of(nodes: Sequence[str | Statement]) -> tuple[str, ...]:
    """What letters must have in common to be of one union: their text and their statements, in order."""
    return tuple([node if isinstance(node, str) else f"{STATEMENT[0]}{node.number}" for node in nodes])


# the union


def _empty(nodes: Sequence[str | Statement]) -> list[str | _Choice]:
    return [node if isinstance(node, str) else _Choice(node.number) for node in nodes]


def _take_up(into: Sequence[str | _Choice], nodes: Sequence[str | Statement]) -> None:
    for choice, node in zip(into, nodes, strict=True):
        if isinstance(choice, _Choice) and isinstance(node, Statement):
            for key, turn in _keyed(node):
                unit = choice.units.setdefault(key, _Unit(_empty(turn.nodes)))
                _take_up(unit.nodes, turn.nodes)


def _keyed(statement: Statement) -> Iterator[tuple[Key, Turn]]:
    for place, turn in enumerate(statement.turns):
        yield (place, turn.branch, _made_of(turn.nodes)), turn


@dataclass(slots=True)
class _Writer:
    """Writes a union's skeleton, and numbers its units and values."""

    parts: list[str] = field(default_factory=list)
    units: int = 0
    values: int = 0

    def write(self, nodes: Sequence[str | _Choice]) -> None:
        """These nodes."""
        for node in nodes:
            if isinstance(node, str):
                self.parts.append(node)
                self.values += node.count(OPEN)
                continue
            for unit in node.sorted():
                unit.number = number = self.units
                self.units += 1
                self.parts.append(f"<!--{BEGINS}{number}-->")
                self.write(unit.nodes)
                self.parts.append(f"<!--{ENDS}{number}-->")


@dataclass(slots=True)
class _Follower:
    """Finds a letter's values and units in a union."""

    places: list[int] = field(default_factory=list)
    present: set[int] = field(default_factory=set)
    _next: int = 0

    def follow(self, nodes: Sequence[str | _Choice], letter: Sequence[str | Statement]) -> None:
        """These nodes of both."""
        for choice, node in zip(nodes, letter, strict=True):
            if isinstance(choice, _Choice) and isinstance(node, Statement):
                own = dict(_keyed(node))
                mine = {choice.units[key].number: (choice.units[key], turn) for key, turn in own.items()}
                for unit in choice.sorted():
                    self._unit(unit, mine.get(unit.number))
            elif isinstance(node, str):
                count = node.count(OPEN)
                self.places += range(self._next, self._next + count)
                self._next += count

    def _unit(self, unit: _Unit, mine: tuple[_Unit, Turn] | None) -> None:
        if mine:
            self.present.add(unit.number)
            self.follow(unit.nodes, mine[1].nodes)
        else:
            self._next += _values(unit.nodes)


def _values(nodes: Sequence[str | _Choice]) -> int:
    return sum(
        node.count(OPEN) if isinstance(node, str) else sum(_values(unit.nodes) for unit in node.sorted())
        for node in nodes
    )


# a document's units


def is_united(skeleton: str) -> bool:
    """Whether it is a union's."""
    return f"<!--{BEGINS}" in skeleton


def without_units(html: str) -> str:
    """The HTML without the comments of units."""
    return _COMMENT.sub("", html)


def take_units(root: Any) -> dict[int, list[Any]]:
    """Take the comments of a union's units out of its document, in place, and tell which elements are between; raises
    StrangeTextError. A parser may begin a table's body behind the comment before its first row."""
    nodes = list(root.iter())
    places = {id(node): place for place, node in enumerate(nodes)}
    parents = {id(child): parent for parent in nodes for child in parent}
    lasts = list(range(len(nodes)))
    for place in range(len(nodes) - 1, 0, -1):
        above = places[id(parents[id(nodes[place])])]
        lasts[above] = max(lasts[above], lasts[place])
    begins, ends = (
        {int(node.text[1:]): place for place, node in enumerate(nodes) if _is_mark(node, mark)}
        for mark in (BEGINS, ENDS)
    )
    if begins.keys() != ends.keys():
        raise StrangeTextError("a unit that the parser moves")
    found = {}
    for unit, begin in begins.items():
        end = ends[unit]
        inside = [place for place in range(begin + 1, end) if isinstance(nodes[place].tag, str) and lasts[place] < end]
        outer = set(inside)
        found[unit] = [nodes[place] for place in inside if places[id(parents[id(nodes[place])])] not in outer]
    for node in nodes:
        if _is_mark(node, BEGINS) or _is_mark(node, ENDS):
            _take_out(node, parents[id(node)])
    return found


def _is_mark(node: Any, mark: str) -> bool:
    return not isinstance(node.tag, str) and (node.text or "")[:1] == mark


def _take_out(comment: Any, parent: Any) -> None:
    """Its text goes to what is before it."""
    at = list(parent).index(comment)
    if comment.tail and at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + comment.tail
    elif comment.tail:
        parent.text = (parent.text or "") + comment.tail
    parent.remove(comment)
