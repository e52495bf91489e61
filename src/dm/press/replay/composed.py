"""A letter composed: its lines, marks and links at the places of its class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dm.press.marks import Rectangle
from dm.press.replay import boxes
from dm.press.replay.classes import Frame, LetterClass, Place, Set, target
from dm.press.replay.drawn import Mark
from dm.press.replay.fences import Fenced
from dm.press.replay.figures import figures_shown
from dm.press.replay.flows import Said
from dm.press.replay.said import Placed, glyphs_of, inked, moving_links, shown_text
from dm.press.replay.sheets import Link, Page, Sheets, Shown
from dm.press.replay.stacks import Moved, Vector
from dm.press.replay.words import Words


@dataclass(frozen=True, slots=True)
class Replayed:
    """A letter ready to be written: for each page its size and content, its address, and whether it was a lesson."""

    frame: Frame
    kind: LetterClass
    pages: tuple[Page, ...]
    address: tuple[tuple[str, Rectangle], ...]
    taught: bool
    moved: bool
    letter: Fenced


@dataclass(slots=True)
class Following:
    """A letter whose lines are set, with the class that it follows."""

    frame: Frame
    done: list[Set]
    vector: Vector | None
    kind: LetterClass
    moved: Moved

    def places(self, flow: int) -> list[Place]:
        """Where a flow's lines stand."""
        return self.kind.places(flow, self.vector[flow] if self.vector else (), self.moved)

    def composed(
        self, letter: Fenced, marks: dict[int, Mark], sheets: Sheets, words: Words, *, taught: bool
    ) -> Replayed:
        """The letter, ready to be written."""
        kind, moved = self.kind, self.moved
        contents = [page.shown(moved, sheets) for page in kind.pages]
        for paint, spot in kind.paints:
            if spot.place in moved.hidden:
                continue
            under = self.done[paint.flow]
            down, taller = moved.shifts[spot.place], moved.grown[spot.growth]
            contents[paint.page].append(paint.shown(under.moved, under.width, down, taller))
        for table, spots in kind.tables:
            columns = self.frame.grids[table.grid].columns(self.frame.flows, letter, words)
            contents[table.page].append(table.shown(*columns, moved, spots))
        address: list[tuple[str, Rectangle]] = []
        for at, done in enumerate(self.done):
            if not self.frame.shows(at, letter):
                continue
            said = self._said(at)
            for page, shown in said.shown:
                contents[page].append(shown)
            address += said.address
            flow = self.frame.flows[at]
            if flow.figures:
                for page, shown in figures_shown(flow, done, self.places(at), marks, sheets):
                    contents[page].append(shown)
            sheets.use_all(done.lines)
        for which, place in kind.marks:
            if place.spot.place in moved.hidden:
                continue
            shown = marks[which].shown(place.x, moved.down(place.y, place.spot), place.width, place.height)
            contents[place.page].append(f"0 g {shown}")
        sizes = zip(kind.pages, contents, strict=True)
        links = self._links(letter)
        pages = tuple(
            [
                Page(
                    leaf.width,
                    leaf.height,
                    "\n".join(parts),
                    tuple([link for page, link in links if page == number]),
                    leaf.bleed,
                )
                for number, (leaf, parts) in enumerate(sizes)
            ]
        )
        return Replayed(self.frame, kind, pages, tuple(address), taught, moved.anything, letter)

    def _said(self, number: int) -> Said:
        """What a flow's lines say; many a flow is the same in many letters."""
        done = self.done[number]
        key = (self.kind.serial, number, done.moved, self.moved.at([place.spot for place in self.kind.lines[number]]))
        said = done.lines.said.get(key)
        if said is None:
            places = self.places(number)
            texts = self._texts(places, number)
            inside = texts if self.frame.in_address[number] else []
            behind = inked(self.frame.flows[number], done, places)
            said = done.lines.said[key] = Said(
                [*behind, *((text.page, shown_text(text)) for text in texts)],
                [(text.fragment.text, text.box) for text in inside if text.page == 0 and text.inked],
            )
        return said

    def _texts(self, places: Sequence[Place], number: int) -> list[Placed]:
        placed = []
        flow, done = self.frame.flows[number], self.done[number]
        for line, elements, place in zip(done.lines, done.lines.signatures, places, strict=True):
            start = boxes.start_of(flow, place.x + done.moved, line, done.width)
            _, known = flow.lines[elements]
            for one in line:
                # WeasyPrint draws nothing of a text of spaces but the line under it
                if one.ruled or not one.text.isspace():
                    base, top, high = known[one.element]
                    placed.append(
                        Placed(place.page, one, start + one.x, place.y + base, place.y + top, high, place.turned)
                    )
        return placed

    def _links(self, letter: Fenced) -> list[tuple[int, Link]]:
        links = [
            (
                place.page,
                Link(place.x, self.moved.down(place.y, place.spot), place.width, place.height, target(parts, letter)),
            )
            for place, parts in self.kind.links
            if place.spot.place not in self.moved.hidden
        ]
        for which, (flow, done) in enumerate(zip(self.frame.flows, self.done, strict=True)):
            if flow.inlines and self.frame.shows(which, letter):
                links += moving_links(flow, done, self.places(which), letter)
        return links

    def shown(self, letter: Fenced) -> list[tuple[int, Shown]]:
        """All its texts, with their pages."""
        flows = [flow for flow in range(len(self.done)) if self.frame.shows(flow, letter)]
        texts = [text for number in flows for text in self._texts(self.places(number), number)]
        moving = [(one.page, Shown(one.x, one.y, (f"[{glyphs_of(one.fragment)}] TJ",))) for one in texts if one.inked]
        fixed = [
            (page, replace(text, y=self.moved.down(text.y, spot)))
            for page, text, spot in self.kind.fixed
            if spot.place not in self.moved.hidden
        ]
        return [*fixed, *moving]
