"""A lesson: what one letter laid out by WeasyPrint teaches about all letters of its skeleton."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from dm.press.replay import boxes
from dm.press.replay.bands import Fixed, Leaf, banded
from dm.press.replay.beside import Rooms, check_alone, rooms_of
from dm.press.replay.classes import PRESENT, Column, Fences, Frame, LetterClass, Parts, Place
from dm.press.replay.deciding import undecided, uneven_tables
from dm.press.replay.drawn import read_mark
from dm.press.replay.fences import Fenced
from dm.press.replay.flows import Flow
from dm.press.replay.grids import Laid, is_captioned, is_plain, read_grid, table_boxes
from dm.press.replay.inside import StrangeTextError, kinds
from dm.press.replay.lined import measured_in
from dm.press.replay.paints import Paint, paint_of, unpainted
from dm.press.replay.places import Block, Room, around_of, room_for, turn_of
from dm.press.replay.rows import row_boxes, row_width, texts_only
from dm.press.replay.ruled import Painted, paint_table
from dm.press.replay.stacks import EXACT, Vector, still
from dm.press.replay.standing import Standing, read_standing
from dm.press.replay.steady import check_float, steady_links, steady_marks
from dm.press.replay.stretches import Key, Stretch, parted, parting
from dm.press.replay.tracks import column_of, items_of, read_tracks
from dm.press.replay.words import Words


class Lesson:
    """Reads a document that was laid out from a letter's HTML without its fences."""

    def __init__(
        self,
        document: Any,
        root: Any,
        fences: Fences,
        letter: Fenced,
        words: Words,
        tables: dict[int, Laid],
        units: Mapping[int, Sequence[Any]],
    ) -> None:
        self._document, self._fences, self._letter, self._words, self._tables = document, fences, letter, words, tables
        self._units = units
        self._unit_of = {id(element): unit for unit, elements in units.items() for element in elements}
        self._nodes = list(root.iter())
        self._ids = {id(node): number for number, node in enumerate(self._nodes)}
        marks = {id(node): number for number, node in fences.marks.items() if read_mark(letter.values[number])}
        self._known = boxes.Known(fences.texts, self._ids, fences.targets, marks)
        self._parents = {id(child): parent for parent in self._nodes for child in parent}
        self._stretches: dict[int, list[Stretch]] = {}
        self._found = self._parted(document.pages)
        self._floating = boxes.floats(document.pages, fences.texts)
        self._named = boxes.named(document.pages)
        self._pinned = set(fences.elsewhere)
        self._flows: list[Flow] = []
        self._columns: list[Column | None] = []
        self._rooms: list[Rooms] = []
        self._in_address: list[bool] = []
        self._parts: list[Sequence[Block]] = []
        self._grids: list[Any] = []
        self._painted: list[tuple[Any, Paint]] = []
        self._ruled: list[Painted] = []
        self._followed: set[int] = set()
        self.reasons: dict[int, str] = {}

    def learn(self) -> tuple[Frame, LetterClass]:
        """The frame that this letter belongs to, and its class."""
        by_table: dict[int, dict[Key, set[int]]] = {}
        rows: dict[int, tuple[tuple[Any, Any], Block, set[int]]] = {}
        for block, numbers in self._blocks().items():
            try:
                room = room_for(self._found[block])
                if room.table is not None:
                    by_table.setdefault(id(room.table.element), {})[block] = numbers
                elif room.fits is not None:
                    box, parent = room.fits
                    apart = isinstance(parent, kinds.FlexContainerBox | kinds.GridContainerBox)
                    key = id(parent if apart else box)
                    rows.setdefault(key, (room.fits, self._found[block][0], set()))[2].update(numbers)
                else:
                    self._add(block, room)
            except StrangeTextError as strange:
                self._pin(numbers, strange)
        for table in uneven_tables(self._document.pages, self._unit_of):
            by_table.setdefault(table, {})
        for table, blocks in by_table.items():
            every = {number for numbers in blocks.values() for number in numbers}
            self._try(partial(self._add_table, table), every)
        for (box, parent), part, numbers in rows.values():
            add = self._add_grid if isinstance(parent, kinds.GridContainerBox) else self._add_row
            self._try(partial(add, box, parent, part), numbers)
        marks = self._marks()
        links = self._links()
        frame = Frame(
            tuple(sorted(self._pinned)),
            tuple(self._flows),
            tuple(self._in_address),
            tuple(number for number, _ in marks),
            tuple(self._grids),
            tuple(self._columns),
            self._letter,
            [tuple(self._rooms)],
            len(self._units),
        )
        vector = self._vector()
        try:
            units = undecided(self._document.pages, self._units, self._followed)
            standing = read_standing(self._document.pages, self._parts, vector, units)
            return frame, self._class(standing, marks, links)
        except StrangeTextError:
            return frame, self._class(Standing(still(len(vector)), {}), marks, links)

    def _class(
        self, standing: Standing, marks: Sequence[tuple[int, Place]], links: Sequence[tuple[Any, Place, Parts]]
    ) -> LetterClass:
        """The class of letters that stand like this one."""
        pages, fixed = self._drawing(marks, standing)
        marked = {id(box.element): standing.spot(box) for box in self._replaced()}
        nodes = self._fences.marks
        return LetterClass(
            pages,
            tuple(self._lines(standing)),
            tuple([(number, place._replace(spot=marked[id(nodes[number])])) for number, place in marks]),
            fixed,
            tuple([(place._replace(spot=standing.spot(box)), parts) for box, place, parts in links]),
            tuple([(paint, standing.spot(box)) for box, paint in self._painted]),
            tuple([(one.paint, tuple([standing.spot(box) for box in one.along])) for one in self._ruled]),
            standing.stack,
        )

    def _vector(self) -> Vector:
        """The heights of all lines, as WeasyPrint set them."""
        heights = [tuple([round(line.height, EXACT) for part in parts for line in part.lines]) for parts in self._parts]
        return (*heights, *[PRESENT for _ in self._units])

    def _replaced(self) -> list[Any]:
        pages = self._document.pages
        return [box for page in pages for box, _ in boxes.walk(page._page_box) if isinstance(box, kinds.ReplacedBox)]

    def _try(self, add: Callable[[], None], numbers: set[int]) -> None:
        """Add several flows, or none."""
        rows: tuple[list[Any], ...] = (self._flows, self._columns, self._in_address, self._parts, self._rooms)
        rows += (self._grids, self._painted, self._ruled)
        before = [len(row) for row in rows]
        try:
            add()
        except StrangeTextError as strange:
            for row, length in zip(rows, before, strict=True):
                del row[length:]
            self._pin(numbers, strange)

    def _pin(self, numbers: set[int], strange: StrangeTextError) -> None:
        self._pinned |= numbers
        self.reasons.update(dict.fromkeys(numbers, str(strange)))

    def _parted(self, pages: Sequence[Any]) -> dict[Key, list[Block]]:
        """The blocks of each stretch of text."""
        nodes = {id(node): node for node in self._nodes}
        beside = parting(pages)
        found: dict[Key, list[Block]] = {}
        for element, parts in boxes.blocks(pages).items():
            try:
                stretches, by_number = parted(nodes[element], parts, beside)
            except StrangeTextError:
                stretches, by_number = [], {}
            self._stretches[element] = stretches
            found |= {(element, number): blocks for number, blocks in by_number.items()}
        return found

    def _blocks(self) -> dict[Key, set[int]]:
        """The values in each stretch of text."""
        by_block: dict[Key, set[int]] = {}
        nodes = {id(node): node for node in self._nodes}
        for (node, behind), parts in self._fences.texts.items():
            numbers = {part for part in parts if isinstance(part, int)}
            after, child = behind, nodes[node] if behind else None
            element = self._parents.get(node) if behind else nodes[node]
            kept = element
            while element is not None and id(element) not in self._stretches:
                child, element = element, self._parents.get(id(element))
                after = False
            named = self._is_named(kept)
            key = (id(element), self._number_of(element, child, after=after))
            if element is None or named or key not in self._found:
                why = "a named string" if named else "no lines"
                self._pin(numbers, StrangeTextError(why))
            else:
                by_block.setdefault(key, set()).update(numbers)
        return by_block

    def _number_of(self, element: Any, child: Any, *, after: bool) -> int:
        """The number of the stretch with this child of an element, or with the text after it."""
        if element is None or child is None:
            return 0
        for number, stretch in enumerate(self._stretches[id(element)]):
            if any(one is child and (after or whole) for one, whole in stretch.children):
                return number
        return -1

    def _is_named(self, element: Any) -> bool:
        while element is not None:
            if id(element) in self._named:
                return True
            element = self._parents.get(id(element))
        return False

    def _add(self, block: Key, room: Room, column: Column | None = None) -> None:
        """The flow of a block, once or, where the block is repeated on several pages, for each of them."""
        parts = self._found[block]
        copies = [[part] for part in parts] if parts[0].repeated else [parts]
        for copy in copies:
            stretches = self._stretches[block[0]]
            rooms = rooms_of(copy, self._floating)
            if rooms and column is not None:
                raise StrangeTextError("lines beside a float in a box that moves")
            flow = boxes.read_flow(self._node(block), stretches, block[1], copy, room, self._known, self._words)
            flow.units = frozenset(self._units_of(self._node(block)))
            in_address = any(box.element_tag == "address" for box in (copy[0].box, *copy[0].above))
            if room.turned and (flow.inlines or flow.figures or in_address):
                raise StrangeTextError("a turned box with more than text")
            flow.measured = measured_in((*copy[0].above, copy[0].box))
            boxes.learn_lines(flow, copy, flow.broken(self._letter, self._words, None, rooms), self._ids)
            self._rooms.append(rooms)
            self._flows.append(flow)
            self._columns.append(column)
            self._in_address.append(in_address)
            self._parts.append(copy)

    def _units_of(self, element: Any) -> Iterator[int]:
        """The units that an element stands in."""
        while element is not None:
            if id(element) in self._unit_of:
                yield self._unit_of[id(element)]
            element = self._parents.get(id(element))

    def _node(self, block: Key) -> Any:
        return next(node for node in self._nodes if id(node) == block[0])

    def _add_table(self, table: int) -> None:
        """All texts of a table that fits its columns to them, constant ones too: they move with the columns."""
        if table not in self._tables:
            raise StrangeTextError("a table within a table")
        boxes_of = table_boxes(self._document.pages, table)
        box = boxes_of[0][1]
        cells: dict[int, tuple[Any, list[tuple[int, Block]]]] = {}
        for _, part_of in boxes_of:
            for group in part_of.children:
                for row in group.children:
                    for cell in row.children:
                        cells.setdefault(id(cell.element), (cell, []))
        for block, parts in list(self._found.items()):
            if any(isinstance(one, kinds.TableBox) and id(one.element) == table for one in parts[0].above):
                room = room_for(parts)
                cell = parts[0].cell
                if id(cell.element) not in cells:
                    raise StrangeTextError("a table within a table")
                column = Column(len(self._grids), cell.grid_x, cell.colspan, cell.border_width() - parts[0].box.width)
                before = len(self._flows)
                self._add(block, room, column)
                cells[id(cell.element)][1].extend(
                    (number, self._parts[number][0]) for number in range(before, len(self._flows))
                )
        grid = read_grid(box, self._tables[table], cells, self._units_of)
        grid.check(self._flows, self._letter, self._words, box.column_widths)
        if grid.fits and is_captioned(self._document.pages, table):
            raise StrangeTextError("a caption as wide as its table's content")
        check_alone(boxes_of if grid.fits else [], self._floating)
        for page, part_of in boxes_of:
            if grid.fits or not is_plain(part_of):
                page_box = self._document.pages[page]._page_box
                self._ruled.append(paint_table(page, page_box, len(self._grids), part_of, whole=grid.fits))
        self._grids.append(grid)
        self._followed.add(table)

    def _add_row(self, box: Any, parent: Any, part: Block) -> None:
        """All texts of boxes that fit themselves to them, constant ones too, and what is painted of the boxes."""
        left = around_of(part, box).content_box_x() if box.is_absolutely_positioned() else parent.content_box_x()
        boxes_of = row_boxes(box, parent, left)
        if box.is_floated():
            check_float(
                self._document.pages[part.page], box, [one.box for one in self._floating if one.page == part.page]
            )
        found = [self._add_item(number, item) for number, item in enumerate(boxes_of.boxes)]
        row = boxes_of.row(found)
        row.check(self._flows, self._letter, self._words, boxes_of.laid())
        for number, item in enumerate(boxes_of.boxes):
            if row.moves(number) or row.items[number].given is None:
                self._paint(part.page, item, row.starts[number], found[number])
        self._grids.append(row)

    def _add_item(self, number: int, item: Any) -> list[tuple[int, Block]]:
        """The texts of one box of a row or grid, in column `number`."""
        found: list[tuple[int, Block]] = []
        for block, parts in self._found.items():
            if item is not parts[0].box and item not in parts[0].above:
                continue
            room = room_for(parts)
            if room.fits is None or room.fits[0] is not item or len(parts) > 1:
                raise StrangeTextError("more than text in a box that moves")
            column = Column(len(self._grids), number, 1, row_width(item) - parts[0].box.width)
            found.append((len(self._flows), parts[0]))
            self._add(block, room, column)
        return found

    def _add_grid(self, _: Any, grid: Any, part: Block) -> None:
        """All texts of a grid whose columns fit themselves to them, and what is painted of its boxes."""
        found = [self._add_item(column_of(grid, item), item) for item in items_of(grid)]
        tracks, placed = read_tracks(grid, found)
        tracks.check(self._flows, self._letter, self._words, placed)
        for (column, item), flows in zip(placed, found, strict=True):
            self._paint(part.page, item, tracks.starts[column], flows)
        self._grids.append(tracks)

    def _paint(self, page: int, item: Any, start: float, flows: Sequence[tuple[int, Block]]) -> None:
        painted_boxes = list(texts_only(item))
        if painted_boxes and not flows:
            raise StrangeTextError("a painted box without text")
        for box in painted_boxes:
            flow, block = flows[0]
            page_box = self._document.pages[page]._page_box
            self._painted.append((box, paint_of(page, box, page_box, flow, start, block.box.width)))

    def _inked(self) -> list[Any]:
        """The boxes of painted elements within texts."""
        inked = {one.element // 3 for flow in self._flows for one in flow.inlines if one.box is not None}
        inked |= {figure.element // 3 for flow in self._flows for figure in flow.figures}
        lines = (line for parts in self._parts for part in parts for line in part.lines)
        return [box for line in lines for box, _ in boxes.walk_line(line) if self._ids.get(id(box.element)) in inked]

    def _lines(self, standing: Standing) -> list[tuple[Place, ...]]:
        lines = []
        for parts, column in zip(self._parts, self._columns, strict=True):
            start = self._grids[column.grid].starts[column.first] if column else 0.0
            lines.append(
                tuple(
                    Place(
                        part.page,
                        part.box.content_box_x() - start,
                        line.position_y,
                        spot=standing.spot(line),
                        turned=turn_of(*part.above, part.box),
                    )
                    for part in parts
                    for line in part.lines
                )
            )
        return lines

    def _links(self) -> list[tuple[Any, Place, Parts]]:
        """Links that stand where they stand in all letters; the others move with their texts."""
        lines = [line for parts in self._parts for part in parts for line in part.lines]
        known, used = steady_links(self._document.pages, lines, self._fences.targets, self._parents)
        used |= {id(self._nodes[one.element // 3]) for flow in self._flows for one in flow.inlines if one.target}
        for node in used & set(self._fences.targets):
            self._pinned -= {part for part in self._fences.targets[node] if isinstance(part, int)}
        return known

    def _marks(self) -> list[tuple[int, Place]]:
        within = {figure.mark for flow in self._flows for figure in flow.figures if figure.mark is not None}
        wanted = {id(node): number for number, node in self._fences.marks.items() if number not in within}
        known = [
            (number, place)
            for number, place in steady_marks(self._document.pages, wanted)
            if read_mark(self._letter.values[number])
        ]
        self._pinned -= within | {number for number, _ in known}
        return known

    def _drawing(
        self, marks: Sequence[tuple[int, Place]], standing: Standing
    ) -> tuple[tuple[Leaf, ...], tuple[Fixed, ...]]:
        """The pages without the texts of the flows and without the marks, and the texts that they show."""
        texts = {
            id(text)
            for parts in self._parts
            for part in parts
            for line in part.lines
            for text in boxes.walk_texts(line)
        }
        drawn_anew = {id(self._fences.marks[number]) for number, _ in marks}
        figures = {figure.element // 3 for flow in self._flows for figure in flow.figures}
        drawn_anew |= {id(self._nodes[number]) for number in figures}
        ruled = [box for painted in self._ruled for box in painted.boxes]
        tables = [painted.table for painted in self._ruled]
        left_out = [*(box for box, _ in self._painted), *self._inked(), *ruled]
        return banded(
            self._document,
            lambda box: id(box) in texts or id(box.element) in drawn_anew,
            standing,
            lambda: unpainted(left_out, tables),
        )
