"""Pages of a store with shops and users, on a free port."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.central.web.people import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Site]":
    """Pages that all tests of a file share."""
    from tests.central.web.people import Site, fill
    from tests.doubles.web import web_server

    folder: Path = tmp_path_factory.mktemp("web")
    location = fill(folder)
    with web_server(location, media=folder / "media") as port:
        yield Site(port, location)
