"""The commands of `python -m evals`; each only translates arguments and shows what a job made."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from evals import cases as case_files
from evals import gate as gates
from evals import jobs, report, tables
from evals.compare import compare as compare_results
from evals.errors import ResultError
from evals.html import page
from evals.lint import lint as lint_cases
from evals.result import RESULTS, Made, load, save, save_text
from evals.workspace import SHIPPED, advisor_of, open_workspace
from rag.errors import KokoroeError
from rag.settings import Settings

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="心得の答え・検索・ガードを測ります。")
console = Console()
BOTH = (jobs.ANSWERS, "holdout")
GATE_RESULTS = ("gate-answers", "gate-guard")

Cases = Annotated[list[str] | None, typer.Option("--cases", "-c", help="ケースの名前（answers、holdout）か JSONL のパス。何度でも指定できます。")]
On = Annotated[str, typer.Option("--on", help="資料: shipped（同梱）、current（今の索引）、または資料のフォルダー。")]
Name = Annotated[str, typer.Option("--name", "-n", help="結果の名前。evals/results/<名前>.json に書きます。空なら書きません。")]
Kind = Annotated[list[str] | None, typer.Option("--kind", help="この kind だけ。")]
Style = Annotated[list[str] | None, typer.Option("--style", help="この style だけ。")]
Only = Annotated[list[str] | None, typer.Option("--only", help="この id だけ。")]


@app.command()
def run(
    cases: Cases = None, on: On = SHIPPED, name: Name = "", kind: Kind = None, style: Style = None, only: Only = None,
    once: Annotated[bool, typer.Option("--once", help="同じ質問を 2 度聞いて比べるのをやめます。")] = False,
    full: Annotated[bool, typer.Option("--full", help="失敗していない答えの本文も JSON に残します。")] = False,
) -> None:  # fmt: skip
    """検索と答えを測り、要約・JSON・HTML のレポートを作ります。"""
    selection = _selection(cases, kind, style, only)
    done = jobs.run_job(selection, on, Settings(), twice=not once, full=full)
    report.show_summary(console, done.result, sum(bool(row.failures) for row in done.rows))
    if name:
        _store(done.result, name)
        html = RESULTS / f"{name}.html"
        save_text(page(done.rows, _made(done.result), done.result["times"]), html)
        console.print(f"レポート {html}", highlight=False, soft_wrap=True)


@app.command()
def silence() -> None:
    """いつ答えないかの規則を学習し、rag/decide/silence.json に書きます。"""
    from evals.silencejob import train_silence

    train_silence(Settings(), lambda text: console.print(text, highlight=False))


@app.command()
def retrieval(cases: Cases = None, on: On = SHIPPED, name: Name = "", kind: Kind = None, style: Style = None) -> None:
    """検索だけを測ります。"""
    done = jobs.retrieval_job(_selection(cases, kind, style), on, Settings())
    report.show_summary(console, done.result)
    if name:
        _store(done.result, name)


@app.command()
def ablate(cases: Cases = None, on: On = SHIPPED, name: Name = "") -> None:
    """検索の部品をひとつずつ足し引きした表を作ります。"""
    done = jobs.ablate_job(_selection(cases), on, Settings())
    report.show_ablation(console, done.result)
    if name:
        _store(done.result, name)


@app.command()
def guard(cases: Cases = None, name: Name = "") -> None:
    """ガードの見逃しを種類別に、誤検知を family 別に測ります。"""
    done = jobs.guard_job(_selection(cases, files=(jobs.GUARD,)), Settings())
    report.show_summary(console, done.result)
    report.show_guard_misses(console, done.result["rows"])
    if name:
        _store(done.result, name)


@app.command()
def compare(before: str, after: str) -> None:
    """ふたつの結果を比べ、誤差を超えた変化だけを良し悪しとして示します。"""
    report.show_comparison(console, compare_results(load(before), load(after)), (before, after))


@app.command()
def show(case: str, cases: Cases = None, on: On = SHIPPED) -> None:
    """1 件のケースを今の設定で実行し、すべてを見せます。"""
    selection = _selection(cases, only=[case], files=BOTH)
    done = jobs.run_job(selection, on, Settings(), full=True)
    report.show_row(console, selection.cases()[0], done.rows[0])


@app.command()
def lint(cases: Cases = None, on: On = SHIPPED) -> None:
    """ケースの誤りを探します。見つかれば 1 で終わります。"""
    from ingest.catalog import load_catalog

    chosen = _selection(cases, files=BOTH).cases()
    space = open_workspace(on, Settings())
    known = [question.text for question in load_catalog(Settings().corpus_dir).questions]
    findings = lint_cases(chosen, advisor_of(space).index, known, originals=space.originals)
    report.show_findings(console, findings)
    raise typer.Exit(1 if findings else 0)


@app.command()
def gate() -> None:
    """同梱の資料で測り、下限と基準に照らします。通らなければ 1 で終わります。"""
    found = gates.breaches(_gate_results(), gates.load_floors(), {name: _baseline(name) for name in GATE_RESULTS})
    report.show_breaches(console, found)
    raise typer.Exit(1 if found else 0)


@app.command()
def accept() -> None:
    """今の結果をゲートの新しい基準にします。"""
    for name, result in _gate_results().items():
        _store(result, name)


@app.command()
def tune(
    cases: Cases = None, on: On = SHIPPED,
    write: Annotated[bool, typer.Option("--write", help="選んだ重みを rag/retrieve/weights.toml に書きます。")] = False,
) -> None:  # fmt: skip
    """検索の重みを交差検証で選びます。"""
    tuned, content = jobs.tune_job(_selection(cases), on, Settings())
    console.print(content, markup=False, highlight=False, soft_wrap=True)
    if not tuned.worth_it:
        console.print("選び直しても、選ぶのに使わなかったケースでは良くなりません。今の重みのままを勧めます。", style="yellow")
    if write:
        from rag.retrieve import weights

        save_text(content, Path(weights.__file__).with_name("weights.toml"))


@app.command("report-tables")
def report_tables(names: Annotated[list[str] | None, typer.Argument(help="表にする結果の名前。空なら保存されているものすべて。")] = None) -> None:
    """evals/README.md の指標と結果の表を書き直します。"""
    stored = names or sorted(file.stem for file in RESULTS.glob("*.json"))
    text = tables.README.read_text(encoding="utf-8")
    save_text(tables.filled(text, tables.stored(stored)), tables.README)


@app.command()
def schema() -> None:
    """ケースの JSON Schema を書き直します。"""
    for record, file in ((case_files.Case, case_files.SCHEMA), (case_files.GuardCase, case_files.GUARD_SCHEMA)):
        save_text(json.dumps(case_files.schema_of(record), ensure_ascii=False, indent=1) + "\n", file)


def main() -> None:
    """Runs a command; an error a user can meet is one sentence and an exit code."""
    try:
        app()
    except KokoroeError as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        sys.exit(error.exit_code)


def _selection(
    cases: Sequence[str] | None,
    kind: Sequence[str] | None = None,
    style: Sequence[str] | None = None,
    only: Sequence[str] | None = None,
    files: tuple[str, ...] = (jobs.ANSWERS,),
) -> jobs.Selection:
    return jobs.Selection(tuple(cases or files), tuple(kind or ()), tuple(style or ()), tuple(only or ()))


def _gate_results() -> dict[str, dict[str, Any]]:
    answers = jobs.run_job(jobs.Selection(), SHIPPED, Settings()).result
    guarded = jobs.guard_job(jobs.Selection((jobs.GUARD,)), Settings()).result
    return dict(zip(GATE_RESULTS, (answers, guarded), strict=True))


def _baseline(name: str) -> dict[str, Any] | None:
    try:
        return load(name)
    except ResultError:
        return None


def _store(result: dict[str, Any], name: str) -> None:
    file = RESULTS / f"{name}.json"
    save(result, file)
    console.print(f"結果 {file}", highlight=False, soft_wrap=True)


def _made(result: dict[str, Any]) -> Made:
    values = result["made"]
    return Made(**{**values, "cases": tuple(values["cases"])})
