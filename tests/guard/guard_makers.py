"""Invented values with valid check digits, and the ways people disguise them."""

from __future__ import annotations

import base64
import string
from random import Random

FULL = str.maketrans("0123456789-@.", "０１２３４５６７８９－＠．")
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")


def my_number(rng: Random) -> str:
    body = "".join(rng.choice("0123456789") for _ in range(11))
    rest = sum(int(d) * w for d, w in zip(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return body + str(0 if rest <= 1 else 11 - rest)


def licence(rng: Random) -> str:
    body = rng.choice(("30", "62", "44", "90")) + "".join(rng.choice("0123456789") for _ in range(8))
    rest = sum(int(d) * w for d, w in zip(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return body + str((11 - rest) % 10) + rng.choice("0123")


def luhn(body: str) -> str:
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def card(rng: Random) -> str:
    prefix, size = rng.choice((("4", 16), ("52", 16), ("3540", 16), ("37", 15), ("6011", 16), ("36", 14), ("2230", 16)))
    return luhn(prefix + "".join(rng.choice("0123456789") for _ in range(size - 1 - len(prefix))))


def grouped(number: str, sizes: tuple[int, ...], mark: str) -> str:
    parts, place = [], 0
    for size in sizes:
        parts.append(number[place : place + size])
        place += size
    return mark.join([*parts, number[place:]] if place < len(number) else parts)


def mobile(rng: Random) -> str:
    return rng.choice(("090", "080", "070")) + rng.choice("123456789") + "".join(rng.choice("0123456789") for _ in range(7))


def token(rng: Random, size: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    return "".join(rng.choice(alphabet) for _ in range(size))


def base64_of(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


# Ways to write the same number; each takes the digits and the usual grouping.
EVASIONS = {
    "plain": lambda number, sizes: number,
    "hyphens": lambda number, sizes: grouped(number, sizes, "-"),
    "spaces": lambda number, sizes: grouped(number, sizes, " "),
    "full_width": lambda number, sizes: grouped(number, sizes, "-").translate(FULL),
    "full_width_spaces": lambda number, sizes: grouped(number, sizes, "　").translate(FULL),
    "minus_sign": lambda number, sizes: grouped(number, sizes, "−"),
    "long_vowel": lambda number, sizes: grouped(number, sizes, "ー"),
    "en_dash": lambda number, sizes: grouped(number, sizes, "–"),
    "middle_dot": lambda number, sizes: grouped(number, sizes, "・"),
    "dots": lambda number, sizes: grouped(number, sizes, "."),
    "kanji": lambda number, sizes: number.translate(KANJI),
    "kanji_hyphens": lambda number, sizes: grouped(number, sizes, "-").translate(KANJI),
    "zero_width": lambda number, sizes: "\u200b".join(number),
    "soft_hyphen": lambda number, sizes: "\u00ad".join(number),
    "hangul_filler": lambda number, sizes: "\u3164".join(number),
    "spaced": lambda number, sizes: " ".join(number),
    "lines": lambda number, sizes: grouped(number, sizes, "\n"),
    "base64": lambda number, sizes: base64_of("番号は" + number + "です"),
    "entities": lambda number, sizes: "".join(f"&#{ord(char)};" for char in number),
    "percent": lambda number, sizes: "".join(f"%{ord(char):02x}" for char in number),
    "letters": lambda number, sizes: number.replace("0", "O", 2),
    "circled_dash": lambda number, sizes: grouped(number, sizes, " - "),
    "box_line": lambda number, sizes: grouped(number, sizes, "─"),
}
