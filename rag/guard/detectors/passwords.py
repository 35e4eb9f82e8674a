"""Passwords, PINs and logins written out in Japanese or English sentences, config lines and pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.guard.detectors.password_prose import told_nearby
from rag.guard.detectors.password_scene import told_in_scene
from rag.guard.detectors.secrets import is_placeholder
from rag.guard.led import Led
from rag.guard.match import Match, View

_LABEL_JA = Led(
    "[ぱアシセダニネバパペリロワ事仮入共初合回復暗確解認金開]",
    r"パスワード|パスフレーズ|パスコード|暗証番号|暗証|合言葉|暗号化キー|暗号キー|事前共有鍵|共有鍵|仮パス(?!ワ|"
    r"コ|フ)|初期パス(?!ワ|コ|フ)|ログイン情報|(?:認証|確認|リカバリー?|復旧|回復|復元|解除|解錠|開錠|入室|入館|バックアップ|"
    r"アクセス|ワンタイム|アクティベーション|セキュリティ)(?:コード|キー)|ロック解除(?:番号)?|(?:入室|入館|解錠|ロック|ダイヤル|金庫の?)番号|シードフレーズ|ニーモニック|ペアリングキー|ネットワークキー|ぱすわーど|セキュリティキー|パス(?![ァ-ヶー])"
)
_LABEL_EN = re.compile(
    r"password|passwd|passcode|passphrase|pass|psk|pwd|pin(?: ?code|コード|番号| number)?|pw|wpa2?[ -]?key|"
    r"pre-?shared key|recovery code|backup code|one-?time code|otp|credentials|"
    r"(?:door|entry|gate|access|alarm|safe|security|unlock|lock|building|verification|login|auth\w*) code"
)
# What may stand between label and value; the value is what follows at once.
_LINK = re.compile(
    r"(?P<owner>(?:の?(?:候補|案|変更後|変更先|設定値?|値|中身|答え)|[ ](?:for|of|on|to)[ ][^\n.,;:]{1,40}?(?=[ ]?:|[ ](?:is|was|has)\b))?(?:です(?:よ|ね)?|だよ)?[ 　]{0,2}(?:\([^)\n]{1,20}\)|\[[^\]\n]{1,20}\])?[\"'`*」』】]{0,3})[ 　]{0,3}"
    r"(?P<link>(?:は|が|を|:|=>|=|→|->|⇒|/|\||、|\n(?=[!-~]{6,64}(?:\n|$))|\b(?:was|has been|got|is) (?:changed|set|reset|updated) to\b|\bis now\b|\bis still\b|\bis\b|\bwas\b|\bto\b|\bas\b|,)[ "
    r"　\t\n]{0,4}(?:今|現在|今は|いま|全員|全部|全社共通で|共通で|下記の|以下の|次の|こちら(?:です)?|"
    r"以下(?:です|の通り)?|\bthe\b)?[ 　\t]{0,2}[:、→]?[ 　\t\n]{0,3}|[ 　\t]{1,3}(?=[^\s]{6}))?"
    r"[\"'`「『“*(]{0,3}(?P<value>[!-~]{4,128})"
)
_QUOTED_VALUE = re.compile(r"[ 　]{0,3}(?:は|が|を|:|=|→)[ 　]{0,3}[「『\"“'`](?P<value>[^」』\"”'`\n]{4,64})[」』\"”'`]")
_IN_BRACKETS = re.compile(r"[ 　]?[(「『\[](?P<value>(?=[!-~]{0,40}\d)(?=[!-~]{0,40}[A-Za-z])[!-~]{5,64}?)[)」』\]]")
_CODE = re.compile(r"暗証|pin|コード|code|otp|ワンタイム|番号|ロック解除", re.IGNORECASE)
_CODE_GLUED = re.compile(r"[ 　]?(\d{4,8})(?=[#をがはとでに。、)）]|$)")
_CODE_LATER = re.compile(r"[^\n。\d!-~]{0,24}?[ 　]?(?<!\d)(\d{4,8})(?=[ 　]?(?:に(?:し|設定|変)|です|だ|で(?:開|入|す)|って|と(?:言|い|伝|教|メモ)|。|、|$))")
_TECHNICAL = re.compile(
    r"(?:SAML|OAuth|OIDC|OpenID|FIDO|WPA|WEP|SHA|MD|AES|RSA|TLS|SSL|HTTP|IPv|Windows|Win|Office|Microsoft|Web|Log4j|Base|ISO|NIST|SP|PCI|CVE|"
    r"NTLM|SMB|RC|TOTP|U2F|MFA|UTF|WiFi|Wi-Fi|Server|iOS|Android|macOS|iPhone|iPad|Chrome|PHP|Python|Java|Excel|Ver|PBKDF|Argon|bcrypt|Ed|Level|Lv|"
    r"MS-CHAP|Kerberos|EAP)[-_.]?v?\d[\d.]*(?:[-/._][A-Za-z]{1,8}\d*)?",
    re.IGNORECASE,
)
_SENT_CODE = re.compile(r"認証コード|確認コード|ワンタイム|otp|verification code|one-time|security code", re.IGNORECASE)
_UNASKED = re.compile(r"頼んで|身に覚え|覚えが|申し込んで|依頼して|勝手に|突然|詐欺|不審|怪しい|届|来た|didn't|did not|unexpected|suspicious|scam|phish", re.IGNORECASE)
_TRAIL = re.compile(r"[\"'`」』”、。,;)*>]+$")
_PROSE = re.compile(
    r"^(?:\d{1,2}(?:文字|桁|字|回|日|個|~|-\d{1,2}(?:文字|桁|字)|chars?|characters?|digits?|days?)|"
    r"[A-Za-z]+(?:[-'][A-Za-z]+)*[.,?!;:]?$|https?://|[A-Za-z]{1,10}\.(?:com|jp|net)$|\d{1,3}(?:%|\.)$)",
    re.IGNORECASE,
)
_COUNT_AFTER = re.compile(
    r"^\s?(?:文字|桁|字|回|日|個|ヶ月|か月|カ月|年|件|社|人|種|以上|以下|つ|分|秒|時間|chars?|characters?|digits?|"
    r"days?|times|or more|月|号|条|章|番目|bit|ビット)",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"^(?:p[a@]ss ?w[o0]r[dt][0-9!]{0,4}|12345[0-9]{0,5}|123123|1111+|0000+|1234|0{4,}|qwerty[0-9a-z]{0,6}|abc "
    r"?123|abcd?1234|admin[0-9]{0,4}|root|letmein|welcome1?|iloveyou|monkey|dragon|guest|user|test[0-9]{0,4}|"
    r"asdf[a-z]{0,5}|1q2w3e4?r?|zaq12wsx|changeme)[!]?$",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"例え?ば|例[:：)）えにの]|などの|といった|のような|みたいな|ような|弱い|禁止|避け|だめ|ダメ|駄目|危険|"
    r"危ない|推測|よくある|NG|悪い|使わない|やめ|単純|簡単|初期値|デフォルト|既定|出荷時|工場|使い回し|"
    r"だと(?:弱|危|だめ|ダメ|簡単)|強度|安全ですか|大丈夫|形式|ランキング|最も使われ|典型|weak|avoid|common|"
    r"e\.g\.|such as|example|default|never use|like|bad|guess|factory",
    re.IGNORECASE,
)
_ILLUSTRATION = re.compile(
    r"例え?ば|例[:：)）えにの]|のような(?:形式|パスワード|文字列|強|長|弱|単純|簡単|もの)|みたいな(?:もの|"
    r"パスワード|の)|e\.g\.|such as|for example|という(?:形|パターン|弱い)|ダミー|サンプル|架空|placeholder|dummy|"
    r"sample",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"(?<![a-z])(?:id|ユーザー?(?:名|id)?|アカウント(?:名|id)?|ログインid|ログイン名|user(?:name|id)?|login|"
    r"account|社員番号|admin|root)[ \"']{0,3}(?:は|:|=|/|→|is)[ 　\"']{0,3}[\w.@+-]{2,60}[\"']?"
    r"(?:[ 　]{0,3}(?:/|、|,|;|\||と|で|\n|and|&|・)[ 　\n]{0,3}|[ 　]{1,4})[\"']?(?:pw|pass(?:word)?|"
    r"パス(?:ワード)?|pwd|暗証(?:番号)?)(?![a-z])[ \"']{0,3}(?:は|が|:|=|/|→|is)?[ 　\"']{0,3}([!-~]{4,64})"
)
_BARE_PAIR = re.compile(
    r"(?:ログイン(?:情報|id)?|id\s?/\s?(?:pw|パスワード|pass(?:word)?)|id(?:と|・)(?:パスワード|pw)|アカウント|"
    r"credentials?|login)[^\n!-~]{0,12}(?:は|:|=|→|is|are|[ 　])[ 　]{0,3}([\w.@+-]{2,60})\s?(?:/|:|と|,|"
    r"、)\s?([!-~]{4,64})"
)
_NEWER = re.compile(
    r"[^\n]{0,24}?(?:(?:教え|送り|伝え|書き|共有し)(?:ます|ました|るね|るよ|る)[。:、→]|新しい(?:の|もの|やつ)は|(?:じゃ|では)なくて?[、 　]?|今は|正解は|中身は|それは|new one is)[ 　]?[「\"]?([!-~]{6,64})",
    re.IGNORECASE,
)
_ROOT_PAIR = re.compile(
    r"(?<![a-z])(?:root|admin|administrator|sa|guest|sysadmin|kanri)\s?[/:]\s?([!-~]{5,64})(?=\s?(?:で|です|に|"
    r"を|$|\n|、|。))"
)
_WIRELESS = re.compile(
    r"(?:ssid|wi-?fi|無線(?:lan)?)[^\n]{0,60}?\n?[^\n]{0,20}?(?<![a-z])(?:key|キー|鍵|pass\w*|パス\w*)[ 　\"'」』]{0,3}(?:は|が|:|=|→|/|is)[ 　\"'「『]{0,3}"
    r"([!-~]{8,63})"
)
_ENTERED_WITH = re.compile(
    r"/(?<=[\w.@ -]/)\s?((?=[!-~]{0,30}\d)(?=[!-~]{0,30}[a-z])[!-.0-~]{6,40})\s?(?:で|を使って|を入れ(?:て|ると))(?:入|ログイン|アクセス|接続|サインイン|開)"
)
_ENTERED_BY = re.compile(r"(?<![!-~])[\w.@-]{2,40}\s?$")
_FLAG = re.compile(
    r"(?:sshpass\s+-p\s*|mysql\b[^\n]{0,120}?\s-p|curl\b[^\n]{0,200}?\s(?:-u|--user)\s+[\w.@-]{1,60}:|net "
    r"use\b[^\n]{0,120}?/user:\S{1,60}\s+|--password[= ]|-password\s+|"
    r"convertto-securestring\s+(?:-string\s+)?)[\"']?([!#-&(-~]{5,80})"
)
_MOVED = re.compile(
    r"[^\n。]{0,14}?[\"「'`]?([!-~]{6,64})[\"」'`]?\s?(?:です|だ(?:よ|った|けど|が)|"
    r"にし(?:て|た|ました)|に変更し(?:て|ました|た)|に変えた|に変えました|に設定し|を使っ|でログイン|で入れ|で開|"
    r"で解凍|で入|って(?!何|どう)|と(?:いう|設定|書|返|答|送|伝|入力|打|言|教|登録|メモ))",
    re.IGNORECASE,
)


_TAGGED = re.compile(
    r"<(?:[\w.-]{1,20}:)?(?:[\w.-]{0,20}?)(?:password|passwd|pwd|passphrase|passcode)(?:\s[^<>\n]{0,60})?>\s?([^<>\s]{4,64})\s?</"
)
_PHRASE_LABELS = frozenset({"合言葉", "パスフレーズ", "passphrase", "シードフレーズ", "パスワード", "password"})
_PHRASE = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+){2,}", re.IGNORECASE)
_SHORT = frozenset({"pass", "pin", "pw", "パス", "credentials", "暗証"})
_FIRM_LINK = re.compile(
    r"[ 　]{0,3}[\"']?[ ]?(?:は|が|を|に|:|=|→|/|(?:is|was|to|as)\b|\()|[ 　]{1,2}(?:\d{4,8}(?!\d)|(?=[!-~]{0,20}\d)(?=[!-~]{0,20}[A-Za-z])[!-~]{6})"
)


# Asked of text in lower case, which is quicker than ignoring case.
_PAIRS = (
    (_PAIR, "login_pair", ("pw", "pass", "パス", "暗証")),
    (_BARE_PAIR, "login_pair", ("ログイン", "id/", "id /", "idと", "id・", "アカウント", "credential", "login")),
    (_ROOT_PAIR, "login_pair", ("root", "admin", "sa/", "sa /", "sa:", "guest", "kanri")),
    (_TAGGED, "password_tagged", ("password>", "passwd>", "pwd>", "passphrase>", "passcode>", "password ")),
    (_ENTERED_WITH, "login_pair", ("/", "／")),
    (_WIRELESS, "wireless_key", ("ssid", "wifi", "wi-fi", "無線")),
    (_FLAG, "command_line", ("sshpass", "mysql", "curl", "net use", "-password", "securestring")),
)


class PasswordDetector:
    """Free-text passwords; the kind is "credential"."""

    name = "passwords"

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        text = view.text
        labels = list(_labels(view))
        for label in labels:
            yield from self._after_label(view, *label)
        for start, value, rule in told_nearby(view, labels):
            if self._is_secret(view, start, value, code=False, paired=False, firm=False):
                yield Match("credential", start, start + len(value), rule, key=value)
        for start, value, is_code in told_in_scene(view):
            plain = value.rstrip("#").replace("-", "") if is_code else value
            known = any(match.start < start + len(value) and start < match.end for match in found)
            if not known and self._is_secret(view, start, plain, code=is_code, paired=False):
                yield Match("credential", start, start + len(value), "password_scene", key=value)
        for pattern, rule, words in _PAIRS:
            if not view.mentions(*words):
                continue
            for match in pattern.finditer(view.lower):
                if pattern is _ENTERED_WITH and not _ENTERED_BY.search(view.before(match.start(), 42)):
                    continue
                group = match.lastindex or 1
                start, value = match.start(group), _stripped(text[slice(*match.span(group))])
                if self._is_secret(view, start, value, code=False, paired=True):
                    yield Match("credential", start, start + len(value), rule, key=value)

    def _after_label(self, view: View, start: int, end: int) -> Iterator[Match]:
        name = view.lower[start:end]
        if name in _SHORT and not _FIRM_LINK.match(view.after(end, 26)):
            return
        link = _LINK.match(view.text, end)
        code = _CODE.search(name) is not None
        if link is not None and link.start("value") > end:
            value = _stripped(link.group("value"))
            firm = link.group("link") is not None and link.group("link").strip() not in ("", "を", "to", "as", "、", ",", "/")
            if firm and name in _PHRASE_LABELS and self._passphrase(view, link.start("value"), value):
                yield Match("credential", link.start("value"), link.start("value") + len(value), "password_phrase", key=value)
                return
            if (firm or link.group("link") or "\n" not in link.group(0)) and self._is_secret(
                view, link.start("value"), value, code=code, paired=False, firm=firm
            ):
                yield Match("credential", link.start("value"), link.start("value") + len(value), "password_labelled", key=value)
                return
        glued = _CODE_GLUED.match(view.text, end) if code else None
        if glued is not None and self._is_secret(view, glued.start(1), glued.group(1), code=True, paired=False):
            yield Match("credential", *glued.span(1), "code_glued", key=glued.group(1))
            return
        bracketed = _IN_BRACKETS.match(view.text, end)
        if bracketed is not None and self._is_secret(
            view, bracketed.start("value"), bracketed.group("value"), code=False, paired=False, firm=False
        ):
            yield Match("credential", *bracketed.span("value"), "password_bracketed", key=bracketed.group("value"))
            return
        quoted = _QUOTED_VALUE.match(view.text, end)
        if quoted is not None and not is_placeholder(quoted.group("value")) and self._phrase(view, quoted):
            yield Match("credential", *quoted.span("value"), "password_quoted", key=quoted.group("value"))
            return
        for pattern in (_NEWER, _MOVED, _CODE_LATER) if code else (_NEWER, _MOVED):
            told = pattern.match(view.text, end)
            if told is not None and self._is_secret(view, told.start(1), _stripped(told.group(1)), code=code, paired=False):
                yield Match(
                    "credential",
                    told.start(1),
                    told.start(1) + len(_stripped(told.group(1))),
                    "password_prose",
                    key=_stripped(told.group(1)),
                )
                return

    @staticmethod
    def _passphrase(view: View, start: int, value: str) -> bool:
        """Whether words joined by signs are given as the secret itself."""
        end = start + len(value)
        return len(value) >= 12 and bool(_PHRASE.fullmatch(value)) and not is_placeholder(value) and not view.near(_ADVICE, start, end, 30, 30)

    @staticmethod
    def _phrase(view: View, quoted: re.Match[str]) -> bool:
        """Whether quoted Japanese text is itself the secret, not something said about it."""
        value = quoted.group("value")
        said = re.search(
            r"パスワード|文字|[をにはが].*[るたいす]$|ください|必要|必須|ます|です|忘れ|違い|不要|なし|変更|複雑|強|"
            r"弱|定期|長",
            value,
        )
        tail = re.match(r"\s?(?:です|だ|に設定|にし|を使|で(?:ログイン|開|入)|となって|。|$|\n|に変)", view.after(quoted.end(), 10))
        return said is None and tail is not None and not view.near(_ADVICE, *quoted.span(), 30, 30)

    @staticmethod
    def _is_secret(view: View, start: int, value: str, *, code: bool, paired: bool, firm: bool = True) -> bool:
        end = start + len(value)
        if (
            len(value) < 4
            or is_placeholder(value)
            or (_PROSE.match(value) and not (paired and len(value) >= 6 and not value.isalpha()))
            or _COUNT_AFTER.match(view.after(end, 10))
        ):
            return False
        if all(map(_WEAK.match, re.split("[/:]", value))) and (view.near(_ADVICE, start, end, 45, 45) or not paired and not firm):
            return False
        if not paired and _TECHNICAL.fullmatch(value) or view.near(_ILLUSTRATION, start, end, 25, 20) or _sent_unasked(view, start, end):
            return False
        if code and re.fullmatch(r"\d{4,8}", value):
            return True
        if (
            re.match(r"^(?:[A-Za-z]:\\|N|ISO|NIST|JIS|CVE|RFC|SP|KB|AES|SHA|MD|TLS|SSL|WPA|PPAP|FIDO|OAuth)[\s\d./:-]", value)
            or re.match(r"^[\d,.]+$", value)
            and len(value) < 6
        ):
            return False
        if re.match(r"^[\w.+-]+@[\w-]+\.[\w.]+$", value) and not paired:
            return False
        classes = sum(bool(re.search(group, value)) for group in ("[a-z]", "[A-Z]", r"\d", r"[^A-Za-z0-9]"))
        return len(value) >= 5 and (
            classes >= 2 or _WEAK.match(value) is not None or value.isdigit() and len(value) >= 6 or paired and len(value) >= 6
        )


def _sent_unasked(view: View, start: int, end: int) -> bool:
    """Whether it is a one-time code that came without being asked for; it is told to ask what that means."""
    return _SENT_CODE.search(view.before(start, 24)) is not None and _UNASKED.search(view.sentence(start, end)) is not None


def _labels(view: View) -> Iterator[tuple[int, int]]:
    """(start, end) of each word for a password; one that is the end of another Latin or kana word is left out."""
    if view.mentions("パス", "暗証", "番号", "フレーズ", "ニーモ", "ロック解除", "合言葉", "鍵", "キー", "コード", "ログイン情報", "ぱすわーど"):
        for match in _LABEL_JA.finditer(view.text):
            if match.group(0) != "パス" or not re.match("[ァ-ヶー]", view.text[max(0, match.start() - 1) : match.start()]):
                yield match.span()
    if view.mentions("pass", "psk", "pwd", "pin", "pw", "wpa", "shared key", "code", "otp", "credentials"):
        for match in _LABEL_EN.finditer(view.lower):
            before = view.lower[max(0, match.start() - 1) : match.start()]
            after = view.lower[match.end() : match.end() + 1]
            if after not in ("@", "(") and not ("a" <= before <= "z" and len(match.group(0)) < 8) and not (
                "a" <= after <= "z" and not view.lower.startswith("s", match.end())
            ):
                yield match.start(), match.end() + (after == "s")


def _stripped(value: str) -> str:
    value = re.sub(r"[\"'][\]},;)]+$", "", value)
    return _TRAIL.sub("", value.rstrip(".") if value.endswith(".") and not value.endswith("..") else value)
