"""Memory settings. Each test runs its program in a new process, because the settings apply to a whole process."""

import subprocess
import sys

import pytest

MAPPED = """
import ctypes, sys
import numpy as np
from edge.kiosk.process.memory import limit_allocator_memory

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]

libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Info
if sys.argv[1] == "bound":
    assert limit_allocator_memory()
del_me = np.ones(3_000_000, np.uint8)
del del_me  # after this, by default, glibc keeps buffers of this size
before = libc.mallinfo2().hblkhd
kept = np.ones(2_000_000, np.uint8)
print(libc.mallinfo2().hblkhd - before >= len(kept))
"""

OLD_CYCLE = """
import gc, sys, weakref
from edge.kiosk.process.memory import freeze_lasting_objects

gc.set_threshold(700, 10, 10)  # Python 3.13 begins at 2,000, and the lists below would start no collection

class Visit:
    def __init__(self):
        self.itself = self

lasting = [[] for _ in range(300_000)]
gc.collect()
earlier = Visit()
if sys.argv[1] == "frozen":
    freeze_lasting_objects()
frozen = weakref.ref(earlier)
del earlier  # frozen, and then unreachable
visit = Visit()
collected = weakref.ref(visit)
gc.collect(1), gc.collect(1)  # the visit is old now: only a collection of the last generation can free it
del visit
for _ in range(300):
    young = [[] for _ in range(1_000)]
print(collected() is None)
if sys.argv[1] == "frozen":
    assert frozen() is not None
    freeze_lasting_objects()
    assert frozen() is None  # the next kiosk in the process frees the objects of the one before
"""


def output_of(program: str, option: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program, option], capture_output=True, text=True, check=True, timeout=60
    ).stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="the allocator of glibc")
def test_large_buffers_go_back_to_the_system_at_once() -> None:
    assert (output_of(MAPPED, "default"), output_of(MAPPED, "bound")) == ("False", "True")


def test_old_unreachable_objects_are_freed_soon_after_the_freeze() -> None:
    assert output_of(OLD_CYCLE, "default") == "False"
    assert output_of(OLD_CYCLE, "frozen") == "True"
