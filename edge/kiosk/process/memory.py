"""Settings of the memory allocator and the garbage collector that keep memory from growing while a kiosk runs for
months.
"""

import ctypes
import gc

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of glibc's malloc.h
_LARGE_BYTES = 256 * 1024


def limit_allocator_memory() -> bool:
    """Makes glibc return large buffers to the system at once and share two memory arenas among all threads.

    Returns False if the C library has no such settings (musl). Call this function before threads start.

    Several threads allocate and free frames and tensors ten times per second. By default, glibc stops returning such
    memory to the system after the first buffer, and the unused gaps in each thread's arena grow by 3 MiB per hour
    (docs/evidence/soak.md).
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    options = {_ARENA_MAX: 2, _MMAP_THRESHOLD: _LARGE_BYTES, _TRIM_THRESHOLD: _LARGE_BYTES}
    done = [mallopt(name, value) == 1 for name, value in options.items()]
    return all(done)


def freeze_lasting_objects() -> None:
    """Excludes all existing objects from garbage collection, because they live until the process ends.

    Python collects its oldest generation once it has grown by a quarter. With 140,000 such objects, this takes hours,
    and in the meantime unreachable reference cycles would stay in memory.
    """
    gc.unfreeze()  # objects of an earlier kiosk in this process
    gc.collect()
    gc.freeze()
    gc.collect()  # resets the count of old objects to nearly zero
