"""The numbers of the fusion, kept with their evidence in weights.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each searcher counts. All scores are z-scores before they are weighted.

    `exact` and `loose` weigh the glossary's names in the keyword search (1 = as if the person
    had typed them). `named_source`, `superseded`, `references`, `definition`,
    `procedure` and `glossary` (an entry of the glossary where no definition is asked for) are added to a chunk's fused score, in standard deviations.
    """

    lexical: float = 1.0
    dense: float = 1.0
    question: float = 1.0
    exact: float = 0.5
    loose: float = 0.4
    named_source: float = 1.5
    superseded: float = -4.0
    references: float = -1.0
    definition: float = 1.0
    procedure: float = 3.0
    glossary: float = -3.0


def load_weights(file: Path = _FILE) -> Weights:
    """The tuned weights. `python -m evals tune` writes the file."""
    return Weights(**tomllib.loads(file.read_text(encoding="utf-8"))["weights"])
