"""Video profiles of a camera, and the choice among them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from xml.etree.ElementTree import Element

from edge.onvif.errors import CameraSearchError
from edge.onvif.reasons import Reason, Value
from edge.onvif.xml_text import find_all, find_text

LEAST_WIDTH_PX, LEAST_HEIGHT_PX = 1280, 720
LEAST_HZ, MOST_HZ = 10, 25
"""Frames per second: fewer miss glances, more cost the processor time that the analysis needs."""
MOST_PROFILES = 64
MOST_SHOWN = 5
_ENCODERS = ("VideoEncoderConfiguration", "VideoEncoder")
"""Elements with the settings of a profile's encoder, of Media 1 and Media 2."""
LONGEST_TOKEN = 500
"""ONVIF allows 64 characters. A request repeats the token."""


@dataclass(frozen=True, slots=True)
class VideoProfile:
    """A profile. `encoding`: such as "H264". `width_px`, `height_px`, `rate_hz`: 0 if the camera does not give them."""

    token: str
    name: str
    encoding: str
    width_px: int
    height_px: int
    rate_hz: int

    @property
    def text(self) -> str:
        """One line about the profile."""
        return str(self.description)

    @property
    def description(self) -> Reason:
        """Description of the profile, as part of a reason."""
        kind = "profile" if self.rate_hz else "profile_without_rate"
        size: dict[str, Value] = {"width": self.width_px, "height": self.height_px}
        return Reason(kind, {"encoding": self.encoding, **size, "rate": self.rate_hz})

    @property
    def is_suitable(self) -> bool:
        return (
            self.encoding == "H264"
            and self.width_px >= LEAST_WIDTH_PX
            and self.height_px >= LEAST_HEIGHT_PX
            and LEAST_HZ <= self.rate_hz <= MOST_HZ
        )


def read_profiles(answer: Element) -> list[VideoProfile]:
    """Profiles of a GetProfilesResponse (ONVIF Media 1 or 2) that encode video and have a token."""
    found: list[VideoProfile] = []
    for element in islice(find_all(answer, "Profiles"), MOST_PROFILES):  # each is searched, and may contain the others
        encoder = next((each for name in _ENCODERS for each in find_all(element, name)), None)
        token = element.get("token", "")
        if encoder is not None and 0 < len(token) <= LONGEST_TOKEN:
            found.append(
                VideoProfile(
                    token,
                    _printable(find_text(element, "Name")),
                    _printable(find_text(encoder, "Encoding")).upper().replace(".", ""),
                    _count(find_text(encoder, "Resolution", "Width")),
                    _count(find_text(encoder, "Resolution", "Height")),
                    _count(find_text(encoder, "RateControl", "FrameRateLimit")),
                )
            )
    return found


def choose_profile(profiles: Iterable[VideoProfile]) -> VideoProfile | None:
    """The smallest suitable profile, at equal size the slowest; None if none is suitable."""
    suitable = [profile for profile in profiles if profile.is_suitable]
    return min(suitable, key=lambda profile: (profile.width_px * profile.height_px, profile.rate_hz), default=None)


def no_profile_error(profiles: Sequence[VideoProfile]) -> CameraSearchError:
    """Error with the reason why no profile is suitable, and with the change to make in the camera."""
    offered = [profile.description for profile in profiles[:MOST_SHOWN]]
    if len(profiles) > MOST_SHOWN:
        offered.append(Reason("more", {"count": len(profiles) - MOST_SHOWN}))
    return CameraSearchError(
        "no_profile",
        width=LEAST_WIDTH_PX,
        height=LEAST_HEIGHT_PX,
        least=LEAST_HZ,
        most=MOST_HZ,
        offered=tuple(offered) or Reason("none"),
    )


def _count(text: str) -> int:
    """A whole number from 0 to 99,999; some cameras write 25.0."""
    try:
        value = float(text)
    except ValueError:
        return 0
    return int(value) if 0 <= value < 100_000 else 0


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)[:40]
