"""The wearers of the demo: shipped recordings, simulated kits, and valid consents."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from edge.clock import Clock
from edge.consent.check import check_consent
from edge.consent.store import ConsentStore
from edge.settings.settings import Settings
from edge.sources.microphone.audio_file import AudioFile
from edge.tools.demo import scene, sources, wearers
from edge.tools.demo.scene import DemoScene
from edge.tools.demo.sources import LAUGHS, PEOPLE
from firmware_bridge import recording


def test_there_are_as_many_wearers_as_a_reaction_needs(tmp_path: Path) -> None:
    """Each kit has its own port and a valid consent."""
    with wearers.simulated_kits(tmp_path) as kits:
        settings = Settings.model_validate({"kits": kits, "outbox": {"path": str(tmp_path / "outbox.db")}})
        assert len({kit.port for kit in settings.kits}) == len(settings.kits) == PEOPLE["k_reaction"]
        assert all(Path(kit.port).exists() for kit in settings.kits)
        wearers.write_consents(settings)
        store, now_s = ConsentStore(settings.outbox.path), Clock().now()
        assert {check_consent(kit, "a kit", store, now_s).state for kit in settings.kits} == {"valid"}
        ports = [kit.port for kit in settings.kits]
    assert not any(Path(port).exists() for port in ports)


def test_a_machine_without_pseudo_terminals_has_a_demo_without_kits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such as a container without /dev/pts."""

    def refuse() -> tuple[int, int]:
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    monkeypatch.setattr(os, "openpty", refuse)
    monkeypatch.setattr(scene, "load", lambda _: DemoScene(([], []), np.zeros((1, 1, 3), np.uint8)))
    monkeypatch.setattr(scene, "write_scene_video", lambda *_: None)
    with sources.recorded_source(tmp_path) as source:
        assert source.kits == []
    said = capsys.readouterr().err
    assert "demo: no sensor kits: this machine opens no pseudo-terminal (No such device)." in said
    assert "Mount devpts on /dev/pts" in said


def test_the_recordings_of_kits_and_laughs_are_shipped() -> None:
    """Each wearer has 100 s in the range of a kit on a wrist. The laughs are as long as a round of the scene."""
    for number in range(1, len(wearers.KITS) + 1):
        body = recording.read(Path(wearers.__file__).with_name("bodies") / f"wearer_{number}.csv.gz")
        assert body.duration_s > 99
        assert 0.05 < float(body.eda_us.min()) < float(body.eda_us.max()) < 20
    laughs = AudioFile(LAUGHS, 0.0)
    assert sum(len(sound.samples) for sound in laughs.read_blocks()) == 50 * 16_000
