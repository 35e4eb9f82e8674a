"""Postal addresses down to the house number; a prefecture, a city or a town alone passes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.guard.led import Led
from rag.guard.match import Match, View

PREFECTURES = (
    "北海道|青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|埼玉県|千葉県|東京都|神奈川県|"
    "新潟県|富山県|石川県|福井県|山梨県|長野県|岐阜県|静岡県|愛知県|三重県|滋賀県|京都府|大阪府|兵庫県|奈良県|"
    "和歌山県|鳥取県|島根県|岡山県|広島県|山口県|徳島県|香川県|愛媛県|高知県|福岡県|佐賀県|長崎県|熊本県|"
    "大分県|宮崎県|鹿児島県|沖縄県"
)
_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百〇]{1,5})"
_DASH = r"[ ]?[-‐‑‒–—―−ーの][ ]?"
_HOUSE = (
    rf"(?:{_NUMBER}[ ]?丁目(?:[ 　]?{_NUMBER}(?:[ ]?番地?(?:の)?|{_DASH}))?(?:[ ]?{_NUMBER}(?:[ ]?号(?!室))?)?(?:{_DASH}\d{{1,4}})?"
    rf"|{_NUMBER}[ ]?番地?(?:の|[ ])?(?:{_NUMBER}(?:[ ]?号(?!室))?)?"
    rf"|\d{{1,4}}{_DASH}\d{{1,4}}(?:{_DASH}\d{{1,4}}){{0,2}}(?![\d年月日時:/名人社件分章節項円%個台歳枚回週割点か])"
    rf"|[一二三四五六七八九十]{{1,3}}[-ー−の・][一二三四五六七八九十]{{1,3}}(?:[-ー−の・][一二三四五六七八九十]{{1,3}})?"
    r"|\d{2,5}(?=番地|の\d|[ 　](?:[^\s]{0,12}(?:ハイツ|マンション|アパート|ビル|荘|コーポ|メゾン))))"
)
_ROOM = (
    r"(?:[ 　,、]{0,2}[一-鿿ァ-ヶーA-Za-zぁ-ん・]{0,20}(?:ビル|マンション|ハイツ|コーポ|アパート|メゾン|荘|"
    r"レジデンス|タワー|ハウス|館|コート|パレス|ヒルズ)?[ ]?(?:[A-Z]棟)?[ ]?[A-Z]?\d{1,4}(?:号室?|階|F|"
    r"室)(?:\d{1,4}号室?)?|[ 　][ァ-ヶーA-Za-z一-鿿]{2,20}[ ]?\d{2,4}(?!\d|[-年月日:]))?"
)
_CITY = r"[一-鿿々ヶケノツぁ-んァ-ヴ]{1,6}?(?:市|区|郡|町|村)"
_TOWN = r"[一-鿿々ヶケノツぁ-んァ-ヴー 　]{0,20}?"
_FULL = re.compile(
    rf"(?:〒?\d{{3}}-?\d{{4}}[ 　\n]{{0,2}})?(?:(?P<pref>{PREFECTURES})[ 　\n]?)?(?P<city>{_CITY})[ "
    rf"　\n]?(?P<town>{_TOWN})[ 　]?(?P<house>{_HOUSE}){_ROOM}"
)
_START = re.compile(
    rf"〒[ ]?\d{{3}}-?\d{{4}}|{PREFECTURES}|(?<![一-鿿々])[一-鿿々]{{1,4}}(?:市|区)(?=[一-鿿々ヶケノぁ-んァ-ヴ "
    rf"　\d])|(?<=[のはが、:「 　に県])[一-鿿々ヶ]{{1,4}}(?:市|区|郡|町|村)(?=[一-鿿々ヶケノ\d])"
)
_PREF_TOWN = re.compile(rf"(?:{PREFECTURES})[ 　]?[一-鿿々ヶケノツぁ-んァ-ヴー]{{1,20}}?[ 　]?{_HOUSE}{_ROOM}")
_POST_TOWN = re.compile(rf"〒[ ]?\d{{3}}-?\d{{4}}[ 　\n、]{{0,2}}[一-鿿々ヶケノツァ-ヴーぁ-ん]{{2,24}}[ 　]?{_HOUSE}{_ROOM}")
_LABELLED = re.compile(
    rf"(?:住所|自宅|居所|現住所|本籍|送付先|配送先|届け先|届け先住所|所在地|住まい|実家|転居先|勤務先住所|"
    rf"住んで)[^\n。]{{0,6}}?(?:は|が|:|=|→|,|を)[ 　]?(?P<value>[一-鿿々ヶケノツぁ-んァ-ヴー]{{2,20}}?[ "
    rf"　]?{_HOUSE}{_ROOM})"
)
_TOWN_HOUSE = re.compile(
    rf"(?<![一-鿿々第])[一-鿿々ヶケノ]{{2,8}}\d{{1,2}}丁目[ ]?\d{{1,3}}(?:番地?|{_DASH})(?:[ ]?\d{{1,3}}(?:号|"
    rf"{_DASH}\d{{1,4}})?)?{_ROOM}"
)
_ENGLISH = Led(
    r"[0-9](?<![\w-].)",
    r"(?<![\w-])\d{1,4}(?:-\d{1,4}){0,3}(?:-(?:chome|ban))?,? (?:[A-Z][A-Za-z-]{2,20}(?: \d{1,2}-chome)?,? "
    r"?){1,4}(?:[A-Z][a-z]+-(?:ku|shi|gun|cho|machi|mura|to|fu|ken)|Tokyo|Osaka|Kyoto|Yokohama|Nagoya|Sapporo|"
    r"Fukuoka|Kobe|Sendai|Hiroshima)(?:,? (?:[A-Z][A-Za-z-]{2,20}|\d{3}-\d{4}|Japan)){0,4}"
    r"|(?<![\w-])\d{1,5} (?:[NSEW]\.? )?(?:[A-Z][a-z]{2,20} ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|"
    r"Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl)\.?(?:,? (?:Apt|Suite|Unit|#)\.? ?\w{1,6})?(?:,? "
    r"[A-Z][A-Za-z]{2,20}){0,3}(?:,? [A-Z]{2} \d{5})?(?![A-Za-z])"
)
_SPECIMEN = re.compile(r"記入例|見本|署名例|書き方の?例|サンプル|架空|ダミー|sample|dummy", re.IGNORECASE)
_PLACE_HINT = re.compile("[〒市区町村郡県都府道]")
_LABEL_HINT = re.compile("[住居籍宅先地家]")
_ENGLISH_HINT = re.compile(
    r"-(?:ku|shi|gun|cho|machi|mura|to|fu|ken)\b|Tokyo|Osaka|Kyoto|Yokohama|Nagoya|Sapporo|Fukuoka|Kobe|Sendai|Hiroshima|"
    r"St|Ave|R[od]|B[ol]|L[an]|Dr|C[ot]|Way|Pl"
)
_NOT_TOWN = re.compile(
    r"第$|条例|第.{0,4}条|章|節|項|版|号|ページ|表|図|ISO|JIS|NIST|バージョン|件数|平均|調査|全体|人口|年度|は$|が$|"
    r"を$|で$|から$|より$|について|対策|項目|規程|統計|被害|では|まで|令和|平成|昭和|約"
)
_CITY_WORDS = re.compile(r"^(?:都市|市場|区|町|村|地区|学区|区分|区別|都道府県市|市町村|市区町村|[ぁ-ん]{1,6}[市区町村郡])$")


class AddressDetector:
    """Addresses by prefecture, city or label, and a house number."""

    name = "address"

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        text = view.text
        if not view.has_digits and not view.mentions("丁目", "番", "-", "の"):
            return
        end = 0
        for start in _START.finditer(text) if _PLACE_HINT.search(text) else ():
            if start.start() < end:
                continue
            match = _POST_TOWN.match(text, start.start()) or _FULL.match(text, start.start()) or _PREF_TOWN.match(text, start.start())
            if match is not None and self._real(match) and not view.near(_SPECIMEN, *match.span(), 30, 40):
                end = match.end()
                yield _match(match.start(), end, match.group(0), "address_full")
        if "丁目" in text:
            for match in _TOWN_HOUSE.finditer(text):
                yield _match(*match.span(), match.group(0), "address_town")
        for match in _LABELLED.finditer(text) if _LABEL_HINT.search(text) else ():
            if not _NOT_TOWN.search(match.group("value")[:-1]):
                yield _match(*match.span("value"), match.group("value"), "address_labelled")
        for match in _ENGLISH.finditer(text) if view.has_digits and _ENGLISH_HINT.search(text) else ():
            yield _match(*match.span(), match.group(0), "address_english")

    @staticmethod
    def _real(match: re.Match[str]) -> bool:
        parts = match.groupdict()
        city, town = parts.get("city") or "", parts.get("town") or ""
        if _CITY_WORDS.match(city) or _NOT_TOWN.search(city) or _NOT_TOWN.search(town):
            return False
        if parts.get("pref") is None and match.re is _FULL and not town and not re.search("丁目|番|号", parts["house"] or ""):
            return parts["house"].count("-") >= 1 and city[-1] in "町村"
        return not (match.re is _PREF_TOWN and _NOT_TOWN.search(match.group(0)))


def _match(start: int, end: int, value: str, rule: str) -> Match:
    stripped = value.rstrip(" 　、,\n")
    return Match("address", start, start + len(stripped), rule, key=_key(stripped))


def _key(address: str) -> str:
    """One spelling for one place: no spaces or post code, kanji numerals as digits, dashes between numbers."""
    plain = re.sub(r"[\s、,　]|〒?\d{3}-\d{4}(?=\D)", "", address)
    plain = re.sub(r"[一二三四五六七八九](?=丁目|番|号)", lambda match: str("一二三四五六七八九".index(match.group(0)) + 1), plain)
    plain = re.sub(rf"(?<=\d)(?:丁目|番地の|番地|番|号|{_DASH})(?=\d)", "-", plain)
    return re.sub(r"(?<=\d)(?:番地?|号)$", "", plain)
