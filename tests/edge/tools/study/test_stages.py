"""Stages of a session: a device is opened only with the scope that it needs, and closed when that scope ends."""

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.settings.settings import Settings
from edge.signals import KitSamples
from edge.study.zone import WHOLE
from edge.tools.study.options import SessionOptions, kits_of
from edge.tools.study.stages import SessionBuilder, SessionStages
from tests.doubles.kits import played
from tests.doubles.recordings import write_worn
from tests.doubles.waiting import wait_until


def build(held: frozenset[str], port: str, undo: ExitStack) -> SessionStages:
    settings = Settings.model_validate({"microphone": {"device": "speech.wav"}, "outbox": {"path": Path("/nowhere/o")}})
    kits = kits_of(settings, SessionOptions("w1", WHOLE, kits=(f"{port},csv_lines",)))
    return SessionBuilder(settings, Clock(), undo, lambda: held, WHOLE).build(kits, has_camera=False)


@pytest.mark.parametrize(("held", "names"), [("kits", ["kit1"]), ("voice", ["sound"]), ("answers", [])])
def test_without_its_scope_a_device_has_no_stage(held: str, names: list[str]) -> None:
    with ExitStack() as undo:
        stages = build(frozenset({held}), "/dev/none", undo)
        assert sorted(stages.sources) == names
        assert len(stages.all) == len(names)


def test_a_kit_is_closed_when_its_scope_ends(tmp_path: Path) -> None:
    """All samples come with the kit's own values; after the scope ended none do, and the port is closed."""
    body = write_worn(tmp_path / "body.csv", 30)
    with played("csv_lines", body) as port, ExitStack() as undo:
        stages = build(frozenset({"kits"}), port, undo)
        stages.supervisor.start(stages.all)
        try:
            wait_until(lambda: len(stages.queue) > 1, "samples")
            samples = stages.queue.get()
            assert isinstance(samples, KitSamples)
            assert samples.pulse is not None
            assert samples.device_s is not None
            assert stages.kits is not None
            assert stages.alerts == ()
            stages.active = frozenset()
            wait_until(lambda: not any(thread.name == "kit 1" for thread in threading.enumerate()), "the closed kit")
        finally:
            stages.supervisor.request_stop([stage.name for stage in stages.all])
            assert stages.supervisor.join([stage.name for stage in stages.all], 10.0) == []
