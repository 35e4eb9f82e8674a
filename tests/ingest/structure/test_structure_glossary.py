"""The glossary of a guide, imitated in small."""

from __future__ import annotations

from ingest.structure import PROFILES

GLOSSARY = """	用語集




            KEY（キー）

            Key Exchange Ma nagement の略。鍵を 渡すための仕組みを
まとめた考え方。
               3-2
              第2編-編集後記




            合鍵

            元の鍵と同じ形に作った鍵。ISO/IEC 2 7001にも出てくる
             箱

            鍵を入れる容れ物。


              2-2
"""


def test_entries_are_sections_under_the_glossary() -> None:
    text = PROFILES["sme-guide"](GLOSSARY)
    assert text == (
        "# 用語集\n\n## KEY（キー） {#用語集/KEY（キー）}\n\nKey Exchange Management の略。鍵を渡すための仕組みをまとめた考え方。\n\n"
        "## 合鍵 {#用語集/合鍵}\n\n元の鍵と同じ形に作った鍵。ISO/IEC 27001にも出てくる\n\n## 箱 {#用語集/箱}\n\n鍵を入れる容れ物。\n"
    )


def test_a_definition_may_hold_several_paragraphs() -> None:
    text = PROFILES["sme-guide"]("用語集\n\n鍵\n\n開けるもの。\n\nまた閉めるものでもある。\n札\n\n名を書くもの。\n")
    assert "開けるもの。また閉めるものでもある。" in text
    assert text.count("## ") == 2
