"""Stages that die are started again; the rest goes on; a stop is quick."""

import threading

from edge.kiosk.supervisor import Stage, Supervisor


class Watched:
    """A clock that stands still, and what the supervisor told of its stages."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str | None]] = []
        self.degraded = threading.Event()

    def changed(self, name: str, text: str | None) -> None:
        self.told.append((name, text))
        if text:
            self.degraded.set()


def test_a_stage_that_keeps_dying_is_degraded_and_the_other_goes_on() -> None:
    """Three deaths within a minute mark a stage; its neighbour never notices."""
    watched, alive = Watched(), threading.Event()

    def dies(stop: threading.Event) -> None:
        raise RuntimeError("broken")

    def lives(stop: threading.Event) -> None:
        alive.set()
        stop.wait()

    supervisor = Supervisor(lambda: 0.0, watched.changed, backoff_s=(0.0,))
    supervisor.start([Stage("dies", dies), Stage("lives", lives)])
    assert watched.degraded.wait(20)
    assert alive.wait(20)
    supervisor.request_stop()
    assert supervisor.join(["dies", "lives"], 20) == []
    name, text = next(pair for pair in watched.told if pair[1])
    assert name == "dies"
    assert text is not None
    assert "3 times" in text


def test_a_stage_that_returns_is_done() -> None:
    """A recording that has ended is not played again."""
    runs: list[int] = []
    supervisor = Supervisor(lambda: 0.0, Watched().changed)
    supervisor.start([Stage("once", lambda stop: runs.append(1))])
    assert supervisor.join(["once"], 20) == []
    assert runs == [1]


def test_a_stage_that_will_not_end_is_named() -> None:
    """A stop waits only as long as it may, and says who is left."""
    release = threading.Event()
    supervisor = Supervisor(lambda: 0.0, Watched().changed)

    def deaf(stop: threading.Event) -> None:
        release.wait()

    supervisor.start([Stage("deaf", deaf)])
    supervisor.request_stop()
    assert supervisor.join(["deaf"], 0.01) == ["deaf"]
    release.set()
