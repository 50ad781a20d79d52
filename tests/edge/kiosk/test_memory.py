"""Each question in a process of its own: allocator and collector are set for all of one."""

import subprocess
import sys

import pytest

MAPPED = """
import ctypes, sys
import numpy as np
from edge.kiosk.memory import bound_allocator

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]

libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Info
if sys.argv[1] == "bound":
    assert bound_allocator()
del_me = np.ones(3_000_000, np.uint8)
del del_me  # from now on, left alone, glibc keeps what is as large
before = libc.mallinfo2().hblkhd
kept = np.ones(2_000_000, np.uint8)
print(libc.mallinfo2().hblkhd - before >= len(kept))
"""

OLD_CYCLE = """
import gc, sys, weakref
from edge.kiosk.memory import set_aside_lasting

class Visit:
    def __init__(self):
        self.itself = self

lasting = [[] for _ in range(300_000)]
gc.collect()
earlier = Visit()
if sys.argv[1] == "set aside":
    set_aside_lasting()
was = weakref.ref(earlier)
del earlier  # set aside, and then no longer wanted
visit = Visit()
gone = weakref.ref(visit)
gc.collect(1), gc.collect(1)  # it is old now, and only the collector's last generation sees it
del visit
for _ in range(300):
    young = [[] for _ in range(1_000)]
print(gone() is None)
if sys.argv[1] == "set aside":
    assert was() is not None
    set_aside_lasting()
    assert was() is None  # of a kiosk that another one follows nothing stays
"""


def answer(program: str, how: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program, how], capture_output=True, text=True, check=True, timeout=60
    ).stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="the allocator of glibc")
def test_large_buffers_go_back_to_the_system_at_once() -> None:
    assert (answer(MAPPED, "left alone"), answer(MAPPED, "bound")) == ("False", "True")


def test_what_is_old_and_unreachable_goes_while_the_kiosk_is_young() -> None:
    assert answer(OLD_CYCLE, "left alone") == "False"
    assert answer(OLD_CYCLE, "set aside") == "True"
