"""The supervisor: failed stages are restarted, the other stages continue, and a stop is quick."""

import threading

from edge.kiosk.supervisor import Stage, Supervisor


class Changes:
    """Records the changes that the supervisor reports."""

    def __init__(self) -> None:
        self.changes: list[tuple[str, str | None]] = []
        self.degraded = threading.Event()

    def on_change(self, name: str, text: str | None) -> None:
        self.changes.append((name, text))
        if text:
            self.degraded.set()


def test_a_stage_that_keeps_failing_is_degraded_and_the_other_continues() -> None:
    """Three failures within a minute degrade a stage. The other stage is not affected."""
    changes, started = Changes(), threading.Event()

    def fails(stop: threading.Event) -> None:
        raise RuntimeError("broken")

    def runs_on(stop: threading.Event) -> None:
        started.set()
        stop.wait()

    supervisor = Supervisor(lambda: 0.0, changes.on_change, backoff_s=(0.0,))
    supervisor.start([Stage("fails", fails), Stage("runs_on", runs_on)])
    assert changes.degraded.wait(20)
    assert started.wait(20)
    supervisor.request_stop()
    assert supervisor.join(["fails", "runs_on"], 20) == []
    name, text = next(pair for pair in changes.changes if pair[1])
    assert name == "fails"
    assert text is not None
    assert "3 times" in text


def test_a_stage_that_returns_is_not_restarted() -> None:
    """For example, a recording that has ended is not played again."""
    runs: list[int] = []
    supervisor = Supervisor(lambda: 0.0, Changes().on_change)
    supervisor.start([Stage("once", lambda stop: runs.append(1))])
    assert supervisor.join(["once"], 20) == []
    assert runs == [1]


def test_join_names_stages_that_do_not_end() -> None:
    """`join` waits no longer than its limit, and returns the names of running stages."""
    release = threading.Event()
    supervisor = Supervisor(lambda: 0.0, Changes().on_change)

    def ignores_stop(stop: threading.Event) -> None:
        release.wait()

    supervisor.start([Stage("ignores_stop", ignores_stop)])
    supervisor.request_stop()
    assert supervisor.join(["ignores_stop"], 0.01) == ["ignores_stop"]
    release.set()
