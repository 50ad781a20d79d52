"""What this machine plays, by a real PulseAudio, recorded beside a microphone that hears it, and taken out of its
sound."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge.perception.audio.echo.canceller import CancelledBlock
from edge.perception.audio.echo.loopback_canceller import LoopbackCanceller
from edge.signals import AudioBlock
from edge.sources.microphone.microphone import Microphone
from tests.doubles.sound_server import SoundServer, running
from tests.edge.perception.audio.echo.rooms import level_db, tune
from tests.edge.sources.microphone.listened import PATIENCE_S, listen, now


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """With a microphone "kit" that hears a quiet shop, and what is played to "loudspeaker"."""
    with running(tmp_path_factory.mktemp("sound")) as made, pytest.MonkeyPatch.context() as patch:
        made.plug_in("kit")
        made.hiss("kit", -36)
        made.tell(
            "load-module", "module-combine-sink", "sink_name=loudspeaker", "slaves=vt_play,kit_room", "adjust_time=0"
        )
        made.tell("set-default-sink", "vt_play")
        patch.setenv("PULSE_SERVER", made.address)
        yield made


def test_the_monitor_of_the_default_output_is_heard_and_its_silence_is_no_loss(server: SoundServer) -> None:
    with Microphone("default", now, loopback=True) as output:
        heard = listen(output, lambda it: it.heard_s > 2.5)
        assert output.condition.text == "loopback: default gives sound."
        assert output.counts.silent_s == 0
    assert not any(sound.samples.any() for sound in heard.sounds)
    assert max(abs(gap_s) for gap_s in heard.gaps_s()) < 0.02


def test_no_microphone_is_taken_for_what_the_machine_plays(server: SoundServer) -> None:
    """What there is, is said by number and name."""
    with Microphone("kit", now, loopback=True) as output:
        while output.condition.state == "opening":
            output.sound(0.1)
        assert "loopback: kit is not there" not in output.condition.text  # kit_room.monitor has it in its name
    with Microphone("alsa_input", now, loopback=True) as output:
        while output.condition.state == "opening":
            output.sound(0.1)
        assert output.condition.text.startswith("loopback: alsa_input is not there. There is: 0 vt_play.monitor")


def test_what_is_played_is_taken_out_of_what_a_microphone_hears(server: SoundServer, tmp_path: Path) -> None:
    """Nobody tells what it is. Once its place and the room are known, the microphone's own noise is left."""
    file = tmp_path / "played.wav"
    soundfile.write(file, tune(40, seed=3), 16_000)
    front = LoopbackCanceller()
    halves: list[CancelledBlock] = []
    heard: list[AudioBlock] = []
    with Microphone("kit", now) as microphone, Microphone("vt_play", now, loopback=True) as output:
        listen(microphone, lambda it: it.is_back)
        playing = server.start_playing("loudspeaker", file)
        until_s = now() + PATIENCE_S + 15
        try:
            while sum(half.is_known for half in halves[-6:]) < 6 or level_db(heard[-1].samples) < -40:
                assert now() < until_s, [half.is_known for half in halves]
                sound = microphone.sound(0.5)
                while (played := output.sound(0.0)) is not None:
                    front.add_rendered(played)
                if sound is not None:
                    heard.append(sound)
                    halves += front.process(sound)
        finally:
            playing.kill()
            playing.wait()
    assert all(half.has_advert for half in halves[-6:])
    left = np.concatenate([half.sound.samples for half in halves[-6:]])
    before = np.concatenate([sound.samples for sound in heard[-30:]])
    assert level_db(left) < level_db(before) - 15
