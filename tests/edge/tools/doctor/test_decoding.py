"""The doctor compares decoders on the camera's own video, and keeps the result for `auto`."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from edge.sources.camera.capture_job import CaptureJob
from edge.sources.camera.decoder_file import choose_decoder
from edge.sources.camera.decoder_trial import DecoderCost, DecoderTrial, TrialFailedError
from edge.sources.camera.decoders import DecoderChoice
from edge.tools.doctor import decoding
from edge.tools.doctor.decoding import decoding_findings
from edge.tools.doctor.finding import DoctorContext, DoctorFinding
from tests.doubles.decoders import install_decoder
from tests.edge.tools.doctor.contexts import make_context, only

GOOD = DecoderCost("vah264dec", 0.84, 0.5)
TRIAL = DecoderTrial("h264", 1280, 720, 70, 2.31, (GOOD,))
RTSP = "rtsp://door:hush@192.168.1.64/1"


@pytest.fixture(autouse=True)
def _gstreamer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A GStreamer that has every element."""
    install_decoder(tmp_path, monkeypatch)


def context_for(folder: Path, camera: str = "", source: str = RTSP) -> DoctorContext:
    return make_context(folder, f'[camera]\nsource = "{source}"\n{camera}\n[outbox]\npath = "{folder}/outbox.db"\n')


def find(
    context: DoctorContext, monkeypatch: pytest.MonkeyPatch, trial: DecoderTrial | Exception = TRIAL
) -> list[DoctorFinding]:
    """Findings, given the result of the trial."""

    def try_decoders(_: CaptureJob, elements: Sequence[str], within_s: float) -> DecoderTrial:
        assert within_s < 30
        if isinstance(trial, Exception):
            raise trial
        assert {each.element for each in trial.decoders} <= set(elements)
        return trial

    monkeypatch.setattr(decoding, "try_decoders", try_decoders)
    return list(decoding_findings(context))


def test_a_decoder_that_is_cheaper_is_kept_for_auto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One finding has all figures; the file has neither the address nor the password."""
    finding = only(find(context_for(tmp_path), monkeypatch))
    assert (finding.level, finding.text) == (
        "ok",
        "H.264, 1280x720, processor time per frame over 70 frames: software 2.3 ms, vah264dec 0.8 ms. "
        "The kiosk uses vah264dec.",
    )
    file = tmp_path / "outbox.db.decoder"
    assert choose_decoder("auto", file) == DecoderChoice("vah264dec", is_measured=True, size_px=(1280, 720))
    assert "192.168" not in file.read_text(encoding="utf-8")
    assert json.loads(file.read_bytes()).keys() == {
        "element", "codec", "width_px", "height_px", "decoder_ms", "software_ms", "gstreamer",
    }  # fmt: skip


def test_a_running_kiosk_uses_it_after_its_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = context_for(tmp_path)
    context.kiosk_pid = 1
    assert "The kiosk uses vah264dec after its next start." in only(find(context, monkeypatch)).text


def test_of_several_decoders_the_cheapest_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was refused is shown with its reason."""
    costs = (
        GOOD,
        DecoderCost("v4l2h264dec", reason="its frames differ by 31.0 grey values"),
        DecoderCost("nvv4l2decoder", 0.61, 0.4),
    )
    finding = only(find(context_for(tmp_path), monkeypatch, replace(TRIAL, decoders=costs)))
    assert "v4l2h264dec refused (its frames differ by 31.0 grey values), nvv4l2decoder 0.6 ms." in finding.text
    assert finding.text.endswith("The kiosk uses nvv4l2decoder.")


def test_a_decoder_that_costs_more_leaves_software(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if every decoder is refused: then a former result is deleted."""
    context, file = context_for(tmp_path), tmp_path / "outbox.db.decoder"
    find(context, monkeypatch)
    dear = replace(TRIAL, decoders=(replace(GOOD, frame_ms=2.31),))
    assert only(find(context, monkeypatch, dear)).text.endswith("The kiosk uses software.")
    assert choose_decoder("auto", file) is None
    refused = replace(TRIAL, decoders=(DecoderCost("vah264dec", reason="broken"),))
    finding = only(find(context, monkeypatch, refused))
    assert (finding.level, file.exists()) == ("ok", False)
    assert finding.text.endswith("vah264dec refused (broken). The kiosk uses software.")


def test_auto_leaves_h265_to_software(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = only(find(context_for(tmp_path), monkeypatch, replace(TRIAL, codec="hevc")))
    assert finding.text.endswith("With decode = 'auto', the kiosk uses software for this codec.")
    assert not (tmp_path / "outbox.db.decoder").exists()


def test_a_result_that_cannot_be_kept_names_the_line_for_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = make_context(tmp_path, f'[camera]\nsource = "{RTSP}"\n[outbox]\npath = "{tmp_path}/nowhere/outbox.db"\n')
    finding = only(find(context, monkeypatch))
    assert finding.level == "warning"
    assert "The result cannot be stored (No such file or directory)." in finding.text
    assert finding.cure == 'Run vitrina doctor as the kiosk\'s user, or set [camera] decode = "vah264dec".'


@pytest.mark.parametrize(
    ("cost", "level", "cure"),
    [
        (DecoderCost("nvh264dec", 0.8), "ok", ""),
        (DecoderCost("nvh264dec", 2.31), "warning", "which needs less processor time."),
        (DecoderCost("nvh264dec", reason="broken"), "error", 'Set [camera] decode = "software", or fix the decoder.'),
    ],
)
def test_a_decoder_of_the_settings_is_judged_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cost: DecoderCost, level: str, cure: str
) -> None:
    finding = only(
        find(context_for(tmp_path, 'decode = "nvh264dec"'), monkeypatch, replace(TRIAL, decoders=(GOOD, cost)))
    )
    assert finding.level == level
    assert finding.cure.endswith(cure)
    assert not (tmp_path / "outbox.db.decoder").exists()


@pytest.mark.parametrize(
    ("camera", "source"),
    [('decode = "software"', RTSP), ("", "film.avi"), ("", "/dev/video0"), ("", "https://door/feed")],
)
def test_a_camera_that_passes_no_decoder_has_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, camera: str, source: str
) -> None:
    assert find(context_for(tmp_path, camera, source), monkeypatch, OSError("not asked")) == []


def test_without_a_decoder_the_camera_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor without GStreamer: then only a decoder that the settings name is a fault."""
    install_decoder(tmp_path, monkeypatch, has_element=False)
    finding = only(find(context_for(tmp_path), monkeypatch, OSError("not asked")))
    assert (finding.level, finding.text) == (
        "ok",
        "software decodes: GStreamer has no hardware decoder on this machine.",
    )
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert find(context_for(tmp_path), monkeypatch, OSError("not asked")) == []
    fault = only(find(context_for(tmp_path, 'decode = "vah264dec"'), monkeypatch, OSError("not asked")))
    assert (fault.level, "Install it: apt-get install" in fault.cure) == ("error", True)


def test_a_trial_without_a_result_is_not_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of the camera reports its faults."""
    error = TrialFailedError("could not be opened a second time. Some cameras serve only one viewer.")
    finding = only(find(context_for(tmp_path), monkeypatch, error))
    assert finding.level == "untried"
    assert finding.text.startswith("not tried: could not be opened a second time.")
