"""What a firm may set about the guard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rag.errors import SettingsError
from rag.guard.kinds import KINDS

STOP, MASK, OFF = "stop", "mask", "off"
MODES = (STOP, MASK, OFF)
DEFAULT_MAX_CHARS = 50_000

_DEFAULTS = {name: STOP if name == "company_word" else MASK for name, kind in KINDS.items() if not kind.hard}


@dataclass(frozen=True, slots=True)
class GuardPolicy:
    """`modes` gives soft kinds another mode than the default; `words` are the firm's own.

    Raises SettingsError for an unknown kind or mode, for a hard kind, and for a word of one character.
    """

    modes: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = field(default=(), repr=False)
    max_chars: int = DEFAULT_MAX_CHARS

    def __post_init__(self) -> None:
        for name, mode in self.modes.items():
            _check_mode(name, mode)
        for word in self.words:
            if len(word.strip()) < 2:
                raise SettingsError(f"社内の語 {word!r} は短すぎます。", hint="2文字以上の語を登録してください。")
        object.__setattr__(self, "modes", MappingProxyType(dict(self.modes)))

    def mode(self, name: str) -> str:
        """ "stop", "mask" or "off" for a kind; hard kinds are always "stop"."""
        return STOP if KINDS[name].hard else self.modes.get(name, _DEFAULTS[name])


def _check_mode(name: str, mode: str) -> None:
    kind = KINDS.get(name)
    if kind is None:
        raise SettingsError(f"ガードの種類 {name!r} はありません。", hint=f"使える名前: {', '.join(_DEFAULTS)}")
    if kind.hard:
        raise SettingsError(f"{kind.ja}（{name!r}）の扱いは変更できません。", hint="この種類は常に送信を止めます。設定から外してください。")
    if mode not in MODES:
        raise SettingsError(f"{kind.ja}（{name!r}）の扱い {mode!r} は使えません。", hint="stop・mask・off のどれかにしてください。")
