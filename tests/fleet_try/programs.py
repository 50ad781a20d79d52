"""Programs for the trial: the released tree, with another version number and a small fault."""

import io
import re
import tarfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from edge import __version__
from tests.packaging.tree import FACTS, SUMS

FASTEST = 1
"""Level of compression: the archives are used once."""
_NUMBERED = re.compile(r"(bin/vitrina|pyvenv\.cfg|tree\.json|.*/site-packages/edge/__init__\.py)")
"""Files of a tree that have its version number."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program for the trial. `code` is added to `file` before the text `place`, which is there once. `is_disturbed`:
    its updater is killed, and the machine loses power.
    """

    version: str
    what: str
    file: str = ""
    place: str = ""
    code: str = ""
    is_disturbed: bool = False

    def change(self, text: str) -> str:
        """The text of `file` with the fault. AssertionError if the place is not there once."""
        assert text.count(self.place) == 1, f"{self.file} no longer has the place of the fault {self.what!r}"
        return text.replace(self.place, self.code + self.place)


_START = ("edge/kiosk/run.py", "    limit_allocator_memory()\n    log.info")
PROGRAMS = {
    "crash": Program("0.1.1", "crashes at its start", *_START, '    __import__("os").abort()\n'),
    "hang": Program(
        "0.1.2",
        "freezes 50 s after its start",
        "edge/kiosk/kiosk.py",
        "            self._check_each_second()\n",
        "            if now_s > self._health_due_s - 10.0:\n                threading.Event().wait()\n",
    ),
    "memory": Program(
        "0.1.3",
        "takes 20 MB of memory per second",
        *_START,
        "    taken: list[bytearray] = []\n"
        '    steps = ((taken.append(bytearray(b"x") * 20_000_000), time.sleep(1.0)) for _ in range(200))\n'
        "    threading.Thread(target=lambda: list(steps), daemon=True).start()\n",
    ),
    "no-camera": Program(
        "0.1.4",
        "cannot open the camera",
        "edge/sources/camera/process.py",
        "    first = os.environ.get(",
        '    return "protocol_whitelist;none"\n',
    ),
    "good": Program("0.1.5", "is good"),
    "no-frames": Program(
        "0.1.6",
        "reads no frames after the first 150, without an alert",
        "edge/sources/camera/camera.py",
        "        return self._source.next_data(timeout_s)\n",
        "        if self.counts.taken > 150:\n"
        '            __import__("time").sleep(timeout_s)\n'
        "            return None\n",
    ),
    "accidents": Program("0.1.7", "is good, while its updater is killed and the power is cut", is_disturbed=True),
}
"""The order of the trial. A good version raises the floor, so those after it have higher numbers."""


def write_program(program: Program, released: Path, folder: Path) -> Path:
    """Write the archive of a program, made from that of the released tree. Returns its path."""
    archive = folder / released.name.replace(f"_{__version__}_", f"_{program.version}_")
    changed: dict[str, str] = {}
    with tarfile.open(released) as source, tarfile.open(archive, "w:gz", compresslevel=FASTEST) as target:
        for member in source:
            file = source.extractfile(member) if member.isreg() else None
            content = file.read() if file else b""
            if member.name == SUMS:  # the last member
                content = _new_sums(content.decode(), changed)
            elif file and (new := _change(program, member.name, content)) != content:
                content, changed[member.name] = new, sha256(new).hexdigest()
            member.size = len(content) if file else member.size
            target.addfile(member, io.BytesIO(content) if file else None)
    assert FACTS in changed, f"{released} has no {FACTS}"
    return archive


def _change(program: Program, name: str, content: bytes) -> bytes:
    if program.file and name.endswith(f"/site-packages/{program.file}"):
        return program.change(content.decode()).encode()
    if _NUMBERED.fullmatch(name):
        return content.replace(__version__.encode(), program.version.encode())
    return content


def _new_sums(text: str, changed: dict[str, str]) -> bytes:
    """The list of hashes, with those of the changed files."""
    lines = []
    for line in text.splitlines():
        name = line.split("  ", 1)[1]
        lines.append(f"{changed.get(name, line.split('  ', 1)[0])}  {name}\n")
    return "".join(lines).encode()
