"""Writes a run as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from evals.metrics.catalog import BY_NAME
from evals.result import SLICES, Made, groups, summary
from evals.rows import Row
from evals.svg import bars

_CHARTED = ("proof@5", "status_accuracy", "fact_recall", "citation_precision", "groundedness")
_TITLES = {"kind": "種類別", "source": "資料別", "style": "言い方別"}

_STYLE = """
:root{color-scheme:light dark;--ink:#1d2b2a;--soft:#5b6b69;--line:#d8e0de;--paper:#fff;--shade:#f3f6f5;--bad:#b83a3a;--good:#2a7f74}
@media (prefers-color-scheme:dark){:root{--ink:#e6eeec;--soft:#9fb0ad;--line:#344341;--paper:#151d1c;--shade:#1e2928;--bad:#f08a8a;--good:#6cc7ba}}
*{box-sizing:border-box}body{margin:0 auto;padding:24px 32px 64px;max-width:1120px;background:var(--paper);color:var(--ink);
font:15px/1.65 system-ui,"Hiragino Sans","Noto Sans JP","Yu Gothic UI",sans-serif}
h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:36px 0 10px;border-bottom:1px solid var(--line);padding-bottom:4px}
p.made,.note{color:var(--soft);font-size:13px;margin:2px 0}table{border-collapse:collapse;font-size:14px}
th,td{text-align:left;padding:4px 14px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}
.chart{overflow-x:auto}svg text{fill:var(--ink)}svg .head{fill:var(--soft)}svg .count{fill:var(--soft);font-size:10px}
svg .track{fill:var(--shade)}svg .range{stroke:var(--ink);stroke-width:1.5;opacity:.55}
details{border:1px solid var(--line);border-radius:6px;margin:8px 0;padding:0 14px}details[open]{padding-bottom:12px}
summary{cursor:pointer;padding:8px 0}summary .why{color:var(--bad);font-size:13px;margin-left:8px}summary code{color:var(--soft);font-size:12px}
dl{display:grid;grid-template-columns:8.5em 1fr;gap:6px 14px;margin:6px 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.answer{white-space:pre-wrap;background:var(--shade);padding:10px 12px;border-radius:4px;max-height:24em;overflow:auto}
ol.found{margin:0;padding-left:2.2em}ol.found li.gold{color:var(--good);font-weight:600}.fault{color:var(--bad)}code{font-size:13px}
"""


def page(rows: Sequence[Row], stamp: Made, times: dict[str, object]) -> str:
    """The page: figures, charts by kind, source and style, and every failed case with what is needed to look into it."""
    failed = [row for row in rows if row.failures]
    charts = "".join(_chart(rows, by) for by in SLICES)
    cases = "".join(_case(row, stamp) for row in failed) or "<p>失敗したケースはありません。</p>"
    return (
        f'<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>心得 evals</title><style>{_STYLE}</style></head><body>"
        f"<h1>心得 evals: {escape('、'.join(stamp.cases))}</h1>{_made(stamp, times)}"
        f"<h2>全体（{len(rows)} 件、うち失敗 {len(failed)} 件）</h2>{_figures(rows)}"
        f"{charts}<h2>失敗したケース（{len(failed)} 件）</h2>{cases}</body></html>\n"
    )


def _made(stamp: Made, times: dict[str, object]) -> str:
    settings = "、".join(f"{name}={value or '-'}" for name, value in stamp.settings.items())
    versions = "、".join(f"{name} {value}" for name, value in stamp.versions.items())
    taken = "、".join(f"{name} {value}" for name, value in times.items())
    lines = (f"資料 {stamp.corpus} ・ 索引 {stamp.index} ・ コミット {stamp.commit}", f"設定 {settings} ・ {versions}", f"時間 {taken}")
    return "".join(f'<p class="made">{escape(line)}</p>' for line in lines)


def _figures(rows: Sequence[Row]) -> str:
    body = "".join(
        f"<tr><td>{escape(BY_NAME[name].label)}<br><code>{escape(name)}</code></td><td class=n>{figure.value:.3f}</td>"
        f"<td class=n>{figure.low:.3f}〜{figure.high:.3f}</td><td class=n>{figure.n}</td>"
        f"<td>{'低い' if BY_NAME[name].better == 'lower' else '高い'}ほど良い</td></tr>"
        for name, figure in summary([row.metrics for row in rows]).items()
    )
    return f"<table><tr><th>指標</th><th>値</th><th>95% 区間</th><th>件数</th><th></th></tr>{body}</table>"


def _chart(rows: Sequence[Row], by: str) -> str:
    figures = {name: summary([row.metrics for row in part]) for name, part in groups(rows, by).items()}
    metrics = [(name, BY_NAME[name].label, BY_NAME[name].better == "lower") for name in _CHARTED]
    drawn = bars(figures, metrics, _TITLES[by])
    return f'<h2>{_TITLES[by]}</h2><div class="chart">{drawn}</div><p class="note">横線は 95% 区間、小さな数字は件数です。</p>'


def _case(row: Row, stamp: Made) -> str:
    parts = [("質問", escape(row.question)), ("期待 → 結果", escape(f"{row.expected} → {row.status}"))]
    if row.gold:
        parts.append(("正解の節", escape("、".join(row.gold)) + f"（根拠の順位: {row.proof or '見つからず'}）"))
    parts.append(("答え", f'<div class="answer">{escape(row.answer)}</div>'))
    if row.missing:
        parts.append(("足りない事実", escape(" ／ ".join("・".join(group) for group in row.missing))))
    if row.forbidden:
        parts.append(("言ってはいけない事実", f'<span class="fault">{escape("、".join(row.forbidden))}</span>'))
    if row.cited:
        parts.append(("引用", escape("、".join(row.cited))))
    if row.ungrounded:
        faults = "".join(f'<li>{escape(each.text)} <span class="fault">{escape("; ".join(each.faults))}</span></li>' for each in row.ungrounded)
        parts.append(("根拠のない文", f"<ul>{faults}</ul>"))
    parts.append(("検索結果", _found(row)))
    corpus = f" --on {stamp.corpus}" if stamp.corpus in ("shipped", "current") else " --on フォルダー"
    parts.append(("もう一度", f"<code>python -m evals show {escape(row.id)}{corpus}</code>"))
    body = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in parts)
    why = escape("、".join(BY_NAME[name].label for name in row.failures))
    return (
        f'<details id="{escape(row.id)}"><summary>{escape(row.question[:70])} <code>{escape(row.id)}</code>'
        f'<span class="why">{why}</span></summary><dl>{body}</dl></details>'
    )


def _found(row: Row) -> str:
    lines = "".join(
        f'<li{" class=gold" if found.place in row.gold else ""}>{escape(found.chunk_id)} '
        f'<code>{found.score:.2f} {escape("+".join(found.via))}</code></li>'
        for found in row.found
    )
    return f'<ol class="found">{lines}</ol>'
