"""Keys, tokens, connection strings and password hashes by their published formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from rag.guard.match import Match, View

SecretScan = Callable[[str], Iterable[tuple[str, int, int]]]

_TOKENS = re.compile(
    r"(?<![A-Za-z0-9_])(?:"
    r"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Z0-9])"
    r"|ABSK[A-Za-z0-9+/]{60,160}={0,2}"
    r"|AIza[\w-]{35}|GOCSPX-[\w-]{20,40}|ya29\.[\w-]{20,400}"
    r"|gh[pousr]_[0-9A-Za-z]{36,255}|github_pat_\w{60,90}"
    r"|(?:glpat|gldt|glrt|glptt|glcbt|glimt|glft|glsoat|glagent|gloas)-[\w.-]{20,60}|GR1348941[\w-]{20}"
    r"|xox[abeoprs]-(?:\d-)?[A-Za-z0-9-]{10,250}|xapp-\d-[A-Z0-9]{5,20}-\d{5,20}-[a-z0-9]{20,90}"
    r"|sk-(?:proj|svcacct|admin|None)-[\w-]{20,220}|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|"
    r"sk-ant-[a-z]{3,8}\d{2}-[\w-]{40,120}|sk-or-v1-[0-9a-f]{40,80}|sk-[A-Za-z0-9]{40,64}"
    r"|[sr]k_(?:test|live|prod)_[A-Za-z0-9]{10,99}|whsec_[A-Za-z0-9+/]{20,80}"
    r"|SG\.[\w-]{16,32}\.[\w-]{30,60}|npm_[A-Za-z0-9]{36}|pypi-AgE[\w-]{50,300}|hf_[A-Za-z0-9]{30,40}|"
    r"ntn_[A-Za-z0-9]{40,60}|secret_[A-Za-z0-9]{43}"
    r"|do[opr]_v1_[0-9a-f]{64}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|pplx-[A-Za-z0-9]{40,60}|gsk_[A-Za-z0-9]{40,60}|xai-[A-Za-z0-9]{60,90}"
    r"|SK[0-9a-f]{32}|AC[0-9a-f]{32}|\d{5,16}:A[\w-]{34}|key-[0-9a-f]{32}|dapi[0-9a-f]{32}|hvs\.[\w-]{24,120}|"
    r"dckr_pat_[\w-]{20,40}|lin_api_[A-Za-z0-9]{40}"
    r"|EAA[A-Za-z0-9]{60,250}|sq0(?:atp|csp)-[\w-]{22,43}|NRAK-[A-Z0-9]{27}|PMAK-[0-9a-f]{24}-[0-9a-f]{34}|"
    r"figd_[\w-]{35,50}|vercel_[A-Za-z0-9]{20,30}|tskey-[\w-]{20,80}|r8_[A-Za-z0-9]{37}|atlasv1\.[\w=-]{50,80}"
    r"|[\w~.]{3}\dQ~[\w~.-]{31,34}"
    r")",
    re.ASCII,
)
_TOKEN_HINT = re.compile(
    r"AKIA|ASIA|A3T|ABIA|ACCA|ABSK|AIza|GOCSPX|ya29|gh[pousr]_|github_pat|gl[a-z]{2,6}-|GR134|xox|xapp|sk[-_]|"
    r"rk_|whsec|SG\.|npm_|pypi-|hf_|ntn_|secret_|do[opr]_v1|shp|pplx|gsk_|xai-|SK|AC[0-9a-f]|:A|key-|dapi|hvs|"
    r"dckr|lin_|EAA|sq0|NRAK|PMAK|figd|vercel|tskey|r8_|atlas|Q~"
)
_WEBHOOK = re.compile(
    r"(?:https?://)?(?:hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/+_-]{20,120}|"
    r"discord(?:app)?\.com/api/webhooks/\d{10,25}/[\w-]{30,100}"
    r"|[\w.-]{1,60}\.webhook\.office\.com/webhookb2/[\w@/-]{40,300}|chat\.googleapis\.com/v1/spaces/[\w/-]{5,60}\?[\w=&%-]{20,200})"
)
_JWT = re.compile(r"(?<![A-Za-z0-9_-])ey[A-Za-z0-9_-]{12,2000}\.ey[\w/-]{10,8000}\.[\w/-]{10,2000}", re.ASCII)
_KEY_BLOCK = re.compile(
    r"-----\s?BEGIN[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?\s?-----[\s\S]{0,20000}?(?:-----\s?END[ "
    r"A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?\s?-----|(?=\Z|-----\s?BEGIN))"
)
_PPK = re.compile(
    r"PuTTY-User-Key-File-\d[\s\S]{0,4000}?Private-(?:Lines|MAC|"
    r"Hash)[^\n]{0,200}(?:\n[A-Za-z0-9+/=]{10,200}){0,60}(?:\nPrivate-MAC:[^\n]{0,100})?"
)
_URI = re.compile(
    r"(?<![A-Za-z0-9])(?:[a-z][a-z0-9+]{1,20}:){1,2}//[^\s:@/\"'<>]{0,80}:([^\s@\"'<>]{1,200})@[\w.\-\[\]:%]{1,200}(?:/[^\s\"'<>、。）)」]{0,200})?",
    re.IGNORECASE,
)
_ADO = re.compile(
    r"(?:(?:server|data source|host|hostname|user ?id|uid|user|username|database|initial catalog|driver|dsn|"
    r"addr|endpoint|port|dbname)\s?=[^;\n]{0,120};\s?){1,8}"
    r"(?:[\w ]{1,30}=[^;\n]{0,120};\s?){0,6}(?:password|pwd)\s?=\s?([^;\s\"']{1,200})(?:;[^\s\"'。、]{0,200})?"
    r"|(?:password|pwd)\s?=\s?([^;\s\"']{1,200});\s?(?:[\w ]{1,30}=[^;\n]{0,120};\s?){0,6}(?:server|data source|"
    r"host|user ?id|uid|database)\s?=[^;\s]{1,120}",
    re.IGNORECASE,
)
_ADO_TARGET = re.compile(r"server|data source|host|database|catalog|driver|dsn|addr|endpoint|dbname", re.IGNORECASE)
_JDBC = re.compile(
    r"jdbc:[a-z0-9:]{2,30}//?[^\s\"']{3,200}?[?&;](?:password|pwd)=([^&;\s\"']{1,100})[^\s\"']{0,100}|"
    r"jdbc:oracle:thin:[^\s/@]{1,60}/([^\s@]{1,60})@[^\s\"']{3,120}",
    re.IGNORECASE,
)
_AZURE = re.compile(
    r"(?:DefaultEndpointsProtocol=[^\s\"']{5,200}?)?(?:AccountKey|"
    r"SharedAccessKey)=([A-Za-z0-9+/]{40,90}={0,2})(?:;[^\s\"']{0,100})?|[?&]sig=([A-Za-z0-9%+/]{40,90}(?:=|"
    r"%3D){0,2})",
    re.IGNORECASE,
)
_GCP_ACCOUNT = re.compile(
    r"\{[^{}]{0,300}\"type\"\s?:\s?\"service_account\"[^{}]{0,4000}\"(?:private_key|"
    r"private_key_id)\"[^{}]{0,4000}\}?"
)
_HASH = re.compile(
    r"(?:\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$(?:[156]|apr1|sha1|y|gy|"
    r"7)\$[^\s:$]{0,60}(?:\$[^\s:$]{1,40})?\$?[./A-Za-z0-9]{20,100}|\$argon2(?:id|i|d)\$[^\s:]{20,200}|"
    r"\{SSHA\}[A-Za-z0-9+/=]{28,60}"
    r"|(?<![0-9a-fA-F])[0-9a-fA-F]{32}:[0-9a-fA-F]{32}(?![0-9a-fA-F]))"
)
_USER_HASH = re.compile(
    r"(?m)^[ \t]*([A-Za-z][\w.@-]{1,40})(?::\d{1,6})?:((?:[0-9a-fA-F]{128}|[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|"
    r"[0-9a-fA-F]{32}))(?![0-9a-fA-F])[^\n]{0,120}$",
    re.ASCII,
)
# Both are asked of text in lower case, and every alternative begins with a letter: so the search can skip to it.
_HEADER_VALUE = (
    r"[\"'`」]?\s?(?:[:=]|は|=>)\s?[\"'`「]?(?:[a-z][a-z0-9-]{1,24}[ ]{1,3})?"
    r"(?:[^\n]{0,160}?(?:token|key|credential|apikey|api_key|signature|response)=\"?)?([a-z0-9+/_.~=:-]{12,2000})"
)
_BEARER = re.compile(
    rf"authorization{_HEADER_VALUE}|x-[a-z-]{{0,20}}(?:auth|token|key|secret|session)[a-z-]{{0,20}}{_HEADER_VALUE}"
    r"|b(?<![a-z]b)earer\s{1,3}([a-z0-9+/_.~=-]{20,2000})"
    r"|(?:phpsessid|jsessionid|asp\.net_sessionid|connect\.sid|laravel_session|session(?:_?id|_?token|_?key)?|s(?<![a-z]s)id|"
    r"remember_token|csrf_?token|xsrf-token)=([a-z0-9%+/_.~-]{20,2000})"
)
_NAMED_KEY = re.compile(
    r"(?:api[_\- ]?key|access[_\- ]?key(?:[_\- ]?id)?|secret[_\- ]?(?:access[_\- ]?)?key|client[_\- ]?secret|auth[_\- ]?token|"
    r"access[_\- ]?token|refresh[_\- ]?token|t(?<![a-z]t)oken|s(?<![a-z]s)ecret|webhook[_\- ]?secret|encryption[_\- ]?key"
    r"|apiキー|アクセスキー|シークレットキー?|シークレットアクセスキー|アクセストークン|トークン|"
    r"クライアントシークレット|秘密キー|認証キー)[\"'」]?\s{0,2}(?:(?:は|が|を)|[:=＝→]|is|"
    r"=>)\s{0,2}[\"'「]?([a-z0-9+/_.~=-]{16,200})"
)
_PLACEHOLDER = re.compile(
    r"^[A-Za-z_$][\w.]{0,40}[(\[]|^(?!.*\d)[a-z_]{2,20}(?:\.[a-z_]{2,20}){1,4}(?:\(\))?;?$|^[:@&%?][a-z_]+$"
    r"|^(?:password|passwd|pass|pwd|secret|user|pw|changeme|change_me|example\w*|test|xxx+|\*+|•+|\.+|-+|_+|null|"
    r"none|true|false|string|str)$"
    r"|^[x*X.•_-]{3,}$|^[<\[{$%(].*|^your|your[-_]|^my[-_]?(?:password|secret|key|token)|_here$|example|"
    r"placeholder|redacted|dummy|sample|パスワード|\.\.\.|os\.environ|getenv|process\.env|secrets\.|^\{\{|^\$\{?"
    r"|x{6,}|0{8,}|(?:1234567890)|abcdef0?12345|correct.?horse|abcdefghij",
    re.IGNORECASE,
)


def is_placeholder(value: str) -> bool:
    """Whether a value only stands for a secret: password, xxx, <...>, ${...}, your-..., an env lookup."""
    return len(value) == 0 or _PLACEHOLDER.search(value.strip("\"'`=:")) is not None or len(set(value.strip("\"'"))) <= 2 and not value.isdigit()


class SecretDetector:
    """Own formats and Kingfisher's (`scan`, see rag/adapters/kingfisher.py)."""

    name = "secrets"

    def __init__(self, scan: SecretScan) -> None:
        self._scan = scan

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        text = view.text
        yield from _blocks(text)
        yield from _tokens(view)
        yield from _connections(view)
        yield from _hashes(text)
        for kind, start, end in self._scan(text):
            if not is_placeholder(text[start:end]) and not _harmless(text, start, end):
                yield Match(kind, start, end, "kingfisher", key=text[start:end])


def _harmless(text: str, start: int, end: int) -> bool:
    """Whether it is a file hash, a commit id or a UUID rather than a key."""
    value = text[start:end]
    if re.fullmatch(r"[0-9a-fA-F]{7,128}", value) or re.fullmatch(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value):
        near = text[max(0, start - 30) : start]
        return re.search(r"key|secret|token|auth|response|sess|sid=|キー|トークン|シークレット|password", near, re.IGNORECASE) is None
    return False


def _blocks(text: str) -> Iterator[Match]:
    if "PRIVATE KEY" in text:
        for match in _KEY_BLOCK.finditer(text):
            body = re.sub(r"-----[^-]{0,90}-----|\s|\\n|\.\.\.", "", match.group(0))
            if len(re.findall(r"[A-Za-z0-9+/=]", body)) >= 64:
                yield Match("private_key", *match.span(), "private_key_block", key=body[:64])
    if "PuTTY-User-Key" in text:
        for match in _PPK.finditer(text):
            yield Match("private_key", *match.span(), "private_key_ppk", key="ppk")
    if "service_account" in text:
        for match in _GCP_ACCOUNT.finditer(text):
            yield Match("private_key", *match.span(), "gcp_service_account", key="gcp")
    if ".ey" in text:
        for match in _JWT.finditer(text):
            yield Match("jwt", *match.span(), "jwt", key=match.group(0))


def _tokens(view: View) -> Iterator[Match]:
    text = view.text
    if _TOKEN_HINT.search(text):
        for match in _TOKENS.finditer(text):
            if not is_placeholder(match.group(0)):
                yield Match("api_key", *match.span(), "token_format", key=match.group(0))
    for match in _WEBHOOK.finditer(text) if view.mentions("hooks.slack", "/webhook", "chat.googleapis") else ():
        if not re.search(r"T0{6,}|X{6,}|YOUR", match.group(0)):
            yield Match("api_key", *match.span(), "webhook", key=match.group(0))
    patterns = [(_BEARER, "bearer")] if view.mentions("bearer", "authorization", "x-", "sess", "sid=", "token=") else []
    if view.mentions("key", "secret", "token", "キー", "トークン", "シークレット"):
        patterns.append((_NAMED_KEY, "named_key"))
    for pattern, rule in patterns:
        for match in pattern.finditer(view.lower):
            place, end = match.span(match.lastindex or 1)
            value = text[place:end]
            if not is_placeholder(value) and (_mixed(value) or rule == "bearer" and len(re.findall("[a-z][A-Z]", value)) >= 2) and not _harmless(text, place, place + len(value)):
                yield Match("api_key", place, place + len(value), rule, key=value)


def _mixed(value: str) -> bool:
    """Whether it looks random: letters and digits both, and no plain words."""
    return (
        bool(re.search(r"\d", value)) and bool(re.search(r"[A-Za-z]", value)) and not re.fullmatch(r"[a-z]+(?:[_.-][a-z]+)*\d{0,2}", value)
    )


def _connections(view: View) -> Iterator[Match]:
    text = view.text
    patterns = [(_URI, "uri")] if "://" in text else []
    if ";" in text and view.mentions("password", "pwd"):
        patterns.append((_ADO, "ado"))
    if view.mentions("jdbc:"):
        patterns.append((_JDBC, "jdbc"))
    if view.mentions("key=", "sig="):
        patterns.append((_AZURE, "azure"))
    for pattern, rule in patterns:
        for match in pattern.finditer(text):
            secret = next((group for group in match.groups() if group), "")
            if rule == "ado" and not _ADO_TARGET.search(match.group(0)):
                continue
            if not is_placeholder(secret):
                yield Match("connection_string", *match.span(), rule, key=match.group(0))


def _hashes(text: str) -> Iterator[Match]:
    if "$" in text or ":" in text or "{SSHA}" in text:
        for match in _HASH.finditer(text):
            yield Match("credential", *match.span(), "password_hash", key=match.group(0))
        lists = list(_USER_HASH.finditer(text))
        for match in lists:
            if not re.fullmatch(r"(?i)md5|sha-?\d{1,3}|hash|ioc|file|checksum|commit|.*\.[a-z]{2,4}", match.group(1)):
                yield Match("credential", *match.span(), "user_hash", key=match.group(0))
