"""Alerts of a camera that fails, at a broker: each fault raised once and cleared once, and the kiosk sensing again."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from edge.events import FrameObservation
from tests.doubles.broker import Mosquitto, Subscriber, make_certificates
from tests.doubles.mjpeg import Image, MjpegCamera, noise, paced, to_and_fro
from tests.doubles.servers import TlsFront, self_signed
from tests.people import PRESENT_S, Films
from tests.system import shop


def said(listener: Subscriber, kind: str) -> list[shop.Json]:
    return [shop.parsed(message.payload) for message in listener.of(kind)]


def wait_for_states(listener: Subscriber, *states: str) -> None:
    """These states, one after the other, are the last that were told."""

    def is_told(_: object) -> bool:
        told = [state for state, _ in itertools.groupby(payload["state"] for payload in said(listener, "state"))]
        return tuple(told[-len(states) :]) == states

    listener.wait_for(is_told, " then ".join(states))


def raised_and_cleared(listener: Subscriber, code: str) -> shop.Json:
    """The one alert about the camera, cleared after it was raised; there is no other."""
    raised, cleared = (alert for alert in said(listener, "alert") if alert["code"].startswith("camera."))
    assert {raised["code"], cleared["code"]} == {code}
    assert raised["cleared"] is None
    assert cleared["raised"] == raised["raised"] < cleared["cleared"]
    return raised


def test_a_camera_without_power(films: Films, tmp_path: Path, broker: Mosquitto, listener: Subscriber) -> None:
    """Its address is gone and comes back: degraded, one alert, and windows that say how much was not seen."""
    everybody = threading.Event()

    def watch(event: object) -> None:
        if isinstance(event, FrameObservation) and len(event.faces) == 7:
            everybody.set()

    pictures = to_and_fro(films(7), PRESENT_S)
    with MjpegCamera(pictures) as source, ExitStack() as after_the_kiosk:
        config = shop.settings(tmp_path, source.url, broker.port, models="")
        with shop.kiosk_here(config, watch):
            assert everybody.wait(shop.PATIENCE_S)
            source.close()
            wait_for_states(listener, "sensing", "degraded")
            listener.wait_for(lambda _: "camera.lost" in {alert["code"] for alert in said(listener, "alert")})
            everybody.clear()
            after_the_kiosk.enter_context(MjpegCamera(pictures, port=source.port))
            wait_for_states(listener, "sensing", "degraded", "sensing")
            listener.wait_for_kind("alert", 2)
            assert everybody.wait(shop.PATIENCE_S)
    alert = raised_and_cleared(listener, "camera.lost")
    assert alert["severity"] == "error"
    assert alert["text"].startswith(f"camera: {source.url} ")
    windows = said(listener, "window")
    assert windows
    assert min(window["coverage"] for window in windows) < 0.9


def test_a_camera_whose_certificate_is_not_trusted(tmp_path: Path, broker: Mosquitto, listener: Subscriber) -> None:
    """The alert says which line to add, and no password. The kiosk senses once the certificate is a trusted one."""
    certificates = make_certificates(tmp_path)
    with MjpegCamera() as plain, TlsFront(plain.port, *self_signed(tmp_path)) as front:
        source = f"https://door:hush@127.0.0.1:{front.port}/feed"
        config = shop.settings(tmp_path, source, broker.port, models="")
        trusted = f'source = "{source}"\nca_file = "{certificates.ca}"'
        config.write_text(config.read_text().replace(f'source = "{source}"', trusted))
        with shop.kiosk_here(config):
            listener.wait_for_kind("alert", 1)
            assert plain.connections == 0
            front.use(certificates.server, certificates.server_key)
            wait_for_states(listener, "degraded", "sensing")
            listener.wait_for_kind("alert", 2)
    text = raised_and_cleared(listener, "camera.lost")["text"]
    assert "its certificate cannot be trusted (self-signed certificate)" in text
    assert "Set [camera] ca_file" in text
    assert "insecure = true" in text
    assert "hush" not in text


@pytest.mark.parametrize(
    ("code", "severity"),
    [("camera.dark", "warning"), ("camera.frozen", "error")],
)
def test_a_camera_that_sees_nothing(
    code: str, severity: str, tmp_path: Path, broker: Mosquitto, listener: Subscriber
) -> None:
    """Black, or the same again and again: degraded until it sees, on one and the same connection."""
    still = np.zeros((240, 320, 3), np.uint8) if code == "camera.dark" else next(iter(noise()))
    is_blind = [False]

    def pictures() -> Iterator[tuple[float, Image]]:
        return paced((still if is_blind[0] else image for image in noise()), 15.0)

    with MjpegCamera(pictures) as source:
        config = shop.settings(tmp_path, source.url, broker.port, models="")
        with shop.kiosk_here(config):
            wait_for_states(listener, "sensing")
            is_blind[0] = True
            wait_for_states(listener, "sensing", "degraded")
            is_blind[0] = False
            wait_for_states(listener, "sensing", "degraded", "sensing")
            listener.wait_for_kind("alert", 2)
        assert source.connections == 1
    assert raised_and_cleared(listener, code)["severity"] == severity
    assert said(listener, "window") == []
