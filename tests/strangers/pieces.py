"""What hands write, as parts that can be taken away one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Piece:
    """Something written: what stands before its parts, the parts, what stands after, and its class's declarations."""

    head: str = ""
    parts: list[Piece] = field(default_factory=list)
    tail: str = ""
    rules: dict[str, list[str]] = field(default_factory=dict)

    def html(self) -> str:
        """The piece with its parts."""
        return f"{self.head}{''.join(part.html() for part in self.parts)}{self.tail}"

    def all(self) -> Iterator[Piece]:
        """The piece and everything within."""
        yield self
        for part in self.parts:
            yield from part.all()

    def css(self) -> str:
        """The rules of the piece and of everything within."""
        return "\n".join(
            f"{selector} {{ {'; '.join(declared)} }}"
            for piece in self.all()
            for selector, declared in piece.rules.items()
        )
