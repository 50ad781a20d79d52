"""The doctor says whether staff are declared, and asks who stands at one place."""

from pathlib import Path

from edge.audience.staff import CrowdedPlace
from edge.kiosk.state.place_file import PlaceFile
from edge.place_cells import overall_cell_number
from edge.tools.doctor.staff import staff_findings
from tests.edge.tools.doctor.contexts import make_context

DECLARED = '[staff]\nin_view = "nobody"\ndeclared_on = 2026-11-24\ndeclared_by = "Ada"\n'


def test_what_is_missing_is_named_with_its_fix(tmp_path: Path) -> None:
    (finding,) = staff_findings(make_context(tmp_path, '[staff]\nin_view = "nobody"\n'))
    assert (finding.level, "expressions are off" in finding.text) == ("error", True)
    assert "declared_on, declared_by in [staff]" in finding.cure


def test_without_a_reader_nothing_has_to_be_declared(tmp_path: Path) -> None:
    (finding,) = staff_findings(make_context(tmp_path, '[models]\nexpression = "none"\n'))
    assert finding.level == "ok"


def test_a_declaration_of_a_later_day_is_wrong(tmp_path: Path) -> None:
    (finding,) = staff_findings(make_context(tmp_path, DECLARED.replace("2026", "2999")))
    assert (finding.level, "is in the future" in finding.text) == ("error", True)


def test_the_place_is_asked_about(tmp_path: Path) -> None:
    context = make_context(tmp_path, f'{DECLARED}[outbox]\npath = "{tmp_path}/outbox.db"\n')
    PlaceFile(tmp_path / "outbox.db", "UTC").add(CrowdedPlace(overall_cell_number(22, 0), 1_000_000.0))
    _, asked = staff_findings(context)
    assert (asked.level, "stood at one place" in asked.text) == ("warning", True)
    assert "at_place" in asked.cure
