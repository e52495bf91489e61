"""Where a spelling is looked for: a few hashes, by which a new list finds the companies it may mean."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from dm.actualize.companies.naming import Naming
from dm.actualize.companies.words import Kind, Word
from dm.normal.keyed import keyed_hash

VERSION = 1

_RARE_BITS = 12.0
_VOWELS = str.maketrans("", "", "aeiou")
_ENDS = 5


def name_keys(naming: Naming, place: str) -> list[int]:
    """Keys of a name; common words find only firms of the same `place`.

    They rest on the delivered weights alone, so that learning never makes what is stored unfindable.
    """
    core = sorted(naming.core, key=lambda word: (-word.bits, word.text))
    return [key_of(text) for text in dict.fromkeys(_key_texts(naming, core, place))]


def _key_texts(naming: Naming, core: Sequence[Word], place: str) -> Iterator[str]:
    consonants = naming.compact[:1] + naming.compact[1:].translate(_VOWELS)
    if place:
        for word in core[:1] if naming.is_rare else core[:2] or naming.generic[:1]:
            yield f"l {word.text} {place}"
    if not naming.is_telling:  # nothing but a place, a domain or a number will ever make it one with another
        if place:
            yield f"m {consonants[:6]} {place}"
        return
    rare = [word.text for word in core if word.bits >= _RARE_BITS]
    for text in rare[:2]:
        yield f"w {text}"
    if len(core) > 1 and len(rare) < 2:
        yield "p " + " ".join(sorted(word.text for word in core[:2]))
    if len(core) == 1 and len(core[0].text) > _ENDS:
        yield f"b {core[0].text[:_ENDS]}"
        yield f"e {core[0].text[-_ENDS:]}"
    if len(consonants) > 3:
        yield f"c {consonants[:10]}"
    if len(core) == 1 and 3 <= len(core[0].text) <= 5 and core[0].kind is Kind.CORE:
        yield f"a {core[0].text}"
    elif len(naming.initials) > 2:
        yield f"a {naming.initials}"


def plain_keys(domain: str, number: str) -> list[int]:
    """Keys of what is public of a firm."""
    return [key_of(f"{kind} {text}") for kind, text in (("d", domain), ("n", number)) if text]


def hint_keys(phones: Sequence[str], address: str, secret: bytes) -> tuple[int, ...]:
    """Keys of telephones and address, under a secret, because they can be guessed."""
    hidden = (keyed_hash(secret, "company", text) for text in (*phones[:2], address) if text)
    return tuple(int(text[:16], 16) - (1 << 63) for text in hidden)


def people_keys(names: Iterable[str], secret: bytes) -> tuple[int, ...]:
    """Keys of people, under the same secret."""
    return tuple(int(keyed_hash(secret, "beside", name)[:16], 16) - (1 << 63) for name in names)


def key_of(text: str) -> int:
    """A signed 64-bit number of a text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)
