"""BITalino, first generation and (r)evolution, over Bluetooth SPP, USB or a UART, at 115200 baud and 1 to 1000
frames/s.

A frame has a check of 4 bits and a number of 4 bits, so a wrong alignment passes by chance once in 256 frames. An
alignment is therefore accepted only after RUN valid frames in a row. Frames and commands are the same in both
generations.
"""

import re
from dataclasses import replace
from math import nan
from typing import ClassVar, Literal, get_args

from firmware_bridge.frames import FrameDecoder
from firmware_bridge.samples import SILENCE_S, Counters, KitInfo, Sample

INFO = KitInfo("bitalino", "BITalino", baud=115200, rate_hz=100.0, has_eda=True, has_pulse=False)

RATES_HZ = {1: 0x03, 10: 0x43, 100: 0x83, 1000: 0xC3}  # rate: command
STOP, VERSION, LIVE = 0x00, 0x07, 0x01
RUN = 5  # at each byte noise passes for this many frames with a chance of 16^-9, one in 7e10

Revision = Literal["current", "early", "first"]

_CRC = (0, 3, 6, 5, 12, 15, 10, 9, 11, 8, 13, 14, 7, 4, 1, 2)  # x^4 + x + 1
_CRC_BY_BYTE = bytes(_CRC[_CRC[crc ^ byte >> 4] ^ byte & 15] for crc in range(16) for byte in range(256))
_FINE_CHANNELS = 4  # with 10 bits each; the channels after them have 6 bits
_TOP = 1023
_PATIENCE_S = 2.0
_STOP_AGAIN_BYTES = 1024
_LONGEST_ANSWER = 64
_VERSION = re.compile(rb"BITalino_v\d+\.\d+")


def crc4(frame: bytes) -> int:
    """CRC over all bits before the CRC's own four bits. Each byte starts with its high bit."""
    crc = 0
    for byte in frame[:-1]:
        crc = _CRC_BY_BYTE[crc << 8 | byte]
    return _CRC[crc ^ frame[-1] >> 4]


def frame_size_bytes(channels: int) -> int:
    """Size in bytes of a frame with 1 to 6 channels."""
    bits = 12 + 10 * channels if channels <= _FINE_CHANNELS else 52 + 6 * (channels - _FINE_CHANNELS)
    return -(-bits // 8)


def channel_counts(frame: bytes, channels: int) -> tuple[int, ...]:
    """Converter counts in a frame, each from 0 to 1023. Channels 5 and 6 contain only the upper six bits."""
    word = int.from_bytes(frame, "little")
    top = 8 * len(frame) - 12  # number, check and digital lines are in the bits above
    fine = min(channels, _FINE_CHANNELS)
    values = [word >> (top - 10 * (channel + 1)) & _TOP for channel in range(fine)]
    top -= 10 * fine
    return (*values, *((word >> (top - 6 * (n + 1)) & 63) << 4 for n in range(channels - fine)))


def conductance_us(count: int, revision: Revision) -> float:
    """Skin conductance for a count x, by the transfer function of the sensor's revision.

    `current`: x / 2^10 * 3.3 / 0.132, 0 to 25 uS (opensignalsreader, timeflux_bitalino). `early`: (x / 2^10 * 3.3 -
    0.574) / 0.132, from the earlier data sheet. `first`, the board before (r)evolution: 1 / (1 - x / 2^10), 1 uS or
    more (the maker's forum, t=128).
    """
    share = count / 1024
    match revision:
        case "current":
            return share * 3.3 / 0.132
        case "early":
            return max(0.0, (share * 3.3 - 0.574) / 0.132)
        case "first":
            return 1 / (1 - share)


class Decoder:
    """Requests the wanted sockets and converts frames to samples.

    `revision` has no default, because the stream does not show which skin conductance sensor the board has. A wrong
    revision is off by 4.35 uS. `version`: the board's answer, such as `BITalino_v5.2`. Version 4 and earlier are the
    first board.
    """

    info: KitInfo = INFO
    settings: ClassVar = {
        "revision": (
            "version of the skin conductance sensor: current or early (both (r)evolution), or first (the board"
            " before it)"
        ),
        "rate": "frames per second: 1, 10, 100 or 1000",
        "eda": "socket of the skin conductance sensor, 1 to 6 (A3 on the board kit)",
        "pulse": "socket of a pulse sensor, 1 to 6; 0: none",
        "sockets": "all sockets to send, for example 136; default: those of eda and pulse",
    }

    def __init__(self, revision: Revision, rate: int = 100, eda: int = 3, pulse: int = 0, sockets: str = "") -> None:
        """Raises ValueError if the board does not support a setting."""
        if revision not in get_args(Revision):
            raise ValueError(f"revision = {revision} is not valid: use one of {', '.join(get_args(Revision))}")
        if rate not in RATES_HZ:
            raise ValueError(f"rate = {rate} is not valid: use one of {', '.join(map(str, RATES_HZ))}")
        sent = _choose_sockets_to_send(eda, pulse, sockets)
        self.info = replace(INFO, rate_hz=float(rate), has_pulse=pulse > 0)
        self.counters = Counters()
        self.version = ""
        self._revision: Revision = revision
        self._channels = len(sent)
        self._eda = sent.index(eda)
        self._pulse = sent.index(pulse) if pulse else None
        self._steps = (STOP, VERSION, RATES_HZ[rate], LIVE | sum(1 << socket + 1 for socket in sent))
        self._patience = round(max(_PATIENCE_S, 3 / rate) / SILENCE_S)
        self._frames = FrameDecoder(
            self.counters,
            size=frame_size_bytes(self._channels),
            run=RUN,
            is_intact=_is_intact,
            follows=_follows,
            is_weak=True,
        )
        self._number = 0  # of the next frame since the first, lost ones included
        self.hello()

    def hello(self) -> bytes:
        """Return the stop command, because the board may already be live with other sockets.

        The commands for version, rate and start follow one by one, each after a silence.
        """
        self._frames.forget()
        self._seq: int | None = None
        self._step = 0
        self._silences = 0
        self._answer = b""
        self._reply = b""
        return bytes([STOP])

    def decode(self, data: bytes) -> list[Sample]:
        self.counters.bytes += len(data)
        if self._step < len(self._steps) - 1:
            self._set_up(data)
            return []
        if not data:
            self._count_silence()
            return []
        self._silences = 0
        samples = [self._sample(skipped, frame) for skipped, frame in self._frames.feed(data)]
        self.counters.samples += len(samples)
        return samples

    def reply(self) -> bytes:
        reply, self._reply = self._reply, b""
        return reply

    def goodbye(self) -> bytes:
        return bytes([STOP])

    def _set_up(self, data: bytes) -> None:
        """Handle data that arrive before the board is live: an answer, or old data."""
        self.counters.skipped_bytes += len(data)
        self._answer = (self._answer + data)[-_LONGEST_ANSWER:]
        if match := _VERSION.search(self._answer):
            self.version = match[0].decode()
        if not data:
            self._step += 1
            self._reply = bytes([self._steps[self._step]])
        elif self._step == 0:
            self._silences += len(data)
            if self._silences > _STOP_AGAIN_BYTES:  # the board did not receive the stop command
                self._silences = 0
                self._reply = bytes([STOP])

    def _count_silence(self) -> None:
        """Start the setup again after too many silences of a live board."""
        self._silences += 1
        if self._silences >= self._patience:
            self.counters.restarts += self._seq is not None
            self._reply = self.hello()

    def _sample(self, skipped: int, frame: bytes) -> Sample:
        seq = frame[-1] >> 4
        if self._seq is not None:
            gap = (seq - self._seq - 1) % 16
            if gap or skipped:
                gap = _likely_gap(gap, skipped / len(frame))
                self.counters.lost += gap
                self._number += gap
        self._seq = seq
        device_s = self._number / (self.info.rate_hz or 1)
        self._number += 1
        values = channel_counts(frame, self._channels)
        count = values[self._eda]
        return Sample(
            device_s,
            eda_us=conductance_us(count, self._revision),
            pulse=nan if self._pulse is None else values[self._pulse] / _TOP,
            open_circuit=count == 0,
        )


def _choose_sockets_to_send(eda: int, pulse: int, sockets: str) -> list[int]:
    """Sockets to request, in the order of their channels. Raises ValueError if they cannot be combined."""
    text = sockets or f"{eda}{pulse or ''}"
    if not re.fullmatch("[1-6]+", text) or str(eda) not in text or (pulse and str(pulse) not in text) or eda == pulse:
        raise ValueError(
            f"eda = {eda}, pulse = {pulse}, sockets = {sockets or 'not given'} do not fit together: use "
            "different sockets, from 1 to 6"
        )
    sent = sorted({int(digit) for digit in text})
    if sent.index(eda) >= _FINE_CHANNELS:
        raise ValueError(
            f"eda = {eda} would be sent with only 6 bits (0.39 uS per step): list fewer sockets with lower numbers"
        )
    return sent


def _is_intact(frame: bytes) -> bool:
    return crc4(frame) == frame[-1] & 15


def _follows(before: bytes, after: bytes) -> bool:
    return (after[-1] >> 4) - (before[-1] >> 4) & 15 == 1


def _likely_gap(gap: int, skipped_frames: float) -> int:
    """Number of lost frames. It is equal to `gap` modulo 16, and as close as possible to the number of skipped
    bytes.

    It can be larger than the skipped bytes suggest, because a board with a full buffer counts frames that it does not
    send.
    """
    return max(gap, gap + 16 * round((skipped_frames - gap) / 16))
