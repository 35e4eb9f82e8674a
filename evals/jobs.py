"""Makes results: opens the corpus, runs the cases, stamps what came out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evals.cases import Case, GuardCase, load_cases, load_guard_cases, named_file
from evals.errors import CaseError
from evals.guardeval import guard_json, run_guard
from evals.result import made, to_json
from evals.rows import Row
from evals.runner import run_cases, run_retrieval
from evals.workspace import CURRENT, SHIPPED, Workspace, advisor_of, open_workspace, without_questions
from rag.settings import Settings

if TYPE_CHECKING:
    from evals.lab import Lab
    from evals.tune import Tuned
    from rag.interfaces import Guard

ANSWERS = "answers"
GUARD = "guard"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases: files by name or path, narrowed by kind, style and id (empty: all)."""

    files: tuple[str, ...] = (ANSWERS,)
    kinds: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()

    def cases(self) -> tuple[Case, ...]:
        """The cases, in the files' order. Raises CaseError when none is left."""
        every = load_cases(*map(named_file, self.files))
        chosen = tuple(
            case for case in every
            if (not self.kinds or case.kind.value in self.kinds)
            and (not self.styles or case.style in self.styles)
            and (not self.ids or case.id in self.ids)
        )  # fmt: skip
        if not chosen:
            wanted = "、".join((*self.kinds, *self.styles, *self.ids))
            raise CaseError(f"{wanted!r} に合うケースがありません。", hint=f"{'、'.join(self.files)} の id・kind・style を確かめてください。")
        return chosen

    def guard_cases(self) -> tuple[GuardCase, ...]:
        """The guard cases of the files."""
        return load_guard_cases(*map(named_file, self.files))


@dataclass(frozen=True, slots=True)
class Done:
    """A stored result with the rows it came from (answer runs only)."""

    result: dict[str, Any]
    rows: tuple[Row, ...] = ()


def run_job(selection: Selection, corpus: str, settings: Settings, *, twice: bool = True, full: bool = False) -> Done:
    """Retrieval and answers. Raises CaseError, GoldMissing and what the advisor raises."""
    started = time.time()
    cases = selection.cases()
    space = open_workspace(corpus, settings)
    advisor = advisor_of(space)
    with progress("質問", len(cases)) as step:
        rows = run_cases(advisor, cases, twice=twice, frames=frames(), done=step)
    stamp = made("run", selection.files, space.name, advisor.index.stamp, space.settings)
    return Done(to_json(rows, stamp, started=started, answers=full), rows)


def retrieval_job(selection: Selection, corpus: str, settings: Settings) -> Done:
    """Retrieval alone."""
    started = time.time()
    cases = selection.cases()
    space = open_workspace(corpus, settings)
    advisor = advisor_of(space)
    with progress("検索", len(cases)) as step:
        rows = run_retrieval(advisor, cases, done=step)
    stamp = made("retrieval", selection.files, space.name, advisor.index.stamp, space.settings)
    return Done(to_json(rows, stamp, started=started, answers=False), rows)


def guard_job(selection: Selection, settings: Settings) -> Done:
    """The guard on labelled texts."""
    started = time.time()
    cases = selection.guard_cases()
    space = open_workspace(SHIPPED, settings)
    guard = guard_of(space)
    with progress("ガード", len(cases)) as step:
        rows = run_guard(guard, cases, step)
    return Done(guard_json(rows, made("guard", selection.files, space.name, "-", space.settings), started))


def ablate_job(selection: Selection, corpus: str, settings: Settings) -> Done:
    """The ablation table."""
    from evals.ablate import ablation_json, variants
    from rag.retrieve.weights import load_weights

    started = time.time()
    cases = selection.cases()
    space = open_workspace(corpus, settings)
    if space.name == CURRENT:
        raise CaseError("ablate は今の索引では動きません。", hint="--on shipped か資料のフォルダーを指定してください。質問なしの索引を別に作るためです。")
    full, plain = _lab(space, cases), _lab(without_questions(space, corpus), cases)
    steps = variants(plain, full, load_weights())
    return Done(ablation_json(steps, full, made("ablate", selection.files, space.name, full.index.stamp, space.settings), started))


def tune_job(selection: Selection, corpus: str, settings: Settings) -> tuple[Tuned, str]:
    """The weights chosen, and the content of weights.toml."""
    from evals.tune import as_toml, tune
    from rag.retrieve.weights import load_weights

    space = open_workspace(corpus, settings)
    lab = _lab(space, selection.cases())
    with progress("設定", None) as step:
        tuned = tune(lab, load_weights(), step)
    return tuned, as_toml(tuned, f"{space.name}, {lab.index.stamp}", selection.files)


def guard_of(space: Workspace) -> Guard:
    """The guard with every detector."""
    # Its word lists and Kingfisher's rules take a second to load; only this command needs them.
    from rag.guard.standard import standard_guard

    return standard_guard(space.settings.cache_dir)


def frames() -> tuple[str, ...]:
    """Lines the product adds to an answer, which state nothing about the documents."""
    from rag.messages import say

    return tuple(line for line in (say("english_lead", language) for language in ("ja", "en")) if line)


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Callable[[], None]]:
    """A progress bar on standard error; gives what to call after each step."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda: bar.advance(task)


def _lab(space: Workspace, cases: Sequence[Case]) -> Lab:
    from evals.lab import Lab
    from evals.runner import check_gold
    from rag.wiring import build_embedder, build_tokenizer

    index = advisor_of(space).index
    check_gold(cases, index)
    return Lab(index, build_embedder(space.settings), build_tokenizer(), cases)
