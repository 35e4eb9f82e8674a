"""Reads what kind of answer a question wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.text import normalise


class Wants(StrEnum):
    """The form of the answer that is asked for."""

    DEFINITION = "definition"
    PROCEDURE = "procedure"
    LIST = "list"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    REASON = "reason"
    COMPARISON = "comparison"
    REFERENCES = "references"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Intent:
    """`older` is set when the person asks how it was before, `about_document` when they ask who
    published a document and when, rather than what it says, `happened` when they tell what has
    happened to them: a victim, never someone who asks for help to do harm."""

    wants: Wants
    older: bool = False
    about_document: bool = False
    happened: bool = False


_RULES: tuple[tuple[Wants, re.Pattern[str]], ...] = (
    (Wants.COMPARISON, re.compile(r"違い|ちがい|違う|比べ|比較|どっち|どちら|difference|differ|compare|\bvs\b")),
    (
        Wants.REFERENCES,
        re.compile(r"url|リンク|参考(?:文献|資料)|どこで(?:読|見|手に入)|資料(?:は|名|を教)|サイトは|where can i (?:read|find)"),
    ),
    (Wants.DATE, re.compile(r"いつ(?!も)|何年|何月|何日|日付|年月日|時期|期限|\bwhen\b|what (?:year|date|day)")),
    (
        Wants.NUMBER,
        re.compile(
            r"いくら|いくつ|何(?:件|社|人|名|%|割|倍|個|項目|問|種類|位|円|か国|ヵ国|カ国|時間|分|回|つ(?!か))|どれ(?:くらい|ぐらい|ほど)|どのくらい|どの程度|割合|件数|how (?:many|much|long|often)|percent"
        ),
    ),
    (
        Wants.NAME,
        re.compile(
            r"誰|だれ|どこの|どの(?:省|会社|組織|団体|国|機関)|何(?:省|庁|という|て名前)|名前は|相談先|連絡先|報告先|どこに(?:相談|連絡|報告|言え)|\bwho\b|which (?:ministry|company|organi)"
        ),
    ),
    (
        Wants.PROCEDURE,
        re.compile(
            r"どう(?:すれば|したら|やって|やれば|する(?!の)|しよう|対応|対処)|何(?:を|から)?(?:すれ|したら|やれ|始め|手を)|なにをすれ|最初に|まず(?:何|は)|手順|流れ|やり方|方法|進め方|対処|初動|ステップ|どうしたら|どうやって|どうしよう|how (?:do|to|should|can)|what (?:should|do) (?:i|we)|steps?\b"
        ),
    ),
    (Wants.REASON, re.compile(r"なぜ|なんで|どうして|理由|原因|目的|\bwhy\b|reason|cause")),
    (
        Wants.DEFINITION,
        re.compile(
            r"とは(?!限|い)|って(?:何|なに|なん|どういう)|何(?:ですか|のこと|\?|？)|なに\?|意味|どういう(?:もの|こと|意味)|what (?:is|are|does)|meaning|stand for|define"
        ),
    ),
    (Wants.LIST, re.compile(r"[0-9一二三四五六七八九十]+(?:つ|個|点|項目|か条|要素|種類|段階|原則|視点|提言)|一覧|全部|すべて|全て|挙げ|並べ|種類|項目|どんな|何がある|なにがある|ポイント|\blist\b|what are the|which ")),
)
# Someone tells what has happened to them and wants to know what to do now, without asking it.
_HAPPENED = re.compile(
    r"(?:ちゃった|ちゃいました|ちまった|てしまった|てしまいました|でしまった|じゃった|られた|れました|した(?:かも|みたい)|たかも(?:しれ)?|なくした|無くした|失くした|落とした|感染した|来た|来ました|きた|届いた|届きました|出た|出ました|来る|届く|持ち出していた|残ってた)(?:んです|のです|んだ)?(?:けど|が|よ|わ|かも|みたい)?[。!\s、…・]*$"
    r"|^(?:i|we|my|our)\b.*\b(?:opened|clicked|lost|entered|typed|leaked|got|was|were|been|downloaded|sent)\b(?!.*\?)"
)
_OLDER = re.compile(
    r"以前|昔|旧版|古い版|前の版|以前の版|当時|2023年(?:の版|版|ごろ|頃|当時|度?の(?:ガイド|テキスト|極意))|前は|かつて|older edition|previous edition|used to|before the (?:update|revision)|earlier edition|old edition"
)

_ABOUT_DOCUMENT = re.compile(
    r"(?:スライド|資料|文書|提言書?|ガイド|テキスト|レポート|概要|slides?|document|report|guide).*(?:いつ|日付|何年|何月|誰|だれ|どこ(?:の|が)|作(?:った|成)|出した|発行|公表|発表|著者|省|when|who|date|publish|wrote)"
    r"|(?:いつ|誰が|どこが|どこの省が|when|who).*(?:作った|出した|発行|公表|発表|書いた|publish|wrote|issued).*(?:スライド|資料|文書|提言|ガイド|テキスト|レポート|slides?|document|report|guide)"
)


def intent_of(text: str) -> Intent:
    """What `text` asks for; the first rule that fits wins, the most specific forms come first."""
    flat = normalise(text)
    happened = bool(_HAPPENED.search(flat))
    default = Wants.PROCEDURE if happened else Wants.TEXT
    wants = next((wants for wants, pattern in _RULES if pattern.search(flat)), default)
    return Intent(wants, older=bool(_OLDER.search(flat)), about_document=bool(_ABOUT_DOCUMENT.search(flat)), happened=happened)
