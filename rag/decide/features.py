"""Measures how well the hits fit the question, for the rule that decides."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from rag.interfaces import ChunkIndex, Tokenizer, Vectors
from rag.retrieve.intent import Wants
from rag.retrieve.retriever import Found
from rag.text import is_japanese, normalise, sentences
from rag.types import Chunk

# What a term that occurs nowhere weighs, in nats of inverse document frequency.
UNKNOWN = 6.5
_NAMELIKE = re.compile(r"^(?:[a-z][a-z0-9.+-]{1,}|[ァ-ヴー]{3,}|\d{2,}.*)$")
_NUMBER, _DATE = re.compile(r"\d"), re.compile(r"\d{4}年|(?:令和|平成|昭和)(?:元|\d+)年|\d+月")
_ASKS: dict[str, re.Pattern[str]] = {
    "price": re.compile(r"いくら|料金|費用|価格|値段|月額|年額|相場|安い|高い|予算|price|cost|how much|cheap|fee"),
    "product": re.compile(
        r"おすすめ|オススメ|お勧め|どの(?:製品|ソフト|アプリ|サービス|メーカー|会社)|どれがいい|ベスト|ランキング|製品名|メーカー|recommend|best|which (?:product|app|software|vendor)"
    ),
    "setting": re.compile(
        r"設定(?:画面|方法|手順|変更|は|を)|インストール|アンインストール|ボタン|メニュー|コマンド|レジストリ|グループポリシー|バージョン|有効化|無効化|install|configure|setting|command|version"
    ),
    "contact": re.compile(r"電話番号|メールアドレス|住所|営業時間|受付時間|連絡先|担当者|窓口|phone|address|opening hours"),
    "law": re.compile(r"罰金|罰則|懲役|条文|第\d+条|時効|判例|損害賠償額|penalty|fine|sentence"),
    "people": re.compile(r"誰|だれ|社長|代表者|氏名|who\b"),
    "future": re.compile(r"20(?:2[6-9]|3\d)年|最新|来年|今年|今月|現在|latest|current|today|this year|next year"),
    "make": re.compile(
        r"(?:作|つく)(?:って|り方|る方法|成して)|書いて|教えて|生成して|手伝って|コード|スクリプト|write|create|make|generate|code"
    ),
    "harm": re.compile(
        r"盗み?(?:み|む|出|たい)|のぞき?(?:見|たい)|乗っ取(?:る|り(?:たい|方))|突破(?:する|したい|方法)|破(?:る|りたい)|バレ(?:ない|ず)|ばれ(?:ない|ず)|こっそり|消し(?:たい|方)|隠(?:す|した)|攻撃(?:したい|する方法|を仕掛け)|仕返し|復讐|騙(?:す|したい)|だま(?:す|したい)|ハッキングし(?:たい|て)|不正に|hack into|steal|bypass|crack|without (?:being|getting) (?:caught|noticed)|undetect|spy on|get into (?:my|his|her|a|someone)"
    ),
    "order": re.compile(
        r"指示を?(?:無視|忘)|システム ?プロンプト|プロンプトを|内部(?:の)?指示|開発者モード|ignore (?:all|the|your|previous)|system prompt|jailbreak|developer mode|reveal"
    ),
    "office": re.compile(
        r"天気|ランチ|昼ご飯|有給|休暇|旅行|映画|レシピ|料理|ダイエット|スポーツ|野球|サッカー|占い|翻訳して|こんにちは|おはよう|ありがとう|weather|lunch|recipe|movie|hello|thank"
    ),
}
NAMES = (
    "question",
    "dense",
    "lexical",
    "coverage",
    "coverage_three",
    "unknown",
    "unknown_names",
    "margin",
    "same_place",
    "typed",
    "length",
    "matches",
    "english",
    "second_question",
    "sentence",
    "typed_sentence",
    "asked",
    *(f"wants_{each.value}" for each in Wants),
    *(f"asks_{name}" for name in _ASKS),
)


class Features:
    """Turns what was found into numbers; the same numbers in training and in answering."""

    def __init__(self, index: ChunkIndex, tokenizer: Tokenizer) -> None:
        self._index = index
        self._tokenizer = tokenizer
        self._terms_of = lru_cache(maxsize=8192)(self._terms)
        self._headings_of = lru_cache(maxsize=8192)(self._headings)
        self._sentences_of = lru_cache(maxsize=8192)(self._sentences)

    def measure(self, found: Found) -> Vectors:
        """(len(NAMES),), in the order of `NAMES`."""
        flat = normalise(found.text)
        terms = self._specific(found)
        total = sum(terms.values()) or 1.0
        top = [hit.chunk for hit in found.hits[:3]]
        first = self._terms_of(top[0]) if top else frozenset()
        three = frozenset().union(*(self._terms_of(chunk) for chunk in top))
        unknown = [term for term in terms if not self._index.knows(term)]
        scores = [hit.score for hit in found.hits] + [0.0] * 10
        values = [
            found.raw.get("question", 0.0),
            found.raw.get("dense", 0.0),
            found.raw.get("lexical", 0.0) / (total * 2.2),
            sum(weight for term, weight in terms.items() if term in first) / total,
            sum(weight for term, weight in terms.items() if term in three) / total,
            sum(terms[term] for term in unknown) / total,
            float(min(3, sum(bool(_NAMELIKE.match(term)) for term in unknown))),
            scores[0] - scores[4],
            sum(hit.chunk.place == top[0].place for hit in found.hits[:5]) / 5 if top else 0.0,
            self._typed(found),
            min(1.0, len(found.tokens) / 20),
            float(min(2, sum(match.exact for match in found.matches))),
            0.0 if is_japanese(found.text) else 1.0,
            scores[0] - scores[1],
            *self._sentence(found, terms, total),
            # A firm's own documents come without questions; then the best question says nothing of the best chunk.
            float(bool(top and self._index.asked(top[0].id))),
            *(float(found.intent.wants is each) for each in Wants),
            *(float(bool(pattern.search(flat))) for pattern in _ASKS.values()),
        ]
        return np.array(values, dtype=np.float32)

    def missing_terms(self, found: Found, limit: int = 2) -> tuple[str, ...]:
        """Words of the question that look like names and occur in no document, as the person wrote them."""
        missing = []
        for word in re.findall(r"[A-Za-z][A-Za-z0-9.+-]+(?: [A-Z][A-Za-z0-9]+)*|[ァ-ヴー]{3,}|[A-Za-z]*\d[\dA-Za-z.-]+", found.text):
            tokens = self._tokenizer.tokens(word)
            if tokens and not any(self._index.knows(token) for token in tokens):
                missing.append(word)
        return tuple(dict.fromkeys(missing))[:limit]

    def _specific(self, found: Found) -> dict[str, float]:
        return {term: self._index.weight(term) or (0.0 if self._index.knows(term) else UNKNOWN) for term in found.tokens}

    def _typed(self, found: Found) -> float:
        """1 when a number or date is asked for and the best chunk holds one, -1 when it does not, else 0."""
        if found.intent.wants not in (Wants.NUMBER, Wants.DATE) or not found.hits:
            return 0.0
        pattern = _DATE if found.intent.wants is Wants.DATE else _NUMBER
        return 1.0 if pattern.search(normalise(found.hits[0].chunk.text)) else -1.0

    def _sentence(self, found: Found, terms: dict[str, float], total: float) -> tuple[float, float]:
        """Share of the question's terms in the best single sentence of the first two chunks; the same among
        sentences of the form asked for (a number, a date), or the share itself when no form is asked for."""
        pattern = {Wants.NUMBER: _NUMBER, Wants.DATE: _DATE}.get(found.intent.wants)
        best = typed = 0.0
        for hit in found.hits[:2]:
            heading = self._headings_of(hit.chunk)
            for text, there in self._sentences_of(hit.chunk):
                share = sum(weight for term, weight in terms.items() if term in there or term in heading) / total
                best = max(best, share)
                if pattern is None or pattern.search(text):
                    typed = max(typed, share)
        return best, typed

    def _headings(self, chunk: Chunk) -> frozenset[str]:
        return frozenset(token for heading in chunk.headings[-2:] for token in self._tokenizer.tokens(heading))

    def _sentences(self, chunk: Chunk) -> tuple[tuple[str, frozenset[str]], ...]:
        return tuple((normalise(text), frozenset(self._tokenizer.tokens(text))) for text in sentences(chunk.text))

    def _terms(self, chunk: Chunk) -> frozenset[str]:
        said = (terms for _, terms in self._sentences_of(chunk))
        asked = (self._tokenizer.tokens(text) for text in self._index.asked(chunk.id))
        return frozenset().union(self._headings_of(chunk), *said, *asked)
