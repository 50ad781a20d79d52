"""Pictures of a pipeline are the same in each format that is read."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.sources.camera.gst_formats import Image, JpegVideo, RawVideo, RawVideoError, picture_format


def caps(layout: str, width_px: object, height_px: object, more: str = "") -> str:
    """Format as gdppay writes it."""
    return (
        f"video/x-raw, format=(string){layout}, width=(int){width_px}, height=(int){height_px},"
        f" framerate=(fraction)30/1, pixel-aspect-ratio=(fraction)1/1{more}"
    )


def padded(plane: NDArray[np.uint8]) -> bytes:
    """Rows of which each begins at a multiple of 4 bytes; what lies between is noise."""
    rows, width = plane.shape
    gap = np.full((rows, -width % 4), 77, np.uint8)
    return np.hstack([plane, gap]).tobytes()


def encoded(image: Image, layout: str) -> bytes:
    """`image` as GStreamer lays it out."""
    height, width = image.shape[:2]
    if layout == "BGR":
        return padded(image.reshape(height, 3 * width))
    planes = cv2.cvtColor(image, cv2.COLOR_BGR2YUV_I420)
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    if layout == "I420":
        return b"".join(map(padded, (planes[:height], *chroma)))
    return padded(planes[:height]) + padded(np.stack(chroma, axis=-1).reshape(height // 2, width))


def blocks(width_px: int, height_px: int) -> Image:
    """A picture of blocks of 2 by 2 pixels of one colour each: halving the chroma loses nothing."""
    across, down = np.meshgrid(np.linspace(30, 220, width_px // 2), np.linspace(40, 200, height_px // 2))
    half = np.stack([across, down, 255 - across], axis=-1).astype(np.uint8)
    return half.repeat(2, axis=0).repeat(2, axis=1)


@given(st.sampled_from(["BGR", "I420", "NV12"]), st.integers(8, 40), st.integers(4, 20))
def test_a_picture_is_the_same_in_each_format(layout: str, half_width: int, half_height: int) -> None:
    """Of every even size, with the gaps that GStreamer leaves at the ends of rows."""
    image = blocks(2 * half_width, 2 * half_height)
    raw, data = RawVideo.from_caps(caps(layout, 2 * half_width, 2 * half_height)), encoded(image, layout)
    assert list(raw.buffer_sizes) == [len(data)]
    into = np.zeros_like(image)
    assert raw.to_bgr(memoryview(data), into) is into
    assert np.abs(into.astype(int) - image).max() <= (0 if layout == "BGR" else 4)
    other = raw.to_bgr(memoryview(data), np.zeros((2, 2, 3), np.uint8))
    assert np.array_equal(other, into)


def test_full_range_is_not_taken_for_that_of_video() -> None:
    """Black and white of a JPEG stay black and white."""
    data = np.full((24, 16), 128, np.uint8)
    data[:8], data[8:16] = 0, 255
    full = RawVideo.from_caps(caps("I420", 16, 16, ", colorimetry=(string)1:4:0:0"))
    image = full.to_bgr(memoryview(data.tobytes()))
    assert image[:8].max() <= 2
    assert image[8:].min() >= 253
    assert np.abs(full.to_bgr(memoryview(np.full(384, 128, np.uint8).tobytes())).astype(int) - 128).max() <= 2


def jpeg(image: Image) -> memoryview:
    return memoryview(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes())


def test_a_jpeg_is_decoded_here() -> None:
    """Into the memory that is offered if the sizes match, else into its own."""
    image = blocks(64, 48)
    video = picture_format("image/jpeg, width=(int)64, height=(int)48, framerate=(fraction)30/1")
    assert isinstance(video, JpegVideo)
    data, into = jpeg(image), np.zeros_like(image)
    assert len(data) in video.buffer_sizes
    assert video.to_bgr(data, into) is into
    assert np.abs(into.astype(int) - image).mean() < 3
    for other in (None, np.zeros((2, 2, 3), np.uint8)):
        made = video.to_bgr(data, other)
        assert made is not None
        assert made is not other
        assert np.array_equal(made, into)


def test_a_damaged_jpeg_is_no_picture() -> None:
    """Nor is one of a size that no camera sends."""
    assert JpegVideo().to_bgr(memoryview(b"\xff\xd8" + bytes(100)), blocks(8, 8)) is None
    assert 1 not in JpegVideo.buffer_sizes
    assert 16 * 2**20 in JpegVideo.buffer_sizes
    assert 16 * 2**20 + 1 not in JpegVideo.buffer_sizes


def test_raw_pictures_and_jpeg_are_told_apart() -> None:
    """By the kind of the format, not by its fields."""
    assert picture_format(caps("BGR", 8, 4)) == RawVideo("BGR", 8, 4)
    assert isinstance(picture_format("image/jpeg"), JpegVideo)
    for text in ("image/jpeg2000", "image/png, format=(string)BGR", "video/x-raw, format=(string)image/jpeg"):
        with pytest.raises(RawVideoError):
            picture_format(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the pipeline's frames are"),
        ("audio/x-raw, format=(string)S16LE", "audio/x-raw of format S16LE"),
        (caps("GRAY8", 64, 48), "of format GRAY8"),
        (caps("NV12", 64, 48).replace("x-raw", "x-raw(memory:NVMM)"), "memory:NVMM"),
        ("video/x-raw, format=(string)BGR, width=(int)64", "no size"),
        (caps("BGR", "[ 1, 9 ]", 48), "no size"),
        (caps("BGR", 0, 48), "0x48 px"),
        (caps("BGR", 7681, 48), "At most 7680x4320"),
        (caps("BGR", 64, 99999999999), "At most"),
        (caps("I420", 65, 48), "an odd width or height"),
        (caps("NV12", 64, 47), "an odd width or height"),
    ],
)
def test_a_format_that_is_not_read_is_refused_with_a_cure(text: str, reason: str) -> None:
    """The reason, then what to do."""
    with pytest.raises(RawVideoError) as caught:
        RawVideo.from_caps(text)
    assert reason in str(caught.value)
    assert str(caught.value).count(". ") >= 1


@given(st.text(max_size=200))
def test_any_text_is_a_format_or_an_error(text: str) -> None:
    """Bytes of a broken pipeline raise nothing else."""
    for each in (text, f"video/x-raw, format=(string)BGR, width=(int){text}, height=(int)4"):
        try:
            assert 0 < RawVideo.from_caps(each).size_bytes < 10**8
        except RawVideoError:
            continue


def test_sizes_have_bounds() -> None:
    """From one pixel to 8K. Only halved colours need an even size."""
    for width_px, height_px in ((1, 1), (7680, 4320), (65, 47)):
        assert RawVideo.from_caps(caps("BGR", width_px, height_px)) == RawVideo("BGR", width_px, height_px)
    for wrong in ((0, 8), (8, 0), (7681, 8), (8, 4321)):
        with pytest.raises(RawVideoError):
            RawVideo.from_caps(caps("BGR", *wrong))


def test_only_halved_colours_have_a_range() -> None:
    """Values of BGR go from 0 to 255 whatever a camera says of its own."""
    full = ", colorimetry=(string)1:4:0:0"
    assert RawVideo.from_caps(caps("BGR", 8, 8, full)) == RawVideo("BGR", 8, 8)
    assert RawVideo.from_caps(caps("NV12", 8, 8, full)) == RawVideo("NV12", 8, 8, is_full_range=True)
    assert RawVideo.from_caps(caps("NV12", 8, 8, ", colorimetry=(string)bt601")) == RawVideo("NV12", 8, 8)
    for text, is_full in (("bt709", False), ("2:3:5:1", False), ("1:3:5:1", True)):
        made = RawVideo.from_caps(caps("I420", 8, 8, f", colorimetry=(string){text}"))
        assert made == RawVideo("I420", 8, 8, is_full_range=is_full, is_bt709=True)
    assert RawVideo.from_caps(caps("BGR", 8, 8, ", colorimetry=(string)bt709")) == RawVideo("BGR", 8, 8)


@pytest.mark.parametrize("layout", ["I420", "NV12"])
@pytest.mark.parametrize("is_full", [False, True])
@pytest.mark.parametrize("width_px", [16, 10])
def test_colours_of_bt709_are_its_own(layout: str, is_full: bool, width_px: int) -> None:
    """As the standard defines them (ITU-R BT.709-6): each pixel, with and without gaps between rows."""
    luma = np.random.default_rng(1).integers(16, 236, (8, width_px), np.uint8)
    chroma = np.random.default_rng(2).integers(16, 241, (2, 4, width_px // 2), np.uint8)
    rows = [luma, *chroma] if layout == "I420" else [luma, np.dstack([*chroma]).reshape(4, -1)]
    data = b"".join(bytes(np.pad(plane, ((0, 0), (0, -plane.shape[1] % 4)))) for plane in rows)
    image = RawVideo(layout, width_px, 8, is_full_range=is_full, is_bt709=True).to_bgr(memoryview(data))
    y, (u, v) = luma.astype(float), (each.repeat(2, axis=0).repeat(2, axis=1) - 128.0 for each in chroma)
    if not is_full:
        y, u, v = (y - 16) * 255 / 219, u * 255 / 224, v * 255 / 224
    wanted = np.stack([y + 1.8556 * u, y - 0.18733 * u - 0.46813 * v, y + 1.5748 * v], axis=-1)
    assert np.abs(image - wanted.clip(0, 255)).max() < 1


def test_a_refused_format_is_shown_up_to_its_bounds() -> None:
    with pytest.raises(RawVideoError, match=f"are {'v' * 40} of format {'F' * 20}\\. "):
        RawVideo.from_caps(f"{'v' * 41}, format=(string){'F' * 21}")


def test_full_range_is_converted_exactly() -> None:
    """As JPEG defines it (JFIF 1.02): luma from 0 to 255, and colours about 128."""
    luma = np.repeat(np.arange(0, 256, 2, np.uint8), 128).reshape(128, 128)
    blue, red = (plane.astype(np.uint8) for plane in np.meshgrid(np.linspace(40, 216, 64), np.linspace(40, 216, 64)))
    data = np.concatenate([luma.reshape(-1), blue.reshape(-1), red.reshape(-1)])
    image = RawVideo("I420", 128, 128, is_full_range=True).to_bgr(memoryview(data.tobytes())).astype(float)
    u, v = (plane.repeat(2, axis=0).repeat(2, axis=1).astype(float) - 128 for plane in (blue, red))
    y = luma.astype(float)
    wanted = np.stack([y + 1.772 * u, y - 0.344136 * u - 0.714136 * v, y + 1.402 * v], axis=-1)
    inside = (wanted > 4) & (wanted < 251)
    off = np.where(inside, image - wanted, np.nan)
    assert np.nanmax(np.abs(off)) < 3
    assert np.abs(np.nanmean(off, axis=(0, 1))).max() < 0.35
    for colour, plane in ((0, u), (2, v)):
        slope = np.polyfit(plane[inside[..., colour]], off[..., colour][inside[..., colour]], 1)[0]
        assert abs(slope) < 0.004
    level = np.polyfit(y[inside[..., 1]], off[..., 1][inside[..., 1]], 1)[0]
    assert abs(level) < 0.002
