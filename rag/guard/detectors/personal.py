"""Dates of birth, vehicle number plates and health insurance numbers."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rag.guard.checkdigits import luhn_ok
from rag.guard.led import Led
from rag.guard.match import DUMMY_CONTEXT, Match, View, digits, is_dummy, nearest

_ERA = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}
_KANJI_NUMBER = "元〇一二三四五六七八九十"
_DATE = Led(
    "[12HMR-T一二令大平明昭]",
    r"(?<![\d.])(?P<year>(?:19|20)\d{2})[ ]?(?:年|[-/.])[ ]?(?P<month>\d{1,2})[ ]?(?:月|[-/.])[ ]?(?P<day>\d{1,2})(?:日|(?![\d]))"
    rf"|(?P<era>明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR])[ ]?(?P<eyear>\d{{1,2}}|[{_KANJI_NUMBER}]{{1,4}})[ "
    rf"]?(?:年|[-/.])[ ]?(?P<emonth>\d{{1,2}}|[{_KANJI_NUMBER}]{{1,3}})[ ]?(?:月|[-/.])[ ]?(?P<eday>\d{{1,2}}|"
    rf"[{_KANJI_NUMBER}]{{1,3}})(?:日|(?!\d))"
    r"|(?<!\d)(?P<packed>(?:19|20)\d{2}[01]\d[0-3]\d)(?!\d)"
    r"|(?P<kyear>[一二]千?[〇一二三四五六七八九]{3})年(?P<kmonth>[〇一二三四五六七八九十]{1,3})月(?P<kday>[〇一二三四五六七八九十]{1,3})日"
)
_ENGLISH = Led(
    r"[0-9ADFJM-OSadfjm-os](?<!\w.)",
    r"(?<!\w)(?:(?:\d{1,2}(?:st|nd|rd|th)? (?:of )?)?(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|"
    r"June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.? (?:\d{1,2}(?:st|nd|"
    r"rd|th)?,? )?(?:19|20)\d{2}|\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2})(?!\w)",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"生年月日|誕生日|生まれ|うまれ|たんじょうび|生誕|\bDOB\b|date of birth|birth ?day|birth ?date|\bborn\b|"
    r"バースデー",
    re.IGNORECASE,
)
_NOT_BIRTH = re.compile(r"施行|公布|発表|改正|設立|版|創業|創立|公開|発行|制定|更新|リリース|期限|締切")
_BIRTH_WORDS = ("生年月日", "誕生日", "生まれ", "うまれ", "たんじょうび", "生誕", "dob", "birth", "born", "バースデー")
_FORM = re.compile(r"形式|書式|format|のよう|ように(?:入|書|記)|例[:）)]|例えば|たとえば|記入例|ダミー|サンプル|架空|見本|sample|example", re.IGNORECASE)
_BORN_DATE = re.compile(r"[日\d][ 　]?生(?![産年活体成む死物命誕徒])")
_BORN = re.compile(r"[ 　]?生(?![産年活体成む死物命誕徒])")
_PERSONAL = ("person_name",)

_PLATE_PLACES = (
    "札幌 函館 室蘭 帯広 釧路 北見 旭川 苫小牧 知床 青森 弘前 八戸 岩手 盛岡 平泉 宮城 仙台 秋田 山形 庄内 "
    "福島 会津 郡山 白河 いわき 水戸 土浦 つくば 宇都宮 那須 とちぎ 栃木 群馬 前橋 高崎 大宮 川口 所沢 川越 "
    "熊谷 春日部 越谷 千葉 成田 習志野 市川 船橋 袖ヶ浦 市原 野田 柏 松戸 品川 世田谷 練馬 杉並 板橋 足立 江東 "
    "葛飾 江戸川 八王子 多摩 横浜 川崎 湘南 相模 山梨 富士山 新潟 長岡 上越 富山 石川 金沢 福井 長野 松本 諏訪 "
    "安曇野 岐阜 飛騨 静岡 浜松 沼津 伊豆 名古屋 豊橋 三河 岡崎 豊田 尾張小牧 一宮 春日井 三重 鈴鹿 四日市 "
    "伊勢志摩 滋賀 京都 大阪 なにわ 和泉 堺 神戸 姫路 奈良 飛鳥 和歌山 鳥取 島根 出雲 岡山 倉敷 広島 福山 山口 "
    "下関 徳島 香川 高松 愛媛 高知 福岡 北九州 久留米 筑豊 佐賀 長崎 佐世保 熊本 大分 宮崎 鹿児島 奄美 沖縄 "
    "十勝 日光 南信州"
).split()
_PLATE = re.compile(
    rf"({'|'.join(sorted(_PLATE_PLACES, key=len, reverse=True))})(?:ナンバー(?:の)?)?[ 　\-]{{0,2}}"
    r"(\d{2,3}|\d{1,2}[A-Z]|"
    r"\d[A-Z]{1,2})[ 　]?([あ-かき-けこさ-しす-そた-つて-とな-のは-ふほま-もや-をれろEHKMTYV])[ "
    r"　]?([・.·-]{0,3}\d{1,2}[-‐−ー][\d]{2}|[・·.]{1,3}[ ]?\d{1,3}|\d{1,4})(?!\d|[年月日人件円個回%])"
)


_VEHICLE = re.compile(r"車|ナンバー|プレート|バイク|トラック|駐車|ドライブ")
_INSURER = re.compile(r"保険者番号[^\d\n]{0,8}(\d(?:[- ]?\d){5}(?:[- ]?\d){0,2})(?!\d)")
_SYMBOL = re.compile(
    r"(?:被保険者証?(?:の)?|保険証の?|健康?保険の?)?記号(?:・番号)?[^\w\n]{0,3}(?:は|が|:)?[ "
    r"　]{0,2}([\wァ-ヶぁ-ん一-鿿-]{1,10}?)[ 　、,・/]{0,3}(?:で|と|、)?[ 　]{0,2}番号[^\w\n]{0,3}(?:は|が|:)?[ "
    r"　]{0,2}(\d{1,8})(?:[^\w\n]{0,3}枝番[^\d\n]{0,4}(\d{1,2}))?"
)
_SYMBOL_PAIR = re.compile(
    r"記号[・/]?(?:と)?番号[^\d\n]{0,8}(\d{1,8})[ 　]?[-・/‐, ][ "
    r"　]?(\d{1,8})(?:[^\d\n]{0,6}枝番[^\d\n]{0,4}\d{1,2})?"
)
_HEALTH_NUMBER = Led(
    "[介保公受国後被資雇]|[BCEGIMNPSbcegimnps](?<![A-Za-z][A-Za-z])",
    r"(?:被保険者(?:証)?(?:の)?番号|保険証(?:の)?(?:記号・?)?番号|資格確認書(?:の)?番号|"
    r"後期高齢者?(?:医療)?(?:の)?(?:被保険者)?番号|介護保険(?:被保険者)?番号|国保(?:の)?番号|雇用保険(?:被保険者)?番号|公費(?:負担者)?番号|受給者番号|"
    r"(?:(?:health|medical|social|employment|national) )?insur(?:ance|er|ed)(?: (?:card|policy|person|member|certificate))?'?s? "
    r"?(?:no\b|number|id\b|#|code)(?: (?:no\b|number|#))?|(?:policy|member|subscriber|group|certificate|enrollee|beneficiary) (?:no\b|number|id\b|#))"
    r"[^\dA-Za-z\n]{0,8}(?:is |was |: ?)?([A-Za-z]{0,3}[- ]?\d(?:[- ]?\d){3,13})(?!\d)",
    re.IGNORECASE,
)
_ENGLISH_SYMBOL = re.compile(
    r"\b(?:symbol|code|group)(?: (?:no|number))?[ :=.]{1,3}(?:is )?([A-Z]{0,3}[-\d]{1,10})[ ,;/]{1,3}(?:and )?"
    r"(?:number|no|member)[ :=.]{1,3}(?:is )?(\d{1,8})(?:[ ,;/]{1,3}branch(?: (?:no|number))?[ :=.]{0,3}(\d{1,2}))?",
    re.IGNORECASE,
)
_HEALTH_CONTEXT = re.compile(r"保険|被保険者|資格確認書|健保|けんぽ|共済|国保|組合|insur", re.IGNORECASE)


class PersonalDetector:
    """What belongs to one person and has no check digit of its own."""

    name = "personal"

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        yield from self._births(view, found)
        if not view.has_digits:
            return
        yield from self._plates(view)
        if _HEALTH_CONTEXT.search(view.text) or "受給者" in view.text:
            yield from self._insurance(view)

    @staticmethod
    def _births(view: View, found: Sequence[Match]) -> Iterator[Match]:
        spoken = view.mentions(*_BIRTH_WORDS) or _BORN_DATE.search(view.text) is not None
        names = sorted((match.start, match.end) for match in found if match.kind in _PERSONAL)
        if not spoken and not names:
            return
        for pattern in (_DATE, _ENGLISH):
            for match in pattern.finditer(view.text):
                if not _possible(match):
                    continue
                labelled = _BORN.match(view.after(match.end(), 3)) is not None or nearest(view, *match.span(), _BIRTH, _NOT_BIRTH, 30)
                if match.groupdict().get("packed") and not labelled:
                    continue
                if labelled and not (
                    _FORM.search(view.around(*match.span(), 20, 12))
                ):
                    yield Match("birth_date", *match.span(), "birth_labelled", key=re.sub(r"\s", "", match.group(0)))
                elif _beside_name(view, match, names):
                    yield Match("birth_date", *match.span(), "birth_record", key=re.sub(r"\s", "", match.group(0)))

    @staticmethod
    def _plates(view: View) -> Iterator[Match]:
        for match in _PLATE.finditer(view.text):
            old = len(match.group(2)) < 3 and len(digits(match.group(4))) < 4 and not view.near(_VEHICLE, *match.span(), 20, 20)
            if not old and not view.near(DUMMY_CONTEXT, *match.span(), 20, 20):
                yield Match("number_plate", *match.span(), "plate", key=re.sub(r"\s", "", match.group(0)))

    @staticmethod
    def _insurance(view: View) -> Iterator[Match]:
        for match in _INSURER.finditer(view.text):
            value = digits(match.group(1))
            if luhn_ok(value) or len(value) in (6, 8):
                yield Match("health_insurance", *match.span(1), "insurer", key=value)
        for pattern in (_SYMBOL, _SYMBOL_PAIR, _ENGLISH_SYMBOL):
            for match in pattern.finditer(view.text):
                last = match.lastindex or 2
                if (
                    view.near(_HEALTH_CONTEXT, *match.span(), 40, 30)
                    and "ゆうちょ" not in view.around(*match.span(), 30, 10)
                    and re.search(r"\d", match.group(2))
                ):
                    yield Match(
                        "health_insurance",
                        match.start(1),
                        match.end(last),
                        "insurance_symbol",
                        "保険証番号",
                        view.text[match.start(1) : match.end(last)],
                    )
        for match in _HEALTH_NUMBER.finditer(view.text):
            value = digits(match.group(1))
            if not (is_dummy(value) and view.near(DUMMY_CONTEXT, *match.span(), 20, 20)):
                yield Match("health_insurance", *match.span(1), "insured_number", "保険証番号", value)


def _beside_name(view: View, match: re.Match[str], names: Sequence[tuple[int, int]]) -> bool:
    """Whether a date of the past stands in one record with a name: only separators between fields."""
    line_start = view.text.rfind("\n", 0, match.start()) + 1
    line_end = view.text.find("\n", match.end())
    line = view.text[line_start : line_end if line_end >= 0 else len(view.text)]
    if _NOT_BIRTH.search(line) or not re.search(r"[,、/|\t(（:]", line):
        return False
    year = _year(match)
    if year is None or year > 2010:
        return False
    place = bisect_left(names, (match.start(), 0)) - 1
    if place < 0 or names[place][0] < line_start or names[place][1] > match.start():
        return False
    return re.fullmatch(r"[\s,、/|\t()（）さん様氏:男女\d歳才]{1,16}", view.text[names[place][1] : match.start()]) is not None


def _year(match: re.Match[str]) -> int | None:
    parts = match.groupdict()
    if parts.get("year"):
        return int(parts["year"])
    if parts.get("packed"):
        return int(parts["packed"][:4])
    if parts.get("era"):
        return _ERA[parts["era"]] + _number(parts["eyear"])
    plain = re.search(r"(?:19|20)\d{2}", match.group(0))
    return int(plain.group(0)) if plain else 1970


def _possible(match: re.Match[str]) -> bool:
    """Whether it is a day between 1868 and today."""
    parts = match.groupdict()
    year = _year(match) or 1970
    if parts.get("packed"):
        month, day = int(parts["packed"][4:6]), int(parts["packed"][6:])
    elif parts.get("year") or parts.get("era"):
        month, day = _number(parts["month"] or parts["emonth"]), _number(parts["day"] or parts["eday"])
    else:
        return True
    try:
        return 1868 <= datetime.date(year, month, day).year <= datetime.date.today().year
    except ValueError:
        return False


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    if text == "元":
        return 1
    if "十" in text:
        tens, _, ones = text.partition("十")
        return _number(tens or "一") * 10 + (_number(ones) if ones else 0)
    return int("".join(str("〇一二三四五六七八九".find(char)) for char in text if char in "〇一二三四五六七八九") or 0)
