"""The guard as it is shipped: every detector with its vendor library."""

from __future__ import annotations

from pathlib import Path

from rag.adapters.kingfisher import KingfisherSecrets
from rag.adapters.person_names import NameLists, NameTagger
from rag.adapters.phone_numbers import PhoneNumbers
from rag.guard.allow import NOTHING, Allowed
from rag.guard.detectors.address import AddressDetector
from rag.guard.detectors.business import BusinessDetector, WordDetector
from rag.guard.detectors.contact import ContactDetector
from rag.guard.detectors.health import HealthDetector
from rag.guard.detectors.identifiers import IdentifierDetector
from rag.guard.detectors.markings import MarkingDetector
from rag.guard.detectors.network import NetworkDetector
from rag.guard.detectors.passwords import PasswordDetector
from rag.guard.detectors.payment import PaymentDetector
from rag.guard.detectors.person import PersonDetector
from rag.guard.detectors.personal import PersonalDetector
from rag.guard.detectors.romaji import RomajiDetector
from rag.guard.detectors.secrets import SecretDetector
from rag.guard.detectors.tables import TableDetector
from rag.guard.guard import TextGuard
from rag.guard.match import Detector
from rag.guard.policy import GuardPolicy
from rag.guard.public import PUBLIC_DESKS


def standard_detectors(cache_dir: Path | None = None, words: tuple[str, ...] = ()) -> tuple[Detector, ...]:
    """All detectors in the order they need: values first, then what is read from several of them."""
    lists = NameLists()
    return (
        IdentifierDetector(),
        PaymentDetector(),
        SecretDetector(KingfisherSecrets(cache_dir).find),
        PasswordDetector(),
        ContactDetector(PhoneNumbers().sort),
        AddressDetector(),
        PersonDetector(NameTagger().words, lists),
        RomajiDetector(lists),
        PersonalDetector(),
        NetworkDetector(),
        WordDetector(words),
        HealthDetector(lists.surnames),
        MarkingDetector(),
        TableDetector(),
        BusinessDetector(),
    )


def standard_guard(cache_dir: Path | None = None, policy: GuardPolicy | None = None, allowed: Allowed = NOTHING) -> TextGuard:
    """A guard with all detectors; `cache_dir` keeps Kingfisher's compiled rules between starts."""
    policy = policy or GuardPolicy()
    return TextGuard(standard_detectors(cache_dir, policy.words), policy, allowed.joined(PUBLIC_DESKS))
