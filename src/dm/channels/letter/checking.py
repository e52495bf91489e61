"""A printed chunk is finished and measured before it counts: what one letter alone does wrong costs that letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from dm.errors import TemplateError
from dm.press.finish import Stamp, finish
from dm.press.marks import read_page
from dm.press.pdf import Printed, Unprintable
from dm.press.postal import bars, read_back, readable
from dm.press.preflight import OF_ONE_LETTER, Finding, Laid, Opened
from dm.press.profiles import Profile

# More than every fourth letter of a chunk wrong: that is the template's fault and stops the batch.
_SHARE = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What a letter is checked against: its label, the lines of its address (() where the window asks for none).

    `post` is what the post's own code says, "" for none: it is drawn here.
    """

    label: str
    address: tuple[str, ...] = ()
    post: str = ""


@dataclass(frozen=True, slots=True)
class Checker:
    """Finishes and measures chunks for one profile. `every`: each letter, else the first and the longest of a chunk."""

    profile: Profile
    families: tuple[str, ...]
    every: bool = True
    font: Path | None = None

    def checked(self, print_some: Callable[[list[int]], Printed], letters: Sequence[Asked]) -> Printed:
        """What `print_some` made of the letters with these numbers, as the vendor wants it.

        Raises TemplateError, naming letter and page, for a fault that is not one letter's own.
        """
        faults: dict[int, Unprintable] = {}
        while True:
            left = [number for number in range(len(letters)) if number not in faults]
            printed = _spread(print_some(left), left, faults, len(letters))
            if not printed.pdf:
                return printed
            printed = replace(printed, pdf=finish(printed.pdf, self.profile, stamps=self._stamps(printed, letters)))
            found = self._measured(printed, letters)
            if not found:
                return printed
            faults |= _faults(found, len(letters))

    def _measured(self, printed: Printed, letters: Sequence[Asked]) -> list[Finding]:
        """Every mark and code is read back, or the batch stops; then what the vendor would refuse."""
        firsts = list(accumulate(printed.pages, initial=0))
        there = [number for number, pages in enumerate(printed.pages) if pages]
        some = set(there) if self.every else {there[0], max(there, key=lambda number: printed.pages[number])}
        found: list[Finding] = []
        with Opened(printed.pdf, self.profile, self.families) as opened:
            for number in there:
                letter = letters[number]
                laid = Laid(letter.label, firsts[number], printed.pages[number], letter.address)
                for at, mark in enumerate(printed.marks[laid.first : laid.first + laid.pages]):
                    if laid.first + at < opened.pages:
                        self._check_page(opened, laid, at, mark, letter.post if at == 0 else "")
                    if number in some:
                        found += opened.findings(number, laid, at)
            found += opened.sum_findings(number, laid, firsts[-1])
        return found

    def _stamps(self, printed: Printed, letters: Sequence[Asked]) -> dict[int, Stamp]:
        code = self.profile.post_code
        if code is None:
            return {}
        firsts = accumulate(printed.pages, initial=0)
        return {
            first: Stamp(bars(code, letter.post), readable(code, letter.post), self.font)
            for first, pages, letter in zip(firsts, printed.pages, letters, strict=False)
            if pages and letter.post
        }

    def _check_page(self, opened: Opened, laid: Laid, at: int, mark: str | None, post: str) -> None:
        """What machines read on a page must be what it should say; raises TemplateError."""
        page, code = laid.first + at, self.profile.post_code
        if code is not None and post:
            read = read_back(opened.shown(page), code, post, self.profile.bleed)
            if read is None or read.strip() != post.strip():
                raise TemplateError(
                    f"{laid.label}, page 1: the code {code.kind} should read {post}; "
                    f"a camera reads {read or 'nothing'}.",
                    hint="Keep post_code's rectangle in the profile free of other ink.",
                )
        if mark is not None and self.profile.mark is not None:
            read = read_page(opened.shown(page), self.profile.mark.moved(self.profile.bleed))
            if read != mark:
                raise TemplateError(
                    f"{laid.label}, page {at + 1} should carry the mark {mark}; "
                    f"a scanner at 200 dpi reads {read or 'nothing'}.",
                    hint="Keep the mark's rectangle in the profile free of other ink.",
                )


def _faults(found: Sequence[Finding], letters: int) -> dict[int, Unprintable]:
    culprits = {one.letter: one for one in reversed(found)}
    if len(culprits) * _SHARE > letters or any(one.code not in OF_ONE_LETTER for one in found):
        more = f" ({len(found) - 1} more faults were found.)" if len(found) > 1 else ""
        raise TemplateError(f"{found[0]}{more}", hint="Mend the template or its styles, or choose another profile.")
    return {number: Unprintable(one.code, str(one)) for number, one in culprits.items()}


def _spread(printed: Printed, left: Sequence[int], faults: Mapping[int, Unprintable], total: int) -> Printed:
    """The result of some letters as that of all; those that were left out have their faults."""
    pages, found = [0] * total, [faults.get(number) for number in range(total)]
    for number, count, fault in zip(left, printed.pages, printed.faults, strict=True):
        pages[number], found[number] = count, fault
    return replace(printed, pages=tuple(pages), faults=tuple(found))
