"""Seals every test: no network but loopback, no settings of this machine, a folder of its own."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

ROOT = Path(__file__).resolve().parents[1]
# The folders here are named like the packages they test; the packages must be found first.
sys.path.insert(0, str(ROOT))

hypothesis_settings.register_profile("sealed", deadline=None, database=None)
hypothesis_settings.load_profile("sealed")


def is_local(address: Any) -> bool:
    """Whether a socket address stays on this machine."""
    if not isinstance(address, tuple):
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return address[0] == "localhost"


@pytest.fixture(scope="session", autouse=True)
def sealed() -> Iterator[None]:
    """Blocks every connection that would leave the machine, for fixtures of every scope."""

    def guarded(name: str) -> Any:
        real = getattr(socket.socket, name)

        def connect(self: socket.socket, address: Any) -> Any:
            if not is_local(address):
                raise AssertionError(f"a test tried to reach {address!r}")
            return real(self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(name))
        for name in [name for name in os.environ if name.startswith("KOKOROE_")]:
            patch.delenv(name)
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.setenv("TRANSFORMERS_OFFLINE", "1")
        yield


@pytest.fixture(autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The working folder and the home folder are empty ones, so no .env or cache of this machine is read."""
    folder = tmp_path_factory.mktemp("cwd")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Settings of a made-up corpus with its index, made by the fakes; not to be changed."""
    from fakes import FakeEmbedder, run_ingest, settings_for, write_corpus

    folder = tmp_path_factory.mktemp("small")
    write_corpus(folder)
    settings = settings_for(folder)
    run_ingest(settings, embedder=FakeEmbedder())
    return settings


@pytest.fixture(scope="session")
def small_advisor(small: Any) -> Any:
    """An advisor over the made-up corpus."""
    from fakes import advisor_over

    return advisor_over(small)
