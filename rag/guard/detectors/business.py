"""Business facts that are not public yet, and a firm's own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice

from rag.guard.led import Led
from rag.guard.match import Match, View

_SECRET = Led(
    r"[0-9a-zあこまイオプマリ一伏告案連予今他公内再出厳口対役情明未来極機正水発知社秘解調部開非](?:(?<![a-z][a-z])|(?<=n)(?='t))",
    r"公にし(?:て|な)|伏せて|まだ(?:伝え|話し|知らせ|言っ|明かし)て|非公開の|まだ(?:言わ|話さ|出さ|伝え)な|(?:案内|発表|公表|連絡|告知)は[^。\n]{0,12}まで(?:は)?(?:出さ|出し|しま|しな|行わ|言|秘密|内緒)|までは?(?:秘密|内緒)|発表前|公表前|未公表|未発表|未公開|公開前|解禁前|解禁日|開示前|内々|まだ(?:外に|社外に|誰にも|公に|世に|"
    r"社内でも|表に)|まだ(?:公表|発表|公開|開示)(?:して|され|前)|予定価格|インサイダー|内密|他言無用|極秘(?:で|"
    r"に|裏|の)|水面下|オフレコ|ここだけの話|口外(?:しない|禁止|厳禁)|正式(?:発表|公表|決定)(?:は|前|まで)|"
    r"(?:発表|公表|開示|公開)(?:は|予定は)\s?(?:年明け|年末|年度|来|再来|\d|明|今)|社外には(?:まだ|出|言)|(?:公表|発表|開示)まで"
    r"|(?:社外秘|部外秘|極秘|厳秘|マル秘|社内限り|対外秘|機密)(?:です|なので|だけど|だが|につき|ながら|事項|案件)|出願前|調印前|内示前|内示(?:は|も)?まだ|"
    r"(?:来週|来月|再来週|明日|明後日|あす|今週|今月|\d{1,2}[日月])(?:末|中)?(?:に|の)?(?:発表|公表|開示|解禁)|"
    r"(?:公表|発表|開示|公開)(?:は|も)?(?:まだ|これから|して(?:い)?ない|前)|公表予定|発表予定|開示予定|リリース前|プレス(?:リリース)?前|情報解禁|社内でも(?:一部|役員)|役員(?:だけ|しか|以外)|"
    r"一部の(?:役員|人)しか|知っているのは|まだ(?:秘密|内緒|極秘)|内緒|秘密裏|非公表"
    r"|(?:until|till|before|prior to|ahead of|pending) (?:it(?: is|'s)?|we|they|the|an?|its|our|this|any)?\s?(?:official |formal |public |press |earnings |"
    r"product |goes |go |are |gets? )*(?:announc\w*|public\b|releas\w*|disclos\w*|launch\w*|news|filing|press)"
    r"|(?:not|never|nobody|n't|hasn't|haven't|isn't)(?: yet)?(?: been)?(?: made)?(?: publicly| officially)?(?: yet)? (?:announced?|public|disclosed?|released?|published|"
    r"known|told)|unannounced|unreleased|unpublished|embargo\w*|non-?public|insider|undisclosed|under wraps|off the record|hush|"
    r"confidentially|in confidence|between (?:us|you and me)|strictly (?:internal|secret)|top[- ]secret|secretly|quietly|behind closed doors|"
    r"keep (?:this|it|that) (?:quiet|secret|confidential|private|to yourself|between)|(?:still|is|are|remains?) (?:a )?(?:secret|confidential)\b|"
    r"do(?:n't| not) (?:tell|share|leak|mention)|(?:only|nobody|no one|no-one)\b[^.\n]{0,40}\bknows?\b|"
    r"(?:announce(?:ment|d)?|disclos\w+|press release|go(?:es)? public) (?:is |will be |it )?(?:due|set|scheduled|planned|next|on|in|tomorrow)|"
    r"(?:will|to) be (?:announced|disclosed|made public)|will announce|plan to announce",
)
_NOUN = re.compile(
    r"交代|本社を[^。\n]{0,10}移|(?:社|工業|電機|精機|製作所|商事|食品|化学|産業|建設|店)を買[いうっ]|新[ァ-ヶー]{2,8}|株を[^。\n]{0,6}売|売却|新型|新ブランド|新店|図面|契約(?:が|を|は)[^。\n]{0,8}(?:切れ|打ち切|解除|終了)|(?:支店|店|拠点|営業所|工場)を[^。\n]{0,6}[閉畳]|閉店|廃業|異動|買収|合併|m&a|tob|mbo|増資|減資|第三者割当|決算|業績|売上|営業利益|経常|赤字|黒字|下方修正|上方修正|配当|"
    r"人事|役員|社長(?:交代|就任|退任)|退任|就任|後任|内定|閉鎖|撤退|リストラ|人員(?:削減|整理)|希望退職|早期退職|"
    r"入札|応札|落札|最低制限価格|特許|出願|新製品|新商品|新サービス|新機種|新薬|民事再生|会社更生|破産|倒産|"
    r"資本提携|業務提携|提携|上場|ipo|株式分割|自社株|事業譲渡|工場|新店舗|値上げ|価格改定|訴訟|リコール|不正会計|"
    r"仕様|ロードマップ|子会社|出資|株式取得|経営統合|統合|代表交代|新規事業|移転|新素材|配合|減益|増益|大型契約|"
    r"受注|独占|新会社|解任|辞任|懲戒|賞与|ボーナス|新卒採用|採用人数|新規出店|出店"
)
_NOUN_EN = re.compile(
    r"\b(?:new [\w-]+ (?:[\w-]+ )?(?:will|costs?)\b|pric(?:e|es|ing)\b|acqui\w+|take ?over\b|buy(?:ing|out)?\b|sell(?:ing)? (?:off|our)\b|divest\w*|spin[- ]?off\b|joint venture\b|"
    r"stake\b|deal\b|shut(?:ting)? down\b|clos(?:e|es|ing)\b|job cuts?\b|cut(?:ting)? (?:jobs|staff|\d+)|"
    r"redundanc\w+|guidance\b|dividend\b|sales figures\b|loss(?:es)?\b|contract\b|prototype\b|model\b|recall\b|"
    r"lawsuit\b|resign\w*|successor\b|share (?:issue|offering|buyback)\b|funding\b|invest(?:ment|ing)\b|m&a\b|"
    r"lay ?off\w*|lay off|fire \d+|merge\w*|earnings\b|revenue\b|profit\b|layoffs?\b|restructuring\b|bid\b|"
    r"tender\b|patent\b|product\b|ipo\b|bankruptcy\b|results\b|forecast\b|ceo\b|price increase\b|plant\b|"
    r"factory\b|partnership\b|closure\b)",
    re.ASCII,
)
_FACT = re.compile(
    r"\d[\d,.]*\s?(?:円|億|万|千円|百万|兆|%|割|名|人|株|ドル|倍|社)|(?:来|再来|今)(?:週|月|年|期|春|夏|秋|冬)|"
    r"\d{1,2}月(?:\d{1,2}日|上旬|中旬|下旬|末|期|に|から)?|\d{1,2}/\d{1,2}|第[一二三四1-4]四半期|(?:株式会社|"
    r"有限会社|合同会社|\(株\))|[A-Z社][\w&]{0,20}社|[A-Z]{1,2}社|[ァ-ヶー一-鿿A-Za-z]{2,14}(?:社|工業|電機|"
    r"製作所|商事|物産|銀行|ホールディングス|HD|食品|精機|化学|産業|システムズ|製薬|建設|運輸|物流)|(?:[A-Z][\w-]{1,20}\d[\w-]*)|「[^」]{2,20}」|明後?日|明朝"
    r"|(?:\$|¥|€|USD|JPY)\s?\d|\d+(?:\.\d+)?\s?(?:million|billion|percent|bn|yen|people|jobs)|\b(?:next|this) "
    r"(?:week|month|quarter|year|monday|tuesday|wednesday|thursday|friday)\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|"
    r"Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}|\b(?:in|by|from|this|next|on|until|till|before|late|early|mid) (?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December|spring|summer|autumn|fall|winter)\b|\b[A-Z][a-z]+ (?:Corp|Inc|Ltd|KK|Co|Holdings|Industries|Electric|Foods|Motors?|Bank|Systems|"
    r"Technolog\w+|Pharma\w*|Chemicals?|Logistics|Trading|Steel|Energy|Labs?|Group|Solutions|Works|Seimitsu|Kogyo|Denki|Shoji|Sangyo|Company)\b|"
    r"\bQ[1-4]\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"とは|とき(?:の|に|は)|場合|(?:情報|資料|データ|ファイル|メール)(?:の|を|は|が)[^。\n]{0,14}(?:扱|守|管理|保管|"
    r"共有|送|漏|保護|どう|暗号)|ルール|規程|教えて|なぜ|違い|意味|一般に|handling|how (?:do|should|to|can)|what "
    r"(?:is|are|should)|policy",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"\b(?:we|our (?:company|firm|parent|ceo|board|president)|the (?:company|board|firm)|my company)(?:'re|'ll| are| is| will| have| has)?"
    r"(?: \w+){0,3} (?:plan\w*|will|going|intend\w*|decided|agreed|about|expect\w*|to|be|in talks|negotiat\w*|consider\w*|secretly|quietly)(?: \w+){0,4}? "
    r"(?:acqui(?:re|ring)|merge with|merging with|merger with|take over|taking over|buy out|lay(?:ing)? off|sell (?:off )?our|spin off)\b(?! (?:iso|isms|a cert))"
    r"|(?:当社|弊社|我が社|わが社|うち(?:の会社|の親会社)?|親会社|社長|取締役会)(?:は|が|で|では|も)[^。\n?？]{0,50}?"
    r"(?:買収|合併|経営統合|事業譲渡|TOB|MBO|民事再生|希望退職|人員削減|リストラ|上場|子会社化|株式取得|(?:株式|事業|子会社|部門|工場|会社)[^。\n]{0,12}(?:売却|譲渡)|解散|清算|自己破産|工場閉鎖|工場を閉鎖|第三者割当)[^。\n?？]{0,16}?"
    r"(?:予定|方針|する(?:こと|ん)|決ま|決定し|検討中|検討して|進めて|交渉|合意|準備)",
    re.IGNORECASE,
)
_FIRM_FACT = re.compile(
    r"\d[\d,.]*\s?(?:億|万円|万株|百万|兆|%|名|人|million|billion|bn|people|jobs|employees|staff)|[A-Z]社|株式会社|(?-i:\b[A-Z][a-z]+ (?:[A-Z][a-z]+\b)(?! ISO))|"
    r"[ァ-ヶー一-鿿A-Za-z]{2,14}(?:工業|電機|製作所|商事|物産|銀行|ホールディングス|HD|精機|食品|化学|産業|システムズ)|\d{1,2}月|来[週月期年春夏秋冬]",
    re.IGNORECASE,
)
_PLAN_WORDS = (
    "acqui", "merg", "tak", "buy", "lay", "sell", "spin", "買収", "合併", "統合", "譲渡", "tob", "mbo", "再生", "退職", "削減", "リストラ", "上場",
    "子会社", "株式", "閉鎖", "割当", "売却", "解散", "清算", "破産",
)  # fmt: skip
_SECRET_HINT = re.compile(
    "[公発開][開表示に]|伏せ|まで|前|[外部極厳ル対機][秘密]|内[々密緒示]|まだ|予定|インサイダー|他言|極秘|水面下|オフレコ|ここだけ|口外|社外|解禁|役員|知って|秘密|until|till|before|"
    "prior|ahead|pending|n[o']t|never|nobody|un|embargo|public|insider|record|hush|conf|between|secret|quiet|closed|keep|only|announc|disclos|press|still"
)
_BID = re.compile(
    r"(?:入札|応札|見積合わせ)[^\n。?？]{0,24}?\d[\d,.]*\s?(?:億|万|千)?円[^\n。?？]{0,12}?(?:出す|出し|入れる|入れ(?:ます|た)|応札|予定|いく|行く|札)|(?:うち|当社|弊社)の札は[ ]?\d[\d,.]*\s?(?:億|万|千)?円"
)
_WINDOW = 110
_LIMIT = 60


class BusinessDetector:
    """ "Not public yet" with a business noun and a fact (amount, date, company, product)."""

    name = "business"

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        plans = _PLAN.finditer(view.text) if view.mentions(*_PLAN_WORDS) else ()
        for plan in islice(plans, _LIMIT):
            sentence = view.sentence(*plan.span())
            if _FIRM_FACT.search(sentence) and not re.search(r"\bif we\b|場合|もし|仮に|だとしたら|た時|たとき", sentence, re.IGNORECASE):
                yield Match("unpublished_business", *plan.span(), "unpublished_plan", maskable=False)
                return
        bid = _BID.search(view.text) if view.mentions("札", "見積合わせ") else None
        if bid is not None and not re.search("とは|落札(?:した|しま|価格)|公告|例え?ば|過去", view.sentence(*bid.span())):
            yield Match("unpublished_business", *bid.span(), "unpublished_bid", maskable=False)
            return
        secrets = _SECRET.finditer(view.lower) if _SECRET_HINT.search(view.lower) and _noun(view.lower) else ()
        for secret in islice(secrets, _LIMIT):
            near = self._passage(view, secret)
            rest = near.replace(view.text[secret.start() : secret.end()], " ")
            noun, fact = _noun(rest.lower()), _FACT.search(rest)
            if (
                not noun
                or fact is None
                and not any(match.kind == "person_name" and abs(match.start - secret.start()) < _WINDOW for match in found)
            ):
                continue
            facts = {match.group(0) for match in _FACT.finditer(rest)}
            if _GENERAL.search(near) and not self._telling(rest, facts):
                continue
            yield Match("unpublished_business", *secret.span(), "unpublished", maskable=False)
            return

    @staticmethod
    def _passage(view: View, secret: re.Match[str]) -> str:
        return view.around(secret.start(), secret.end(), _WINDOW, _WINDOW)

    @staticmethod
    def _telling(text: str, facts: set[str]) -> bool:
        """Whether figures or named firms are told although the text also asks something general."""
        return (
            any(
                re.search(
                    r"\d|[A-Z]社|株式会社|[ァ-ヶー一-鿿]{2,}(?:工業|電機|製作所|商事|物産|銀行|ホールディングス)|million|"
                    r"billion",
                    fact,
                )
                for fact in facts
            )
            or len(facts) >= 2
        )


def _noun(lowered: str) -> bool:
    return _NOUN.search(lowered) is not None or _NOUN_EN.search(lowered) is not None


class WordDetector:
    """The firm's own words (code names, client names), whatever their case and width."""

    name = "wordlist"

    def __init__(self, words: Sequence[str]) -> None:
        forms = sorted({unicodedata.normalize("NFKC", word).strip().lower() for word in words}, key=len, reverse=True)
        spaced = (r"[ 　・_-]?".join(map(re.escape, re.sub(r"[\s　・_-]+", "", form))) for form in forms)
        guarded = (
            rf"(?<![a-z0-9]){form}(?![a-z0-9])" if re.fullmatch(r"[!-~]+", plain) else form
            for form, plain in zip(spaced, forms, strict=True)
        )
        self._pattern = re.compile("|".join(guarded), re.IGNORECASE) if forms else None

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        if self._pattern is not None:
            for match in self._pattern.finditer(view.text):
                yield Match("company_word", *match.span(), "company_word", key=re.sub(r"[\s　・_-]", "", match.group(0)).lower())
