"""Passwords and door codes told without that word: what is opened or joined, a value, and that it opens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from rag.guard.led import Led
from rag.guard.match import View

_THING = (
    "wi-?fi|無線|ssid|ルーター?|nas|vpn|zip|pdf|エクセル|excel|共有|フォルダ|ログイン|サインイン|パスワード|パスコード|管理者|初期キー|鍵|"
    "つなが|繋が|入れない|入れます|開け|開き|開く|画面|リモート|ゲスト|guest|回線|network|クラウド|システム|ポータル|サイト|パス付|メール|アカウント|password"
)
_SCENE = re.compile(_THING)
_DOOR = re.compile("暗証|キーパッド|裏口|玄関|ドア|扉|金庫|ロック|タブレット|スマホ|pin|passcode|(?:alarm|door|gate|entry|access) code|テンキー|ロッカー|ダイヤル|勝手口|レジ|責任者コード|パソコン|倉庫|通用口|門|オートロック")
_FIRM_DOOR = re.compile("暗証|ロック|pin|code|キーパッド|金庫")
_USED = (
    r"(?:で|を|と|って)?[ ]?(?:入れ(?:て|ま|る|ば)|打(?:て|っ|ち)|入力し|ログイン(?:して|しま|すれ)|入(?:っ(?:て|た)|りま)|どうぞ|覚え|聞かれ|開(?:き|く|け(?:ます|る))|つなが|繋が|接続し|"
    r"入れ(?:ます|る)|見(?:ら)?れ|解除|答え|伝え|教え|使って|そのまま)|これで(?:ログイン|入|つな|開)|(?:です|だ(?:から|よ|って)|ね(?=$|[。!\n])|に変わ|に変え|に変更し|に戻|にし(?:て|た|ま)|のまま|を付け)"
)
_NOT_USED = re.compile(r"[^。\n]{0,5}(?:ません|ない|れず|ですか|ますか|でしょう)")
_WORD = Led(
    "[a-z0-9](?<![a-z0-9_#!@$%^&*+./=&-].)",
    rf"(?P<value>(?=[!-~]{{0,30}}\d)(?=[!-~]{{0,30}}[a-z])[a-z0-9][a-z0-9_#!@$%^&*+.-]{{5,39}})[\"')]?[ ]?(?P<used>{_USED})?",
)
_JOINED = re.compile(r"(?:[a-z0-9][ ]?/[ ]|は|が|→|->|:|、|=|(?:キー|鍵|パス)[ ]?|\b(?:is|to|be)\b)[ 「\"']{0,2}$")
_PLAIN_END = re.compile(r"[」\"']?[ ]?(?:$|[\n。!、(（]|です|ね|だよ|に|を|と(?:あ|書|い|メモ))")
_STRONG = re.compile(r"[#!$%^&*]")
_NAMED = re.compile(r"[a-z]{4,}[-_]?\d{2,4}")
_FILE = re.compile(r"\.(?:[a-z]{2,4}|[a-z]{2}\.[a-z]{2})$|^[a-z]*-?v?\d[\d.]*[.]\d[a-z]{0,2}$|^v?\d+[a-z]{0,2}$|@.*\.|^(?:https?|www)\b|^[a-z]{1,3}-?\d+$")
_CODE = Led(
    r"[0-9](?<![A-Za-z0-9.:/\-].)",
    r"(?P<value>\d{4,8}#?|\d(?:-\d){3,7})(?P<used>[ ]?(?:に(?:変|戻|し|設定)|です|で(?:開|入|解)|だ(?:よ|から)|と(?:入|打)|のまま|$|[。\n]))",
)
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_LOGIN = re.compile(r"(?<![a-z])(?:admin|root|administrator|guest|kanri)\s?(?:と|で|、)\s?(?P<value>(?=[!-~]{0,30}\d)[!-~]{5,40})\s?(?:で|を|と|打)")
_SAID_EN = re.compile(
    r"\b(?:(?:join|connect|log ?in|get in|sign in) with|use|enter|type|try)\s(?P<value>(?=[!-~]{0,30}\d)[a-z0-9_#!@$%^&*+-]{6,40})\s?(?:to (?:get in|log|open|connect|unlock|join|sign)|for the (?:wi-?fi|login|vpn)|(?=,[^\n]{0,30}(?:password|wi-?fi|passcode)))"
)
_CODE_EN = re.compile(r"\b(?:pin|passcode|(?:alarm|door|gate|entry|access|unlock) code)\b[^.\n\d]{0,40}?\b(?:is|was|be|to)\s(?P<value>\d{4,8})(?![\d-])")
_LIMIT = 120


def told_in_scene(view: View) -> Iterator[tuple[int, str, bool]]:
    """(start, value, whether it is a code of digits) of what is said to open, join or unlock something."""
    if not view.has_digits:
        return
    if _SCENE.search(view.lower):
        yield from _words(view)
    if _DOOR.search(view.lower):
        yield from _codes(view)
    for pattern in (_LOGIN, _SAID_EN) if view.mentions("admin", "root", "guest", "kanri", "join", "with ", "use ", "enter ", "type ", "try ") else ():
        for match in pattern.finditer(view.lower):
            yield _told(view, match, False)


def _words(view: View) -> Iterator[tuple[int, str, bool]]:
    for match in islice(_WORD.finditer(view.lower), _LIMIT):
        value = match.group("value")
        if _FILE.search(value):
            continue
        before = view.lower[max(0, match.start("value") - 60) : match.start("value")].rpartition("\n")[2]
        after = view.lower[match.end("value") : match.end("value") + 30].partition("\n")[0]
        scene = _SCENE.search(before) or _SCENE.search(after)
        if not scene or match.group("used") and _NOT_USED.match(view.lower, match.end()):
            continue
        joined = _JOINED.search(before) and _PLAIN_END.match(after)
        named = ("パスワードは" in before or "パスワードを" in before) and _NAMED.fullmatch(value)
        if match.group("used") or named or joined and (_STRONG.search(value) or _NAMED.search(value)):
            yield _told(view, match, False)


def _codes(view: View) -> Iterator[tuple[int, str, bool]]:
    for match in islice(_CODE.finditer(view.text), _LIMIT):
        near = view.lower[max(0, match.start() - 30) : match.start()].rpartition("\n")[2].rpartition("。")[2]
        if not _DOOR.search(near) or _NOT_USED.match(view.text, match.end()):
            continue
        if not _YEAR.fullmatch(match.group("value")) or _FIRM_DOOR.search(near):
            yield _told(view, match, True)
    for match in islice(_CODE_EN.finditer(view.lower), _LIMIT):
        yield _told(view, match, True)


def _told(view: View, match: re.Match[str], code: bool) -> tuple[int, str, bool]:
    start, end = match.span("value")
    return start, view.text[start:end], code
