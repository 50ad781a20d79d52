"""The supervisor: failed stages are restarted, the other stages continue, and a stop is quick."""

import threading

from edge.alerts import Alert
from edge.clock import Clock
from edge.kiosk.stages.supervisor import Stage, StageSupervisor
from edge.supervised_thread import FAILURES, WITHIN_S

SOON_S = 20.0  # limit for what takes no time


def clock_at(at_s: float) -> Clock:
    return Clock(lambda: at_s, lambda: at_s)


def waits(stop: threading.Event) -> None:
    stop.wait()


class FailingStage:
    """Stage that fails at once, `failures` times, and then runs until its stop."""

    def __init__(self, failures: int) -> None:
        self._left = failures
        self.last_run = threading.Event()

    def run(self, stop: threading.Event) -> None:
        if self._left == 0:
            self.last_run.set()
            stop.wait()
            return
        self._left -= 1
        raise RuntimeError("broken")


def test_a_stage_that_keeps_failing_is_an_alert_and_the_other_continues() -> None:
    """Three failures within a minute are an alert. The other stage is not affected."""
    failing, started = FailingStage(FAILURES), threading.Event()

    def runs_on(stop: threading.Event) -> None:
        started.set()
        stop.wait()

    supervisor = StageSupervisor(clock_at(50.0), backoff_s=(0.0,))
    supervisor.start([Stage("fails", failing.run), Stage("runs_on", runs_on)])
    assert failing.last_run.wait(SOON_S)
    assert started.wait(SOON_S)
    (alert,) = supervisor.alerts
    supervisor.request_stop(["fails", "runs_on"])
    assert supervisor.join(["fails", "runs_on"], SOON_S) == []
    assert (alert.code, alert.severity, alert.since_s) == ("stage.fails", "error", 50.0)
    assert "3 times" in alert.text


def test_two_failures_are_no_alert() -> None:
    failing = FailingStage(FAILURES - 1)
    supervisor = StageSupervisor(clock_at(0.0), backoff_s=(0.0,))
    supervisor.start([Stage("fails", failing.run)])
    assert failing.last_run.wait(SOON_S)
    assert supervisor.alerts == ()
    supervisor.request_stop(["fails"])
    assert supervisor.join(["fails"], SOON_S) == []


def test_each_failed_stage_has_its_own_alert() -> None:
    failing = {name: FailingStage(FAILURES) for name in ("hearing", "biosignals")}
    supervisor = StageSupervisor(clock_at(0.0), backoff_s=(0.0,))
    supervisor.start([Stage(name, stage.run) for name, stage in failing.items()])
    assert all(stage.last_run.wait(SOON_S) for stage in failing.values())
    assert {alert.code for alert in supervisor.alerts} == {"stage.hearing", "stage.biosignals"}
    supervisor.request_stop(list(failing))
    assert supervisor.join(list(failing), SOON_S) == []


def test_a_failure_after_a_quiet_minute_ends_the_alert() -> None:
    """The failures before that minute no longer count."""
    at_s, runs = [0.0], 0
    seen: list[tuple[Alert, ...]] = []
    last_run = threading.Event()
    supervisor = StageSupervisor(Clock(lambda: at_s[0], lambda: at_s[0]), backoff_s=(0.0,))

    def fails(stop: threading.Event) -> None:
        nonlocal runs
        runs += 1
        seen.append(supervisor.alerts)
        if runs == FAILURES + 1:
            at_s[0] += WITHIN_S
        if runs == FAILURES + 2:
            last_run.set()
            stop.wait()
            return
        raise RuntimeError("broken")

    supervisor.start([Stage("fails", fails)])
    assert last_run.wait(SOON_S)
    assert [len(alerts) for alerts in seen] == [0, 0, 0, 1, 0]
    supervisor.request_stop(["fails"])
    assert supervisor.join(["fails"], SOON_S) == []


def test_a_stage_that_returns_is_not_restarted() -> None:
    """For example, a recording that has ended is not played again."""
    runs: list[int] = []
    supervisor = StageSupervisor(clock_at(0.0))
    supervisor.start([Stage("once", lambda stop: runs.append(1))])
    assert supervisor.join(["once"], SOON_S) == []
    assert runs == [1]


def test_stages_are_stopped_by_name() -> None:
    """The others run on. A name without a stage is ignored."""
    supervisor = StageSupervisor(clock_at(0.0))
    supervisor.start([Stage("perception", waits), Stage("publisher", waits)])
    supervisor.request_stop(["perception", "hearing"])
    assert supervisor.join(["perception", "hearing"], SOON_S) == []
    assert supervisor.join(["publisher"], 0.0) == ["publisher"]
    supervisor.request_stop(["publisher"])
    assert supervisor.join(["publisher"], SOON_S) == []


def test_join_names_stages_that_do_not_end() -> None:
    """`join` waits no longer than its limit, and returns the names of running stages."""
    release = threading.Event()
    supervisor = StageSupervisor(clock_at(0.0))

    def ignores_stop(stop: threading.Event) -> None:
        release.wait()

    supervisor.start([Stage("ignores_stop", ignores_stop)])
    supervisor.request_stop(["ignores_stop"])
    assert supervisor.join(["ignores_stop"], 0.01) == ["ignores_stop"]
    release.set()
    assert supervisor.join(["ignores_stop"], SOON_S) == []


def test_a_stage_without_a_heartbeat_is_hung() -> None:
    """A heartbeat ends that, and a stage that ended is not hung."""
    at_s, started = [0.0], threading.Event()
    supervisor = StageSupervisor(Clock(lambda: at_s[0], lambda: at_s[0]))

    def runs(stop: threading.Event) -> None:
        started.set()
        stop.wait()

    supervisor.start([Stage("runs", runs)])
    assert started.wait(SOON_S)
    at_s[0] = 20.5
    assert supervisor.hung_stages(20.0) == ["runs"]
    supervisor.note_heartbeat("runs")
    assert supervisor.hung_stages(20.0) == []
    supervisor.request_stop(["runs"])
    assert supervisor.join(["runs"], SOON_S) == []
    supervisor.note_heartbeat("runs")
    at_s[0] = 100.0
    assert supervisor.hung_stages(20.0) == []


def test_an_alert_that_is_over_does_not_come_back_at_the_stop() -> None:
    """The stage failed three times, and then ran for more than a minute."""
    now, release = [0.0], threading.Event()
    runs: list[int] = []

    def recovers(stop: threading.Event) -> None:
        runs.append(1)
        if len(runs) <= FAILURES:
            raise RuntimeError("broken")
        release.set()
        stop.wait()

    supervisor = StageSupervisor(Clock(lambda: now[0], lambda: now[0]), backoff_s=(0.0,))
    supervisor.start([Stage("recovers", recovers)])
    assert release.wait(20)
    assert [alert.code for alert in supervisor.alerts] == ["stage.recovers"]
    now[0] = WITHIN_S + 1
    assert supervisor.alerts == ()
    supervisor.request_stop(["recovers"])
    assert supervisor.join(["recovers"], 20) == []
    assert supervisor.alerts == ()
