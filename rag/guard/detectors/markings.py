"""Marks of confidentiality that head a pasted text; speaking of such marks passes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from rag.guard.led import Led
from rag.guard.match import Match, View

_JA = (
    r"社[ 　]?外[ 　]?秘|部[ 　]?外[ 　]?秘|社内限り?|社内(?:専用|秘)|社外持(?:ち)?出(?:し)?(?:厳)?禁|"
    r"社外非公開|持出(?:し)?(?:厳)?禁|関係者限り|関係者外秘|庁内限り|部内限り?|役員限り?|極[ 　]?秘|厳[ 　]?秘|"
    r"マル秘|丸秘|秘密(?:情報|文書)?|機密(?:情報|文書|扱い|性[23](?:情報)?)?|㊙|\(秘\)|秘|取扱(?:厳重)?注意|"
    r"取り?扱い(?:厳重)?注意|親展|複写(?:・配布)?(?:厳)?禁止?|転載(?:厳)?禁止?|開示禁止|無断転載禁止|配布禁止|"
    r"対外秘|非公開"
)
_EN = (
    r"(?:company |strictly |highly |commercial(?:ly)? |private (?:and|&) )?confidential(?:ity)?(?: information| "
    r"document)?|internal(?: use)? only|for internal use(?: only)?|restricted|proprietary(?: (?:and|&) confidential|"
    r" information)?|do not (?:distribute|forward|share|copy)|not for (?:distribution|external (?:use|release))|top "
    r"secret|secret|TLP:\s?(?:RED|AMBER(?:\+STRICT)?)|under NDA|trade secret"
)
_MARK = f"(?:{_JA}|{_EN})"
_HEAD = re.compile(
    rf"(?:^|\n)[ 　\t>*#■◆●・※☆★=~_-]{{0,8}}(?:(?P<open>[\[【［\(（<＜《〈〔「『|*]{{1,3}})[ "
    rf"　]{{0,3}}(?P<inner>{_MARK})(?:[ 　/・|,、]{{1,3}}{_MARK}){{0,3}}[^\]】］\)）>＞》〉〕」』|"
    rf"*\n]{{0,14}}[\]】］\)）>＞》〉〕」』|*]{{1,3}}|(?P<bare>{_MARK})(?:[ 　/・|"
    rf",、]{{1,3}}{_MARK}){{0,3}})(?=(?P<next>[^\n]?))",
    re.IGNORECASE,
)
_LABELLED = Led(
    "[公分区取情格機秘配]|[CHSchs](?<![A-Za-z][A-Za-z])",
    rf"(?:区分|機密区分|機密度|機密レベル|情報区分|取扱い?区分|取扱|分類|格付け?|classification|sensitivity|handling|"
    rf"confidentiality|秘密区分|公開範囲|配布範囲)[ 　]{{0,2}}[:=|][ 　]{{0,2}}[「【\[(]?(?P<mark>{_MARK})",
    re.IGNORECASE,
)
_BRACKETED = re.compile(rf"[\[【［《〔<＜][ 　]?(?P<mark>{_MARK})[ 　]?[\]】］》〕>＞]", re.IGNORECASE)
_MENTION = re.compile(
    r"^[ 　]?(?:の(?:資料|情報|書類|文書|データ|ファイル|メール|表示|印|マーク|ラベル|扱い|意味|違い|区分|取|"
    r"スタンプ|もの)|は|を|と(?:は|書|いう|表示|記|か|し)|って|が|に(?:する|した|指定|なる|あたる|該当|関)|で(?:す|"
    r"ある|なく|は)|な|や|か|も|,? ?(?:means|documents?|data|files?|information (?:is|should|must|be)|labels?|"
    r"marking|emails?|vs|and (?:public|internal)|mean|should|is))",
    re.IGNORECASE,
)
_DECLARED = Led(
    "[こ以当本次添]|[BTbt](?<![A-Za-z][A-Za-z])",
    r"(?:これは|こちらは|本(?:資料|書|文書|件|メール)は|以下は|以下の(?:内容|文章|資料)は|この(?:資料|文書|内容|"
    r"メール|件|ファイル)は|当資料は|添付は|次の(?:内容|文章|資料)は)[^。\n?？]{0,16}(?:社外秘|部外秘|社内限り?|"
    r"極秘|厳秘|関係者限り|マル秘|取扱注意|対外秘|機密(?:情報|扱い)?)(?:情報|資料|文書|扱い)?(?:です|だ(?!と)|"
    r"なので|である|となります|につき)(?!か)"
    r"|(?:this|the following|below)(?: document| text| mail| email| information)? is (?:strictly |company |"
    r"highly )?(?:confidential|proprietary|internal only|restricted)(?=[.:,;\n])",
    re.IGNORECASE,
)
_SPOKEN_OF = re.compile(
    r"^[ 　]?(?:と(?:は|書|いう|表示|記|か|し|つ|印)|の(?:資料|書類|文書|意味|表示|印|ファイル|メール|マーク|"
    r"スタンプ|ラベル)|マーク|印|スタンプ|ラベル|表示|って|を(?:付|押|つけ)|が(?:付|つ|あ)|は(?:何|どう|どの))"
)
_ASKED = re.compile(
    r"とは|って(?:何|なに|どう)|意味|違い|どう(?:す|や|違|扱|分|決)|ですか|ますか|でしょうか|何ですか|教えて|べき|"
    r"[?？]|what does|how (?:do|should|to)|difference",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"^(?:秘|秘密(?:情報)?|機密(?:情報)?|非公開|restricted|secret|親展|confidential information|confidentiality|"
    r"proprietary information|trade secret|転載禁止?|無断転載禁止|複写禁止?)$",
    re.IGNORECASE,
)
_ENOUGH = 24
_LIMIT = 40


class MarkingDetector:
    """A mark at a line's start, in brackets, or as the value of a label, with content that belongs to it."""

    name = "markings"

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        for match in islice(_HEAD.finditer(view.text), _LIMIT):
            bracketed = match.group("open") is not None
            mark = (match.group("inner") or match.group("bare")).strip()
            if (
                bracketed
                and (
                    match.group("open")[0] in "「『"
                    and match.group("next") not in ("", "\n")
                    or _SPOKEN_OF.match(view.after(match.end(), 12))
                )
                or not bracketed
                and not self._bare_stands(view, match, mark)
            ):
                continue
            if self._has_content(view, match.end()):
                yield Match("internal_marking", match.start(), match.end(), "marking_head", maskable=False)
                return
        declared = _DECLARED.search(view.text)
        if declared is not None and self._has_content(view, declared.end()):
            yield Match("internal_marking", *declared.span(), "marking_declared", maskable=False)
        for pattern, rule in ((_LABELLED, "marking_labelled"), (_BRACKETED, "marking_bracketed")):
            for match in islice(pattern.finditer(view.text), _LIMIT):
                if not _MENTION.match(view.after(match.end(), 12)) and (
                    self._has_content(view, match.end()) or self._content_before(view, match.start())
                ):
                    yield Match("internal_marking", match.start(), match.end(), rule, maskable=False)
                    return

    @staticmethod
    def _bare_stands(view: View, match: re.Match[str], mark: str) -> bool:
        """Whether an unbracketed mark stands alone as a heading instead of opening a sentence."""
        rest = view.after(match.end(), 60).split("\n")[0]
        if _MENTION.match(rest) or re.match(r"[」』\"”']", rest):
            return False
        if rest.strip(" 　:*#|-=~_)）】]■◆●※.。/") == "":
            return True
        weak = _WEAK.match(mark) is not None
        return not weak and re.match(r"[ 　]{1,4}\S|[:/|)）】※・■◆●★☆▼*=-]", rest) is not None and not re.match(r"[ 　][a-z]", rest)

    @staticmethod
    def _has_content(view: View, end: int) -> bool:
        rest = view.text[end : end + 2000]
        body = re.sub(r"[\s■◆●=~_*#-]+", "", rest)
        lines = [line for line in rest.split("\n")[1:] if line.strip()]
        plain = _plain(rest)
        if len(re.sub(r"\s+", "", plain)) >= _ENOUGH:
            return True
        return bool(lines) and len(body) >= 8 and not (len(lines) == 1 and _ASKED.search(lines[0]))

    @staticmethod
    def _content_before(view: View, start: int) -> bool:
        return len(re.sub(r"\s+", "", _plain(view.before(start, 600)))) >= _ENOUGH


def _plain(text: str) -> str:
    """The sentences that ask nothing."""
    return " ".join(piece for piece in re.split(r"(?<=[。！？!?\n])", text) if not _ASKED.search(piece))
