"""Check digits of Japanese identifiers and cards.

Sources: My Number, ministerial ordinance 85 of 2014 (MIC), article 5; corporate number, NTA;
driver's licence, published by the police's number key; cards and insurer numbers, Luhn.
"""

from __future__ import annotations

LICENCE_AREAS = frozenset(
    str(code)
    for low, high in ((10, 14), (20, 25), (30, 30), (40, 49), (50, 55), (60, 65), (70, 74), (80, 83), (90, 97))
    for code in range(low, high + 1)
)
_CARD_PREFIXES = (
    (16, ("4",)),
    (16, ("51", "52", "53", "54", "55")),
    (16, tuple(str(code) for code in range(2221, 2721))),
    (16, tuple(str(code) for code in range(3528, 3590))),
    (15, ("34", "37")),
    (14, ("36", "38", "39", "300", "301", "302", "303", "304", "305")),
    (16, ("6011", "64", "65")),
    (16, ("62",)),
    (17, ("62",)),
    (18, ("62",)),
    (19, ("62",)),
)


def _weighted(number: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))


def my_number_ok(number: str) -> bool:
    """Whether 12 digits are a possible My Number."""
    rest = _weighted(number[:11], (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return len(number) == 12 and int(number[11]) == (0 if rest <= 1 else 11 - rest)


def corporate_ok(number: str) -> bool:
    """Whether 13 digits are a possible corporate number; these are public."""
    total = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(number[1:])))
    return len(number) == 13 and int(number[0]) == 9 - total % 9


def licence_ok(number: str) -> bool:
    """Whether 12 digits are a possible driver's licence number."""
    rest = _weighted(number[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return len(number) == 12 and number[:2] in LICENCE_AREAS and int(number[10]) == (11 - rest) % 10


def luhn_ok(number: str) -> bool:
    """Whether the digits pass the Luhn check."""
    return sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(reversed(number))) % 10 == 0


def card_ok(number: str) -> bool:
    """Whether the digits have a card brand's prefix and length, and pass Luhn."""
    return any(len(number) == size and number.startswith(prefixes) for size, prefixes in _CARD_PREFIXES) and luhn_ok(number)


def mrz_digit(text: str) -> int:
    """The check digit of a field of a machine-readable passport line (ICAO 9303, weights 7 3 1)."""
    values = (int(char) if char.isdigit() else 0 if char == "<" else ord(char) - 55 for char in text)
    return sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10
