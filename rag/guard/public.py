"""Desks anyone may ring or write to: published by the authorities themselves, known before any corpus is read."""

from __future__ import annotations

from rag.guard.allow import Allowed

PUBLIC_DESKS = Allowed(
    phones=frozenset(
        {
            "0359787509",  # IPA, security help desk
            "0358051731",  # Metropolitan Police, cyber desk
            "0335814321",  # Metropolitan Police, switchboard
            "0362718901",  # JPCERT/CC
            "0364579680",  # Personal Information Protection Commission
            "0364579849",  # the same, advice line
            "0359740068",  # unwanted-mail desk
        }
    ),
    mails=frozenset(
        {"anshin@ipa.go.jp", "virus@ipa.go.jp", "crack@ipa.go.jp", "isec-info@ipa.go.jp", "info@jpcert.or.jp", "info@antiphishing.jp"}
    ),
    addresses=frozenset(
        {
            "文京区本駒込2-28-8",
            "千代田区霞が関1-3-1",
            "千代田区霞が関2-1-1",
            "千代田区霞が関2-1-2",
            "千代田区霞が関3-2-1",
            "新宿区西新宿2-8-1",
            "千代田区永田町1-6-1",
        }
    ),
)
"""IPA, METI, the police, MIC, the PPC, the Tokyo government and the cabinet, as their own sites print them."""
