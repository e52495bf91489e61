"""Words set once and remembered: a word looks the same in every letter of the same style."""

from __future__ import annotations

import re
from typing import Any

from dm.press.replay.inside import Face, Glyphs, StrangeTextError, breaks, face_key, joined, shape

# Letters of two scripts and what stands between them; bidirectional text, marks above letters, joiners and soft hyphens
# are Pango's own affair.
_ALLOWED = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u024f\u0400-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2015\u2018-\u201e\u2020-\u2022"
    "\u2026\u202f\u2030\u2039\u203a\u20a0-\u20bf\u2116\u2122\u2212]*"
)
_LATIN = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_OPENING = frozenset("([{«„“‘‹\"'¿¡")
_MEMORY = 8_000
_DIGITS = "0123456789"
_ANY_DIGIT = str.maketrans(_DIGITS, "0" * len(_DIGITS))
# A word with several digits: all up to the first of the last ones, the others, and the last with what follows.
_NUMBERED = re.compile("((?:.*[^0-9])?[0-9])([0-9]*?)([0-9][^0-9]*)")


def script(text: str) -> str:
    """A letter that stands for the script of this text: "n", "н", "" with no letters at all, "nн" with both."""
    cyrillic = not text.isascii() and _CYRILLIC.search(text)
    return ("n" if _LATIN.search(text) else "") + ("н" if cyrillic else "")


class Vocabulary(dict[str, Glyphs | None]):
    """Shaped words of a face in texts of the same scripts; None for a word that cannot be set alone."""

    def __init__(self, words: Words, face: Face, letters: str) -> None:
        super().__init__()
        self._words, self._face, self._letters = words, face, letters

    def __missing__(self, text: str) -> Glyphs | None:
        return self._words.shaped(self, self._face, text, self._letters)


class Words:
    """Shaped words by style."""

    def __init__(self) -> None:
        self._faces: dict[str, Face] = {}
        self._vocabularies: dict[tuple[str, str], Vocabulary] = {}
        self._remembered = 0
        self._plain_digits: dict[str, dict[str, Glyphs] | None] = {}
        self._breaks: dict[tuple[str, str], bool] = {}

    def face(self, style: Any) -> Face:
        """The face of a style."""
        key = face_key(style)
        if key not in self._faces:
            self._faces[key] = Face(style, key)
        return self._faces[key]

    def vocabulary(self, face: Face, letters: str) -> Vocabulary:
        """The words of a face in texts with these scripts."""
        key = (face.key, letters)
        if key not in self._vocabularies:
            self._vocabularies[key] = Vocabulary(self, face, letters)
        return self._vocabularies[key]

    def word(self, face: Face, text: str, letters: str) -> Glyphs:
        """This word in a text with these scripts; raises StrangeTextError where it cannot be set alone."""
        glyphs = self.vocabulary(face, letters)[text]
        if glyphs is None:
            raise StrangeTextError("characters that Pango must set itself")
        return glyphs

    def space(self, face: Face) -> Glyphs:
        """The space of this face."""
        if face.space is None:
            face.space = shape(face, " ")
        return face.space

    def blanks(self) -> set[str]:
        """The glyphs of spaces, as a PDF has them."""
        return {face.space.shown for face in self._faces.values() if face.space}

    def may_break(self, before: str, after: str, lang: str | None, between: str = " ") -> bool:
        """Whether a line may end between two words."""
        if between and after[0].isalnum() and before[-1] not in _OPENING:
            return True
        # where a line may end does not depend on which digits there are
        key = (f"{before}{between}".translate(_ANY_DIGIT), after.translate(_ANY_DIGIT))
        if key not in self._breaks:
            self._breaks[key] = len(key[0]) in breaks(key[0] + after, lang)
        return self._breaks[key]

    def _digits(self, face: Face) -> dict[str, Glyphs] | None:
        """The digits of a face in which no digit changes beside another one."""
        if face.key not in self._plain_digits:
            pairs = "".join(one + other for one in _DIGITS for other in _DIGITS)
            try:
                alone = {digit: shape(face, digit) for digit in _DIGITS}
                together = shape(face, pairs)
            except StrangeTextError:
                alone = {}
            plain = bool(alone) and joined(alone["0"], [alone[digit] for digit in pairs[1:]]) == together
            self._plain_digits[face.key] = alone if plain else None
        return self._plain_digits[face.key]

    def shaped(self, known: Vocabulary, face: Face, text: str, letters: str) -> Glyphs | None:
        """A word that its vocabulary does not know yet."""
        # codes and numbers are each letter's own: not remembered, and between their digits nothing is to be shaped
        numbered = _NUMBERED.fullmatch(text) if len(text) > 2 and not face.spacing else None
        if numbered and (digits := self._digits(face)):
            head, tail = known[numbered[1]], known[numbered[3]]
            if head is None or tail is None or not head.font == tail.font == digits["0"].font:
                return None
            return joined(head, [*(digits[digit] for digit in numbered[2]), tail])
        if self._remembered > _MEMORY:
            for vocabulary in self._vocabularies.values():
                vocabulary.clear()
            self._remembered = 0
        self._remembered += 1
        glyphs = known[text] = self._alone(face, text, letters)
        return glyphs

    def _alone(self, face: Face, text: str, letters: str) -> Glyphs | None:
        if not _ALLOWED.fullmatch(text):
            return None
        try:
            # signs of no script take the script of their neighbours: with two scripts about, it must not matter
            tried = [shape(face, text, before) for before in letters] or [shape(face, text)]
        except StrangeTextError:
            return None
        same = all((one.shown, one.width, one.tail) == (tried[0].shown, tried[0].width, tried[0].tail) for one in tried)
        return tried[0] if same else None
