"""Setting of the memory allocator for a capture process, so that it reuses frame buffers."""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
_LARGEST_BUFFER_BYTES = 32 * 1024 * 1024
"""Largest threshold that glibc accepts on 64-bit systems. A frame of 3840x2160 pixels has 25 MB."""


def keep_freed_memory() -> bool:
    """Makes glibc keep freed buffers of up to 32 MB in this process. False if the C library has no such setting (musl).

    By default, glibc returns each large buffer to the kernel. A decoder frees and allocates several per frame, and the
    kernel clears their pages each time: this takes a third of the processor time for Motion JPEG of 1280x720, and a
    twentieth for MPEG-4 (measured). The process uses only a few frames at a time, so the memory that it keeps stays
    small. A kiosk does the opposite (edge/kiosk/process/memory.py).
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    options = {_MMAP_THRESHOLD: _LARGEST_BUFFER_BYTES, _TRIM_THRESHOLD: 2 * _LARGEST_BUFFER_BYTES}
    done = [mallopt(name, value) == 1 for name, value in options.items()]
    return all(done)
