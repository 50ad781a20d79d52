"""Shared objects inside the wheels of the lock files: none is under a GPL, whatever the wheel's own licence says.

OpenCV's wheel brings FFmpeg, built under the LGPL: its parts under a GPL, and encoders as x264, are switched off.
"""

import importlib.metadata
import mmap
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.lock import ALL, DEV, pins

GPL_NAMES = (
    *("x264", "x265", "xvidcore", "postproc", "xavs", "davs2", "vidstab", "frei0r", "rubberband", "cdio", "dvdread"),
    *("dvdnav", "readline", "gsl", "gslcblas", "fftw3", "fftw3f", "mad", "mpeg2", "a52", "faac", "fdk"),
)
"""Libraries under a GPL, or that may not be passed on beside one. GCC's run time (libgfortran, libquadmath, libgomp)
has an exception for programs that it is linked to."""
GPL_MARKS = (
    *(b" GPL version", b"nonfree and unredistributable", b"--enable-gpl", b"--enable-nonfree"),
    *(b"x264 - core 1", b"x265 (build", b"XviD00"),  # a decoder of H.264 names "x264 - core 0"
)
"""Words of such a library about itself, where it is linked into another one."""


def faults_of(file: Path) -> list[str]:
    """Reasons why a shared object may not be shipped."""
    stem = re.split(r"[.-]", file.name.removeprefix("lib"))[0].lower()
    found = [f"{file}: {stem} is under a GPL"] if stem in GPL_NAMES else []
    if file.stat().st_size == 0:
        return found
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return found + [f"{file}: says {mark.decode()!r}" for mark in GPL_MARKS if content.find(mark) != -1]


def shared_objects() -> Iterator[Path]:
    """Those of every package that a lock file for users pins, as far as it is installed here."""
    files = [file for file in ALL if file != DEV]
    names = {canonicalize_name(pin.requirement.name) for file in files for pin in pins(file.read_text("utf-8"))}
    for distribution in importlib.metadata.distributions():
        if canonicalize_name(distribution.metadata["Name"] or "") not in names:
            continue
        for file in distribution.files or ():
            if re.search(r"\.so(\.[0-9.]+)?$", file.name):
                yield Path(str(distribution.locate_file(file)))


def test_no_wheel_carries_a_library_under_a_gpl() -> None:
    found = list(shared_objects())
    assert len(found) > 100, "the packages of the lock files are not installed here"
    assert [fault for file in found for fault in faults_of(file)] == []


def test_ffmpeg_of_opencv_says_that_it_is_lgpl() -> None:
    """So the marks above are what FFmpeg would say."""
    libraries = [
        file for file in shared_objects() if re.match(r"lib(av(codec|format|util|filter|device)|sw)", file.name)
    ]
    assert {re.split(r"[.-]", file.name)[0] for file in libraries} >= {"libavcodec", "libavformat", "libavutil"}
    for file in libraries:
        assert b"LGPL version 2.1 or later" in file.read_bytes(), file


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("libx264-0a1b2c3d.so.164", b"\x7fELF"),
        ("libpostproc.so.55.7.100", b"\x7fELF"),
        ("libfftw3f-1234.so.3", b"\x7fELF"),
        ("libavcodec-1.so.61", b"\x7fELF libavcodec license: GPL version 2 or later\0"),
        ("libavcodec-2.so.61", b"\x7fELF --enable-shared --enable-gpl --enable-pic\0"),
        ("cv2.abi3.so", b"\x7fELF x264 - core 164 r3095\0"),
        ("libavcodec-3.so.61", b"nonfree and unredistributable"),
    ],
)
def test_a_library_under_a_gpl_is_found_by_its_name_or_its_words(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert len(faults_of(tmp_path / name)) == 1


@pytest.mark.parametrize("name", ["libavcodec.so.62", "libmadrigal.so", "libgfortran-040039e1.so.5", "gsl_like.so"])
def test_others_are_not_accused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x7fELF LGPL version 2.1 or later --disable-gpl\0")
    assert faults_of(tmp_path / name) == []
