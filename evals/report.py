"""Shows results in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.cases import Case
from evals.compare import Comparison
from evals.gate import Breach
from evals.guardeval import troubled
from evals.lint import Finding
from evals.metrics.catalog import BY_NAME
from evals.rows import Row

_MARKS = {"better": "[green]良くなった[/]", "worse": "[red]悪くなった[/]", "same": "誤差の範囲"}


def show_summary(console: Console, result: Mapping[str, Any], failed: int | None = None) -> None:
    """The figures of a result, and the main ones by slice."""
    made = result["made"]
    console.print(f"資料 {made['corpus']} ・ 索引 {made['index']} ・ コミット {made['commit']}", style="dim", highlight=False, soft_wrap=True)
    table = Table("指標", "値", "95% 区間", "件数", box=None, pad_edge=False)
    for name, figure in result["summary"].items():
        table.add_row(f"{BY_NAME[name].label} [dim]{name}[/]", f"{figure['value']:.3f}", f"{figure['low']:.3f}〜{figure['high']:.3f}", str(figure["n"]))
    console.print(table)
    for by, parts in result.get("slices", {}).items():
        _show_slice(console, by, troubled(parts) if by == "family" else parts)
    times = result["times"]
    if "latency_p50_ms" in times:
        console.print(f"応答時間 p50 {times['latency_p50_ms']} ms ・ p95 {times['latency_p95_ms']} ms ・ 全体 {times['seconds']} 秒", highlight=False)
    if failed is not None:
        console.print(f"失敗したケース {failed} / {len(result['rows'])} 件", highlight=False)


def _show_slice(console: Console, by: str, parts: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
    main = ("proof@5", "status_accuracy", "fact_recall", "citation_precision", "groundedness", "stopped", "kinds_found", "false_alarm")
    metrics = [name for name in main if any(name in figures for figures in parts.values())]
    table = Table(by, "件数", *metrics, box=None, pad_edge=False, title=None)
    for name, figures in parts.items():
        count = max((int(figure["n"]) for figure in figures.values()), default=0)
        table.add_row(escape(name), str(count), *(f"{figures[metric]['value']:.2f}" if metric in figures else "" for metric in metrics))
    console.print()
    console.print(table)


def show_comparison(console: Console, compared: Comparison, names: tuple[str, str]) -> None:
    """What got better and worse; only changes beyond noise are called so."""
    table = Table("指標", names[0], names[1], "差（95% 区間）", "件数", "判定", box=None, pad_edge=False)
    for change in compared.changes:
        span = f"{change.difference.mean:+.3f}（{change.difference.low:+.3f}〜{change.difference.high:+.3f}）"
        table.add_row(change.metric, f"{change.before:.3f}", f"{change.after:.3f}", span, str(change.n), _MARKS[change.verdict])
    console.print(table)
    for change in compared.changes:
        for label, cases in (("↑", change.better), ("↓", change.worse)):
            if cases:
                console.print(f"{change.metric} {label} {len(cases)}: {', '.join(cases[:12])}{' …' if len(cases) > 12 else ''}", highlight=False)
    for label, only in ((names[0], compared.only_before), (names[1], compared.only_after)):
        if only:
            console.print(f"{label} だけにあるケース {len(only)} 件は比べていません。", style="yellow", highlight=False)


def show_row(console: Console, case: Case, row: Row) -> None:
    """Everything about one case."""
    console.rule(case.id)
    for message in case.history:
        console.print(f"{message.role}: {message.content}", style="dim", markup=False, highlight=False)
    console.print(f"質問: {case.question}", markup=False, highlight=False)
    console.print(f"種類 {case.kind.value} ・ 言い方 {case.style} ・ 期待 {case.status} → 結果 {row.status}", highlight=False)
    if case.gold:
        needed = "すべて必要" if case.need_all else "どれかひとつ"
        console.print(f"正解の節（{needed}）: {'、'.join(case.gold)} ・ 根拠の順位 {row.proof or '見つからず'}", markup=False, highlight=False)
    console.rule("答え", style="dim")
    console.print(row.answer, markup=False, highlight=False)
    console.rule("検索結果", style="dim")
    for found in row.found:
        mark = "*" if found.place in case.gold else " "
        console.print(f"{mark}{found.rank:>3} {found.score:7.3f} {found.chunk_id}  {'+'.join(found.via)}", markup=False, highlight=False)
    console.rule("指標", style="dim")
    for name, value in row.metrics.items():
        console.print(f"{'✗' if name in row.failures else ' '} {name:22} {value:.3f}", markup=False, highlight=False)
    for group in row.missing:
        console.print(f"足りない事実: {' / '.join(group)}", style="red", markup=False, highlight=False)
    for wrong in row.forbidden:
        console.print(f"言ってはいけない事実: {wrong}", style="red", markup=False, highlight=False)
    for statement in row.ungrounded:
        console.print(f"根拠のない文: {statement.text}\n    {'; '.join(statement.faults)}", style="red", markup=False, highlight=False)


def show_findings(console: Console, findings: Sequence[Finding]) -> None:
    """The lint's findings, one a line."""
    for finding in findings:
        console.print(f"{finding.rule:13} {finding.case or '（全体）'}: {finding.text}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"{len(findings)} 件" if findings else "問題はありません。", style="red" if findings else "green", highlight=False)


def show_breaches(console: Console, found: Sequence[Breach]) -> None:
    """Why the gate is shut, or that it is open."""
    for breach in found:
        console.print(f"✗ {breach.where}: {breach.text}", style="red", markup=False, highlight=False, soft_wrap=True)
    console.print("ゲートは閉じています。" if found else "ゲートは開いています。", style="red" if found else "green", highlight=False)


def show_guard_misses(console: Console, rows: Sequence[Mapping[str, Any]], limit: int = 40) -> None:
    """The guard's wrong rows: what was missed, what was stopped for nothing."""
    wrong = [row for row in rows if row["action"] != row["expected"] or row["missing"]]
    for row in wrong[:limit]:
        detail = f"期待 {row['expected']} → {row['action']}"
        detail += f" ・ 見逃し {', '.join(row['missing'])}" if row["missing"] else ""
        detail += f" ・ 余分 {', '.join(row['wrong'])}" if row["wrong"] else ""
        console.print(f"{row['id']} [{row['style']}/{row['family']}] {detail}", markup=False, highlight=False)
    if len(wrong) > limit:
        console.print(f"… ほか {len(wrong) - limit} 件", highlight=False)


def show_ablation(console: Console, result: Mapping[str, Any]) -> None:
    """The ablation table."""
    metrics = ("proof@1", "proof@5", "mrr", "ndcg@10")
    table = Table("構成", *metrics, "社員の言葉 proof@5", box=None, pad_edge=False)
    for row in result["rows"]:
        own = row["employee"].get("proof@5")
        table.add_row(row["id"], *(f"{row['summary'][metric]['value']:.3f}" for metric in metrics), f"{own['value']:.3f}" if own else "")
    console.print(table)
