"""A Debian for 64-bit ARM in a folder, on a processor of another kind: qemu translates each program that it runs.

Everything that a command needs (the registration of QEMU at the kernel, mounts, processes) stands in namespaces of its
own and ends with it, so nothing is left to clean up.
"""

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
QEMUS = ("qemu-aarch64-static", "qemu-aarch64")
"""Names of the program on Debian 12 and 13; either has no library beside it, which it would not find in the folder."""
HEADER = r"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00"
MASK = r"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff"
"""First bytes of a program for 64-bit ARM, and those of their bits that count: as Debian's qemu registers them."""
ENTER = """set -e
formats=/proc/sys/fs/binfmt_misc
mount -t binfmt_misc none $formats
[ -e $formats/qemu-aarch64 ] || [ -e $formats/vitrina-arm ] || printf '%s' "$FORMAT" > $formats/register
mount -t proc none "$ROOT/proc"
mount --rbind /sys "$ROOT/sys"
mount --rbind /dev "$ROOT/dev"
mount --bind "$CODE" "$ROOT/opt/vitrina"
mount -o remount,bind,ro "$ROOT/opt/vitrina"
mount --bind "$FOLDER" "$ROOT/srv"
exec env -i "$@"
"""
REGISTERED = Path("/proc/sys/fs/binfmt_misc/vitrina-arm")
"""Registration of QEMU, where this system has mounted binfmt_misc itself. Elsewhere it ends with the namespaces."""
PROCESSOR = "cortex-a76"
"""Of a Raspberry Pi 5, and near to that of a Jetson Orin: libraries choose their code by it."""
NAMESPACES = ("unshare", "--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child")
ENVIRONMENT = (
    f"PATH={PATH}", "HOME=/root", "LC_ALL=C.UTF-8", "OMP_NUM_THREADS=1",
    "PYTHONPATH=/opt/vitrina:/opt/packages", f"QEMU_CPU={PROCESSOR}",
)  # fmt: skip


def qemu() -> str | None:
    """Path of qemu for 64-bit ARM; None if it is not installed."""
    return next(filter(None, (shutil.which(name, path=PATH) for name in QEMUS)), None)


def forget_format() -> None:
    """Removes the registration where it would stay."""
    if REGISTERED.exists():
        REGISTERED.write_text("-1")


@dataclass(frozen=True)
class Machine:
    """The folder `root` as a machine without a network. It sees the checkout `code` as /opt/vitrina, read-only, and
    `folder` as /srv, its working directory."""

    root: Path
    code: Path
    folder: Path
    limit_s: float

    def run(self, command: str) -> "subprocess.CompletedProcess[str]":
        """Result of a command of a shell, at the lowest priority. subprocess.TimeoutExpired after `limit_s`."""
        inside = ["chroot", str(self.root), "sh", "-c", f"cd /srv && {command}"]
        enter = ["nice", "-n", "19", *NAMESPACES, "sh", "-c", ENTER, "sh", *ENVIRONMENT, *inside]
        places = {"ROOT": str(self.root), "CODE": str(self.code), "FOLDER": str(self.folder)}
        return subprocess.run(
            enter,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=self.limit_s,
            env={**os.environ, **places, "FORMAT": f":vitrina-arm:M::{HEADER}:{MASK}:{qemu()}:F"},
            check=False,
        )

    def python(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Result of its Python with these arguments."""
        return self.run(shlex.join(["python3", *arguments]))
