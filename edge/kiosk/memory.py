"""A kiosk runs for months: its memory is kept from growing by what the allocator and the collector put off."""

import ctypes
import gc

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of glibc's malloc.h
_LARGE_BYTES = 256 * 1024


def bound_allocator() -> bool:
    """Large buffers go back to the system at once, and few arenas are shared by all threads. False where the C library
    has no such settings (musl); to be called before threads begin.

    Pictures and tensors come and go ten times a second in several threads. Left alone glibc stops giving them back
    after the first, and the holes between them in each thread's arena grew by 3 MiB an hour (docs/soak.md).
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    options = {_ARENA_MAX: 2, _MMAP_THRESHOLD: _LARGE_BYTES, _TRIM_THRESHOLD: _LARGE_BYTES}
    done = [mallopt(name, value) == 1 for name, value in options.items()]
    return all(done)


def set_aside_lasting() -> None:
    """What lives now lives to the end, so that the collector looks at what came after it alone.

    It looks at its oldest generation when that has grown by a quarter: of 140,000 lasting objects it would take hours,
    and meanwhile objects that know each other stay.
    """
    gc.unfreeze()  # of a kiosk before this one
    gc.collect()
    gc.freeze()
    gc.collect()  # what is counted as old is now what is left: nearly nothing
