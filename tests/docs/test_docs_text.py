"""The documentation names only what exists."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import typer.main

from bots import docs
from bots.cli.main import app
from rag import errors
from rag.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.ja.md")
PAGES = (*READMES, "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "corpus/README.md", "evals/README.md")
_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.M | re.S)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def code_of(page: str) -> list[str]:
    """The lines of code of a page, in blocks and in the text."""
    return [line.strip("`$ ") for code in _CODE.findall(text_of(page)) for line in code.split("\n")]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", text_of("Makefile"), re.M))


def commands() -> dict[str, click.Command]:
    group = typer.main.get_command(app)
    return dict(group.commands)  # type: ignore[attr-defined]


def options(command: click.Command) -> set[str]:
    return {name for each in command.params for name in (*each.opts, *each.secondary_opts) if name.startswith("-")}


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_that_is_named_exists(page: str) -> None:
    named = {name for line in code_of(page) for name in re.findall(r"^make ([a-z-]+)", line)}
    assert named <= targets(), f"{page} names make targets that do not exist: {named - targets()}"


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_that_is_named_exists(page: str) -> None:
    for line in code_of(page):
        match = re.match(r"(?:\.venv/bin/)?kokoroe ([a-z]+)(.*)", line)
        if match is None:
            continue
        command = commands().get(match[1])
        assert command is not None, f"{page}: no command {match[1]!r}"
        unknown = set(re.findall(r"(?<=\s)--?[a-z-]+", match[2])) - options(command)
        assert not unknown, f"{page}: kokoroe {match[1]} has no {unknown}"


@pytest.mark.parametrize("page", READMES)
def test_all_commands_and_targets_are_documented(page: str) -> None:
    code = code_of(page)
    missing = {f"kokoroe {name}" for name in commands()} | {f"make {name}" for name in targets()}
    missing = {name for name in missing if not any(line == name or line.startswith(f"{name} ") for line in code)}
    assert not missing, f"{page} leaves out {missing}"


@pytest.mark.parametrize("page", READMES)
def test_every_option_is_documented_with_its_command(page: str) -> None:
    rows = [line for line in text_of(page).split("\n") if line.startswith("| `kokoroe ")]
    for name, command in commands().items():
        own = " ".join(row for row in rows if row.startswith(f"| `kokoroe {name}"))
        missing = {option for option in options(command) - {"--help"} if option not in own}
        assert not missing, f"{page}: kokoroe {name} is described without {missing}"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page: str) -> None:
    broken = [link for link in _LINK.findall(text_of(page)) if not (ROOT / page).parent.joinpath(link).exists()]
    assert not broken, f"{page} links to {broken}"


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_paths_of_the_repository_that_are_named_exist(page: str) -> None:
    named = re.findall(r"`((?:rag|ingest|bots|evals|corpus)/[\w/.-]+)`", text_of(page))
    missing = [path for path in named if not (ROOT / path).exists()]
    assert named and not missing, f"{page} names {missing}"


def test_both_readmes_have_the_same_outline() -> None:
    outlines = [[heading.count("#") for heading in re.findall(r"^(#+) ", text_of(page), re.M)] for page in READMES]
    rows = [len(re.findall(r"^\|", text_of(page), re.M)) for page in READMES]
    blocks = [text_of(page).count("\n```") for page in READMES]
    assert outlines[0] == outlines[1] and rows[0] == rows[1] and blocks[0] == blocks[1]


def test_every_setting_has_a_meaning_in_both_languages() -> None:
    assert set(docs.JAPANESE) == set(Settings.model_fields), "bots/docs.py の JAPANESE を rag/settings.py に合わせてください"
    assert all(field.description for field in Settings.model_fields.values())


def test_settings_tables_and_env_example_are_current() -> None:
    stale = [path.name for path, text in docs.wanted(ROOT).items() if path.read_text(encoding="utf-8") != text]
    assert not stale, f"python -m bots.docs を実行してください: {stale}"


def test_env_example_holds_every_setting_commented() -> None:
    lines = text_of(docs.ENV_FILE).split("\n")
    assert [line for line in lines if line and not line.startswith("#")] == []
    assert {line[1:].split("=")[0] for line in lines if line.startswith("#KOKOROE_")} == {
        docs.variable(name) for name in Settings.model_fields
    }


def test_env_example_uncommented_is_accepted(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text(re.sub(r"^#(KOKOROE_)", r"\1", text_of(docs.ENV_FILE), flags=re.M), encoding="utf-8")
    assert Settings(_env_file=file).port == Settings().port


@pytest.mark.parametrize("page", READMES)
def test_every_named_setting_exists(page: str) -> None:
    named = set(re.findall(r"KOKOROE_[A-Z_]+", text_of(page)))
    assert named == {docs.variable(name) for name in Settings.model_fields}


@pytest.mark.parametrize("page", READMES)
def test_every_exit_code_is_explained(page: str) -> None:
    codes = {each.exit_code for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.KokoroeError)}
    explained = {int(row) for row in re.findall(r"^\| (\d{1,3}) \|", text_of(page), re.M)}
    assert codes | {0, 130} <= explained


def test_docs_rewrite_only_what_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for page in READMES:
        (tmp_path / page).write_text(f"before\n{docs.BEGIN}\n(out of date)\n{docs.END}\nafter\n", encoding="utf-8")
    assert docs.main(["--check"], tmp_path) == 1
    assert not (tmp_path / docs.ENV_FILE).exists()
    assert docs.main([], tmp_path) == 0 and docs.main(["--check"], tmp_path) == 0
    written = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert written.startswith("before\n") and written.endswith("\nafter\n") and "(out of date)" not in written
    assert capsys.readouterr().out.split() == [*READMES, docs.ENV_FILE] * 2
