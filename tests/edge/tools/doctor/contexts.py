"""Contexts of the doctor's checks: settings written for a test, and a machine made of files."""

from pathlib import Path

from edge.settings.settings import load_settings_file
from edge.tools.doctor.finding import DoctorContext, DoctorFinding

NOON_S = 1_795_608_000.0
"""2026-11-25T12:00:00Z, a Wednesday."""


def make_context(folder: Path, toml: str = "", at_s: float = NOON_S) -> DoctorContext:
    """Context with usable settings; its /proc, /etc and so on are folders below `folder`."""
    path = folder / "vitrina.toml"
    path.write_text(toml, encoding="utf-8")
    path.chmod(0o600)
    return DoctorContext(path, lambda: at_s, root=folder / "root", settings=load_settings_file(path))


def only(findings: list[DoctorFinding]) -> DoctorFinding:
    (finding,) = findings
    return finding


def levels(findings: list[DoctorFinding]) -> list[tuple[str, str]]:
    return [(finding.part, finding.level) for finding in findings]
