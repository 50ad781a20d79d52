"""Small archives instead of programs, in the form of a release."""

import hashlib
import io
import json
import platform
import tarfile
from pathlib import Path

PLATFORM = "debian13_amd64"
PROGRAM = "bin/vitrina"


def write_program(folder: Path, version: str) -> Path:
    """Write the archive of a version, and return its path."""
    tree = {
        "version": version,
        "platform": PLATFORM,
        "arch": "amd64",
        "python": ".".join(platform.python_version_tuple()[:2]),
        "outbox": 1,
        "settings_schema": 1,
        "min_from": None,
    }
    files = {PROGRAM: f"#!/bin/sh\necho {version}\n".encode(), "tree.json": json.dumps(tree).encode()}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    path = folder / f"vitrina_{version}_{PLATFORM}.tar"
    with tarfile.open(path, "w") as tar:
        for name, content in {**files, "SHA256SUMS": sums.encode()}.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o755 if name == PROGRAM else 0o644
            tar.addfile(member, io.BytesIO(content))
    return path
