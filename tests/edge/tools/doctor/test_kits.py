"""What the doctor says of sensor kits: of those that may be read, and of those that may not."""

import re
from pathlib import Path

import pytest

from edge.tools import consent as consent_command
from edge.tools.consent import ConsentArguments
from edge.tools.doctor.finding import CheckContext
from edge.tools.doctor.kits import body, consent, kits
from tests.doubles.kits import played
from tests.doubles.recordings import write_worn
from tests.edge.tools.doctor.patient import NOON_S, known, levels, only


def patient(folder: Path, *ports: str, kit: str = "grove", more: str = "") -> CheckContext:
    toml = f'[outbox]\npath = "{folder}/outbox.db"\n'
    for number, port in enumerate(ports, 1):
        toml += f'[[kits]]\nport = "{port}"\nkit = "{kit}"\nwearer = "w{number}"\n'
        toml += f'consent = "{folder}/w{number}.json"\n{more}\n'
    return known(folder, toml)


def consents(found: CheckContext, *wearers: str) -> None:
    for wearer in wearers:
        consent_command.give(found.given(), ConsentArguments(wearer, "a test", "1", 1.0), NOON_S)


def test_without_kits_nothing_is_said(tmp_path: Path) -> None:
    """Most kiosks have none."""
    assert [*consent(known(tmp_path)), *kits(known(tmp_path)), *body(known(tmp_path))] == []


def test_a_worn_kit_is_read_and_a_lost_one_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first frames of the one are decoded; the other has a cure. No wearer is named."""
    monkeypatch.setattr("edge.tools.doctor.kits.LOOKED_S", 0.5)
    with played("grove", write_worn(tmp_path / "body.csv", 60.0)) as port:
        found = patient(tmp_path, port, str(tmp_path / "nowhere"))
        consents(found, "w1", "w2")
        # the patient's clock stands still
        ticks = iter(range(10_000))
        found.now = lambda: NOON_S + next(ticks) / 100
        worn, lost = kits(found)
    assert (worn.level, lost.level) == ("ok", "error")
    assert worn.text.startswith(f"number 1 (grove at {port}): ")
    assert "0 broken; 2.0" in worn.text
    assert lost.text.endswith("nowhere is not there.")
    assert lost.cure.startswith("Is the kit plugged in")
    assert not re.search(r"\bw[12]\b", worn.text + lost.text)


def test_a_kit_without_consent_is_not_opened(tmp_path: Path) -> None:
    """Not even to try it; a record that was altered is a fault, none is a reminder."""
    found = patient(tmp_path, "/dev/nowhere-1", "/dev/nowhere-2")
    consents(found, "w2")
    record = tmp_path / "w2.json"
    record.write_text(record.read_text().replace("a test", "a sale"))
    assert levels(list(consent(found))) == [("consent", "warning"), ("consent", "error")]
    assert levels(list(kits(found))) == [("kits", "untried"), ("kits", "untried")]
    assert "vitrina consent" in next(iter(consent(found))).cure
    consents(found, "w1", "w2")
    assert levels(list(consent(found))) == [("consent", "ok"), ("consent", "ok")]


def test_a_kiosk_that_runs_keeps_its_kits(tmp_path: Path) -> None:
    """A port is opened alone."""
    found = patient(tmp_path, "/dev/nowhere")
    found.kiosk = 4711
    assert only(list(kits(found))).level == "untried"


def test_a_kit_that_cannot_be_as_it_is_set(tmp_path: Path) -> None:
    """Every problem a line."""
    found = patient(tmp_path, "/dev/1", "/dev/2", kit="bitalino")
    wrong = list(kits(found))
    assert levels(wrong) == [("kits", "error")] * 2
    assert wrong[1].text.startswith("[[kits]] number 2: kit bitalino: revision is needed")
    assert only(list(consent(found))).level == "untried"


def test_the_body_network_answers(tmp_path: Path) -> None:
    """Where kits are worn; and what it may be used for is told."""
    answers, licence = list(body(patient(tmp_path, "/dev/nowhere")))
    assert (answers.level, licence.level) == ("ok", "ok")
    assert "body-1k@sha256:" in answers.text
