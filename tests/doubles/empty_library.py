"""Writes a shared library whose functions all return 0, byte by byte, so that no compiler is needed.

TensorRT's bindings cannot be imported without libnvinfer and related libraries, which are gigabytes and need a GPU.
With these libraries instead they can be imported, with all their classes and signatures.
"""

import platform
import struct
from collections.abc import Sequence
from pathlib import Path

PAGE = 0x10000  # the largest page size of any machine
MACHINES = {
    "x86_64": (62, bytes.fromhex("31c0c3")),  # xor eax, eax; ret
    "aarch64": (183, bytes.fromhex("000080d2c0035fd6")),  # mov x0, #0; ret
}
"""ELF's number of each processor, and the code of the functions."""

HEADER, SEGMENT, SYMBOL = 64, 56, 24  # bytes of each, in 64 bits


def write(path: Path, functions: Sequence[str], machine: str = platform.machine()) -> Path:
    """Writes the library; its name is that of the file. KeyError for an unknown processor."""
    number, code = MACHINES[machine]
    names = [path.name, *functions]
    strings = b"\0" + b"\0".join(name.encode() for name in names) + b"\0"
    at = [1 + sum(len(name) + 1 for name in names[:index]) for index in range(len(names))]
    table_at = HEADER + 4 * SEGMENT
    # one hash bucket that starts with symbol 1, each symbol linked to the next
    count = len(functions) + 1
    table = struct.pack(f"<{3 + count}I", 1, count, 1, 0, *(index % count for index in range(2, count + 1)))
    symbols_at = -(-(table_at + len(table)) // 8) * 8
    strings_at = symbols_at + SYMBOL * count
    code_at = -(-(strings_at + len(strings)) // 16) * 16
    symbols = bytes(SYMBOL) + b"".join(
        struct.pack("<IBBHQQ", name, 0x12, 0, 1, code_at, len(code)) for name in at[1:]
    )  # global functions of some section
    end = code_at + len(code)
    wanted = [(14, at[0]), (4, table_at), (5, strings_at), (6, symbols_at), (10, len(strings)), (11, SYMBOL), (0, 0)]
    dynamic = b"".join(struct.pack("<QQ", tag, value) for tag, value in wanted)
    segments = [
        (1, 5, 0, end),  # loadable, readable, executable
        (1, 6, PAGE, len(dynamic)),  # loadable, writable by the loader
        (2, 6, PAGE, len(dynamic)),  # the table above
        (0x6474E551, 6, 0, 0),  # a stack that is not executable
    ]
    header = b"\x7fELF\2\1\1" + bytes(9)
    header += struct.pack("<HHIQQQIHHHHHH", 3, number, 1, 0, HEADER, 0, 0, HEADER, SEGMENT, len(segments), 64, 0, 0)
    for kind, flags, offset, size in segments:
        header += struct.pack("<IIQQQQQQ", kind, flags, offset, offset, offset, size, size, PAGE)
    file = bytearray(PAGE + len(dynamic))
    parts = [(0, header), (table_at, table), (symbols_at, symbols), (strings_at, strings), (code_at, code)]
    for offset, part in [*parts, (PAGE, dynamic)]:
        file[offset : offset + len(part)] = part
    path.write_bytes(file)
    return path
