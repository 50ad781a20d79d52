"""Checks of memory, temperature, service and libraries, on machines made of files."""

from pathlib import Path

import pytest

from edge.tools.doctor import machine
from edge.tools.doctor.finding import DoctorFinding
from edge.tools.doctor.machine import libraries_findings, memory_findings, service_findings, temperature_findings
from tests.edge.tools.doctor.contexts import make_context, only


def check_memory(folder: Path, free_kb: int, kiosk_pid: int | None = None) -> DoctorFinding:
    context = make_context(folder)
    context.kiosk_pid = kiosk_pid
    file = context.root / "proc/meminfo"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"MemTotal:  2000000 kB\nMemAvailable:  {free_kb} kB\n", encoding="utf-8")
    return only(list(memory_findings(context)))


def test_too_little_free_memory_is_a_warning(tmp_path: Path) -> None:
    """A running kiosk already has its memory. If the free memory is not known, the check is untried."""
    assert check_memory(tmp_path, 300_000).level == "warning"
    assert check_memory(tmp_path, 600_000).level == "ok"
    assert check_memory(tmp_path, 300_000, kiosk_pid=17).level == "ok"
    (tmp_path / "root/proc/meminfo").unlink()
    assert only(list(memory_findings(make_context(tmp_path)))).is_ok is None


@pytest.mark.parametrize(("milli_c", "level"), [("84000", "warning"), ("61000", "ok"), ("broken", "untried")])
def test_a_hot_machine_is_a_warning(tmp_path: Path, milli_c: str, level: str) -> None:
    context = make_context(tmp_path)
    zone = context.root / "sys/class/thermal/thermal_zone0"
    zone.mkdir(parents=True)
    (zone / "temp").write_text(milli_c, encoding="utf-8")
    assert only(list(temperature_findings(context))).level == level


def check_service(folder: Path, answer: str, monkeypatch: pytest.MonkeyPatch) -> DoctorFinding:
    """Finding with a unit installed and a systemctl that prints `answer`."""
    context = make_context(folder)
    unit = context.root / "etc/systemd/system/vitrina.service"
    unit.parent.mkdir(parents=True, exist_ok=True)
    unit.touch()
    program = folder / "systemctl"
    program.write_text(f'#!/bin/sh\nprintf "{answer}"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return only(list(service_findings(context)))


@pytest.mark.parametrize(
    ("answer", "level", "cure"),
    [
        ("ActiveState=active\\nUnitFileState=enabled\\n", "ok", ""),
        ("ActiveState=active\\nUnitFileState=disabled\\n", "warning", "systemctl enable"),
        ("ActiveState=inactive\\nUnitFileState=disabled\\n", "warning", "systemctl enable --now"),
        ("ActiveState=failed\\nUnitFileState=enabled\\n", "error", "journalctl -u vitrina"),
        ("", "untried", ""),
    ],
)
def test_each_state_of_the_service_has_its_level(
    tmp_path: Path, answer: str, level: str, cure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = check_service(tmp_path, answer, monkeypatch)
    assert finding.level == level
    assert cure in finding.cure


def test_without_service_there_is_no_finding(tmp_path: Path) -> None:
    """The kiosk may be started by hand."""
    assert list(service_findings(make_context(tmp_path))) == []


def test_the_libraries_can_be_loaded(tmp_path: Path) -> None:
    finding = only(list(libraries_findings(make_context(tmp_path))))
    assert finding.level == "ok"
    assert "OpenCV" in finding.text


def test_two_opencv_packages_are_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are named, with the commands. Removing only one would break the other."""
    monkeypatch.setattr(machine, "_is_installed", lambda name: name in ("opencv-python", "opencv-contrib-python"))
    finding = only(list(libraries_findings(make_context(tmp_path))))
    assert finding.is_ok is False
    assert finding.cure.startswith("pip uninstall opencv-python opencv-contrib-python, then")
