"""Run by test_kill.py: one process a moment, each ended by SIGKILL in the middle of an ingest.

`killed_ingests.py FOLDER`: FOLDER holds a corpus with an index and a changed document. Prints one JSON
line a moment: what the child died of, and whether the index that is current then is whole.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import langchain_chroma  # noqa: F401  the children shall not import it each anew
from fakes import FakeEmbedder, FakeTokenizer, run_ingest, settings_for

import rag.adapters.chroma_index
import rag.adapters.index_writer  # noqa: F401
from rag.adapters.chroma_index import ChromaIndex
from rag.errors import StorageError

FOLDER = Path(sys.argv[1])
SETTINGS = settings_for(FOLDER)


def child(work: Callable[[], int]) -> int:
    """The exit code of `work` in a process of its own, negative for the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_at(moment: int) -> int:
    """An ingest that is killed when it opens, renames or makes its `moment`-th file; 0 when there are fewer."""
    count = 0

    def hook(event: str, args: tuple[object, ...]) -> None:
        nonlocal count
        if event in ("open", "os.rename", "os.mkdir", "sqlite3.connect") and str(SETTINGS.data_dir) in str(args[0]):
            count += 1
            if count == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    run_ingest(SETTINGS, embedder=FakeEmbedder())
    return 0


def killed_while_embedding(call: int) -> int:
    class Deadly(FakeEmbedder):
        def _embed(self, texts):  # type: ignore[no-untyped-def]
            if self._calls + 1 == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return super()._embed(texts)

    run_ingest(SETTINGS, embedder=Deadly())
    return 0


def on_a_full_disk() -> int:
    """No file may grow beyond 4 kB, as on a full disk; 5 is a StorageError with a hint."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    try:
        run_ingest(SETTINGS, embedder=FakeEmbedder())
    except StorageError as error:
        return 5 if error.hint and "Traceback" not in str(error) else 98
    return 0


def is_whole() -> int:
    """7 when the old text answers, 8 when the new one does."""
    index = ChromaIndex.open(SETTINGS.index_dir, model="fake:1", tokenizer=FakeTokenizer.version)
    found = index.dense(FakeEmbedder().embed_queries(["合言葉は何文字？"])[0], 50)
    lexical = index.lexical(FakeTokenizer().tokens("合言葉"), 50)
    text = index.chunk("tebiki/1-2/1").text
    if not (found and lexical):
        return 97
    return 7 if "16文字" in text else 8


def main() -> None:
    moments: list[tuple[str, Callable[[], int]]] = [("full disk", on_a_full_disk)]
    moments += [(f"embedding {call}", lambda call=call: killed_while_embedding(call)) for call in (1,)]  # type: ignore[misc]
    moments += [(f"file {at}", lambda at=at: killed_at(at)) for at in (1, 2, 4, 6, 9, 12, 15, 18, 21, 24)]  # type: ignore[misc]
    for name, work in moments:
        print(json.dumps({"moment": name, "ended": child(work), "index": child(is_whole)}), flush=True)
    print(json.dumps({"moment": "at last", "ended": child(lambda: killed_at(10**9)), "index": child(is_whole)}), flush=True)


if __name__ == "__main__":
    main()
