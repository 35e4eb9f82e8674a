"""Japan's numbering plan from phonenumberslite: which digits are a telephone number, and of what sort."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

_PUBLIC = (
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
)


@lru_cache(maxsize=1)
def _warm() -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse("0312345678", "JP"))


class PhoneNumbers:
    """Says "mobile", "ip", "fixed" or "public" (toll-free, navi-dial) of a number; None for no number."""

    def __init__(self) -> None:
        _warm()

    def sort(self, number: str, region: str = "JP") -> str | None:
        """`number` is digits, or + and digits."""
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            return None
        if not phonenumbers.is_valid_number(parsed):
            return None
        kind = phonenumbers.number_type(parsed)
        if kind in _PUBLIC:
            return "public"
        if kind in (PhoneNumberType.MOBILE, PhoneNumberType.PAGER):
            return "mobile"
        return "ip" if kind == PhoneNumberType.VOIP else "fixed"
