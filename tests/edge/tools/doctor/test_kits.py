"""Checks of sensor kits, with and without consent."""

import re
from pathlib import Path

import pytest

from edge.tools import consent as consent_command
from edge.tools.consent import ConsentArguments
from edge.tools.doctor.finding import DoctorContext
from edge.tools.doctor.kits import body_findings, consent_findings, kits_findings
from tests.doubles.kit_packages import install_kits
from tests.doubles.kits import played
from tests.doubles.recordings import write_worn
from tests.edge.tools.doctor.contexts import NOON_S, levels, make_context, only


def context_for(folder: Path, *ports: str, kit: str = "grove", more: str = "") -> DoctorContext:
    toml = f'[outbox]\npath = "{folder}/outbox.db"\n'
    for number, port in enumerate(ports, 1):
        toml += f'[[kits]]\nport = "{port}"\nkit = "{kit}"\nwearer = "w{number}"\n'
        toml += f'consent = "{folder}/w{number}.json"\n{more}\n'
    return make_context(folder, toml)


def give_consent(context: DoctorContext, *wearers: str) -> None:
    for wearer in wearers:
        consent_command.give(context.require_settings(), ConsentArguments(wearer, "a test", "1", 1.0), NOON_S)


def test_without_kits_there_are_no_findings(tmp_path: Path) -> None:
    """Most kiosks have no kits."""
    assert [
        *consent_findings(make_context(tmp_path)),
        *kits_findings(make_context(tmp_path)),
        *body_findings(make_context(tmp_path)),
    ] == []


def test_a_connected_kit_is_read_and_a_missing_one_is_a_fault(tmp_path: Path) -> None:
    """The samples of one kit are decoded; the other has a cure. No wearer is named."""
    with played("grove", write_worn(tmp_path / "body.csv", 60.0)) as port:
        context = context_for(tmp_path, port, str(tmp_path / "nowhere"))
        give_consent(context, "w1", "w2")
        # make_context gives a clock that stands still
        ticks = iter(range(10_000))
        context.now = lambda: NOON_S + next(ticks) / 100
        connected, missing = kits_findings(context, sample_s=0.5)
    assert (connected.level, missing.level) == ("ok", "error")
    assert connected.text.startswith(f"number 1 (grove at {port}): ")
    assert "0 corrupt; 2.0" in connected.text
    assert missing.text.endswith("nowhere is not there.")
    assert missing.cure.startswith("Is the kit plugged in")
    assert not re.search(r"\bw[12]\b", connected.text + missing.text)


def test_a_kit_whose_code_fails_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The finding names the place of the error, and where to report it."""
    (package := tmp_path / "package").mkdir()
    install_kits(package, monkeypatch, {"vitrina.kits": {"bytes": "Failing"}})
    with played("grove", write_worn(tmp_path / "body.csv", 60.0)) as port:
        context = context_for(tmp_path, port, kit="bytes")
        give_consent(context, "w1")
        ticks = iter(range(10_000))
        context.now = lambda: NOON_S + next(ticks) / 100
        (finding,) = kits_findings(context)
    assert finding.level == "error"
    assert "decode raised ZeroDivisionError (division by zero; kit_package.py, line " in finding.text
    assert finding.cure == "This is an error in the package of the kit: report it there."


def test_a_kit_without_consent_is_not_opened(tmp_path: Path) -> None:
    """A missing record is a warning; an altered one is a fault."""
    context = context_for(tmp_path, "/dev/nowhere-1", "/dev/nowhere-2")
    give_consent(context, "w2")
    record = tmp_path / "w2.json"
    record.write_text(record.read_text().replace("a test", "a sale"))
    assert levels(list(consent_findings(context))) == [("consent", "warning"), ("consent", "error")]
    assert levels(list(kits_findings(context))) == [("kits", "untried"), ("kits", "untried")]
    assert "vitrina consent" in next(iter(consent_findings(context))).cure
    give_consent(context, "w1", "w2")
    assert levels(list(consent_findings(context))) == [("consent", "ok"), ("consent", "ok")]


def test_kits_of_a_running_kiosk_are_not_opened(tmp_path: Path) -> None:
    """A serial port has one reader."""
    context = context_for(tmp_path, "/dev/nowhere")
    context.kiosk_pid = 4711
    assert only(list(kits_findings(context))).level == "untried"


def test_wrong_kit_settings_are_faults(tmp_path: Path) -> None:
    """Each problem is a finding."""
    context = context_for(tmp_path, "/dev/1", "/dev/2", kit="bitalino")
    wrong = list(kits_findings(context))
    assert levels(wrong) == [("kits", "error")] * 2
    assert wrong[1].text.startswith("[[kits]] number 2: kit bitalino: the setting revision is missing")
    assert only(list(consent_findings(context))).level == "untried"


def test_the_body_network_answers(tmp_path: Path) -> None:
    """The finding names the network, and another one its licence."""
    answers, licence = list(body_findings(context_for(tmp_path, "/dev/nowhere")))
    assert (answers.level, licence.level) == ("ok", "ok")
    assert "body-1k@sha256:" in answers.text
