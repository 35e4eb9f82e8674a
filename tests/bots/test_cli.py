"""The command line, on an index of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from fakes import quiet_guard, write_corpus

from bots.cli.main import run

ROOT = Path(__file__).resolve().parents[2]
EMPTY, LONG, CONTROL, EMOJI = "", "あ" * 20_000, "\x01\x02\x1b", "😀🎉"


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err


Run = Callable[..., Result]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the made-up corpus and its keyword index, made through the command itself."""
    folder = tmp_path_factory.mktemp("home")
    write_corpus(folder)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables(folder).items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["kokoroe", "ingest"])
        with pytest.raises(SystemExit) as end:
            run()
    assert not end.value.code
    return folder


def variables(folder: Path) -> dict[str, str]:
    return {"KOKOROE_DATA_DIR": str(folder / "data"), "KOKOROE_CORPUS_DIR": str(folder / "corpus"), "KOKOROE_EMBEDDER": "none"}


def shell(folder: Path, *words: str, **more: str) -> Result:
    """The command as a person runs it, in a process of its own."""
    env = {**os.environ, **variables(folder), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", **more}
    done = subprocess.run([sys.executable, "-m", "bots", *words], cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=60, check=False)
    result = Result(done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in result.text, result.text
    return result


@pytest.fixture
def kokoroe(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The same entry point without the cost of a process."""

    def call(*words: str, **more: str) -> Result:
        for name, value in {**variables(home), **more}.items():
            monkeypatch.setenv(name, value)
        # The real guard takes half a second a start; the tests that run a process of their own have it.
        monkeypatch.setattr("rag.wiring.build_guard", lambda settings, allowed=None: quiet_guard())
        monkeypatch.setattr(sys, "argv", ["kokoroe", *words])
        capsys.readouterr()
        code = 0
        try:
            run()
        except SystemExit as end:
            code = int(end.code or 0)
        result = Result(code, *capsys.readouterr())
        assert "Traceback" not in result.text, result.text
        return result

    return call


def test_ask_as_a_person_would(home: Path) -> None:
    done = shell(home, "ask", "端末の見張り役とは？")
    assert done.code == 0 and "EDR" in done.out and "出典:" in done.out and "[1]" in done.out


def test_ask_json(kokoroe: Run) -> None:
    done = kokoroe("ask", "端末の見張り役とは？", "--json")
    body = json.loads(done.out)
    assert done.code == 0 and body["status"] == "answered" and body["citations"][0]["section"] == "用語集/EDR"


def test_ask_explain(kokoroe: Run) -> None:
    done = kokoroe("ask", "端末の見張り役とは？", "--explain")
    assert "経過:" in done.out and "search" in done.out and "ms" in done.out


def test_ask_in_english(kokoroe: Run) -> None:
    assert "Sources:" in kokoroe("ask", "EDR", "--language", "en").out
    done = kokoroe("ask", "EDR", "--language", "fr")
    assert done.code == 2 and "'fr'" in done.err


@pytest.mark.parametrize("question", [EMPTY, LONG, CONTROL, EMOJI, "？！"])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_what_cannot_be_asked_is_told_with_what_to_do(kokoroe: Run, command: str, question: str) -> None:
    done = kokoroe(command, question)
    assert done.code == 2 and done.out == "" and 10 < len(done.err) < 300 and "。" in done.err


def test_a_line_that_is_an_option_is_no_fault(kokoroe: Run) -> None:
    assert kokoroe("ask", "--no-such-option").code == 2
    assert kokoroe("no-such-command").code == 2
    assert kokoroe("ask").code == 2
    assert kokoroe("ask", "x", "--batch", "y").code == 2
    assert kokoroe("search", "x", "-k", "0").code == 2


BATCH = [
    '{"id": "a", "question": "端末の見張り役とは？"}',
    "not json",
    '{"id": 7, "question": ""}',
    '{"question": "窓の鍵は？"}',
    '{"id": "h", "question": "x", "history": [{"role": "robot"}]}',
    '{"id": "m", "question": "合言葉は何文字？", "history": [{"role": "user", "content": "こんにちは"}]}',
    '{"id": "l", "question": "x", "language": "fr"}',
    "[1]",
    f'{{"id": "long", "question": "{LONG}"}}',
    '{"id": "z", "question": "EDRとは？"}',
]


def test_a_batch_keeps_the_order_and_survives_bad_lines(kokoroe: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(BATCH) + "\n\n", encoding="utf-8-sig")
    done = kokoroe("ask", "--batch", str(source), "--out", str(target))
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert done.code == 2 and "10 行のうち 6 行" in done.err
    assert len(rows) == len(BATCH)
    assert [row["id"] for row in rows if "error" not in row and len(str(row["id"])) < 9] == ["a", "m", "z"]
    assert [row["id"] for row in rows if "error" in row] == [None, 7, "h", "l", None, "long"]
    assert all(row["error"]["message"] and row["error"]["hint"] for row in rows if "error" in row)
    assert {row.get("line") for row in rows if "error" in row} == {2, 3, 5, 7, 8, 9}
    assert {"status", "text", "citations"} <= set(rows[3])


def test_a_batch_through_pipes(home: Path) -> None:
    env = {**os.environ, **variables(home), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    asked = "".join(f'{{"id": {number}, "question": "EDRとは？"}}\n' for number in range(5))
    done = subprocess.run(
        [sys.executable, "-m", "bots", "search", "-k", "2", "--batch", "-"], env=env, cwd=home, input=asked, capture_output=True, encoding="utf-8", timeout=60, check=False
    )  # fmt: skip
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0 and [row["id"] for row in rows] == [0, 1, 2, 3, 4]
    assert all(1 <= len(row["hits"]) <= 2 for row in rows)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_batch_file_that_cannot_be_read(kokoroe: Run, tmp_path: Path, content: bytes | None) -> None:
    source = tmp_path / "in.jsonl"
    if content is not None:
        source.write_bytes(content)
    done = kokoroe("ask", "--batch", str(source))
    assert done.code == 2 and "in.jsonl" in done.err


def test_a_batch_that_cannot_be_written(kokoroe: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(BATCH[0], encoding="utf-8")
    done = kokoroe("ask", "--batch", str(source), "--out", str(tmp_path / "nowhere/out.jsonl"))
    assert done.code == 5 and "nowhere" in done.err


def test_an_empty_batch_is_no_fault(kokoroe: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("\n", encoding="utf-8")
    assert kokoroe("ask", "--batch", str(source)) == Result(0, "", "")


def test_search(kokoroe: Run) -> None:
    done = kokoroe("search", "窓の鍵", "-k", "3")
    assert done.code == 0 and "tebiki/1-3/1" in done.out.splitlines()[0] and len(done.out.splitlines()) <= 3
    body = json.loads(kokoroe("search", "窓の鍵", "-k", "1", "--json").out)
    assert list(body) == ["id", "hits"]
    assert list(body["hits"][0]) == ["chunk_id", "source_id", "section", "heading", "score", "via", "text"]


def test_glossary(kokoroe: Run) -> None:
    assert "MFA" in kokoroe("glossary", "多要素認証").out
    assert json.loads(kokoroe("glossary", "ＥＤＲ", "--json").out)[0]["term"] == "EDR"
    done = kokoroe("glossary", "天気")
    assert done.code == 2 and "'天気'" in done.err


def test_sources(kokoroe: Run) -> None:
    done = kokoroe("sources")
    assert "事務所の守り方 新版" in done.out and "利用条件" in done.out and "1-2" in done.out
    assert {row["id"] for row in json.loads(kokoroe("sources", "--json").out)} == {"tebiki", "tebiki-old"}


def test_doctor(kokoroe: Run, tmp_path: Path) -> None:
    done = kokoroe("doctor")
    assert done.code == 0 and "NG" not in done.out and "索引" in done.out
    done = kokoroe("doctor", KOKOROE_DATA_DIR=str(tmp_path / "none"))
    assert done.code == 3 and "NG  索引" in done.out
    done = kokoroe("doctor", KOKOROE_CORPUS_DIR=str(tmp_path / "none"))
    assert done.code == 4 and "NG  収録の資料" in done.out
    (tmp_path / "file").write_text("")
    assert kokoroe("doctor", KOKOROE_DATA_DIR=str(tmp_path / "file")).code in (3, 5)
    assert kokoroe("doctor", KOKOROE_EMBEDDER="openai").code == 6


@pytest.mark.parametrize("words", [("ask", "x"), ("search", "x"), ("sources",), ("glossary", "x"), ("chat",)])
def test_without_an_index(kokoroe: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = kokoroe(*words, KOKOROE_DATA_DIR=str(tmp_path / "none"))
    assert done.code == 3 and "kokoroe ingest" in done.err and str(tmp_path / "none") in done.err


@pytest.mark.parametrize("words", [("ask", "x"), ("sources",), ("glossary", "x")])
def test_with_a_foreign_index(kokoroe: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    version = tmp_path / "data/index/v1"
    version.mkdir(parents=True)
    (version / "stamp.json").write_text("{}")
    (version / "catalog.json").write_text("random")
    (version.parent / "current").write_text("v1")
    done = kokoroe(*words, KOKOROE_DATA_DIR=str(tmp_path / "data"))
    assert done.code == 3 and "kokoroe ingest" in done.err


def test_ingest_again_and_what_is_wrong(kokoroe: Run, home: Path, tmp_path: Path) -> None:
    assert "変更はありません" in kokoroe("ingest").out
    own = tmp_path / "own"
    own.mkdir()
    (own / "rules.md").write_text("# 規則\n\n鍵は青い箱。\n", encoding="utf-8")
    (own / "bad.pdf").write_bytes(b"%PDF-")
    data = str(tmp_path / "data")
    shutil.copytree(home / "data/cache", tmp_path / "data/cache")  # the guard's compiled rules, which take seconds
    done = kokoroe("ingest", str(own), KOKOROE_DATA_DIR=data)
    assert done.code == 0 and "飛ばした" in done.out and "bad.pdf" in done.out
    assert kokoroe("ingest", str(own / "bad.pdf"), KOKOROE_DATA_DIR=data).code == 4
    assert kokoroe("ingest", str(tmp_path / "nowhere"), KOKOROE_DATA_DIR=data).code == 4
    assert kokoroe("ingest", "--source", "zzz", KOKOROE_DATA_DIR=data).code == 4
    assert "規則" in kokoroe("search", "青い箱", KOKOROE_DATA_DIR=data).out


def test_a_data_folder_that_cannot_be_written(kokoroe: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = kokoroe("ingest", KOKOROE_DATA_DIR=str(tmp_path / "file"))
    assert done.code == 5 and str(tmp_path / "file") in done.err


def test_a_bad_setting(kokoroe: Run) -> None:
    done = kokoroe("ask", "x", KOKOROE_PORT="many")
    assert done.code == 2 and "KOKOROE_PORT" in done.err and "'many'" in done.err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.1", "example.invalid"])
def test_the_server_stays_on_this_machine(kokoroe: Run, host: str) -> None:
    done = kokoroe("serve", "--host", host)
    assert done.code == 2 and repr(host) in done.err


def test_a_port_in_use_is_told(kokoroe: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = kokoroe("serve", "--port", str(port))
    assert done.code == 2 and str(port) in done.err and "--port" in done.err


def test_a_conversation_in_the_terminal(kokoroe: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter(["端末の見張り役とは？", "", "😀", "終了"])
    monkeypatch.setattr("builtins.input", lambda prompt="": next(said))
    done = kokoroe("chat")
    assert done.code == 0 and "EDR" in done.out and "質問が空" in done.out


def test_help_names_every_command_and_the_exit_codes(kokoroe: Run) -> None:
    done = kokoroe("--help")
    assert done.code == 0 and "終了コード" in done.out
    assert all(name in done.out for name in ("ask", "search", "ingest", "sources", "glossary", "chat", "serve", "doctor"))


def test_a_fault_is_a_sentence_with_a_number(kokoroe: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(settings: object) -> object:
        raise RuntimeError("ひみつの文字列")

    monkeypatch.setattr("rag.wiring.build_advisor", broken)
    done = kokoroe("ask", "x")
    assert done.code == 1 and "受付番号" in done.err and "ひみつ" not in done.text + caplog.text
