"""The memory that two processes share gives whole frames, only the newest one, and leaves nothing behind."""

import os
import subprocess
import sys
import textwrap
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.sources.camera.frame_buffer import FrameReader, FrameWriter, make_shared_memory
from edge.sources.camera.video import Image

ROOT = Path(__file__).parents[4]


@pytest.fixture
def memory_fd() -> Iterator[int]:
    fd = make_shared_memory()
    yield fd
    os.close(fd)


def test_a_frame_is_nobody_elses_while_somebody_holds_it_or_a_part_of_it(memory_fd: int) -> None:
    """The copy of the next frame takes its place only once nobody does."""
    writer, reader = FrameWriter(memory_fd), FrameReader(memory_fd)

    def read(value: int) -> Image:
        writer.back_buffer(4, 6)[:] = value
        writer.write(1.0, "ok")
        frame = reader.newest_frame(0)
        assert frame is not None
        assert frame.image is not None
        assert (frame.image == value).all()
        return frame.image

    first = read(1)
    second = read(2)
    part = second[1:3, 2:]
    address = second.ctypes.data
    del second
    third = read(3)
    assert (first == 1).all()
    assert (part == 2).all()
    assert third.ctypes.data != address
    address = third.ctypes.data
    del third
    assert read(4).ctypes.data == address  # used again
    reader.close()


def test_no_copy_of_a_frame_stays_when_the_camera_turns_blind_or_is_closed(memory_fd: int) -> None:
    for end in ("dark", "closed"):
        writer, reader = FrameWriter(memory_fd), FrameReader(memory_fd)
        writer.back_buffer(4, 6)[:] = 7
        writer.write(1.0, "ok")
        frame = reader.newest_frame(0)
        assert frame is not None
        assert frame.image is not None
        copy = weakref.ref(frame.image)
        del frame
        assert copy() is not None
        if end == "dark":
            writer.write(2.0, "dark")
            assert reader.newest_frame(1) is not None
        else:
            reader.close()
        assert copy() is None


def test_reader_gets_only_the_newest_frame_with_its_time(memory_fd: int) -> None:
    """The reader gets the second of two written frames, once."""
    writer, reader = FrameWriter(memory_fd), FrameReader(memory_fd)
    assert reader.newest_frame(0) is None
    for value in (1, 2):
        writer.back_buffer(4, 6)[:] = value
        writer.write(value * 10.0, "ok", skipped=3 * value)
    frame = reader.newest_frame(0)
    assert frame is not None
    assert (frame.sequence, frame.captured_s, frame.fault, frame.skipped) == (2, 20.0, "ok", 6)
    assert frame.image is not None
    assert frame.image.shape == (4, 6, 3)
    assert (frame.image == 2).all()
    assert reader.newest_frame(frame.sequence) is None
    reader.close()


def test_frame_that_was_read_does_not_change_later(memory_fd: int) -> None:
    """The reader's frame is its own copy."""
    writer, reader = FrameWriter(memory_fd), FrameReader(memory_fd)
    writer.back_buffer(2, 2)[:] = 7
    writer.write(1.0, "ok")
    frame = reader.newest_frame(0)
    for _ in range(2):
        writer.back_buffer(2, 2)[:] = 9
        writer.write(2.0, "ok")
    assert frame is not None
    assert frame.image is not None
    assert (frame.image == 7).all()
    reader.close()


def test_frame_with_a_fault_has_no_image(memory_fd: int) -> None:
    """A frozen or dark frame has its fault and no image."""
    writer, reader = FrameWriter(memory_fd), FrameReader(memory_fd)
    writer.back_buffer(2, 2)[:] = 7
    writer.write(1.0, "frozen")
    frame = reader.newest_frame(0)
    assert frame is not None
    assert (frame.fault, frame.image) == ("frozen", None)
    reader.close()


def test_write_without_a_back_buffer_is_refused(memory_fd: int) -> None:
    """The writer has no frame before the first call of `back`."""
    with pytest.raises(ValueError, match="no frame has been written"):
        FrameWriter(memory_fd).write(1.0, "ok")


def test_no_frame_is_ever_torn(memory_fd: int) -> None:
    """While another process writes as fast as it can, each of 300 frames read has one value in all its pixels."""
    program = textwrap.dedent(
        """
        import itertools, select, sys
        from edge.sources.camera.frame_buffer import FrameWriter
        writer = FrameWriter(int(sys.argv[1]))
        for number in itertools.count(1):
            writer.back_buffer(120, 160)[:] = number % 251
            writer.write(float(number), "ok")
            if select.select([sys.stdin], [], [], 0)[0]:
                break
        """
    )
    before = {name for name in os.listdir("/dev/shm") if not name.startswith("PostgreSQL.")}
    command = [sys.executable, "-c", program, str(memory_fd)]
    reader, sequence, count = FrameReader(memory_fd), 0, 0
    with subprocess.Popen(command, pass_fds=[memory_fd], cwd=ROOT, stdin=subprocess.PIPE) as process:
        while count < 300:
            assert process.poll() is None
            try:
                frame = reader.newest_frame(sequence)
            except BlockingIOError:
                continue
            if frame is None:
                continue
            assert frame.image is not None
            assert (frame.image == frame.sequence % 251).all()
            assert frame.captured_s == frame.sequence
            sequence, count = frame.sequence, count + 1
        process.communicate()
    assert process.returncode == 0
    assert {name for name in os.listdir("/dev/shm") if not name.startswith("PostgreSQL.")} == before
    reader.close()
