"""The shipped guard, loaded once; compiled rules stay in pytest's own cache folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.guard.guard import TextGuard
from rag.guard.standard import standard_guard


@pytest.fixture(scope="session")
def rules_dir(request: pytest.FixtureRequest) -> Path:
    cache = request.config.cache
    assert cache is not None
    return Path(cache.mkdir("kingfisher"))


@pytest.fixture(scope="session")
def guard(rules_dir: Path) -> TextGuard:
    return standard_guard(rules_dir)
