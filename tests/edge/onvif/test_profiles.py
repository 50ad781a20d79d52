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
    assert text.endswith("Set one profile to this on the camera's own page, and search again.")
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


def profiles_of(*profiles: str) -> list[VideoProfile]:
    return read_profiles(parse_xml(f"<r>{''.join(profiles)}</r>".encode()))


def one_profile(token: str = "t", width: str = "1", name: str = "") -> str:
    resolution = f"<Resolution><Width>{width}</Width></Resolution>"
    return (
        f"<Profiles token='{token}'><Name>{name}</Name><VideoEncoderConfiguration>{resolution}"
        "</VideoEncoderConfiguration></Profiles>"
    )


def test_only_64_profiles_and_short_tokens_are_read() -> None:
    assert len(profiles_of(*[one_profile()] * 64)) == 64
    assert len(profiles_of(*[one_profile()] * 65)) == 64
    assert [len(one.token) for one in profiles_of(one_profile("x" * 500), one_profile("y" * 501))] == [500]
    assert [len(one.name) for one in profiles_of(one_profile(name="n" * 50))] == [40]


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("x", 0), ("0", 0), ("0.9", 0), ("-1", 0), ("25.0", 25), ("99999", 99_999), ("100000", 0), ("1e9", 0)],
)
def test_numbers_out_of_range_are_unknown(text: str, count: int) -> None:
    assert [one.width_px for one in profiles_of(one_profile(width=text))] == [count]


def test_the_smallest_has_the_least_pixels_and_a_rotated_one_is_too_narrow() -> None:
    wide, tall = profile(width=1920, height=720), profile(width=1280, height=1440)
    assert choose_profile([tall, wide]) == wide
    assert choose_profile([profile(width=720, height=1280)]) is None


def test_of_one_size_the_slowest_is_chosen() -> None:
    assert choose_profile([profile(rate=rate) for rate in (25, 5, 10, 15, 0)]) == profile(rate=10)


def test_metadata_without_video_and_media_2_encoders() -> None:
    metadata = "<Profiles token='m'><MetadataConfiguration/></Profiles>"
    encoder = "<Configurations><VideoEncoder><Encoding>H264</Encoding></VideoEncoder></Configurations>"
    second = f"<Profiles token='s'>{encoder}</Profiles>"
    assert [(one.token, one.encoding) for one in profiles_of(metadata, second)] == [("s", "H264")]


def test_five_profiles_are_all_listed() -> None:
    assert "more" not in str(no_profile_error([profile("H265")] * 5))
    assert "(offered: H264 1280 x 720, unknown frame rate)" in str(no_profile_error([profile(rate=0)]))
