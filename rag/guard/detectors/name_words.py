"""Words around names: honorifics, labels, titles, and what shows that a person is a public one."""

from __future__ import annotations

import re

HONORIFIC = "さん|様|さま|氏|殿|くん|君|ちゃん|サン"
TITLES = frozenset(
    "社長 会長 部長 課長 係長 主任 専務 常務 取締役 店長 支店長 所長 室長 次長 本部長 工場長 班長 先生 先輩 "
    "後輩 教授 弁護士 税理士 医師 監督 代表 総務 経理 営業 人事 担当 担当者 本人 夫妻 一家 家 組 社 店 "
    "商店 商会 工業 電機 電気 電器 建設 製菓 証券 病院 医院 会計 事務所 産業 物産 興業 運輸 運送 不動産 薬局 "
    "総業 印刷 食品 酒造 製作所 製薬 鉄工 工務店 木材 水産 農園 旅館 銀行 生命 保険 自動車 模型 各位 御中 両名 "
    "記者 議員 選手 大臣 知事 市長 町長 首相 総理 長官 委員 委員長 理事 理事長 院長 園長 校長 学長 隊員 巡査 "
    "警部 刑事 裁判官 司会 業者 個人 客 お客 皆 奥 息子 娘 母 父 側 宛 的 系 式 流 筋 派 病 法 駅 市 県 町 村 "
    "区 川 山 通り".split()
)
PUBLIC_AFTER = re.compile(
    r"[ 　]?(?:[（(「]?(?:仮名|仮称|架空|偽名|ペンネーム|ダミー)|(?:前|元|現|副|内閣)?(?:首相|総理|内閣|大臣|長官|知事|大統領|議員|選手|投手|監督|教授|准教授|"
    r"博士|名誉|研究員|東京都知事|官房)|[（(][^）)]{0,12}(?:首相|大臣|教授|著|作家|年[)）])"
    r"|(?:氏|さん)?(?:[や、・と][一-鿿]{2,5}){0,3}(?:のような|みたいな|といった|など(?:の)?)(?:経営者|政治家|有名人|著名人|偉人|実業家|芸能人)|"
    r"(?:氏|さん|先生)?(?:の|による)?(?:著書|著|本[をにはがの]|書籍|小説|論文|作品|講演|記念|賞|像|肖像|名言|"
    r"ブログ記事|伝記)|事件|内閣)"
)
PUBLIC_BEFORE = re.compile(
    r"(?:首相|総理|大臣|知事|長官|大統領|著者|著者[:：はの]|作家|監修|監修[:：]|作者|歴史上の(?:人物)?|武将|俳優|"
    r"歌手|偉人|文豪|選手|創業者として知られる|お札の|紙幣の|ノーベル賞(?:受賞者)?)の?[、「：: ]{0,2}$"
)
ORGANISATION_AFTER = re.compile(
    r"(?:商店|商会|工業|電機|電気|建設|製菓|証券|證券|病院|医院|クリニック|事務所|産業|物産|運輸|不動産|薬局|製作所|"
    r"株式会社|有限会社|\(株\)|財団|学園|高校|大学|美術館|記念館|神社|公園|通り|駅|丸)"
)
LABEL = re.compile(
    r"(?:氏名|名前|姓名|フルネーム|契約者(?:名|様)?|申込者(?:名)?|申請者(?:名)?|受取人|名義人?|"
    r"口座名義人?|宛名|患者(?:名|氏名|さん)?|従業員名|社員名|職員名|担当者名?|担当|応募者名?|候補者名?|"
    r"被害者名?|保護者名?|フリガナ|ふりがな|カナ|本人|利用者名|顧客名|お客様名|会員名|連絡者|送り主|差出人|家族|"
    r"配偶者|退職者|対象者|該当者|容疑者|相手方)"
    r"[」】\])）]?[ 　]{0,2}(?:[:=|→]|は|が)[ 　\t]{0,3}[「『【]?"
)
LABEL_VALUE = re.compile(
    r"([一-鿿々ヶ]{1,4})([ 　・])?([一-鿿々]{1,4}|[ぁ-ん]{2,5}|[ァ-ヶー]{2,6})?|([ァ-ヶー]{2,7})[ "
    r"　・]?([ァ-ヶー]{2,7})"
)
NOT_A_NAME = re.compile(
    r"必須|入力|欄|不明|未記入|匿名|変更|記載|確認|会社|非公開|不要|任意|取得|漏|流出|表示|管理|情報|電話|住所|番号|"
    r"社内|社外|全員|本人|誰|何|別|同じ|公開|削除|記入|項目|部$|課$|室$|係$|者$|員$|的$|性$|化$|中$|済$|型$"
)
# Asked of text in lower case, which is quicker than ignoring case.
EN_LABEL = re.compile(
    r"(?:full name|name|patient|employee|customer|client|applicant|staff member|contact person|attendee)s?(?: "
    r"name)?(?: is|:|=)\s{0,3}([a-z]{2,16}(?: [a-z]\.)? [a-z][a-z'-]{1,20})(?![a-z])"
)
EN_PERSON = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|employee|customer|client|patient|name|named|staff|colleague|coworker|co-worker|"
    r"contact|e-?mail|phone|his|her|hired|fired|salary|applicant|candidate|manager|boss|our|born|dob|passport|"
    r"account|address|lives|called|resign\w*|intern|accountant|engineer|supplier|sales|from|told|asked|says|"
    r"said|clicked|wrote|hr|accounting|department|pregnant|diagnosed|sick|hospital|fired|promoted|laptop|mailbox|computer|desktop|colleague)\b",
    re.IGNORECASE | re.ASCII,
)
EN_PUBLIC = re.compile(
    r"\b(?:who (?:is|was)|author|book|wrote the book|president|prime minister|professor|by|famous|inventor|"
    r"according to|senator|published|law|theorem|actor|singer)\b",
    re.IGNORECASE,
)
EN_FIRST = frozenset(
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony "
    "donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan "
    "jacob gary nicholas eric jonathan stephen larry justin scott "
    "brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose adam "
    "nathan henry douglas zachary peter kyle walter ethan jeremy harold keith christian roger noah gerald carl "
    "terry sean austin arthur lawrence jesse dylan bryan joe jordan billy bruce albert willie gabriel logan "
    "alan juan wayne roy ralph randy eugene vincent russell elijah louis bobby philip johnny "
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra "
    "ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura "
    "cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine "
    "debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria kelly "
    "lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara "
    "madison frances kathryn janice jean abigail alice julia judy sophia grace denise amber doris marilyn "
    "danielle beverly isabella theresa diana natalie brittany charlotte marie kayla alexis lori "
    "wei ming li hiroshi kenji nguyen mohammed muhammad ahmed ali carlos luis pedro ana sofia ivan olga elena "
    "hans klaus pierre jean-luc marco giulia priya raj anita sanjay minjun jiho lucas liam oliver mia chloe "
    "ella tom bob mike dave jim steve chris matt dan ben sam alex kate jane".split()
)
EN_STOP = frozenset(
    "security access server service account cloud data mail email password network system office team group "
    "windows linux azure google apple amazon microsoft university hospital bank street road avenue institute "
    "act law guide policy corp inc ltd company center centre test user admin day the and for monday friday "
    "january march april may june july august".split()
)
ROMAJI_STOP = frozenset(
    "data port security access mine ide seo base note can may so to man one date mode code home name main time "
    "page file site line type sakura fuji honda toyota suzuki matsuda mazda tokyo osaka kyoto nara kobe chiba "
    "saitama shinjuku shibuya minato yokohama sendai hiroshima fukuoka nagoya aichi hyogo gunma".split()
)
# People everyone may speak of; offices and authorship are recognised by their words above.
PUBLIC_PEOPLE = frozenset(
    "孫正義 三木谷浩史 柳井正 豊田章男 稲盛和夫 松下幸之助 本田宗一郎 盛田昭夫 渋沢栄一 安倍晋三 菅義偉 "
    "岸田文雄 石破茂 高市早苗 小泉純一郎 小泉進次郎 河野太郎 平井卓也 麻生太郎 小池百合子 大谷翔平 藤井聡太 "
    "羽生結弦 イチロー 村井純 徳丸浩 村上春樹 夏目漱石 芥川龍之介 太宰治 宮沢賢治 福沢諭吉 津田梅子 北里柴三郎 "
    "野口英世 樋口一葉 新渡戸稲造 坂本龍馬 西郷隆盛 伊藤博文 聖徳太子 織田信長 豊臣秀吉 徳川家康 湯川秀樹 "
    "山中伸弥 手塚治虫 宮崎駿 黒澤明 堀江貴文 西村博之 落合陽一 池上彰".split()
)
PUBLIC_ROMAJI = frozenset(
    {
        "bruce schneier",
        "kevin mitnick",
        "alan turing",
        "edward snowden",
        "linus torvalds",
        "bill gates",
        "steve jobs",
        "elon musk",
        "mark zuckerberg",
        "tim cook",
        "satya nadella",
        "jeff bezos",
        "julian assange",
        "tim berners lee",
        "claude shannon",
        "john mccarthy",
        "donald trump",
        "joe biden",
        "barack obama",
        "shohei ohtani",
        "satoshi nakamoto",
        "masayoshi son",
        "haruki murakami",
        "shinzo abe",
        "fumio kishida",
        "brian krebs",
        "troy hunt",
        "dan kaminsky",
        "phil zimmermann",
        "ada lovelace",
        "grace hopper",
    }
)
DUMMY_NAMES = re.compile(r"(?:山田|日本|東京|鈴木|田中|佐藤|甲野|乙野|乙山|丙川|法務|電子|特許)(?:太郎|花子|一郎|次郎|二郎)")
CONTEXT = re.compile(
    r"社員|従業員|取引先|顧客|お客様|患者|部下|上司|同僚|弊社|当社|うちの|応募者|候補者|経理|総務|営業|人事|"
    r"パート|アルバイト|派遣|担当|退職|入社|契約|採用|家族|妻|夫|息子|娘|本人|電話|メール|住所|生年月日|履歴書|"
    r"給与|評価|面談|連絡|訪問|宛て?|名義|から|欠勤|休職|異動|新人|後輩|先輩"
)
