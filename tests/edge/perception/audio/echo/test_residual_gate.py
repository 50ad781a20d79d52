"""Tests of residual_gate.py: opens where the advert is removed, whatever the audience does."""

import numpy as np
import pytest

from edge.perception.audio.echo.residual_gate import ResidualGate
from models.serving.features.voice import RATE_HZ, Floats
from tests.edge.perception.audio.echo.rooms import noise, tune

HALF = RATE_HZ // 2
ECHO = tune(10, seed=4)
ROOM = noise(10, 0.005, seed=5)


def open_states(captured: Floats, echo: Floats = ECHO) -> list[bool]:
    """State of the gate for each half second."""
    gate = ResidualGate()
    return [gate.is_open(captured[at:][:HALF], echo[at:][:HALF]) for at in range(0, len(captured), HALF)]


def test_gate_opens_where_all_echo_is_removed() -> None:
    """The gate needs two seconds of measurements."""
    assert all(open_states(ECHO + ROOM)[4:])


@pytest.mark.parametrize("share", [0.9, 0.7, 1.1])
def test_gate_is_closed_where_much_echo_is_left(share: float) -> None:
    """A tenth of the echo's amplitude is 17 dB over the room; subtracting too much is no better."""
    assert not any(open_states(ECHO + ROOM, share * ECHO))


def test_gate_is_closed_for_loudspeaker_distortion() -> None:
    """A linear filter cannot predict distortion, and here it is as loud as the room."""
    assert not any(open_states(np.asarray(np.tanh(10 * ECHO) / 10 + ROOM, np.float32)))


def test_audience_does_not_close_the_gate() -> None:
    """A person laughs every other second, as loud as the advert; the gate stays open."""
    laughs = noise(10, 0.06, seed=6) * np.repeat([0.0, 0.0, 1.0, 0.0], HALF)[np.arange(10 * RATE_HZ) % (4 * HALF)]
    assert np.mean(open_states(ECHO + ROOM + laughs.astype(np.float32))[4:]) > 0.9


def test_gate_closes_at_once_for_another_advert() -> None:
    """The player shows another advert without a report: the gate is closed from the first half second on."""
    gate = ResidualGate()
    captured = ECHO + ROOM
    captured[5 * RATE_HZ :] = (tune(5, seed=8) + ROOM[: 5 * RATE_HZ])[: 5 * RATE_HZ]
    states = [gate.is_open(captured[at:][:HALF], ECHO[at:][:HALF]) for at in range(0, len(captured), HALF)]
    assert states[9]
    assert not any(states[10:])


def test_gate_is_open_without_echo() -> None:
    """Without played audio, all captured audio belongs to the room."""
    assert all(open_states(ROOM, np.zeros_like(ROOM)))
