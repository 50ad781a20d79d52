"""Check of the swap, on machines made of files."""

from pathlib import Path

import pytest

from edge.tools.doctor.finding import DoctorContext, DoctorFinding
from edge.tools.doctor.swap import swap_findings
from tests.edge.tools.doctor.contexts import make_context, only
from tests.system.shop import ROOT

HEADER = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
PLAIN, FILE = "/dev/sda3", "/var/swap\\040file"
UNIT = (ROOT / "systemd/vitrina.service").read_text(encoding="utf-8")
GROUP = "system.slice/vitrina.service"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def machine(folder: Path, *areas: str) -> DoctorContext:
    """Machine that swaps to these areas. dm-0 is LUKS, dm-1 a volume on it, dm-2 a volume on a bare disk."""
    context = make_context(folder)
    root = context.root
    write(root / "proc/swaps", HEADER + "".join(f"{area}  partition\t1000\t0\t-2\n" for area in areas))
    write(root / "sys/block/dm-0/dm/uuid", "CRYPT-LUKS2-0123-swap\n")
    write(root / "sys/block/dm-1/dm/uuid", "LVM-0123\n")
    write(root / "sys/block/dm-1/slaves/dm-0", "")
    write(root / "sys/block/dm-2/dm/uuid", "LVM-4567\n")
    write(root / "sys/block/dm-2/slaves/sda3", "")
    write(root / "sys/block/zram0/backing_dev", "none\n")
    write(root / "sys/block/zram1/backing_dev", "/dev/sda4\n")
    (root / "dev/mapper").mkdir(parents=True)
    (root / "dev/mapper/swap").symlink_to("../dm-0")
    return context


def check(context: DoctorContext) -> DoctorFinding:
    return only(list(swap_findings(context)))


def mount(context: DoctorContext, device: str) -> None:
    """/var is on this device, / on sda1."""
    write(context.root / "sys/block" / device / "size", "1")
    numbers = context.root / "sys/dev/block"
    numbers.mkdir(parents=True)
    (numbers / "8:1").symlink_to("../../block/sda1")
    (numbers / "253:0").symlink_to(f"../../block/{device}")
    lines = [
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw",
        "23 22 253:0 / /var rw shared:1 - ext4 /dev/mapper/var rw",
        "24 22 8:1 / /var/swap rw - ext4 /dev/sda1 rw",
    ]
    write(context.root / "proc/self/mountinfo", "\n".join(lines))


def test_without_swap_all_is_well(tmp_path: Path) -> None:
    assert check(machine(tmp_path)).text == "no swap is in use."


@pytest.mark.parametrize(
    ("area", "level"),
    [
        (PLAIN, "warning"),
        ("/dev/dm-0", "ok"),
        ("/dev/mapper/swap", "ok"),
        ("/dev/dm-1", "ok"),
        ("/dev/dm-2", "warning"),
        ("/dev/zram0", "ok"),
        ("/dev/zram1", "warning"),
    ],
)
def test_memory_and_encrypted_devices_are_no_danger(tmp_path: Path, area: str, level: str) -> None:
    """dm-crypt, also below a volume; zram, unless it is written back to a disk."""
    finding = check(machine(tmp_path, "/dev/zram0", area))
    assert finding.level == level
    assert area in finding.text
    assert level == "ok" or "zram0" not in finding.text


@pytest.mark.parametrize(("device", "level"), [("dm-0", "ok"), ("dm-2", "warning"), ("sda5", "warning")])
def test_a_file_is_as_safe_as_its_disk(tmp_path: Path, device: str, level: str) -> None:
    context = machine(tmp_path, FILE)
    assert check(context).level == "warning"  # not known where it lies
    mount(context, device)
    finding = check(context)
    assert finding.level == level
    assert "/var/swap file" in finding.text


def test_a_kiosk_that_may_not_swap_is_no_danger(tmp_path: Path) -> None:
    """Its unit, or one of the groups above it, forbids it."""
    context = machine(tmp_path, PLAIN)
    context.kiosk_pid = 17
    write(context.root / "proc/17/cgroup", f"0::/{GROUP}\n")
    assert check(context).level == "warning"
    limit = context.root / "sys/fs/cgroup" / GROUP / "memory.swap.max"
    write(limit, "max\n")
    assert check(context).level == "warning"
    write(limit, "0\n")
    assert check(context).text == "/dev/sda3 is not encrypted, but the running kiosk is never swapped."
    write(limit, "max\n")
    write(limit.parents[1] / "memory.swap.max", "0\n")
    assert check(context).level == "ok"


def test_a_kiosk_by_hand_is_a_danger_beside_the_service(tmp_path: Path) -> None:
    """The unit of this project forbids swap; a kiosk that runs without it is swapped all the same."""
    context = machine(tmp_path, PLAIN)
    write(context.root / "etc/systemd/system/vitrina.service", UNIT)
    assert check(context).text == "/dev/sda3 is not encrypted, but the service is never swapped."
    context.kiosk_pid = 17
    write(context.root / "proc/17/cgroup", "0::/user.slice/session-1.scope\n")
    finding = check(context)
    assert finding.level == "warning"
    assert "MemorySwapMax=0" in finding.cure


def test_a_kernel_that_says_nothing_is_untried(tmp_path: Path) -> None:
    assert check(make_context(tmp_path)).is_ok is None
