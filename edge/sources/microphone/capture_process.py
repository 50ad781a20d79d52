"""Capture process of the microphone: records continuously and sends audio blocks to the kiosk.

Only process.py runs it, as `python -m edge.sources.microphone.capture_process SOCKET_FD`. It gets the microphone's name
through the socket. The process ends when the kiosk closes its end of the socket. It does not close the stream before it
ends, because this blocks if the sound server does not respond.
"""

import json
import os
import socket
import sys
import time
from collections import deque
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.queues import BoundedQueue
from edge.sources.microphone import pulse
from edge.sources.microphone.blocks import BLOCK_S, LARGEST_RATE_HZ, CapturedBlock
from edge.sources.microphone.devices import (
    AudioDevice,
    choose,
    list_microphones,
    loopback_devices,
    microphone_list_text,
)
from edge.sources.microphone.pulse import PulseSourceWatcher
from edge.sources.microphone.timestamps import SampleClock
from edge.sources.process.parent import ALIVE_EVERY_S, LARGEST_JOB, ParentProcessLink, SourceLostError, silence_output
from edge.supervised_thread import SupervisedThread
from models.serving.hardening import forbid_core_files

LOOK_EVERY_S = 2.0
SILENT_S = 1.0
"""Seconds without a callback of the sound library after which the microphone counts as lost. The stream's own state
does not show this.
"""

_QUEUE_S = 2.0
_HELD_S = 0.3
"""Audio from a sound server is delayed by this many seconds, so that the server can report a change of the source
first. Together with the queue, the socket and the block that the kiosk is processing, audio is never older than 3 s.
"""
_UNCONFIRMED_BLOCKS = 7  # largest number of blocks held while the source is unconfirmed
_SETTLES_S = 1.0
"""Audio is dropped for this many seconds after opening. It comes late or in bursts at first, so its capture times
are unknown.
"""
_FIRST_WITHIN_S = 6.0
_CONFIRMED_WITHIN_S = 5.0
"""Time limit in seconds for the sound server's confirmation. A busy server can take more than 2 s to answer."""
_LATENCY_S = 0.2
_RATES_HZ = (48_000,)
"""Sample rate to try first: exactly three times the kiosk's 16 kHz. If it fails, the default rate of the device is
used.
"""


class MicrophoneCaptureWorker:
    """Records one microphone until it fails or the kiosk closes the connection.

    Besides audio blocks, it sends these messages. "starting": the process is running and opens the microphone now.
    "absent": there is no such microphone, with the list of microphones; the process checks again soon. "opened": the
    microphone is open. "alive": the process is running but has no new audio. "failed": the microphone is lost, with the
    reason; the process exits.
    """

    def __init__(self, wanted: str | None, parent: ParentProcessLink, *, loopback: bool = False) -> None:
        """`wanted` is the value of `[microphone] device`. If it is None, the process only reports which microphones
        exist.

        With `loopback`, it records the sound that this kiosk plays, instead of a microphone.
        """
        self._wanted, self._loopback = wanted, loopback
        self._parent = parent
        self._audio: BoundedQueue[tuple[float, NDArray[np.float32]]] = BoundedQueue(round(_QUEUE_S / BLOCK_S))
        self._watcher: PulseSourceWatcher | None = None

    def run(self) -> None:
        """Open and record the microphone. Report to the kiosk how the recording ended."""
        self._parent.send("starting")
        try:
            library = _library()
            self._record(library, self._wait_and_choose_device(library))
        except SourceLostError as lost:
            self._parent.send("failed", str(lost))
        finally:
            if self._watcher:
                self._watcher.end()

    def _wait_and_choose_device(self, library: Any) -> AudioDevice:
        """The requested microphone. If it is absent, this method waits until it is present."""
        is_first = True
        while True:
            microphones, chosen = _find_device(library, self._wanted, loopback=self._loopback)
            if chosen is not None:
                if not is_first:
                    self._parent.send("starting")
                return chosen
            is_first = False
            self._parent.send("absent", f"was not found. {microphone_list_text(microphones)}")
            if self._parent.gone.wait(LOOK_EVERY_S):
                raise SourceLostError("is no longer needed.")
            library._terminate()  # the library lists devices only when it starts
            library._initialize()

    def _record(self, library: Any, microphone: AudioDevice) -> None:
        if microphone.source is not None:
            os.environ["PULSE_SOURCE"] = microphone.source.name
            self._watcher = PulseSourceWatcher(microphone.source)
        device = "pulse" if microphone.device is None else microphone.device
        try:
            rate_hz = _rate_hz(library, device)
            stream = library.InputStream(
                device=device,
                channels=1,
                samplerate=rate_hz,
                blocksize=int(rate_hz * BLOCK_S),
                latency=_LATENCY_S,
                dtype="float32",
                callback=self._enqueue,
            )
            stream.start()
        except (library.PortAudioError, ValueError) as error:
            raise SourceLostError(_why_not(error, microphone)) from error
        self._wait_for_confirmation(microphone)
        self._forward_blocks(rate_hz)

    def _enqueue(self, samples: NDArray[np.float32], count: int, times: Any, status: Any) -> None:
        """Callback of the sound library, which must never wait. The library reuses `samples`, so they are copied."""
        del count, times, status  # the times are wrong at first and follow a clock that is set; the flags are never set
        self._audio.put((time.monotonic(), samples[:, 0].copy()))

    def _wait_for_confirmation(self, microphone: AudioDevice) -> None:
        """Wait until the sound server confirms that this process records the requested source."""
        if microphone.leads_to_sound_server and _leads_to_server():
            # the server started after the devices were listed; the next start chooses one of its sources by name
            raise SourceLostError("connects to a sound server that was not running before.")
        until_s = time.monotonic() + _CONFIRMED_WITHIN_S
        while self._watcher and not self._watcher.confirm_recording():
            if self._watcher.gone or self._parent.gone.wait(0.1) or time.monotonic() > until_s:
                raise SourceLostError(
                    "was opened, but the sound server does not confirm that the sound comes from this source."
                )

    def _forward_blocks(self, rate_hz: int) -> None:
        clock = SampleClock(rate_hz)
        waiting: deque[CapturedBlock] = deque(maxlen=_UNCONFIRMED_BLOCKS)
        called_s = time.monotonic() + _FIRST_WITHIN_S - SILENT_S
        first_s: float | None = None
        queue_dropped = dropped = 0
        while not self._parent.gone.is_set():
            item = self._audio.get(ALIVE_EVERY_S)
            if self._watcher:
                _check(self._watcher)
            if item is None:
                if time.monotonic() - called_s > SILENT_S:
                    raise SourceLostError(f"has sent no sound for {SILENT_S:g} s.")
                self._parent.send_alive()
                continue
            called_s, samples = item
            if self._audio.dropped > queue_dropped:  # dropped blocks took time too, so the clock restarts
                dropped += self._audio.dropped - queue_dropped
                queue_dropped = self._audio.dropped
                clock = SampleClock(rate_hz)
            captured_s = clock.capture_time_s(len(samples), called_s)
            if first_s is None:
                first_s = called_s
                self._parent.send("opened")
            if called_s - first_s < _SETTLES_S:
                self._parent.send_alive()
                continue
            dropped += len(waiting) == waiting.maxlen  # the source is unconfirmed for too long: the oldest block goes
            waiting.append(CapturedBlock(captured_s, rate_hz, dropped * len(samples), samples))
            self._send_due(waiting)

    def _send_due(self, waiting: deque[CapturedBlock]) -> None:
        """Send the blocks that have waited long enough; none while the source is unconfirmed."""
        if self._watcher is None:
            held_s = 0.0
        elif self._watcher.unconfirmed:
            self._parent.send_alive()
            return
        else:
            held_s = _HELD_S
        until_s = time.monotonic() - held_s
        while waiting and waiting[0].captured_s + BLOCK_S <= until_s:
            self._parent.send_bytes(waiting.popleft().to_bytes())
        self._parent.send_alive()


def _library() -> Any:
    """The sound library PortAudio, through the module sounddevice. Raises SourceLostError if PortAudio is missing."""
    try:
        return import_module("sounddevice")
    except OSError as error:
        raise SourceLostError(
            "cannot be opened: PortAudio is missing. Install it: apt-get install libportaudio2."
        ) from error


def _leads_to_server() -> bool:
    """True if this process records a source of a sound server, or if a busy server has not answered yet."""
    try:
        return pulse.recorded_source(os.getpid()) is not None
    except pulse.PulseUnansweredError as error:
        return error.is_busy


def _check(watcher: PulseSourceWatcher) -> None:
    if watcher.gone:
        raise SourceLostError("is not available: the sound server has stopped or does not answer.")
    if watcher.moved:
        raise SourceLostError("was removed: the sound server now delivers another source.")


def _find_device(library: Any, wanted: str | None, *, loopback: bool) -> tuple[list[AudioDevice], AudioDevice | None]:
    sources, devices = pulse.list_pulse_sources(), list(library.query_devices())
    if loopback:
        present, ask_default = loopback_devices(devices, sources), pulse.default_monitor_name
    else:
        present = list_microphones(devices, sources, can_ask=pulse.is_pactl_installed())
        ask_default = pulse.default_source_name
    if wanted is None:
        return present, None
    return present, choose(wanted, present, ask_default() if sources is not None else None)


def _rate_hz(library: Any, device: int | str) -> int:
    """Sample rate at which to open the device. Raises PortAudioError if no rate works."""
    for rate_hz in _RATES_HZ:
        try:
            library.check_input_settings(device, channels=1, dtype="float32", samplerate=rate_hz)
        except (library.PortAudioError, ValueError):
            continue
        return rate_hz
    own_hz = int(library.query_devices(device, "input")["default_samplerate"])
    return min(own_hz, LARGEST_RATE_HZ)


def _why_not(error: Exception, microphone: AudioDevice) -> str:
    if microphone.source is not None and isinstance(error, ValueError):
        return "could not be opened: PortAudio cannot reach the sound server. Run apt-get install libasound2-plugins."
    words = str(error.args[0]) if error.args else type(error).__name__
    busy = " Another program, or a sound server, may be using it." if microphone.source is None else ""
    return f"could not be opened ({words.partition(' [')[0]}).{busy}"


def main(arguments: list[str]) -> None:
    """Receive a job through the socket and run it."""
    with socket.socket(fileno=int(arguments[0])) as link:
        job = link.recv(LARGEST_JOB)
        if not job:
            return
        silence_output()
        forbid_core_files()
        parent = ParentProcessLink(link)
        SupervisedThread(parent.exit_with_parent, "kiosk").start()
        options = json.loads(job)
        MicrophoneCaptureWorker(options["device"], parent, loopback=options["loopback"]).run()
    os._exit(0)  # PortAudio would close its streams, and hang if the sound server hangs


if __name__ == "__main__":
    main(sys.argv[1:])
