"""Which encoding a text file is in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dm.acquire.letter_frequencies import cyrillic_score, latin_score
from dm.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN = ("cp1252", "cp1250", "iso8859_2", "cp1254", "cp850", "mac_roman")
_CHUNK = 1 << 20
_SAMPLE = 1 << 16  # bytes of lines with letters outside ASCII: enough for letter statistics
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
_RUN = re.compile(rb"[\x80-\xff]+")
_RUN_BESIDE_ASCII = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]+|[\x80-\xff]+(?=[A-Za-z])")
_HIGH = re.compile(rb"[\x80-\xff]")
_HALVES = re.compile("\udced[\udca0-\udcbf][\udc80-\udcbf]")
_CUT = re.compile("[\udcc2-\udcf4][\udc80-\udcbf]{0,2}$")
# In Latin scripts letters with marks stand alone; in others they stand together.
_TOGETHER = 0.6
# Mean log likelihood per letter: long Russian texts lie above this, Hebrew read as Russian at -3.3; few names scatter.
_RUSSIAN_ENOUGH = -3.15
_SCATTER = 14.0
# How many nats rarer than cp1251 these are in contact lists: they decide only where letters do not.
_RARITY = {"cp1251": 0.0, "koi8-r": 1.0, "cp866": 2.0, "mac_cyrillic": 6.0, "iso8859_5": 6.0}
_LATIN_ENOUGH = 0.45
# One broken byte in so many good UTF-8 sequences is damage, not another encoding: by chance hardly any are good.
_GOOD_PER_BAD = 3
# First bytes of kana and usual kanji; Cyrillic read as Japanese has others, or half-width kana.
_JAPANESE = range(0x81, 0xA0)
_JAPANESE_ENOUGH = 0.95


@dataclass(slots=True)
class _Scan:
    is_utf8: bool = True
    sample: bytes = b""


def detect_encoding(path: Path, asked: str = "") -> str:
    """The name of the encoding; `asked` overrules. Bytes that do not fit become lone surrogates in the rows read."""
    if asked:
        return _known(asked)
    with path.open("rb") as file:
        head = file.read(4096)
        for bom, name in _BOMS:
            if head.startswith(bom):
                return name
        if wide := utf16_without_bom(head):
            return wide
        file.seek(0)
        scan = _scan(iter(lambda: file.read(_CHUNK), b""))
    if scan.is_utf8:
        return "utf-8"
    return detect_single_byte(scan.sample)


def _known(asked: str) -> str:
    try:
        b"".decode(asked)  # "hex" and "rot13" are codecs, but of no text
        return codecs.lookup(asked).name
    except (LookupError, UnicodeError):
        raise InputError(
            f'There is no encoding called "{asked}".', hint="Usual ones: utf-8, utf-16, cp1251, koi8-r, cp1252."
        ) from None


def utf16_without_bom(head: bytes) -> str:
    """The encoding of wide text that does not say so, or "".

    Latin and Cyrillic letters have a 0 or 4 as their upper byte, which text of one byte a letter never has.
    """
    pairs = len(head) // 2
    if pairs < 4:
        return ""
    upper_of = {"utf-16-le": head[1 : 2 * pairs : 2], "utf-16-be": head[0 : 2 * pairs : 2]}
    for name, upper in upper_of.items():
        if (upper.count(0) + upper.count(4)) / pairs > 0.8 and upper.count(0) > 0:
            return name
    return ""


def _scan(chunks: Iterable[bytes]) -> _Scan:
    scan = _Scan()
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample = bytearray()
    for chunk in chunks:
        if scan.is_utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                scan.is_utf8 = False
        if len(sample) < _SAMPLE and not chunk.isascii():
            lines = (line for line in re.split(rb"[\r\n]+", chunk) if not line.isascii())
            sample += b"\n".join(lines)[:_SAMPLE]
        if not scan.is_utf8 and len(sample) >= _SAMPLE:
            break
    if scan.is_utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            scan.is_utf8 = False
    scan.sample = bytes(sample)
    return scan


def detect_single_byte(sample: bytes) -> str:
    """The encoding of bytes that are not clean UTF-8: damaged UTF-8, Cyrillic, Latin, else charset-normalizer's."""
    if _is_damaged_utf8(sample):
        return "utf-8"
    if _is_shift_jis(sample):
        return "cp932"
    high = len(_HIGH.findall(sample))
    together = sum(map(len, _HIGH_RUN.findall(sample)))
    if high and together / high > _TOGETHER and not _is_within_latin_words(sample):
        scores = {name: cyrillic_score(sample.decode(name, "replace")) for name in _RARITY}
        best = max(scores, key=lambda name: scores[name] - _RARITY[name] / high)
        is_russian = scores[best] > _RUSSIAN_ENOUGH - _SCATTER / high
        return best if is_russian else _by_charset_normalizer(sample, best)
    scores = {name: latin_score(sample.decode(name, "replace")) for name in _LATIN}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > _LATIN_ENOUGH else _by_charset_normalizer(sample, "cp1252")


def _is_shift_jis(sample: bytes) -> bool:
    """Whether all of it is Japanese as Windows writes it; Latin and Cyrillic words are not that by chance.

    Its letters stand together: "Müller" of another encoding may have one that looks Japanese between others.
    """
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    try:
        words = re.findall(r"[^\x00-\x7f]+", whole.decode("cp932"))
        letters = [letter.encode("cp932") for word in words for letter in word]
    except UnicodeError:
        return False
    usual = sum(letter[0] in _JAPANESE for letter in letters)
    return len(letters) >= 2 * len(words) and usual >= _JAPANESE_ENOUGH * len(letters)


def _is_within_latin_words(sample: bytes) -> bool:
    """ "Größe": two marked letters stand together, but ASCII letters beside them."""
    return len(_RUN_BESIDE_ASCII.findall(sample)) * 2 > len(_RUN.findall(sample))


def _is_damaged_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "surrogateescape")
    # Halves of letters outside the first plane, and a letter that the end of the file cuts, are of UTF-8 too.
    broken = _CUT.sub("", _HALVES.sub("", text))
    bad = sum(1 for letter in broken if "\udc80" <= letter <= "\udcff")
    good = sum(1 for letter in text if letter > "\x7f" and not "\udc80" <= letter <= "\udcff")
    return good > _GOOD_PER_BAD * bad or (not bad and len(broken) < len(text))


def _by_charset_normalizer(sample: bytes, otherwise: str) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(sample).best()
    return found.encoding if found and found.encoding != "ascii" else otherwise
