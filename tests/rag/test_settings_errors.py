"""Settings and the error tree."""

from __future__ import annotations

import errno
import inspect
from pathlib import Path

import pytest

from rag import errors
from rag.errors import EngineError, KokoroeError, SettingsError, storage_error
from rag.settings import Settings
from rag.wiring import build_embedder


def tree() -> list[type[KokoroeError]]:
    return [each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, KokoroeError)]


def test_the_tree_is_drawn_whole() -> None:
    assert all(each.__name__ in (errors.__doc__ or "") for each in tree())


def test_every_error_has_a_code_an_exit_code_and_a_status() -> None:
    for each in tree():
        assert 1 <= each.exit_code <= 6 and each.http_status in (404, 422, 500, 503) and each.code
    assert len({each.code for each in tree()}) == len(tree())


def test_an_error_is_its_sentence_and_what_to_do() -> None:
    assert str(KokoroeError("だめです。", hint="直してください。")) == "だめです。 直してください。"
    assert str(KokoroeError("だめです。")) == "だめです。"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EIO, None])
def test_a_failed_write_names_the_place_and_what_to_do(code: int | None) -> None:
    error = storage_error(OSError(code, "No such luck") if code else OSError(), "/data/x")
    assert "'/data/x'" in error.message and error.hint and error.exit_code == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KOKOROE_PORT", "0"),
        ("KOKOROE_PORT", "eighty"),
        ("KOKOROE_EMBEDDER", "magic"),
        ("KOKOROE_LOG_LEVEL", "loud"),
        ("KOKOROE_MAX_QUESTION_CHARS", "5"),
    ],
)
def test_a_bad_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        Settings()
    assert name in str(caught.value) and repr(value) in str(caught.value) and caught.value.hint


def test_the_environment_comes_before_dotenv_before_toml(monkeypatch: pytest.MonkeyPatch, own_folder: Path) -> None:
    (own_folder / "kokoroe.toml").write_text('port = 1111\nhelp_contact = "toml"\nlog_level = "info"\n')
    (own_folder / ".env").write_text("KOKOROE_PORT=2222\nKOKOROE_HELP_CONTACT=dotenv\nOTHER=1\n")
    monkeypatch.setenv("KOKOROE_PORT", "3333")
    settings = Settings()
    assert (settings.port, settings.help_contact, settings.log_level) == (3333, "dotenv", "info")


def test_a_broken_settings_file_is_told(own_folder: Path) -> None:
    (own_folder / "kokoroe.toml").write_text("port = = 1")
    with pytest.raises(SettingsError, match=r"kokoroe\.toml"):
        Settings()


def test_several_folders_are_separated_by_a_colon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOKOROE_DOCUMENTS", "/a/規則:b c")
    assert Settings().documents == (Path("/a/規則"), Path("b c"))


def test_folders_can_stand_in_the_toml_file(own_folder: Path) -> None:
    (own_folder / "kokoroe.toml").write_text('documents = ["a", "b"]\n')
    assert Settings().documents == (Path("a"), Path("b"))


def test_empty_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOKOROE_PORT", "")
    assert Settings().port == 8765


def test_settings_are_frozen_and_keep_the_key_to_themselves() -> None:
    settings = Settings(embedder_key="hush")
    with pytest.raises(ValueError):
        settings.port = 1  # type: ignore[misc]
    assert "hush" not in repr(settings)


def test_every_setting_is_described() -> None:
    assert all(field.description and field.description.endswith(".") for field in Settings.model_fields.values())


def test_an_engine_that_needs_more_says_what() -> None:
    for choice in ("openai", "transformers"):
        with pytest.raises(EngineError) as caught:
            build_embedder(Settings(embedder=choice))
        assert "KOKOROE_EMBEDDER" in str(caught.value)
    assert build_embedder(Settings(embedder="none")) is None
