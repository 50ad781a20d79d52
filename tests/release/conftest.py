"""The wheel of this checkout, built once."""

from pathlib import Path

import pytest

from tests.packaging.sources import build_wheel, copy_sources


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return build_wheel(copy_sources(folder / "source"), folder)
