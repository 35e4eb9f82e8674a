"""Every sentence a user sees, Japanese and English side by side."""

from __future__ import annotations

from typing import Literal

Language = Literal["ja", "en"]

MESSAGES: dict[str, dict[Language, str]] = {
    "not_found": {
        "ja": "この質問の答えは、収録している資料には見つかりませんでした。",
        "en": "The documents I have do not answer this question.",
    },
    "not_found_terms": {
        "ja": "この質問の答えは、収録している資料には見つかりませんでした（{terms} についての記載がありません）。",
        "en": "The documents I have do not answer this question (they do not mention {terms}).",
    },
    "related": {
        "ja": "関連する記載（質問への答えではありません）:",
        "en": "Related places (not an answer to your question; the documents are in Japanese):",
    },
    "ask_person": {
        "ja": "お急ぎのときや判断に迷うときは、社内の情報システム担当者に確認してください。",
        "en": "If it is urgent or you are unsure, please ask the person in charge of IT in your company.",
    },
    "ask_contact": {
        "ja": "お急ぎのときや判断に迷うときは、{contact} に確認してください。",
        "en": "If it is urgent or you are unsure, please ask {contact}.",
    },
    "out_of_scope": {
        "ja": "心得は情報セキュリティについての相談窓口です。この質問には、収録している資料からはお答えできません。",
        "en": "Kokoroe answers questions about information security. It cannot answer this one from its documents.",
    },
    "out_of_scope_examples": {
        "ja": "たとえば「怪しいメールの添付ファイルを開いてしまった」「パスワードはどう決めればいい？」のように聞いてください。",
        "en": "Try for example “I opened a suspicious attachment” or “How should I choose a password?”",
    },
    "refused": {
        "ja": "他人や会社に害を与えるおそれのある手伝いはできません。",
        "en": "I cannot help with something that may harm others.",
    },
    "refused_instead": {
        "ja": "身を守る方法や、被害に気づいたときの対応についてはお答えできます。",
        "en": "I can help with protecting yourself, or with what to do when something has happened.",
    },
    "english_lead": {
        "ja": "",
        "en": "This is what the documents say (they are in Japanese and quoted as they stand):",
    },
    "superseded_edition": {
        "ja": "引用したのは旧版（{title}、{published}）の記載です。今の版では内容が変わっています。",
        "en": "This is from an older edition ({title}, {published}). The current edition says something else.",
    },
    "older_edition_differs": {
        "ja": "この箇所には旧版（{published}）があり、内容が異なるところがあります。ここでは新しい版を引用しています。",
        "en": "There is an older edition of this section ({published}) that differs in places; this answer cites the current one.",
    },
    "lexical_only": {
        "ja": "意味による検索が使えないため、言葉の一致だけで探しました。言い方を変えると見つかることがあります。",
        "en": "Search by meaning is not available, so only matching words were looked for. Other words may find more.",
    },
    "followup_used": {
        "ja": "前の質問「{previous}」の続きとして探しました。",
        "en": "I took this as a follow-up to “{previous}”.",
    },
    "alias_used": {
        "ja": "「{name}」を「{term}」として探しました。",
        "en": "I searched for “{name}” as “{term}”.",
    },
    "empty_question": {
        "ja": "質問が空です。",
        "en": "The question is empty.",
    },
    "empty_question_hint": {
        "ja": "知りたいことを文章か言葉で入れてください。例: 怪しいメールが届いた",
        "en": "Please type what you want to know, for example: I got a suspicious mail.",
    },
    "wordless_question": {
        "ja": "質問 {question!r} に言葉がありません。",
        "en": "The question {question!r} has no words.",
    },
    "long_question": {
        "ja": "質問が長すぎます（{length} 文字。{limit} 文字までです）。",
        "en": "The question is too long ({length} characters; at most {limit}).",
    },
    "long_question_hint": {
        "ja": "メールやログを貼り付けずに、知りたいことだけを書いてください。",
        "en": "Please write only what you want to know, without pasting mails or logs.",
    },
    "guard_stopped": {
        "ja": "次の情報が含まれていたため、送信を止めました：{kinds}。内容は保存していません。",
        "en": "This was not sent because it contains: {kinds}. Nothing of it was kept.",
    },
    "guard_secret": {
        "ja": "このパスワードやキーは漏れたものとして、今すぐ変更・無効化してください。",
        "en": "Treat this password or key as leaked: change or revoke it now.",
    },
    "guard_secret_place": {
        "ja": "パスワードの決め方は [1] にあります。",
        "en": "How to choose a password: [1].",
    },
    # What is looked up for someone who typed a secret; the documents are in Japanese.
    "guard_secret_query": {"ja": "パスワードを強化するための対策", "en": "パスワードを強化するための対策"},
    "guard_masked_offer": {
        "ja": "次のように伏せれば、そのまま聞けます。",
        "en": "You can ask it like this instead:",
    },
    "guard_rewrite": {
        "ja": "具体的な名前や数字、書類の中身を書かずに、知りたいことだけを書き直してください。",
        "en": "Please ask again without names, numbers or the text of documents.",
    },
    "guard_false_alarm": {
        "ja": "誤検知だと思われるときは「誤検知を報告」を選んでください。伝わるのは種類だけです。",
        "en": "If this is a false alarm, report it; only the kind is passed on.",
    },
    "guard_fault": {
        "ja": "申し訳ありません。内容を安全に確かめられなかったため、送信しませんでした。短くして、もう一度お試しください。",
        "en": "Sorry, this could not be checked safely, so it was not sent. Please make it shorter and try again.",
    },
    "guard_too_long": {
        "ja": "長すぎて確かめられないため、送信しませんでした。知りたいことだけを短く書いてください。",
        "en": "This is too long to be checked, so it was not sent. Please write only what you want to know.",
    },
    "masked_input": {
        "ja": "質問にあった {kinds} を伏せてから探しました。",
        "en": "I masked {kinds} in your question before searching.",
    },
    "history_dropped": {
        "ja": "前のやりとりのうち {count} 件は、確認できない情報を含むため使っていません。",
        "en": "{count} earlier message(s) were not used because of what they contain.",
    },
    "answer_held": {
        "ja": "見つかった箇所に外へ出せない情報が含まれていたため、答えを止めました。担当者に確認してください。",
        "en": "The place that was found holds information that may not be shown, so the answer was held back. Please ask the person in charge.",
    },
    "fault": {
        "ja": "申し訳ありません。答えを作る途中で問題が起きました。",
        "en": "Sorry, something went wrong while preparing the answer.",
    },
    "fault_hint": {
        "ja": "もう一度お試しください。続くときは、受付番号 {request_id} を担当者に伝えてください。",
        "en": "Please try again. If it happens again, tell the person in charge this number: {request_id}.",
    },
}


def say(code: str, language: str, **values: object) -> str:
    """The sentence `code` in `language` ("en", anything else is Japanese) with its values filled in."""
    return MESSAGES[code]["en" if language == "en" else "ja"].format(**values)
