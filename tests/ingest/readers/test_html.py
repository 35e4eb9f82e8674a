"""Web pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers import ReadResult, Unreadable, read_file

Read = Callable[..., ReadResult]


@pytest.fixture
def page(write: Callable[[str, bytes], Path]) -> Read:
    def made(body: str, head: str = "", encoding: str = "utf-8") -> ReadResult:
        return read_file(write("page.html", f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(encoding)))

    return made


def only(result: ReadResult) -> str:
    return result.pages[0].markdown


def test_headings_paragraphs_and_title(page: Read) -> None:
    result = page("<h1>手引き</h1><p>一行目\n二行目<br>三行目 <b>強調</b></p><div>次<p>の段落</p></div>", "<title> 社内の\n手引き </title>")
    assert only(result) == "# 手引き\n\n一行目二行目\n三行目 強調\n\n次\n\nの段落"
    assert (result.title, result.encoding, result.format) == ("社内の 手引き", "utf-8", "html")
    assert page("<h2>章</h2>本文").title == "章"


def test_furniture_and_hidden_text_are_gone(page: Read) -> None:
    gone = (
        "<header>帯<h1>社名</h1></header><nav>案内</nav><script>x()</script><style>p{}</style><aside>広告</aside><footer>著作権</footer>"
        "<p hidden>隠し</p><p style='display: none'>隠し</p><p aria-hidden=true>隠し</p><!-- 覚え --><div role=navigation>道</div>"
        "<template>型</template><noscript>無</noscript><form><button>押す</button></form>"
    )
    assert only(page(gone + "<main><article><header><h1>題</h1></header><p>本文</p></article></main>")) == "# 題\n\n本文"


def test_nested_lists(page: Read) -> None:
    body = (
        "<ul><li>一<ol start=3><li>三</li><li><p>四</p></li></ol></li>"
        "<li>二<ul><li>二の一<ul><li>深い</li></ul></li></ul></li></ul><p>後</p>"
    )
    assert only(page(body)) == "- 一\n    3. 三\n    4. 四\n- 二\n    - 二の一\n        - 深い\n\n後"


def test_definitions(page: Read) -> None:
    assert only(page("<dl><dt>MFA</dt><dd>多要素認証</dd><dt>語だけ</dt></dl>")) == "- MFA: 多要素認証\n- 語だけ"


def test_tables_with_merged_cells(page: Read) -> None:
    body = (
        "<table><caption>連絡先</caption><tr><th>区分<th colspan=2>窓口</tr><tr><td rowspan=2>社内|社外<td>総務<td>内線1</tr>"
        "<tr><td>情シス<td>内線<br>2</tr></table>"
    )
    assert only(page(body)) == (
        "連絡先\n\n| 区分 | 窓口 | 窓口 |\n| --- | --- | --- |\n| 社内\\|社外 | 総務 | 内線1 |\n| 社内\\|社外 | 情シス | 内線 / 2 |"
    )


def test_a_layout_table_is_no_table(page: Read) -> None:
    assert only(page("<table><tr><td><h2>章</h2><p>文</p></td></tr></table>")) == "## 章\n\n文"


def test_links_keep_text_and_address(page: Read) -> None:
    body = (
        "<p><a href='https://example.jp/a(1)'>窓口[1]</a>と<a href='#top'>上へ</a>と<a href='javascript:x()'>動く</a>と"
        "<a href='https://example.jp/'>https://example.jp</a></p>"
    )
    assert only(page(body)) == "[窓口\\[1\\]](https://example.jp/a%281%29)と上へと動くとhttps://example.jp"


def test_text_is_no_structure(page: Read) -> None:
    assert only(page("<p># 見出しではない</p><p>&lt;script&gt;</p><p>&amp;lt;</p><p>![x](http://example.jp)</p>")) == (
        "\\# 見出しではない\n\n\\<script>\n\n\\&lt;\n\n!\\[x](http://example.jp)"
    )


def test_code_and_quotes(page: Read) -> None:
    assert only(page("<pre>a\n```\nb</pre><blockquote><p>引用</p></blockquote>")) == "````\na\n```\nb\n````\n\n> 引用"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("cp932", "<meta charset='Shift_JIS'>"),
        ("euc_jp", "<meta http-equiv='Content-Type' content='text/html; charset=EUC-JP'>"),
        ("iso2022_jp", "<meta charset=iso-2022-jp>"),
        ("utf-16", ""),
        ("utf-8-sig", ""),
        ("cp932", ""),
        ("utf-8", "<meta charset='Shift_JIS'>"),
        ("utf-8", "<meta charset='iso-8859-1'>"),
        ("cp932", "<meta charset='utf-8'>"),
        ("cp932", "<meta charset='no-such-code'>"),
        ("cp932", "<meta charset='base64'>"),
    ],
)
def test_encodings_declared_or_not_or_wrongly(page: Read, encoding: str, head: str) -> None:
    result = page("<p>情報を守る手順です。</p>", head, encoding)
    assert only(result) == "情報を守る手順です。" and result.encoding == encoding


def test_external_entities_are_not_fetched(write: Callable[[str, bytes], Path], tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("秘密")
    data = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><body><p>文 &x;</p></body></html>'.encode()
    assert "秘密" not in only(read_file(write("a.xhtml", data)))


def test_a_page_without_text_is_empty(page: Read) -> None:
    with pytest.raises(Unreadable, match="文章がありません"):
        page("<nav>案内</nav><script>1</script>")


@pytest.mark.parametrize("tag", ["div", "span", "ul><li", "table><tr><td", "blockquote"])
def test_a_page_nested_too_deeply_is_refused(page: Read, tag: str) -> None:
    with pytest.raises(Unreadable, match="入れ子"):
        page(f"<{tag}>" * 5_000 + "文")
    assert "文" in only(page(f"<{tag}>" * 40 + "文"))
