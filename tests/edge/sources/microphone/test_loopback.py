"""Sound that this machine plays is recorded from a real PulseAudio or PipeWire, and removed from the microphone."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edge.events import SourceRestored
from edge.perception.audio.echo.canceller import CancelledBlock
from edge.perception.audio.echo.loopback_canceller import LoopbackCanceller
from edge.signals import AudioBlock
from edge.sources.microphone.microphone import Microphone
from tests.doubles.sound_server import SoundServer
from tests.doubles.sound_servers import SERVERS, Starter
from tests.edge.perception.audio.echo.rooms import level_db, tune
from tests.edge.sources.microphone.listened import PATIENCE_S, listen, now


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """Server with a microphone "kit" that records a quiet shop and the sound played to "loudspeaker"."""
    starter: Starter = request.param
    with starter(tmp_path_factory.mktemp("sound")) as server, pytest.MonkeyPatch.context() as patch:
        server.plug_in("kit")
        server.hiss("kit", -36)
        server.pactl(
            "load-module", "module-combine-sink", "sink_name=loudspeaker", "slaves=vt_play,kit_room", "adjust_time=0"
        )
        server.pactl("set-default-sink", "vt_play")
        patch.setenv("PULSE_SERVER", server.address)
        yield server


def test_the_monitor_of_the_default_output_is_recorded_and_its_silence_is_no_loss(server: SoundServer) -> None:
    with Microphone("default", now, loopback=True) as output:
        listened = listen(output, lambda listened: listened.length_s > 2.5)
        assert output.state == "ok"
        assert [type(event) for event in listened.events] == [SourceRestored]  # and no loss
    assert not any(block.samples.any() for block in listened.blocks)
    assert max(abs(gap_s) for gap_s in listened.gaps_s()) < 0.02


def test_no_microphone_is_used_as_a_loopback(server: SoundServer) -> None:
    """The text lists the loopbacks by number and name."""
    with Microphone("kit", now, loopback=True) as output:
        while output.state == "opening":
            output.next_audio(0.1)
        assert output.state == "ok"  # kit_room.monitor has it in its name
    with Microphone("alsa_input", now, loopback=True) as output:
        while output.state == "opening":
            output.next_audio(0.1)
        assert output.alerts[0].text.startswith("loopback: alsa_input was not found. Available: 0 vt_play.monitor")


def test_played_sound_is_removed_from_the_microphone_audio(server: SoundServer, tmp_path: Path) -> None:
    """The canceller does not know the file. Once it has learned delay and room, the microphone's noise is left."""
    file = tmp_path / "played.wav"
    soundfile.write(file, tune(40, seed=3), 16_000)
    canceller = LoopbackCanceller()
    halves: list[CancelledBlock] = []
    recorded: list[AudioBlock] = []
    with Microphone("kit", now) as microphone, Microphone("vt_play", now, loopback=True) as output:
        listen(microphone, lambda listened: listened.is_back)
        playing = server.start_playing("loudspeaker", file)
        until_s = now() + PATIENCE_S + 15
        try:
            while sum(half.is_known for half in halves[-6:]) < 6 or level_db(recorded[-1].samples) < -40:
                assert now() < until_s, [half.is_known for half in halves]
                block = microphone.next_audio(0.5)
                while (played := output.next_audio(0.0)) is not None:
                    canceller.add_rendered_audio(played)
                if block is not None:
                    recorded.append(block)
                    halves += canceller.process(block)
        finally:
            playing.kill()
            playing.wait()
    assert all(half.has_advert for half in halves[-6:])
    left = np.concatenate([half.sound.samples for half in halves[-6:]])
    before = np.concatenate([block.samples for block in recorded[-30:]])
    assert level_db(left) < level_db(before) - 15
