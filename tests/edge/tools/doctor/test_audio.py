"""Checks of the voice network and the microphone, on a real sound server."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edge.tools.doctor import audio
from edge.tools.doctor.finding import DoctorContext, DoctorFinding
from models.serving.spec import ZOO, ModelSpec
from tests.doubles.adverts import write_advert
from tests.doubles.made_films import needs_ffmpeg
from tests.doubles.sound_server import SoundServer
from tests.doubles.sound_servers import SERVERS, Starter
from tests.edge.sources.microphone.listened import now
from tests.edge.tools.doctor.contexts import make_context, only
from tests.research import TOML


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    starter: Starter = request.param
    with starter(tmp_path_factory.mktemp("sound")) as sound_server, pytest.MonkeyPatch.context() as patch:
        sound_server.plug_in("kit", 440)
        patch.setenv("PULSE_SERVER", sound_server.address)
        yield sound_server


def context_for(folder: Path, toml: str) -> DoctorContext:
    context = make_context(folder, f"[microphone]\n{toml}")
    context.now = now
    return context


def check_microphone(folder: Path, toml: str) -> DoctorFinding:
    return only(list(audio.microphone_findings(context_for(folder, toml))))


def test_a_working_microphone_reports_its_level(server: SoundServer, tmp_path: Path) -> None:
    """The tone has half of the full scale."""
    finding = check_microphone(tmp_path, 'device = "kit"')
    assert finding.level == "ok"
    assert finding.text.startswith("kit: ")
    assert "-9 dB" in finding.text


def test_a_missing_microphone_is_a_fault_and_the_cure_lists_others(server: SoundServer, tmp_path: Path) -> None:
    finding = check_microphone(tmp_path, 'device = "Bluetooth"')
    assert finding.level == "error"
    assert "Bluetooth was not found" in finding.text
    assert f"0 kit ({server.description('kit')})" in finding.cure


def test_without_device_the_microphones_are_listed(
    server: SoundServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has no warning about a microphone that nobody asked for."""
    caplog.set_level("INFO")
    finding = check_microphone(tmp_path, "")
    assert [record.getMessage() for record in caplog.records if "microphone" in record.getMessage()] == []
    assert finding.level == "untried"
    assert "[microphone]" in finding.text
    assert f"0 kit ({server.description('kit')})" in finding.text


def test_with_staffed_till_no_microphone_is_opened(tmp_path: Path) -> None:
    assert check_microphone(tmp_path, 'device = "kit"\nstaffed_till = true').level == "untried"


def test_a_silent_loopback_is_fine_and_a_missing_one_a_fault(server: SoundServer, tmp_path: Path) -> None:
    """The loopback is opened only if advert sound is removed with it."""
    listening = 'device = "kit"\nadvert_sound = "loopback"\n'
    finding = only(list(audio.loopback_findings(context_for(tmp_path, f'{listening}loopback = "vt_play"'))))
    assert finding.level == "ok"
    assert "vt_play" in finding.text
    assert "nothing now" in finding.text
    absent = only(list(audio.loopback_findings(context_for(tmp_path, f'{listening}loopback = "hdmi"'))))
    assert absent.level == "error"
    assert "hdmi was not found" in absent.text
    assert f"0 vt_play.monitor ({server.monitor_description('vt_play')})" in absent.cure
    assert list(audio.loopback_findings(context_for(tmp_path, 'device = "kit"'))) == []


def test_the_voice_network_answers(tmp_path: Path) -> None:
    """It is checked only if a microphone is set."""
    finding, licence = list(audio.voice_findings(make_context(tmp_path, f'{TOML}[microphone]\ndevice = "kit"')))
    assert (finding.level, licence.level) == ("ok", "ok")
    assert "is the right file and works" in finding.text
    assert list(audio.voice_findings(context_for(tmp_path, ""))) == []


def test_a_voice_network_that_fails_its_gate_is_a_warning_in_a_shop(tmp_path: Path) -> None:
    """The file is not opened. The text says what is told all the same."""
    spec = replace(ModelSpec.load(ZOO / "voice-0.4m.json"), folder=tmp_path, metrics={})
    context = make_context(tmp_path, f'[microphone]\ndevice = "kit"\n[models]\nvoice = "{spec.save()}"')
    finding = only(list(audio.voice_findings(context)))
    assert (finding.part, finding.level) == ("voice", "warning")
    assert "fails the checks of its card" in finding.text
    assert "Laughter is not reported; the sound level is." in finding.text
    assert "Name another in [models] voice" in finding.cure


def test_a_missing_voice_network_is_a_fault(tmp_path: Path) -> None:
    context = make_context(tmp_path, f'[microphone]\ndevice = "kit"\n[models]\nvoice = "{tmp_path}/absent.json"')
    finding = only(list(audio.voice_findings(context)))
    assert finding.level == "error"
    assert finding.cure


@needs_ffmpeg
def test_films_of_the_own_player_are_decoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those without sound are named, and so is what cannot be read; without ffmpeg, how to install it."""
    media = tmp_path / "media"
    media.mkdir()
    write_advert(media / "loud.mp4", sound=True)
    write_advert(media / "quiet.webm", "vp9")
    (media / "picture.png").touch()
    settings = f'device = "kit"\nadvert_sound = "reference"\n[playback]\nfeed = "player"\n[player]\nmedia = "{media}"\n'
    finding = only(list(audio.adverts_findings(context_for(tmp_path, settings))))
    assert (finding.level, finding.text) == (
        "ok",
        "the sound of 2 videos of [player] is removed from the recording. Without sound: quiet.",
    )
    (tmp_path / "list.toml").write_text(
        '[[creative]]\nid = "bad"\nfile = "bad.mp4"\n[[creative]]\nid = "off"\nfile = "off.mp4"\nmuted = true\n'
    )
    (media / "bad.mp4").write_bytes(b"no film")
    finding = only(
        list(audio.adverts_findings(context_for(tmp_path, f'{settings}playlist = "{tmp_path}/list.toml"\n')))
    )
    assert finding.level == "warning"
    assert finding.text.endswith("so its sound cannot be read (bad). Laughter is not reported while it plays.")
    monkeypatch.setenv("PATH", str(tmp_path))
    finding = only(list(audio.adverts_findings(context_for(tmp_path, settings))))
    assert finding.level == "warning"
    assert finding.cure == "Install it: apt-get install ffmpeg."


def test_each_advert_needs_a_sound_file(tmp_path: Path) -> None:
    """The files are checked only if advert sound is removed with them."""
    listening = f'device = "kit"\nadvert_sound = "reference"\nadvert_tracks = "{tmp_path}"\n'
    plays = '{creative = "a", duration_s = 5.0}, {creative = "b.1", duration_s = 5.0}'
    playlist = f'[playback]\nfeed = "playlist"\nplaylist = [{plays}]'
    none = only(list(audio.adverts_findings(context_for(tmp_path, listening))))
    assert none.level == "warning"
    assert "no sound file for any ad" in none.text
    (tmp_path / "a.flac").touch()
    assert only(list(audio.adverts_findings(context_for(tmp_path, listening)))).text.startswith("sound files found: a.")
    assert (
        "no sound file for b.1:" in only(list(audio.adverts_findings(context_for(tmp_path, listening + playlist)))).text
    )
    (tmp_path / "b.1.wav").touch()
    assert (
        only(list(audio.adverts_findings(context_for(tmp_path, listening + playlist)))).text
        == "sound files found: a, b.1. Their sound is removed from the recording."
    )
    assert list(audio.adverts_findings(context_for(tmp_path, 'device = "kit"'))) == []
