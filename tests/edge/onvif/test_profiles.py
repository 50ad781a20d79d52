"""profiles.py: the smallest profile that suits, and a sentence where none does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.onvif.profiles import VideoProfile, choose_profile, no_profile_error, read_profiles
from edge.onvif.xml_text import parse_xml


def profile(
    encoding: str = "H264", width: int = 1280, height: int = 720, rate: int = 15, token: str = "t"
) -> VideoProfile:
    return VideoProfile(token, "", encoding, width, height, rate)


@pytest.mark.parametrize(
    ("one", "is_suitable"),
    [
        (profile(), True),
        (profile(rate=10), True),
        (profile(rate=25), True),
        (profile(rate=9), False),
        (profile(rate=26), False),
        (profile(rate=0), False),
        (profile(width=1279), False),
        (profile(height=719), False),
        (profile("H265"), False),
        (profile("JPEG"), False),
    ],
)
def test_bounds(one: VideoProfile, is_suitable: bool) -> None:
    assert one.is_suitable is is_suitable
    assert choose_profile([one]) == (one if is_suitable else None)


PROFILES = st.builds(
    profile,
    st.sampled_from(["H264", "H265", "JPEG"]),
    st.sampled_from([640, 1280, 1920, 2560]),
    st.sampled_from([360, 720, 1080, 1440]),
    st.integers(0, 60),
)


@given(st.lists(PROFILES, max_size=8))
def test_no_suitable_profile_is_smaller_than_the_chosen_one(profiles: list[VideoProfile]) -> None:
    chosen = choose_profile(profiles)
    suitable = [one for one in profiles if one.is_suitable]
    assert (chosen is None) == (not suitable)
    if chosen is not None:
        sizes = [(one.width_px * one.height_px, one.rate_hz) for one in suitable]
        assert (chosen.width_px * chosen.height_px, chosen.rate_hz) == min(sizes)


def test_without_one_the_sentence_lists_what_the_camera_offers() -> None:
    text = str(no_profile_error([profile("H265", 1920, 1080, 25)]))
    assert "at least 1280 x 720 at 10 to 25 frames per second (offered: H265 1920 x 1080, 25 frames per second)" in text
    assert text.endswith("Set one profile so on the camera's own page, and search again.")
    assert "(offered: none)" in str(no_profile_error([]))


def test_odd_numbers_and_missing_parts_are_no_error() -> None:
    answer = parse_xml(
        b"<r><Profiles token='a'><Name>x\ty</Name><VideoEncoderConfiguration><Encoding>h.264</Encoding><Resolution>"
        b"<Width>1920.0</Width><Height>-5</Height></Resolution><RateControl><FrameRateLimit>nan</FrameRateLimit>"
        b"</RateControl></VideoEncoderConfiguration></Profiles><Profiles token='b'/>"
        b"<Profiles><VideoEncoderConfiguration/></Profiles></r>"
    )
    assert read_profiles(answer) == [VideoProfile("a", "x y", "H264", 1920, 0, 0)]


def test_a_long_list_is_shortened() -> None:
    text = str(no_profile_error([profile("H265", 1920, 1080, rate) for rate in range(20)]))
    assert text.count("H265") == 5
    assert "; and 15 more)" in text
