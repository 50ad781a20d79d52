"""Memory, heat, the service, the libraries, on machines made of files."""

from pathlib import Path

import pytest

from edge.tools.doctor import machine
from edge.tools.doctor.finding import Finding
from edge.tools.doctor.machine import libraries, memory, service, temperature
from tests.edge.tools.doctor.patient import known, only


def with_memory(folder: Path, free_kb: int, kiosk: int | None = None) -> Finding:
    patient = known(folder)
    patient.kiosk = kiosk
    file = patient.root / "proc/meminfo"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"MemTotal:  2000000 kB\nMemAvailable:  {free_kb} kB\n", encoding="utf-8")
    return only(list(memory(patient)))


def test_a_kiosk_needs_memory(tmp_path: Path) -> None:
    """One that runs has its own already; where it is not known, it is said."""
    assert with_memory(tmp_path, 300_000).level == "warning"
    assert with_memory(tmp_path, 600_000).level == "ok"
    assert with_memory(tmp_path, 300_000, kiosk=17).level == "ok"
    (tmp_path / "root/proc/meminfo").unlink()
    assert only(list(memory(known(tmp_path)))).ok is None


@pytest.mark.parametrize(("milli_c", "level"), [("84000", "warning"), ("61000", "ok"), ("broken", "untried")])
def test_a_hot_machine_is_said(tmp_path: Path, milli_c: str, level: str) -> None:
    patient = known(tmp_path)
    zone = patient.root / "sys/class/thermal/thermal_zone0"
    zone.mkdir(parents=True)
    (zone / "temp").write_text(milli_c, encoding="utf-8")
    assert only(list(temperature(patient))).level == level


def with_service(folder: Path, answer: str, monkeypatch: pytest.MonkeyPatch) -> Finding:
    """With a unit installed, and a systemctl that answers so."""
    patient = known(folder)
    unit = patient.root / "etc/systemd/system/vitrina.service"
    unit.parent.mkdir(parents=True, exist_ok=True)
    unit.touch()
    program = folder / "systemctl"
    program.write_text(f'#!/bin/sh\nprintf "{answer}"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return only(list(service(patient)))


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
def test_the_service_is_asked_after(
    tmp_path: Path, answer: str, level: str, cure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = with_service(tmp_path, answer, monkeypatch)
    assert finding.level == level
    assert cure in finding.cure


def test_no_service_is_no_news(tmp_path: Path) -> None:
    """Whoever starts the kiosk by hand knows."""
    assert list(service(known(tmp_path))) == []


def test_the_libraries_of_this_machine_can_be_loaded(tmp_path: Path) -> None:
    finding = only(list(libraries(known(tmp_path))))
    assert finding.level == "ok"
    assert "OpenCV" in finding.text
    assert "GStreamer" in finding.text


def test_two_opencvs_overwrite_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are named, with what to do: taking one away alone would break the other."""
    monkeypatch.setattr(machine, "_is_installed", lambda name: name in ("opencv-python", "opencv-contrib-python"))
    finding = only(list(libraries(known(tmp_path))))
    assert finding.ok is False
    assert finding.cure.startswith("pip uninstall opencv-python opencv-contrib-python, then")
