"""residual_gate.py: open where the advert is gone, whatever the audience does."""

import numpy as np
import pytest

from edge.perception.audio.echo.residual_gate import ResidualGate
from models.serving.features.voice import RATE_HZ, Floats
from tests.edge.perception.audio.echo.rooms import noise, tune

HALF = RATE_HZ // 2
ECHO = tune(10, seed=4)
ROOM = noise(10, 0.005, seed=5)


def opened(heard: Floats, echo: Floats = ECHO) -> list[bool]:
    """Of each half second whether it is the audience's."""
    gate = ResidualGate()
    return [gate.is_open(heard[at:][:HALF], echo[at:][:HALF]) for at in range(0, len(heard), HALF)]


def test_where_all_of_the_echo_is_taken_the_rest_is_the_audiences() -> None:
    """After two seconds, in which it has been seen that it is."""
    assert all(opened(ECHO + ROOM)[4:])


@pytest.mark.parametrize("share", [0.9, 0.7, 1.1])
def test_where_much_of_it_is_left_nothing_is_known(share: float) -> None:
    """A tenth of its amplitude, 17 dB over what else is heard there; too much taken out is no better."""
    assert not any(opened(ECHO + ROOM, share * ECHO))


def test_what_a_loudspeaker_adds_is_left_too() -> None:
    """Distortion is no part of the echo that can be foreseen, and it is as loud as the room."""
    assert not any(opened(np.asarray(np.tanh(10 * ECHO) / 10 + ROOM, np.float32)))


def test_an_audience_does_not_close_it() -> None:
    """Somebody laughs every other second, as loud as the advert: what is known is known of them as of the silence."""
    laughs = noise(10, 0.06, seed=6) * np.repeat([0.0, 0.0, 1.0, 0.0], HALF)[np.arange(10 * RATE_HZ) % (4 * HALF)]
    assert np.mean(opened(ECHO + ROOM + laughs.astype(np.float32))[4:]) > 0.9


def test_an_advert_that_is_not_there_cannot_be_taken_out() -> None:
    """The player shows another one, and has not said so: from the first half second on nothing is known."""
    gate = ResidualGate()
    heard = ECHO + ROOM
    heard[5 * RATE_HZ :] = (tune(5, seed=8) + ROOM[: 5 * RATE_HZ])[: 5 * RATE_HZ]
    opened_then = [gate.is_open(heard[at:][:HALF], ECHO[at:][:HALF]) for at in range(0, len(heard), HALF)]
    assert opened_then[9]
    assert not any(opened_then[10:])


def test_silence_is_nobodys_echo() -> None:
    """Where nothing was played, all that is heard is the room's."""
    assert all(opened(ROOM, np.zeros_like(ROOM)))
