"""The guard: confidential data never gets in."""

from rag.guard.allow import Allowed, allow_from
from rag.guard.guard import FAULT, TOO_LONG, UNMASKABLE, TextGuard
from rag.guard.kinds import KINDS, ConfidentialKind, kind_label
from rag.guard.policy import GuardPolicy

__all__ = [
    "FAULT",
    "KINDS",
    "TOO_LONG",
    "UNMASKABLE",
    "Allowed",
    "ConfidentialKind",
    "GuardPolicy",
    "TextGuard",
    "allow_from",
    "kind_label",
]
