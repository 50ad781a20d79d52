"""Capture process of the microphone: records continuously and sends audio blocks to the kiosk.

Run as `python -m edge.sources.microphone.capture_process SOCKET_FD`, by microphone.py alone. The microphone's name
comes through the socket. The process ends when the kiosk closes its end of the socket. It never closes a stream first:
closing one hangs where its sound server hangs.
"""

import json
import os
import socket
import sys
import threading
import time
from collections import deque
from importlib import import_module
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from edge.queues import BoundedQueue
from edge.sources.microphone import pulse
from edge.sources.microphone.blocks import BLOCK_S, LARGEST_RATE_HZ, CapturedBlock
from edge.sources.microphone.devices import AudioDevice, as_text, choose, list_devices, loopbacks
from edge.sources.microphone.pulse import SourceWatcher
from edge.sources.microphone.timestamps import SampleClock
from edge.sources.process.parent import ALIVE_EVERY_S, LARGEST_JOB, ParentLink, SourceLostError, silence_output

Word = Literal["starting", "absent", "opened", "alive", "failed"]
"""What the process tells beside sound: it runs and opens now; there is no such microphone and which there are, it looks
again soon; it has opened it; it lives but has no sound; the microphone is lost and why, upon which it ends."""

LOOK_EVERY_S = 2.0
SILENT_S = 1.0
"""How long after the last call of the sound library a microphone is lost: its own state says nothing of it."""

_RING_S = 2.0
_HELD_S = 0.3
"""With it, with what is in the socket and with what the kiosk has in hand, sound is never older than 3 s. So long what
a sound server gives is held: in that time it says whether it is another source's."""
_DOUBTED = 7  # blocks, while it has not said so
_SETTLES_S = 1.0
"""At first sound comes late, or in bursts: what is captured when is not known."""
_FIRST_WITHIN_S = 6.0
_CONFIRMED_WITHIN_S = 2.0
_LATENCY_S = 0.2
_RATES_HZ = (48_000,)
"""Asked for first: a third of it is exactly what the ear hears at. Then what the device says that it has."""


class MicrophoneCaptureWorker:
    """Hears one microphone until it fails or is no longer wanted."""

    def __init__(self, wanted: str | None, parent: ParentLink, *, loopback: bool = False) -> None:
        """`wanted`: as `[microphone] device` has it; None: only which there are is told. `loopback`: it is no
        microphone that is meant, but what gives the sound that this machine plays."""
        self._wanted, self._loopback = wanted, loopback
        self._parent = parent
        self._audio: BoundedQueue[tuple[float, NDArray[np.float32]]] = BoundedQueue(round(_RING_S / BLOCK_S))
        self._watcher: SourceWatcher | None = None

    def run(self) -> None:
        """Open, listen, tell how it ended."""
        self._parent.send("starting")
        try:
            sounds = _library()
            self._listen(sounds, self._choose_once_there(sounds))
        except SourceLostError as lost:
            self._parent.send("failed", str(lost))
        finally:
            if self._watcher:
                self._watcher.end()

    def _choose_once_there(self, sounds: Any) -> AudioDevice:
        """The microphone that is meant; where there is none, as soon as there is."""
        is_first = True
        while True:
            microphones, found = _found(sounds, self._wanted, loopback=self._loopback)
            if found is not None:
                if not is_first:
                    self._parent.send("starting")
                return found
            is_first = False
            self._parent.send("absent", f"is not there. {as_text(microphones)}")
            if self._parent.gone.wait(LOOK_EVERY_S):
                raise SourceLostError("is not wanted any more.")
            sounds._terminate()  # its list is that of the time when it was started
            sounds._initialize()

    def _listen(self, sounds: Any, microphone: AudioDevice) -> None:
        if microphone.source is not None:
            os.environ["PULSE_SOURCE"] = microphone.source.name
            self._watcher = SourceWatcher(microphone.source)
        device = "pulse" if microphone.device is None else microphone.device
        try:
            rate_hz = _rate_hz(sounds, device)
            stream = sounds.InputStream(
                device=device,
                channels=1,
                samplerate=rate_hz,
                blocksize=int(rate_hz * BLOCK_S),
                latency=_LATENCY_S,
                dtype="float32",
                callback=self._keep,
            )
            stream.start()
        except (sounds.PortAudioError, ValueError) as error:
            raise SourceLostError(_why_not(error, microphone)) from error
        self._confirm(microphone)
        self._hand_over(rate_hz)

    def _keep(self, samples: NDArray[np.float32], count: int, times: Any, status: Any) -> None:
        """Called by the sound library, which must never wait: what it gives is its own, so it is copied."""
        del count, times, status  # ages that are wrong at first, a clock that is set, flags that stay down
        self._audio.put((time.monotonic(), samples[:, 0].copy()))

    def _confirm(self, microphone: AudioDevice) -> None:
        """Wait until the sound server says that we hear what we asked for."""
        if microphone.by_server and pulse.recorded_by(os.getpid()) is not None:
            raise SourceLostError(
                "leads to a sound server that was not there before."
            )  # which knows its source by name
        until_s = time.monotonic() + _CONFIRMED_WITHIN_S
        while self._watcher and not self._watcher.confirm():
            if self._parent.gone.wait(0.1) or time.monotonic() > until_s:
                raise SourceLostError("was opened, and the sound server gives another source in its place.")

    def _hand_over(self, rate_hz: int) -> None:
        times = SampleClock(rate_hz)
        waiting: deque[CapturedBlock] = deque(maxlen=_DOUBTED)
        called_s = time.monotonic() + _FIRST_WITHIN_S - SILENT_S
        first_s: float | None = None
        ring_dropped = dropped = 0
        while not self._parent.gone.is_set():
            heard = self._audio.get(ALIVE_EVERY_S)
            if self._watcher:
                _check(self._watcher)
            if heard is None:
                if time.monotonic() - called_s > SILENT_S:
                    raise SourceLostError(f"gave nothing for {SILENT_S:g} s.")
                self._parent.send_alive()
                continue
            called_s, samples = heard
            if self._audio.dropped > ring_dropped:  # what was dropped had its time too
                dropped += self._audio.dropped - ring_dropped
                ring_dropped = self._audio.dropped
                times = SampleClock(rate_hz)
            captured_s = times.arrived(len(samples), called_s)
            if first_s is None:
                first_s = called_s
                self._parent.send("opened")
            if called_s - first_s < _SETTLES_S:
                self._parent.send_alive()
                continue
            dropped += len(waiting) == waiting.maxlen  # the oldest goes: the sound server has not answered for so long
            waiting.append(CapturedBlock(captured_s, rate_hz, dropped * len(samples), samples))
            self._hand(waiting)

    def _hand(self, waiting: deque[CapturedBlock]) -> None:
        if self._watcher is None:
            held_s = 0.0
        elif self._watcher.doubtful:
            self._parent.send_alive()
            return
        else:
            held_s = _HELD_S
        until_s = time.monotonic() - held_s
        while waiting and waiting[0].captured_s + BLOCK_S <= until_s:
            self._parent.send_bytes(waiting.popleft().to_bytes())
        self._parent.send_alive()


def _library() -> Any:
    """PortAudio, through the module that knows it. Raises LostError where the machine has none."""
    try:
        return import_module("sounddevice")
    except OSError as error:
        raise SourceLostError(
            "cannot be opened: PortAudio is missing. Install it: apt-get install libportaudio2."
        ) from error


def _check(watch: SourceWatcher) -> None:
    if watch.gone:
        raise SourceLostError("is lost: the sound server went away.")
    if watch.moved:
        raise SourceLostError("was taken away: the sound server gives another source in its place.")


def _found(sounds: Any, wanted: str | None, *, loopback: bool) -> tuple[list[AudioDevice], AudioDevice | None]:
    sources, devices = pulse.sources(), list(sounds.query_devices())
    if loopback:
        there, ask_default = loopbacks(devices, sources), pulse.default_monitor
    else:
        there = list_devices(devices, sources, can_ask=pulse.is_there())
        ask_default = pulse.default_source
    if wanted is None:
        return there, None
    return there, choose(wanted, there, ask_default() if sources is not None else None)


def _rate_hz(sounds: Any, device: int | str) -> int:
    """What to open it with. Raises PortAudioError where it cannot be opened at any rate."""
    for rate_hz in _RATES_HZ:
        try:
            sounds.check_input_settings(device, channels=1, dtype="float32", samplerate=rate_hz)
        except (sounds.PortAudioError, ValueError):
            continue
        return rate_hz
    own_hz = int(sounds.query_devices(device, "input")["default_samplerate"])
    return min(own_hz, LARGEST_RATE_HZ)


def _why_not(error: Exception, microphone: AudioDevice) -> str:
    if microphone.source is not None and isinstance(error, ValueError):
        return "could not be opened: PortAudio has no way to the sound server. apt-get install libasound2-plugins."
    words = str(error.args[0]) if error.args else type(error).__name__
    busy = " Another program, or a sound server, may have it." if microphone.source is None else ""
    return f"could not be opened ({words.partition(' [')[0]}).{busy}"


def main(arguments: list[str]) -> None:
    """Hear what the kiosk asks for at the other end of the socket."""
    with socket.socket(fileno=int(arguments[0])) as link:
        job = link.recv(LARGEST_JOB)
        if not job:
            return
        silence_output()
        kiosk = ParentLink(link)
        threading.Thread(target=kiosk.end_with_it, name="kiosk", daemon=True).start()
        wanted = json.loads(job)
        MicrophoneCaptureWorker(wanted["device"], kiosk, loopback=wanted["loopback"]).run()
    os._exit(0)  # PortAudio would end its streams, and hang where a sound server does


if __name__ == "__main__":
    main(sys.argv[1:])
