"""File with the doctor's measurement of a decoder. `[camera] decode = "auto"` uses the decoder if it was cheaper."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from edge.files import open_regular_file, replace_file
from edge.sources.camera.decoders import AUTO, CODECS, SOFTWARE, DecoderChoice, is_allowed

_LARGEST_BYTES = 4096
_MOST_PX = 16384
_MOST_MS = 10_000.0
_LONGEST_VERSION = 40


@dataclass(frozen=True, slots=True)
class DecoderMeasurement:
    """Processor time per frame in milliseconds of the best decoder and of software, for one kind of video."""

    element: str
    codec: str  # one of CODECS
    width_px: int
    height_px: int
    decoder_ms: float
    software_ms: float
    gstreamer: str  # version

    @property
    def is_cheaper(self) -> bool:
        """True if the decoder needs less processor time than software."""
        return self.decoder_ms < self.software_ms


def decoder_path(outbox: Path) -> Path:
    """Path of the file with the measurement, beside the outbox."""
    return outbox.with_name(outbox.name + ".decoder")


def read_measurement(path: Path) -> DecoderMeasurement | None:
    """The stored measurement. None if there is none, or if the file cannot be read or is damaged."""
    try:
        with open_regular_file(path) as file:
            data = file.read(_LARGEST_BYTES + 1)
        return parse_measurement(data)
    except (OSError, ValueError):
        return None


def parse_measurement(data: bytes) -> DecoderMeasurement:
    """The measurement in the content of a file. Raises ValueError if it is damaged or implausible."""
    if len(data) > _LARGEST_BYTES:
        raise ValueError("the file is too large")
    try:
        found = DecoderMeasurement(**json.loads(data))
    except (TypeError, RecursionError) as error:
        raise ValueError("the file has other fields") from error
    texts, sizes = (found.element, found.codec, found.gstreamer), (found.width_px, found.height_px)
    is_typed = all(type(each) is str for each in texts) and all(type(each) is int for each in sizes)
    if not is_typed or not all(_is_time(each) for each in (found.decoder_ms, found.software_ms)):
        raise ValueError("a field has another type")
    is_known = found.codec in CODECS and is_allowed(found.element) and len(found.gstreamer) <= _LONGEST_VERSION
    if not is_known or not all(0 < each <= _MOST_PX for each in sizes):
        raise ValueError("a field is implausible")
    return found


def _is_time(value: object) -> bool:
    return type(value) in (int, float) and 0 < value < _MOST_MS  # type: ignore[operator]


def write_measurement(path: Path, measurement: DecoderMeasurement) -> None:
    """Store a measurement. The owner of the folder can read it, also if root runs the doctor.

    Raises OSError.
    """
    folder = path.parent.stat()
    replace_file(path, json.dumps(asdict(measurement)).encode() + b"\n", (folder.st_uid, folder.st_gid))


def choose_decoder(setting: str, path: Path) -> DecoderChoice | None:
    """Decoder that `[camera] decode` selects; None for software. `path`: the file with the measurement."""
    if setting == SOFTWARE:
        return None
    if setting != AUTO:
        return DecoderChoice(setting)
    found = read_measurement(path)
    if found is None or found.codec != "h264" or not found.is_cheaper:
        return None
    return DecoderChoice(found.element, is_measured=True, size_px=(found.width_px, found.height_px))
