"""Published vectors of the check digits."""

from __future__ import annotations

from rag.guard.checkdigits import card_ok, corporate_ok, licence_ok, luhn_ok, mrz_digit, my_number_ok


def test_published_vectors() -> None:
    assert my_number_ok("123456789018")
    assert my_number_ok("621498320257")
    assert not my_number_ok("123456789019")
    assert corporate_ok("4011001098993")
    assert corporate_ok("7123456789012")
    assert licence_ok("309012345620")
    assert luhn_ok("01040013")
    assert card_ok("4111111111111111")
    assert not card_ok("9111111111111111")
    assert mrz_digit("L898902C3") == 6
