"""Threads of the kiosk outlive their faults: each is logged, tried again after a backoff, and shown where it lasts."""

import ast
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.waiting import wait_until

ROOT = Path(__file__).parents[2]
PACKAGES = [
    path
    for path in sorted((ROOT / "edge").iterdir())
    if path.is_dir() and path.name not in ("cli", "study", "study_sessions", "tools")
]
"""Those of which a kiosk's process and its capture processes are made. Commands of a person end with their fault."""
WALL = "SupervisedThread"
BARE = {"Thread", "Timer", "ThreadPoolExecutor", "ProcessPoolExecutor", "start_new_thread"}
FIELD = re.compile(r"\{[^}]*\}")


def _calls(names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Calls of these names in the packages of the kiosk, each with its place."""
    for path in (path for package in PACKAGES for path in sorted(package.rglob("*.py"))):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if any(f"{name}(" in text for name in names) else ():
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in names:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_every_thread_of_the_kiosk_is_supervised() -> None:
    """A bare thread ends by its first fault, and nobody is told."""
    assert [place for place, _ in _calls(BARE)] == []
    assert len(list(_calls({WALL}))) >= 20


def _name(call: ast.Call) -> str:
    """Name of a supervised thread as the code of its alert has it; "…" stands for what is known later."""
    name = ast.unparse(call.args[1])
    if name == "THREAD":
        name = "'reading'"
    text = re.sub("[^a-z0-9…]", "_", FIELD.sub("…", name.removeprefix("f").strip("'")).lower())
    return text if name[-1] == "'" else "…"


def test_the_alert_of_every_thread_is_in_the_documents() -> None:
    """Whoever is woken by an alert finds its code."""
    codes = (ROOT / "docs" / "reference/alerts.md").read_text(encoding="utf-8")
    children = ("edge/sources/camera/", "edge/sources/microphone/")  # their threads are not in the kiosk's process
    calls = [call for place, call in _calls({WALL}) if not place.startswith(children)]
    names = {_name(call) for call in calls if not any(ast.unparse(each.value) == "ONCE" for each in call.keywords)}
    assert {"playlist", "kit_…", "…_pages"} <= names
    names |= {"stop", "reload"}  # which stop_signals.py gives them
    assert [name for name in sorted(names) if name != "…" and f"`stage.{name}`" not in codes] == []


def test_work_that_fails_is_logged_and_called_again_until_it_returns(caplog: pytest.LogCaptureFixture) -> None:
    from edge.supervised_thread import SupervisedThread

    left = [KeyError("first"), RecursionError("second")]

    def work() -> None:
        if left:
            raise left.pop(0)

    thread = SupervisedThread(work, "worker", backoff_s=(0.0,))
    thread.start()
    thread.join(20)
    assert not thread.is_alive()
    assert (thread.failures, thread.fault) == (2, None)
    assert [record.getMessage() for record in caplog.records] == [
        "worker: an unexpected error ended this thread; the rest of Vitrina continues"
    ] * 2
    assert "KeyError: 'first'" in caplog.text
    assert "RecursionError: second" in caplog.text


def test_work_of_one_attempt_is_not_called_again(caplog: pytest.LogCaptureFixture) -> None:
    from edge.supervised_thread import ONCE, SupervisedThread

    def fails() -> None:
        raise KeyError("first")

    thread = SupervisedThread(fails, "worker", backoff_s=ONCE)
    thread.start()
    thread.join(20)
    assert (thread.is_alive(), thread.failures) == (False, 1)
    assert "KeyError: 'first'" in caplog.text


def test_a_stop_ends_the_wait_for_another_try() -> None:
    from edge.supervised_thread import SupervisedThread

    def fails() -> None:
        raise RuntimeError("broken")

    stop = threading.Event()
    thread = SupervisedThread(fails, "worker", stop, backoff_s=(3600.0,))
    thread.start()
    wait_until(lambda: thread.failures == 1, "the fault")
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


def test_each_wait_is_longer_than_the_one_before_until_the_work_has_run_for_a_minute() -> None:
    from edge.supervised_thread import SupervisedThread

    at_s, waits, stop = [0.0], [], threading.Event()

    class Waits(tuple[float, ...]):
        """Records which wait is chosen."""

        def __getitem__(self, index: int) -> float:  # type: ignore[override]
            waits.append(index)
            return 0.0

    def work() -> None:
        at_s[0] += 90.0 if len(waits) == 3 else 1.0
        if len(waits) == 5:
            stop.set()
        raise RuntimeError("broken")

    thread = SupervisedThread(work, "worker", stop, Waits([1.0, 2.0, 4.0, 8.0]), lambda: at_s[0])
    thread.start()
    thread.join(20)
    assert waits == [0, 1, 2, 0, 1, 2]
