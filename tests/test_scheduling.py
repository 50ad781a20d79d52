"""Files that wait and files that compute run in processes of their own."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

from tests.conftest import pytest_xdist_make_scheduler
from tests.scheduling import NICE, WAITING, FilesByKind, is_for_waiting, is_waiting, lower_priority

FILES = (
    "tests/a/test_a.py",
    "tests/system/test_b.py",
    "tests/b/test_c.py",
    "tests/edge/kiosk/e.py",
    "tests/c/d.py",
)


class Node:
    """A process of xdist, which writes down what it is given."""

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.shutting_down = False
        self.given: list[int] = []

    def send_runtest_some(self, indices: list[int]) -> None:
        self.given += indices

    def shutdown(self) -> None:
        self.shutting_down = True


def run(count: int) -> dict[str, list[str]]:
    """Files in the order in which each of `count` processes runs them, when all are equally fast."""
    options = SimpleNamespace(tx=["popen"] * count, loadscopereorder=False)
    config: Any = SimpleNamespace(option=options, getvalue=options.__dict__.get)
    schedule: Any = FilesByKind(config, None)
    nodes = [Node(f"gw{number}") for number in range(count)]
    tests = [f"{file}::test_{number}" for file in FILES for number in range(3)]
    for node in nodes:
        schedule.add_node(node)
        schedule.add_node_collection(node, tests)
    schedule.schedule()
    for turn in range(len(tests)):
        for node in nodes:
            if turn < len(node.given):
                schedule.mark_test_complete(node, node.given[turn])
    assert sorted(index for node in nodes for index in node.given) == list(range(len(tests)))
    assert schedule.tests_finished
    return {node.gateway.id: list(dict.fromkeys(tests[index].split("::")[0] for index in node.given)) for node in nodes}


def test_each_kind_has_its_processes() -> None:
    """All files run once. A process takes the others where none of its kind is left."""
    waiting, computing = run(2).values()
    assert waiting[:2] == [FILES[1], FILES[3]]
    assert computing[:2] == [FILES[0], FILES[2]]
    assert FILES[4] in waiting + computing


def test_one_process_runs_everything() -> None:
    """The files that wait come first."""
    assert run(1) == {"gw0": [FILES[1], FILES[3], FILES[0], FILES[2], FILES[4]]}


@pytest.mark.parametrize(("count", "waiting"), [(1, 1), (2, 1), (3, 1), (4, 2), (18, 9)])
def test_half_of_the_processes_wait(count: int, waiting: int) -> None:
    """At least one. The others have a lower priority."""
    names = [f"gw{number}" for number in range(count)]
    assert sum(is_for_waiting(name, count) for name in names) == waiting
    lowered: list[int] = []
    for name in names:
        lower_priority(name, count, lowered.append)
    assert lowered == [NICE] * (count - waiting)


def test_every_name_is_there() -> None:
    root = Path(__file__).parents[1]
    assert [name for name in WAITING if not (root / name).exists()] == []


def test_folders_and_files_that_wait() -> None:
    assert is_waiting("tests/central/serve/test_web.py")
    assert is_waiting("tests/central/test_kills.py")
    assert not is_waiting("tests/central/store/test_faults.py")
    assert not is_waiting("tests/systematic/test_a.py")


def test_the_order_is_that_of_make_test() -> None:
    """The hook is found by xdist, and its answer is of the kind that --dist loadfile names."""
    config: Any = SimpleNamespace(option=SimpleNamespace(tx=["popen"], loadscopereorder=False))
    config.getvalue = config.option.__dict__.get
    assert isinstance(pytest_xdist_make_scheduler(config, None), FilesByKind)
    assert issubclass(FilesByKind, LoadFileScheduling)
