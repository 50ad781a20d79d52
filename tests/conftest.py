"""Real people for the tests that need some, on films that are made once a run."""

import gc
import os
import signal
from collections.abc import Generator
from functools import cache

import hypothesis
import pytest

from models.serving.fetch import FetchError
from tests import people

# The same examples each time: a change is judged by what it changed. VITRINA_LONG=1 looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
if os.environ.get("VITRINA_LONG") != "1":
    hypothesis.settings.load_profile("same")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect tests without garbage collection, and leave what was loaded out of all later ones: it stays to the end.

    Tests make many objects that live for long (tables, pages). Python's own thresholds would look through them again
    and again.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Order of the files over the processes of `make test`."""
    from tests.scheduling import FilesByKind

    return FilesByKind(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Lowers the priority of a process that computes."""
    if worker := getattr(config, "workerinput", None):
        from tests.scheduling import lower_priority

        lower_priority(worker["workerid"], worker["workercount"])


@pytest.fixture(scope="session", autouse=True)
def heeded_signals() -> None:
    """Let the programs that tests start heed SIGINT and SIGHUP where this run ignores them, as in the background.

    An ignored signal stays ignored in a program that is started; a handler does not. This run goes on ignoring them.
    """
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> people.Films:
    """`films(n)` is a film of n people; see people.write."""
    try:
        scene = people.scene()
    except FetchError as error:
        pytest.skip(f"the people of the demo are fetched from the package registry: {error}")
    folder = tmp_path_factory.mktemp("films")
    return cache(lambda count: people.write(scene, count, folder / f"{count}.mp4"))
