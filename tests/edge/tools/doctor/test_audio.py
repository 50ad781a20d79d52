"""The network that hears, and the microphone, on a real sound server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.tools.doctor import audio
from edge.tools.doctor.finding import CheckContext, Finding
from tests.doubles.sound_server import SoundServer, running
from tests.edge.sources.microphone.listened import now
from tests.edge.tools.doctor.patient import known, only


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    with running(tmp_path_factory.mktemp("sound")) as made, pytest.MonkeyPatch.context() as patch:
        made.plug_in("kit", 440)
        patch.setenv("PULSE_SERVER", made.address)
        yield made


def asked(folder: Path, toml: str) -> CheckContext:
    patient = known(folder, f"[microphone]\n{toml}")
    patient.now = now
    return patient


def heard(folder: Path, toml: str) -> Finding:
    return only(list(audio.microphone(asked(folder, toml))))


def test_a_microphone_that_is_heard_tells_how_loud(server: SoundServer, tmp_path: Path) -> None:
    """A tone of half the full scale."""
    finding = heard(tmp_path, 'device = "kit"')
    assert finding.level == "ok"
    assert finding.text == "kit: -9 dB of full scale, over a second."


def test_one_that_is_not_there_is_a_fault_and_the_cure_lists_what_is(server: SoundServer, tmp_path: Path) -> None:
    finding = heard(tmp_path, 'device = "Bluetooth"')
    assert (finding.level, finding.text) == ("error", "Bluetooth is not there.")
    assert finding.cure == "There is: 0 kit (Remapped Monitor of Null Output)."


def test_where_none_is_named_it_is_said_which_there_are(server: SoundServer, tmp_path: Path) -> None:
    finding = heard(tmp_path, "")
    assert finding.level == "untried"
    assert finding.text.endswith("nothing is heard. There is: 0 kit (Remapped Monitor of Null Output)")


def test_beside_a_staffed_till_nothing_is_opened(tmp_path: Path) -> None:
    assert heard(tmp_path, 'device = "kit"\nstaffed_till = true').level == "untried"


def test_what_this_machine_plays_may_be_nothing_now(server: SoundServer, tmp_path: Path) -> None:
    """It is opened where it is to be taken out of what the microphone hears, and nowhere else."""
    listening = 'device = "kit"\nadvert_sound = "loopback"\n'
    finding = only(list(audio.loopback(asked(tmp_path, f'{listening}loopback = "vt_play"'))))
    assert (finding.level, finding.text) == ("ok", "vt_play gives what this machine plays: nothing now.")
    absent = only(list(audio.loopback(asked(tmp_path, f'{listening}loopback = "hdmi"'))))
    assert (absent.level, absent.text) == ("error", "hdmi is not there.")
    assert absent.cure.startswith("There is: 0 vt_play.monitor (Monitor of Null Output)")
    assert list(audio.loopback(asked(tmp_path, 'device = "kit"'))) == []


def test_the_network_that_hears_answers(tmp_path: Path) -> None:
    """Asked only where somebody listens."""
    finding = only(list(audio.voice(asked(tmp_path, 'device = "kit"'))))
    assert finding.level == "ok"
    assert "is the right file and answers" in finding.text
    assert list(audio.voice(asked(tmp_path, ""))) == []


def test_an_altered_network_is_named(tmp_path: Path) -> None:
    patient = known(tmp_path, f'[microphone]\ndevice = "kit"\n[models]\nvoice = "{tmp_path}/absent.json"')
    finding = only(list(audio.voice(patient)))
    assert finding.level == "error"
    assert finding.cure


def test_the_sound_of_each_advert_that_is_played_must_be_at_hand(tmp_path: Path) -> None:
    """Where it is to be taken out; else nothing is looked for."""
    listening = f'device = "kit"\nadvert_sound = "reference"\nadvert_tracks = "{tmp_path}"\n'
    plays = '{creative = "a", duration_s = 5.0}, {creative = "b.1", duration_s = 5.0}'
    playlist = f'[playback]\nfeed = "playlist"\nplaylist = [{plays}]'
    none = only(list(audio.adverts(asked(tmp_path, listening))))
    assert none.level == "warning"
    assert "no sound of any advert" in none.text
    (tmp_path / "a.flac").touch()
    assert only(list(audio.adverts(asked(tmp_path, listening)))).text == "their sound is taken out: a."
    assert "no sound of b.1:" in only(list(audio.adverts(asked(tmp_path, listening + playlist)))).text
    (tmp_path / "b.1.wav").touch()
    assert only(list(audio.adverts(asked(tmp_path, listening + playlist)))).text == "their sound is taken out: a, b.1."
    assert list(audio.adverts(asked(tmp_path, 'device = "kit"'))) == []
