"""The errors of the evals, as leaves of the one error tree."""

from __future__ import annotations

from rag.errors import UsageError


class CaseError(UsageError):
    """A case, or a file of cases, cannot be used."""

    code = "case"


class GoldMissing(CaseError):
    """A case points at a section that the index does not have."""

    code = "gold_missing"


class ResultError(UsageError):
    """A stored result is missing or is not one."""

    code = "result"
