"""Invented sentences in which the value does not stand right behind its label, or the label is an unusual one."""

from __future__ import annotations

import base64
from random import Random

from guard_makers import luhn, my_number, token
from guard_samples import _jwt

RNG = Random(77)

PROSE: list[tuple[str, str]] = [
    ("my_number", f"個人番号カードの裏「{my_number(RNG)}」を写した"),
    ("credential", "金庫の暗証番号は五五八二"),
    ("credential", "暗証番号：三・九・一・六 で入室"),
    ("credential", "暗証番号はヨンキューニーロクです"),
    ("credential", "ドアの暗証番号5582を退職者が知っている"),
    ("credential", "暗証番号は祖母の命日で 0917 にしてます"),
    ("credential", "パスワードを聞かれたので「Hina-8823」って返信した"),
    ("credential", "覚えられないのでパスワードは Tomato-pie-77 に縮めました"),
    ("credential", "在庫システムは tanabe / Zaiko2210 で入れます"),
    ("credential", "SSID: nagi-tea / key: hoji77Kumo91"),
    ("credential", "Please reset it to Plum#2210 (my current password)"),
    ("credential", "I set my PIN to 771903, is it weak?"),
    ("credential", "<password>Qm8!xTT2</password>"),
    ("credential", "PW&nbsp;:&nbsp;Taiyo!5521"),
    ("credential", "p.a.s.s.w.o.r.d は Umi#3390"),
    ("api_key", "Authorization: " + token(RNG, 40)),
    ("api_key", 'curl -H "Authorization: ApiKey ' + token(RNG, 36) + '"'),
    ("api_key", "Cookie: JSESSIONID=" + token(RNG, 31) + "7"),
    ("jwt", base64.b64encode(_jwt().encode()).decode()),
    ("number_plate", "社用車名古屋三〇〇ぬ四五六七"),
    ("number_plate", "社用車品川330さ1234"),
    ("ip_internal", "NASは 10[.]20[.]3[.]44 です"),
    ("ip_internal", "基幹サーバーは 10 dot 44 dot 1 dot 5"),
    ("health_insurance", "Insurer number " + luhn("0613946") + ", symbol 88-12, number 4471"),
    ("health_insurance", "my insurance card number is 33910284"),
    ("health_info", "渡部さんが適 応 障 害と診断されました"),
    ("health_info", "patient id: P-20931, dx: hypertension"),
    ("unpublished_business", "We are in talks to acquire Kaede Systems for 900 million yen"),
    ("unpublished_business", "The board approved the takeover of Mirai Foods. Embargo until Friday."),
    ("unpublished_business", "当社は来月、東和電機を子会社化する予定です"),
]

PROSE_PASSES: list[tuple[str, str]] = [
    ("role_mail", "株式会社サンプル\n情報システム部\nsecurity@example.co.jp\nTEL: 03-0000-0000"),
    ("role_mail", "差出人 billing@paypa1-secure.net は詐欺？"),
    ("code", 'password = get_secret("db") のように書けば安全？'),
    ("code", "password=${DB_PASSWORD} と書いてある"),
    ("technical", "VPNのパスワードをSAML2.0に切り替えたい"),
    ("sent_code", "SMSで「認証コードは 482913 です」と来たけど頼んでない"),
    ("health", "開発部長が入院したときの権限移譲ルール"),
    ("health", "社員の病名をメールで送っていい？"),
    ("health", "&lt;b&gt;診断&lt;/b&gt; 結果&amp;対策"),
    ("business", "Our company plans to merge two Active Directory domains next month"),
    ("business", "当社は4月から新しいUTMを導入することが決まりました。価格は80万円"),
    ("plate", "千葉 20 の 30 は？"),
]
