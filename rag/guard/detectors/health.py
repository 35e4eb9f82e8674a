"""Health, crime and belief told of one person; the words alone pass."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rag.guard.match import Match, View

_CAUGHT = "(?:の|に)?(?:陽性|感染し|罹患|かかっ)"
_TERM = re.compile(
    rf"コロナ{_CAUGHT}|インフルエンザ{_CAUGHT}|インフル{_CAUGHT}|ノロウイルス{_CAUGHT}|結核{_CAUGHT}|PCR検査で?{_CAUGHT}|抗原検査で?{_CAUGHT}|"
    r"うつ病|ウツ病|ウツ状態|躁うつ|鬱|うつ状態|うつで|適応障害|統合失調症|双極性障害|パニック障害|発達障害|知的障害|精神障害|身体障害|"
    r"聴覚障害|視覚障害|摂食障害|睡眠障害|自閉症|ADHD|アルコール依存|依存症|癌|ガン(?![ァ-ヶー])|がん(?:で|が|"
    r"の(?:治療|手術|疑い|告知)|を|と(?:診断|分か))|胃がん|肺がん|乳がん|大腸がん|肝がん|子宮がん|前立腺がん|"
    r"膵臓がん|すい臓がん|食道がん"
    r"|糖尿病|高血圧|心筋梗塞|脳梗塞|脳卒中|くも膜下|白血病|腫瘍|肝炎|腎不全|透析|てんかん|認知症|リウマチ|喘息|"
    r"ヘルニア|結核|梅毒|HIV|エイズ|不妊治療|妊娠|流産|中絶|骨折|難病|更年期|潰瘍|血圧が?\d|HbA1c|血糖値|肝機能|"
    r"γ-?GTP|BMI|要再検査|要精密検査|再検査|既往|持病|病歴|病名|傷病名|診断名"
    r"|陽性|入院|通院|手術|投薬|処方|服薬|服用|治療中|病気休職|病気で|メンタル(?:不調|疾患|で|を)|心療内科|"
    r"精神科|休職診断|診断書|障害者手帳|障害(?:等級|\d級|者雇用)|と診断|診断され|健康診断の?結果|健診結果|"
    r"検査結果|要介護|ストレスチェックの?結果"
    r"|[ァ-ヶー]{3,10}(?:病|症候群)|コロナで(?:す|し)|(?:肺|胃|膵|腸|腎|皮膚|関節)炎|結石|不整脈|動脈瘤|(?:ギャンブル|薬物|買い物|ゲーム)依存|ノロで(?:す|し)|うつに(?:なっ|なり)|つわり|切迫早産|インフルエンザ?(?:で(?:す|し)|[AB])|インフル(?:で(?:す|し)|[AB])|飲酒運転|捕まっ|捕まり|"
    r"ストーカー|(?:DV|暴行|虐待|セクハラ|ハラスメント|強盗|ひったくり|傷害|盗撮|いじめ)(?:を受け|の?被害|に(?:遭|あ)っ)|(?<![グト求])詐欺の?被害者|"
    r"特殊詐欺の?被害|"
    r"前科|犯罪歴|逮捕|服役|執行猶予|起訴され|書類送検|有罪|保護観察|痴漢|DV被害|性被害|犯罪被害|教会に入信|"
    r"教会の信者|宗教(?:に入信|の信者)|学会員|教団員|入信|信者|在日|被差別部落|同和地区"
)
_FALSE_START = re.compile(r"[偽真ァ-ヶー]$")
_TERM_EN = re.compile(
    r"\b(?:diagnos(?:ed|is)|cancer|depression|bipolar|schizophreni\w+|diabet\w+|hiv|aids|pregnan\w+|miscarriage|"
    r"surgery|hospitali[sz]ed|chemotherapy|sick leave|medical leave|mental health|epilep\w+|stroke|heart attack|"
    r"disabilit\w+|blood pressure|test(?:ed)? positive|prescri\w+|medical (?:record|condition|history)|arrested|"
    r"convicted|criminal record|rehab|diagnosis|dx|hypertension|asthma|dementia|tumou?r|leuk(?:a)?emia|hepatitis|migraine|insomnia|anxiety disorder|"
    r"adhd|autism|autistic|ptsd|burnout|panic (?:attacks?|disorder)|alcoholi\w+|addict\w*|kidney (?:failure|disease)|heart (?:disease|failure|surgery)|"
    r"chemo|dialysis|fertility treatment|maternity leave|injur\w+|infected with(?! (?:a )?(?:malware|virus|ransom|spyware|trojan|computer))|stalk(?:ed|ing)|assault\w*|drunk driving|domestic violence|crime victim|tuberculosis|covid(?:-19)?|biopsy|psychiatr\w+|therapy)\b",
    re.ASCII,
)
_TECHNICAL = re.compile(
    r"(?:自社|セキュリティ|脆弱性|ウェブ|IT|DX|ネットワーク|経営|簡易|無料|5分でできる|ウイルス|マルウェア|スキャン|端末|パソコン|PC|感染|機器|製品|ログ)[^\n。]{0,12}(?:診断|検査|陽性|治療|手術)|システム障害|通信障害|障害対応"
)
_TITLE = "さん|氏|くん|君|ちゃん|様|部長|課長|係長|主任|社長|専務|常務|店長|室長|次長|所長"
_SURNAMED = re.compile(rf"(?<![一-鿿々])([一-鿿々]{{1,4}})(?:{_TITLE})(?!々)")
_NOT_SURNAME = re.compile(
    r"^(?:法務|労務|広報|企画|開発|品質|品質管理|購買|調達|資材|物流|財務|監査|保守|運用|研究|生産|生産管理|設計|検査|保険|商品|店舗|海外|国内|"
    r"東日本|西日本|関西|関東|支社|本社|事務|受付|秘書|局|院|園|校|お?患者|医者|社員|従業員|職員|部下|皆|客|お客|業者|担当者?|責任者|当社|他社|本人|家族|利用者|学生|生徒|奥|"
    r"息子|娘|母|父|同僚|上司|相手|弊社|看護師|医師|先生|経営者|管理者|社長|部長|課長|営業|経理|総務|人事|製造|技術|"
    r"情報|代表|株主|顧客|隊員|取締役|各位|一般|健康|個人|情報|病気|病歴|結果|同意|検査|診断|場合|全員|一部|複数|方|"
    r"人|個人情報|対応|制度|管理|扱|休職|復職|主|係|会|工場|事業|支店|店|副|本|全|何)$|(?:部|課|室|係|長|者|員|客|"
    r"師)$"
)
_AGE_SEX = re.compile(r"\d{2}(?:歳|才|代)[ 　の、,/・(]{0,2}(?:男|女)|(?:男|女)性?[ 　、,/・(]{0,2}\d{2}(?:歳|才|代)")
_GROUPED = re.compile(r"部|課|室|係|社員|従業員|患者|お客様|うちの|弊社|当社|支店|工場|派遣|パート|担当|店|面接|応募|候補|採用|入居|利用者|会員|受診|来院|バイト|新人|同僚|隣の|先輩|後輩|の方|来た方")
_NUMBERED = re.compile(
    r"(?:患者(?:様|さん)?(?:の)?(?:ID|番号|No\.?)|カルテ(?:番号|No)?|診察券(?:番号)?|(?:社員|職員|従業員|受診|受付|会員)(?:番号|ID|No\.?)|"
    r"(?:patient|employee|staff|member|case|chart|record)(?:'s)? ?(?:id|no|number|#)|\bMRN)[^\w\n]{0,4}(?:は|が|is )?[A-Za-z]{0,4}-?\d{3,}",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:うちの|弊社の|当社の|隣の席の|同じ(?:部署|課|部|チーム)の|[一-鿿]{2,4}(?:部|課|支店|"
    r"工場)の)(?:[一-鿿]{0,4}(?:部長|課長|社長|専務|店長|係長|工場長)|Aさん|[A-Z]さん|先輩|同僚|部下|新人)(?:が|は|"
    r"の|も)"
)
_ROLED = re.compile(r"(?:部下|同僚|上司|社員|従業員|[部課室係]|先輩|後輩|新人|担当|派遣|パート)の([一-鿿々]{2,4})(?=[がはもを、])")
_NAME_EN = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr)\.? [A-Z][a-z]+|\b[A-Z][a-z]{2,12}[- ]?(?:san|sama|kun)\b|"
    r"\b(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er) (?:boss|coworker|co-worker|colleague|manager|employee|subordinate|accountant|wife|husband|ceo|president|assistant|driver)(?:'s)?\b|"
    r"\b[A-Z][a-z]{2,12} (?:in|from) (?:the )?(?:accounting|sales|hr|finance|marketing|it|engineering|general affairs|admin|logistics|production|legal)\b"
)
_GENERAL_EN = re.compile(r"\bif (?:my|our|his|her)\b|\b(?:policy|in general|what (?:should|do) (?:i|we) do (?:if|when))\b", re.IGNORECASE)
_ROLE_WORDS = frozenset("社長 会長 部長 課長 係長 主任 専務 常務 店長 支店長 所長 室長 次長 本部長 工場長 園長 校長 長 部 課".split())
_HYPOTHETICAL = re.compile(
    r"場合|たら[、 ]|としたら|もし|仮に|どう(?:扱|守|管理)|とは|について教え|例えば|取り扱い方|規程|ルール|"
    r"社員[がのは]|従業員[がのは]|誰か"
)
_RECORD = re.compile(
    r"(?:病名|傷病名|診断名|既往歴?|疾患名?|検査結果|健診結果|所見|症状|診断|服薬|処方|diagnosis|condition|"
    r"medication)[ 　]{0,2}[:=|,][ 　]{0,2}\S",
    re.IGNORECASE,
)


_LETTERS = re.compile("[A-Za-z]{2}")
_SENTENCE = re.compile(r"[^。！？!?\n]{2,400}")


class HealthDetector:
    """A person and a term in one sentence, or in one record."""

    name = "health"

    def __init__(self, surnames: frozenset[str] = frozenset()) -> None:
        self._surnames = surnames

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        names = sorted(match.start for match in found if match.kind in ("person_name", "health_insurance", "birth_date"))
        places = sorted(match.start() for match in (*_TERM.finditer(view.text), *_TERM_EN.finditer(view.lower)))
        if not places:
            return
        for sentence in _SENTENCE.finditer(view.text):
            if not _between(places, sentence.start(), sentence.end()):
                continue
            text, start = sentence.group(0), sentence.start()
            term = _term(text)
            if term is None:
                continue
            if (
                _between(names, start, sentence.end())
                or self._of_someone(text)
                or _RECORD.search(text)
                and _between(names, start - 120, start + 120)
            ):
                yield Match("health_info", start + term.start(), start + term.end(), "health_person", maskable=False)

    def _of_someone(self, sentence: str) -> bool:
        if _NUMBERED.search(sentence) or _NAME_EN.search(sentence) and not _GENERAL_EN.search(sentence):
            return True
        if _AGE_SEX.search(sentence) and _GROUPED.search(_AGE_SEX.sub("", sentence)):
            return True
        if _ROLE.search(sentence) and not _HYPOTHETICAL.search(sentence):
            return True
        if any(person.group(1) in self._surnames for person in _ROLED.finditer(sentence)):
            return True
        return any(
            person.group(1) in self._surnames and person.group(1) not in _ROLE_WORDS or not _NOT_SURNAME.search(person.group(1))
            for person in _SURNAMED.finditer(sentence)
        )


def _term(sentence: str) -> re.Match[str] | None:
    """The first term that is not a technical one."""
    for pattern in (_TERM, _TERM_EN):
        if pattern is _TERM and sentence.isascii() or pattern is _TERM_EN and not _LETTERS.search(sentence):
            continue
        for term in pattern.finditer(sentence.lower() if pattern is _TERM_EN else sentence):
            if term.group(0)[0] in "陽ガ" and _FALSE_START.search(sentence[: term.start()]):
                continue
            if not _TECHNICAL.search(sentence[max(0, term.start() - 14) : term.end() + 6]):
                return term
    return None


def _between(places: Sequence[int], low: int, high: int) -> bool:
    at = bisect_left(places, low)
    return at < len(places) and places[at] < high
