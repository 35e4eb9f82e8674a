"""Addresses and names of machines inside a firm's own network."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rag.guard.match import Match, View

_IPV4 = re.compile(r"(?<![A-Za-z0-9._-])(\d{1,3}(?:\.\d{1,3}){3})(/\d{1,2})?(?::\d{1,5})?(?![\d]|\.\d|[A-Za-z])")
_IPV6 = re.compile(r"(?<![A-Za-z0-9:])(?:f[cd][0-9a-f]{2}|fe80)(?::[0-9a-f]{0,4}){2,7}(?![A-Za-z0-9:])", re.IGNORECASE)
_MAC = re.compile(r"(?<![A-Za-z0-9:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![A-Za-z0-9:-])")
_MAC_HINT = re.compile("[:-][0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-]")
_DEFAULTS = re.compile(
    r"^(?:192\.168\.(?:0|1|2|3|8|10|11|100)\.(?:1|254)|10\.0\.0\.(?:1|138)|10\.1\.1\.1|172\.16\.0\.1|"
    r"192\.168\.1\.100|192\.168\.0\.100|10\.10\.10\.10|10\.0\.0\.0|172\.16\.0\.0|192\.168\.0\.0|172\.31\.255\.255|"
    r"10\.255\.255\.255|192\.168\.255\.255)$"
)
_VERSION = re.compile(
    r"(?:version|バージョン|ver\.?|ビルド|build|v|Windows|Chrome|Firefox|Edge|Ver\.?|release|OID|firmware|"
    r"ファームウェア)[ 　:]{0,2}$",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?<![\w@.-])(?=[\w-]*[A-Za-z])[\w-]{2,40}\.(?:[\w-]{1,40}\.){0,3}(?:local|corp|internal|lan|intra|intranet|"
    r"localdomain|priv)(?![\w-]|\.[A-Za-z])",
    re.IGNORECASE | re.ASCII,
)
_NUMBERED_HOST = re.compile(
    r"(?<![a-z0-9_.-])(?:srv|svr|server|sv|dc|ad|nas|fs|file|db|web|app|mail|dns|fw|utm|vpn|sw|rt|router|pc|ws|"
    r"esx|esxi|vm|host|nvr|plc|print|prn|bk|backup|proxy|hv|win|lnx|tokyo|osaka|hq|keiri|soumu|eigyo|"
    r"jinji)(?:[-_]?[a-z]{2,10}){0,2}[-_]?\d{1,4}(?:[-_][a-z0-9]{1,8})?(?![a-z0-9.])",
)
_UNC = re.compile(r"\\\\[A-Za-z0-9][\w.-]{1,40}\\[^\s\\\"'<>、。]{1,60}(?:\\[^\s\\\"'<>、。]{1,60}){0,6}")
_ROLE = re.compile(
    r"ドメインコントローラー?|ドメコン|[ァ-ヶ一-鿿]{2,6}サーバー?|[A-Z]{2,6}サーバー?|\bDC\d*\b|\bAD\b|Active ?Directory|\bNAS\b|ファイルサーバー?|共有サーバー?|"
    r"社内サーバー?|\bFW\b|ファイアウォール|\bUTM\b|\bNVR\b|\bPLC\b|\bSCADA\b|\bHMI\b|基幹(?:システム|"
    r"サーバー?)?|勤怠サーバー?|会計サーバー?|経理(?:サーバー?|のPC|PC)|販売管理|生産管理|DBサーバー?|"
    r"データベースサーバー?|メールサーバー?|Webサーバー?|バックアップサーバー?|プリントサーバー?|複合機|"
    r"監視カメラ|社長(?:の)?(?:PC|パソコン)|踏み台|ハイパーバイザー?|ESXi?|vCenter|Hyper-V|VLAN|本社(?:の|LAN|"
    r"側)?|(?<!他)支店|拠点|工場(?:の|内)|うちの(?:サーバー?|NAS|ルータ|PC|ネット)|弊社の|当社の|サーバー?室|"
    r"コアスイッチ|L[23]スイッチ|domain controller|file server|print server|our (?:server|firewall|nas|database|"
    r"dc|internal)|database server|core switch|backup server|hypervisor",
    re.IGNORECASE | re.ASCII,
)
_RULE = re.compile(
    r"permit|deny|allow|accept|iptables|access-list|ACL|dst|src|→|->|sshd|Failed password|Accepted|login|logon|"
    r"ログイン(?:失敗|成功|試行)|許可|遮断|nmap|open port|\d{1,5}/(?:tcp|udp)|RDP|SSH|user=|ユーザー?(?:名)?[:=]|"
    r"hostname|ホスト名|PC名|端末名|コンピューター?名|Nmap scan|ARP|DHCP",
    re.IGNORECASE | re.ASCII,
)
_QUESTION_ONLY = re.compile(
    r"とは|って何|とか|例え?ば|プライベート(?:IP|アドレス)|CIDR|初期(?:値|設定)|デフォルト|既定|ルーターの(?:設定|"
    r"管理)画面|設定画面|一般的|RFC|private (?:ip|address|range)|default|example|レンジ|帯域|アドレス(?:帯|範囲)",
    re.IGNORECASE,
)
_ATTACK = re.compile(r"攻撃元|不正アクセス元|IoC|インジケーター|悪性|C2|attacker|malicious", re.IGNORECASE)
_DEVICE = re.compile(r"MAC|端末|PC|パソコン|デバイス|device|さん|様|ユーザー|user|スマホ|プリンタ", re.IGNORECASE)


class NetworkDetector:
    """Private addresses beside an own asset; a single one in a general question passes."""

    name = "network"

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        addresses = list(self._addresses(view)) if view.has_digits or "::" in view.text else []
        named = view.mentions(".local", ".corp", ".internal", ".lan", ".intra", ".priv")
        hosts = list(_HOST.finditer(view.text)) if named else []
        hosts += _NUMBERED_HOST.finditer(view.lower) if addresses else ()
        host_places, address_places = sorted(match.start() for match in hosts), sorted(match.start() for match in addresses)
        several = len({match.group(0) for match in addresses}) >= 3
        shown = False
        for match in addresses:
            if self._own(view, match, host_places, several):
                shown = True
                yield Match("ip_internal", *match.span(), "private_address", key=match.group(0))
        for match in hosts:
            if (
                match.re is _HOST
                and self._own_host(view, match, bool(addresses))
                or match.re is _NUMBERED_HOST
                and shown
                and _close(address_places, match.start())
            ):
                yield Match("ip_internal", *match.span(), "internal_host", key=match.group(0).lower())
        for match in _UNC.finditer(view.text) if "\\\\" in view.text else ():
            if not re.search(r"server\\share|example|\\\\(?:server|host|pc)name?\\", match.group(0), re.IGNORECASE):
                yield Match("ip_internal", *match.span(), "unc_path", key=match.group(0).lower())
        for match in _MAC.finditer(view.text) if _MAC_HINT.search(view.text) else ():
            if (
                not match.group(0).upper().replace("-", ":").startswith("00:00:5E:00:53")
                and (addresses or hosts or view.near(_DEVICE, *match.span(), 30, 30))
                and len(set(match.group(0))) > 4
            ):
                yield Match("ip_internal", *match.span(), "mac", key=match.group(0).upper())

    @staticmethod
    def _addresses(view: View) -> Iterator[re.Match[str]]:
        for match in _IPV4.finditer(view.text):
            if match.group(2) is not None and match.group(1).endswith(".0") and _DEFAULTS.match(match.group(1)):
                continue
            if _private(match.group(1)) and not _VERSION.search(view.before(match.start(), 14)):
                yield match
        if view.mentions("fe80:") or "::" in view.text or view.text.count(":") > 3:
            yield from _IPV6.finditer(view.text)

    @staticmethod
    def _own(view: View, match: re.Match[str], hosts: Sequence[int], several: bool) -> bool:
        if _ATTACK.search(view.before(match.start(), 20)):
            return False
        general = view.near(_QUESTION_ONLY, *match.span(), 50, 50)
        default = match.re is _IPV4 and _DEFAULTS.match(match.group(1)) is not None
        if _close(hosts, match.start()):
            return not (general and default)
        if several and not default and not general:
            return True
        asset = view.near(_ROLE, *match.span(), 50, 50) or view.near(_RULE, *match.span(), 50, 50)
        return asset and not default and not general

    @staticmethod
    def _own_host(view: View, match: re.Match[str], with_address: bool) -> bool:
        if re.search(
            r"^(?:example|test|sample|foo|host(?:name)?|server|localhost|my|your|printer|raspberrypi|router|contoso|"
            r"domain)\.",
            match.group(0),
            re.IGNORECASE,
        ):
            return False
        return (
            with_address
            or re.search(r"\d", match.group(0).split(".")[0]) is not None
            or view.near(_ROLE, *match.span(), 50, 50)
            or view.near(_RULE, *match.span(), 50, 50)
        )


def _close(places: Sequence[int], place: int, size: int = 80) -> bool:
    """Whether one of the sorted places is at most `size` characters away."""
    at = bisect_left(places, place - size)
    return at < len(places) and places[at] <= place + size


def _private(text: str) -> bool:
    parts = [int(part) for part in text.split(".")]
    if max(parts) > 255:
        return False
    first, second = parts[0], parts[1]
    return (
        first == 10 or (first == 172 and 16 <= second <= 31) or (first == 192 and second == 168) or (first == 100 and 64 <= second <= 127)
    )
