"""The memory that two processes share shows whole pictures, the newest alone, and leaves nothing behind."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.sources.camera.frame_buffer import FrameReader, FrameWriter, make_memory

ROOT = Path(__file__).parents[4]


@pytest.fixture
def memory_fd() -> Iterator[int]:
    fd = make_memory()
    yield fd
    os.close(fd)


def test_newest_picture_comes_with_its_time_and_no_other(memory_fd: int) -> None:
    """Of two pictures shown, the reader gets the second one, once."""
    writer, reader = FrameWriter(memory_fd), FrameReader(memory_fd)
    assert reader.newest(0) is None
    for value in (1, 2):
        writer.back(4, 6)[:] = value
        writer.write(value * 10.0, "ok")
    shown = reader.newest(0)
    assert shown is not None
    assert (shown.sequence, shown.captured_s, shown.fault) == (2, 20.0, "ok")
    assert shown.image is not None
    assert shown.image.shape == (4, 6, 3)
    assert (shown.image == 2).all()
    assert reader.newest(shown.sequence) is None
    reader.close()


def test_picture_that_was_taken_does_not_change_afterwards(memory_fd: int) -> None:
    """The reader's picture is its own copy."""
    writer, reader = FrameWriter(memory_fd), FrameReader(memory_fd)
    writer.back(2, 2)[:] = 7
    writer.write(1.0, "ok")
    shown = reader.newest(0)
    for _ in range(2):
        writer.back(2, 2)[:] = 9
        writer.write(2.0, "ok")
    assert shown is not None
    assert shown.image is not None
    assert (shown.image == 7).all()
    reader.close()


def test_blind_camera_hands_over_no_picture(memory_fd: int) -> None:
    """While the sight is frozen or dark there is a sign of it and no image."""
    writer, reader = FrameWriter(memory_fd), FrameReader(memory_fd)
    writer.back(2, 2)[:] = 7
    writer.write(1.0, "frozen")
    shown = reader.newest(0)
    assert shown is not None
    assert (shown.fault, shown.image) == ("frozen", None)
    reader.close()


def test_showing_before_anything_was_written_is_refused(memory_fd: int) -> None:
    """There is no newest picture before the first one."""
    with pytest.raises(ValueError, match="nothing was written"):
        FrameWriter(memory_fd).write(1.0, "ok")


def test_no_picture_is_ever_torn(memory_fd: int) -> None:
    """While another process shows pictures as fast as it can, each of 300 read has one value in all its pixels."""
    program = textwrap.dedent(
        """
        import itertools, select, sys
        from edge.sources.camera.frame_buffer import FrameWriter
        writer = FrameWriter(int(sys.argv[1]))
        for number in itertools.count(1):
            writer.back(120, 160)[:] = number % 251
            writer.write(float(number), "ok")
            if select.select([sys.stdin], [], [], 0)[0]:
                break
        """
    )
    before = set(os.listdir("/dev/shm"))
    command = [sys.executable, "-c", program, str(memory_fd)]
    reader, sequence, seen = FrameReader(memory_fd), 0, 0
    with subprocess.Popen(command, pass_fds=[memory_fd], cwd=ROOT, stdin=subprocess.PIPE) as process:
        while seen < 300:
            assert process.poll() is None
            try:
                shown = reader.newest(sequence)
            except BlockingIOError:
                continue
            if shown is None:
                continue
            assert shown.image is not None
            assert (shown.image == shown.sequence % 251).all()
            assert shown.captured_s == shown.sequence
            sequence, seen = shown.sequence, seen + 1
        process.communicate()
    assert process.returncode == 0
    assert set(os.listdir("/dev/shm")) == before
    reader.close()
