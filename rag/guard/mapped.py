"""Text that remembers which part of the original each of its characters came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.guard.led import Led

Piece = tuple[str, int, int]
Rewrite = Callable[[re.Match[str]], "str | list[Piece] | None"]


@dataclass(frozen=True, slots=True, repr=False)
class Mapped:
    """`text` and, for each of its characters, the half-open range of the original it stands for."""

    text: str
    starts: list[int]
    ends: list[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that `text[start:end]` came from; an empty range stays empty."""
        if start >= end:
            return (0, 0)
        return min(self.starts[start:end]), max(self.ends[start:end])

    def part(self, start: int, end: int) -> Mapped:
        """`text[start:end]` with its map."""
        return Mapped(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def rewrite(self, pattern: re.Pattern[str] | Led, change: Rewrite) -> Mapped:
        """The text with every match changed.

        `change` returns the new text (all of it stands for the whole match), or pieces
        `(text, start, end)` that stand for that part of the text: one to one where the lengths
        agree, otherwise each character for all of the part (an empty part: for the match), or None to leave the match as it is.
        """
        text, starts, ends = [], [], []
        done = 0
        for match in pattern.finditer(self.text):
            new = change(match)
            if new is None:
                continue
            start, end = match.span()
            text.append(self.text[done:start])
            starts.extend(self.starts[done:start])
            ends.extend(self.ends[done:start])
            for piece, piece_start, piece_end in [(new, 0, 0)] if isinstance(new, str) else new:
                text.append(piece)
                if len(piece) == piece_end - piece_start:
                    starts.extend(self.starts[piece_start:piece_end])
                    ends.extend(self.ends[piece_start:piece_end])
                elif piece:
                    low, high = self.origin(piece_start, piece_end) if piece_start < piece_end else self.origin(start, end)
                    starts.extend([low] * len(piece))
                    ends.extend([high] * len(piece))
            done = end
        if not text:
            return self
        text.append(self.text[done:])
        starts.extend(self.starts[done:])
        ends.extend(self.ends[done:])
        return Mapped("".join(text), starts, ends)


def identity(text: str) -> Mapped:
    """The text as it is."""
    return Mapped(text, list(range(len(text))), list(range(1, len(text) + 1)))
