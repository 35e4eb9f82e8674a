"""The `kokoroe` command: what each subcommand takes, and how an error ends it."""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from rag.errors import KokoroeError, UsageError, storage_error
from rag.messages import say
from rag.settings import Settings
from rag.types import Question, Turn

EXIT_CODES = """終了コード: 0 成功 / 1 内部エラー / 2 入力や設定の誤り / 3 索引がない・合わない / 4 資料を読めない / 5 書き込めない / 6 エンジンの失敗"""

app = typer.Typer(
    name="kokoroe",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="心得: 中小企業の従業員のためのセキュリティ相談。資料にあることだけを、出典つきで答えます。",
    epilog=EXIT_CODES,
)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)

BatchIn = Annotated[
    Path | None, typer.Option("--batch", help="1 行に 1 件の JSON（question、任意で id と history）を読むファイル。- は標準入力。")
]
BatchOut = Annotated[Path | None, typer.Option("--out", help="1 行に 1 件の JSON を書くファイル。- は標準出力（既定）。")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON で出力する。")]


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="質問。")] = None,
    as_json: AsJson = False,
    explain: Annotated[bool, typer.Option("--explain", help="何を探し、どう決めたかも表示する。")] = False,
    language: Annotated[str | None, typer.Option("--language", help="ja か en。既定は質問の言語。")] = None,
    batch: BatchIn = None,
    out: BatchOut = None,
) -> None:
    """質問に、出典つきで答える。"""
    from bots.cli.batch import run_batch
    from rag.render import to_json, to_text
    from rag.wiring import build_advisor

    if language not in (None, "ja", "en"):
        raise UsageError(f"--language {language!r} は使えません。", hint="ja か en を指定してください。")
    _one_of(question, batch)
    advisor = build_advisor(Settings())
    if batch is not None:
        run_batch(batch, out, lambda request: to_json(advisor.ask(request)))
        return
    answer = advisor.ask(Question(question or "", language=language, door="cli"))
    print(_dumped(to_json(answer)) if as_json else to_text(answer, explain=explain))


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(help="探す言葉か質問。")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=200, help="表示する件数。")] = 10,
    as_json: AsJson = False,
    batch: BatchIn = None,
    out: BatchOut = None,
) -> None:
    """資料の中を探す（答えは作らない）。"""
    from bots.cli.batch import run_batch
    from rag.render import hit_json
    from rag.retrieve.followup import resolve
    from rag.wiring import build_advisor

    _one_of(query, batch)
    advisor = build_advisor(Settings())
    if batch is not None:
        run_batch(
            batch, out, lambda request: {"hits": [hit_json(hit) for hit in advisor.search(resolve(request.text, request.history), k)]}
        )
        return
    hits = advisor.search(query or "", k)
    if as_json:
        print(_dumped({"id": None, "hits": [hit_json(hit) for hit in hits]}))
        return
    for rank, hit in enumerate(hits, start=1):
        print(f"{rank:2d}. {hit.score:6.2f}  {hit.chunk.id}  {' > '.join(hit.chunk.headings[-2:])}  ({', '.join(hit.via)})")


@app.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="取り込むファイルやフォルダー。なければ収録の資料と設定のフォルダー。")] = None,
    add: Annotated[bool, typer.Option("--add", help="今の索引に加える（なければ置き換える）。")] = False,
    source: Annotated[str | None, typer.Option("--source", help="sources.yaml の資料 id。")] = None,
) -> None:
    """資料を読み、索引を最新にする。"""
    from bots.cli.ingesting import run_ingest
    from ingest.pipeline import Inputs

    run_ingest(Settings(), Inputs(tuple(paths or ()), add, source))


@app.command()
def guard(
    text: Annotated[str | None, typer.Argument(help="確かめる文。")] = None,
    as_json: AsJson = False,
    batch: Annotated[Path | None, typer.Option("--batch", help="1 行に 1 件の JSON（text、任意で id）を読むファイル。- は標準入力。")] = None,
    out: BatchOut = None,
) -> None:
    """文に機密情報が含まれるかを確かめる。何も保存しない。"""
    from bots.cli.guarding import print_verdict, run_guard_batch

    _one_of(text, batch)
    if batch is not None:
        run_guard_batch(Settings(), batch, out)
    else:
        print_verdict(Settings(), text or "", as_json=as_json)


@app.command()
def sources(as_json: AsJson = False) -> None:
    """索引にある資料の一覧。"""
    from bots.cli.listing import print_sources

    print_sources(Settings(), as_json=as_json)


@app.command()
def glossary(term: Annotated[str, typer.Argument(help="調べる用語。略語・別名・読みでもよい。")], as_json: AsJson = False) -> None:
    """用語集を引く。"""
    from bots.cli.listing import print_term

    print_term(Settings(), term, as_json=as_json)


@app.command()
def chat() -> None:
    """端末で続けて質問する。終わりは Ctrl-D か「終了」。"""
    from rag.render import to_text
    from rag.wiring import build_advisor

    advisor = build_advisor(Settings())
    print("心得です。情報セキュリティについて聞いてください（終わりは Ctrl-D か「終了」）。")
    history: list[Turn] = []
    while True:
        try:
            text = input("\n> ").strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        if text in ("終了", "exit", "quit"):
            return
        try:
            answer = advisor.ask(Question(text, tuple(history), door="cli"))
        except UsageError as error:
            print(error)
            continue
        print("\n" + to_text(answer))
        history += [Turn("user", text), Turn("assistant", answer.text)]


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="待ち受けるアドレス。既定は KOKOROE_HOST。")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="ポート。既定は KOKOROE_PORT。")] = None,
) -> None:
    """Web の画面と API を動かす。索引がなければ先に作る。"""
    from bots.cli.serving import run_server

    run_server(Settings(), host, port)


@app.command()
def doctor() -> None:
    """導入状態を調べ、動かなくなりそうなところを示す。"""
    from bots.cli.doctor import run_doctor

    raise typer.Exit(run_doctor(Settings()))


def run() -> None:
    """The console script: every error becomes a sentence and an exit code."""
    try:
        # Outside its standalone mode the exit code a command ended with is returned.
        sys.exit(app(standalone_mode=False) or 0)
    except KokoroeError as error:
        _fail(str(error), error.exit_code)
    except typer.Exit as error:
        sys.exit(error.exit_code)
    except typer.Abort:
        _fail("中断しました。", 130)
    except KeyboardInterrupt:
        _fail("中断しました。これまでの索引はそのまま使えます。", 130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        known = storage_error(error, error.filename or "ファイル")
        _fail(str(known), known.exit_code)
    except Exception as error:
        _usage_or_fault(error)


def _usage_or_fault(error: Exception) -> NoReturn:
    # A wrong option: Typer raises Click's own exceptions or those of the copy it carries.
    if callable(show := getattr(error, "show", None)):
        show()
        sys.exit(2)
    from bots.faults import log_fault

    request_id = uuid.uuid4().hex[:12]
    log_fault(request_id, error)
    _fail(f"{say('fault', 'ja')} {say('fault_hint', 'ja', request_id=request_id)}", 1)


def _fail(message: str, code: int) -> NoReturn:
    _errors.print(message, markup=False)
    sys.exit(code)


def _one_of(text: str | None, batch: Path | None) -> None:
    if (text is None) == (batch is None):
        raise UsageError("質問か --batch のどちらかひとつが必要です。", hint='例: kokoroe ask "怪しいメールが届いた"')


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
