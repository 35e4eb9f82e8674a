"""Word, PowerPoint and Excel files."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl  # type: ignore[import-untyped]
import pptx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from pptx.util import Inches

from ingest.readers import ReadResult, Unreadable, read_file

Write = Callable[[str, bytes], Path]
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture
def reread(write: Write) -> Callable[[Any, str], ReadResult]:
    def made(document: Any, name: str) -> ReadResult:
        out = io.BytesIO()
        document.save(out)
        return read_file(write(name, out.getvalue()))

    return made


def body(result: ReadResult) -> str:
    return "\n\n".join(page.markdown for page in result.pages)


def numbered(document: Any, pattern: str, form: str = "decimal") -> Any:
    """Adds a list definition of two levels to a document and gives its id."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, text in enumerate((pattern, "%1.%2"))
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="900">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="900"><w:abstractNumId w:val="900"/></w:num>'))


def set_number(paragraph: Any, level: int) -> None:
    xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="900"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(xml))


def test_word_headings_lists_and_order(reread: Callable[..., ReadResult]) -> None:
    document = docx.Document()
    document.add_heading("情報管理規程", 0)
    document.add_heading("目的 {#x}", 1)
    document.add_paragraph("# これは本文 <b>")
    for text, style in (("鍵", "List Bullet"), ("社員証", "List Bullet 2"), ("端末", "List Bullet")):
        document.add_paragraph(text, style=style)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "項目", "a|b"
    for text in ("知らせる", "切り離す"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("終わり")
    document.sections[0].header.paragraphs[0].text = "社外秘"
    document.core_properties.title = "Microsoft Word - 規程.docx"
    result = reread(document, "規程.docx")
    assert body(result) == (
        "# 情報管理規程\n\n# 目的 {\\#x}\n\n\\# これは本文 \\<b>\n\n- 鍵\n    - 社員証\n- 端末\n\n"
        "| 項目 | a\\|b |\n| --- | --- |\n\n1. 知らせる\n2. 切り離す\n\n終わり"
    )
    assert (result.title, result.format, result.encoding) == ("情報管理規程", "docx", None)


def test_japanese_heading_styles_and_outline_levels(reread: Callable[..., ReadResult]) -> None:
    document = docx.Document()
    for name in ("見出し ２", "条文"):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    document.styles["条文"].element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="2"/>'))
    document.styles.add_style("目次 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("総則.....1", style="目次 1")
    document.add_paragraph("総則", style="見出し ２")
    document.add_paragraph("適用", style="条文")
    assert body(reread(document, "a.docx")) == "## 総則\n\n### 適用"


@pytest.mark.parametrize(
    ("pattern", "form", "expected"),
    [
        ("%1.", "decimal", "1. 甲\n    - 1.1 乙\n2. 丙"),
        ("第%1条", "japaneseCounting", "- 第一条 甲\n    - 一.一 乙\n- 第二条 丙"),
        ("(%1)", "aiueo", "- (ア) 甲\n    - ア.ア 乙\n- (イ) 丙"),
        ("%1", "decimalEnclosedCircle", "- ① 甲\n    - ①.① 乙\n- ② 丙"),
        ("・", "bullet", "- 甲\n    - 乙\n- 丙"),
    ],
)
def test_automatic_numbers_are_counted(reread: Callable[..., ReadResult], pattern: str, form: str, expected: str) -> None:
    document = docx.Document()
    numbered(document, pattern, form)
    for text, level in (("甲", 0), ("乙", 1), ("丙", 0)):
        set_number(document.add_paragraph(text), level)
    assert body(reread(document, "a.docx")) == expected


def test_numbered_headings_show_their_number(reread: Callable[..., ReadResult]) -> None:
    document = docx.Document()
    numbered(document, "第%1章")
    for text, level in (("総則", 0), ("目的", 1), ("罰則", 0)):
        set_number(document.add_heading(text, level + 1), level)
    assert body(reread(document, "a.docx")) == "# 第1章 総則\n\n## 1.1 目的\n\n# 第2章 罰則"


def test_merged_cells_of_word(reread: Callable[..., ReadResult]) -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "縦"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "横"
    frame = document.add_table(1, 1)
    frame.cell(0, 0).text = "囲みの文"
    assert body(reread(document, "a.docx")) == (
        "| 00 | 横 | 横 |\n| --- | --- | --- |\n| 縦 | 11 | 12 |\n| 縦 | 21 | 22 |\n\n囲みの文"
    )


def test_changes_hidden_text_links_and_controls_of_word(reread: Callable[..., ReadResult]) -> None:
    document = docx.Document()
    link = document.part.relate_to("https://example.jp/", f"{RELATIONS}/hyperlink", True)
    names = nsdecls("w", "r")
    for xml in (
        f"<w:p {names}><w:r><w:t>残す</w:t></w:r><w:ins><w:r><w:t>足した</w:t></w:r></w:ins>"
        f"<w:del><w:r><w:delText>消した</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>隠した</w:t></w:r></w:p>",
        f"<w:p {names}><w:r><w:t>詳しくは</w:t></w:r>"
        f'<w:hyperlink r:id="{link}"><w:r><w:t>窓口</w:t></w:r></w:hyperlink><w:r><w:t>へ</w:t></w:r></w:p>',
        f"<w:sdt {names}><w:sdtContent><w:p><w:r><w:t>欄の中</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        f"<w:p {names}><w:r><w:ruby><w:rt><w:r><w:t>しんせい</w:t></w:r></w:rt>"
        f"<w:rubyBase><w:r><w:t>申請</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
    ):
        document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))
    assert body(reread(document, "a.docx")) == "残す足した\n\n詳しくは[窓口](https://example.jp/)へ\n\n欄の中\n\n申請"


def test_footnotes_stand_where_they_are_called(write: Write) -> None:
    document = docx.Document()
    document.add_paragraph("規程")._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    out = io.BytesIO()
    document.save(out)
    note = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>令和7年</w:t></w:r></w:p></w:footnote></w:footnotes>'
    relation = f'<Relationship Id="rIdF" Type="{RELATIONS}/footnotes" Target="footnotes.xml"/></Relationships>'
    data = with_parts(
        out.getvalue(),
        {"word/footnotes.xml": note.encode()},
        {"word/_rels/document.xml.rels": (b"</Relationships>", relation.encode())},
    )
    assert body(read_file(write("a.docx", data))) == "規程（注: 令和7年）"


def with_parts(data: bytes, parts: dict[str, bytes], replaced: dict[str, tuple[bytes, bytes]]) -> bytes:
    """An Office file with more parts and with bytes of its own parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(*replaced[name]) if name in replaced else content)
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def test_slides(reread: Callable[..., ReadResult]) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "対策の\n進め方"
    frame = slide.placeholders[1].text_frame
    frame.text = "把握する"
    for text, level in (("台帳", 1), ("守る|# ", 0)):
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    slide.notes_slide.notes_text_frame.text = "話すこと"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(5), Inches(4), Inches(1)).table
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 0).text, table.cell(1, 0).text, table.cell(1, 1).text = "窓口", "総務", "内線1"
    deck.slides.add_slide(deck.slide_layouts[6])
    plain = deck.slides.add_slide(deck.slide_layouts[6])
    plain.shapes.add_textbox(0, Inches(3), Inches(2), Inches(1)).text_frame.text = "下"
    plain.shapes.add_textbox(0, Inches(1), Inches(2), Inches(1)).text_frame.text = "上"
    hidden = deck.slides.add_slide(deck.slide_layouts[0])
    hidden.shapes.title.text = "予備"
    hidden.element.set("show", "0")
    result = reread(deck, "研修.pptx")
    assert [page.number for page in result.pages] == [1, 3]
    assert result.pages[0].markdown == (
        "## 対策の 進め方\n\n- 把握する\n    - 台帳\n- 守る|#\n\n| 窓口 | 窓口 |\n| --- | --- |\n| 総務 | 内線1 |"
    )
    assert result.pages[1].markdown == "## スライド 3\n\n上\n\n下"
    assert result.title == "対策の 進め方" and len(result.notes) == 2


def test_links_and_groups_on_slides(reread: Callable[..., ReadResult]) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    run = group.shapes.add_textbox(0, 0, Inches(2), Inches(1)).text_frame.paragraphs[0].add_run()
    run.text, run.hyperlink.address = "窓口", "https://example.jp/"
    assert body(reread(deck, "a.pptx")) == "## スライド 1\n\n[窓口](https://example.jp/)"


def test_workbooks(reread: Callable[..., ReadResult]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "資産 # 台帳"
    sheet["B1"] = "情報資産管理台帳"
    cells = {
        "B3": "名称", "C3": "更新日", "E3": "割合", "F3": "金額", "G3": "済",
        "B4": "名簿|原本", "C4": datetime.date(2025, 4, 1), "E4": 0.125, "F4": 1234567, "G4": True,
        "B6": "端末\n一覧", "C6": datetime.datetime(2025, 4, 1, 9, 30), "E6": 1.0, "F6": 12.5, "G6": "=1+1",
    }  # fmt: skip
    for place, value in cells.items():
        sheet[place] = value
    sheet["E4"].number_format, sheet["F4"].number_format, sheet["F6"].number_format = "0.0%", '"¥"#,##0', "0.00"
    book.create_sheet("隠し")["A1"] = "見せない"
    book["隠し"].sheet_state = "hidden"
    book.create_sheet("空")
    result = reread(book, "台帳.xlsx")
    assert [page.markdown for page in result.pages] == [
        "## 資産 # 台帳\n\n情報資産管理台帳\n\n| 名称 | 更新日 | 割合 | 金額 | 済 |\n| --- | --- | --- | --- | --- |\n"
        "| 名簿\\|原本 | 2025-04-01 | 12.5% | 1,234,567 | TRUE |\n| 端末 / 一覧 | 2025-04-01 09:30 | 1 | 12.50 |  |"
    ]
    assert result.format == "xlsx" and len(result.notes) == 2 and "隠し" in result.notes[0] and "1 個" in result.notes[1]


def test_formulas_give_their_saved_value(write: Write) -> None:
    book = openpyxl.Workbook()
    book.active.append(["計", "=1+1"])
    book.active.append(["甲", 1])
    out = io.BytesIO()
    book.save(out)
    data = with_parts(out.getvalue(), {}, {"xl/worksheets/sheet1.xml": (b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")})
    result = read_file(write("a.xlsx", data))
    assert "| 計 | 2 |" in body(result) and result.notes == ()


def test_a_sheet_that_claims_to_be_endless_is_read(write: Write) -> None:
    book = openpyxl.Workbook()
    book.active.append(["項目", "値"])
    book.active["XFD1048576"] = "隅"
    out = io.BytesIO()
    book.save(out)
    assert "隅" in body(read_file(write("a.xlsx", out.getvalue())))


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx"])
def test_empty_office_files(reread: Callable[..., ReadResult], kind: str) -> None:
    made = {"docx": docx.Document, "pptx": pptx.Presentation, "xlsx": openpyxl.Workbook}[kind]()
    with pytest.raises(Unreadable, match="文章がありません"):
        reread(made, f"a.{kind}")


def test_entities_are_refused(write: Write) -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    bad = (b"<w:document", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document')
    with pytest.raises(Unreadable, match="DTD"):
        read_file(write("a.docx", with_parts(out.getvalue(), {}, {"word/document.xml": bad})))


def test_hidden_slides_alone_are_empty(reread: Callable[..., ReadResult]) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = "予備"
    slide.element.set("show", "0")
    with pytest.raises(Unreadable):
        reread(deck, "a.pptx")


def test_text_boxes_of_word_come_once(reread: Callable[..., ReadResult]) -> None:
    document = docx.Document()
    inner = "<w:txbxContent><w:p><w:r><w:t>箱の中</w:t></w:r></w:p></w:txbxContent>"
    alternate = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:v="urn:schemas-microsoft-com:vml">'
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{inner}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document.add_paragraph("外")._p.append(parse_xml(alternate))
    assert document.element.body.findall(".//" + qn("w:txbxContent"))
    assert body(reread(document, "a.docx")) == "外\n\n箱の中"
