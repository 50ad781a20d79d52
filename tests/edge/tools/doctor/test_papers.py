"""The doctor says whether papers were written, and whether they fit the settings."""

from pathlib import Path

from edge.kiosk.state.papers_file import papers_path
from edge.papers.mark import PapersRecord
from edge.settings.papers import paper_settings
from edge.tools.doctor.papers import papers_findings
from tests.edge.tools.doctor.contexts import make_context


def test_papers_are_none_fitting_or_out_of_date(tmp_path: Path) -> None:
    context = make_context(tmp_path, f'[outbox]\npath = "{tmp_path}/outbox.db"\n')
    (finding,) = papers_findings(context)
    assert (finding.level, finding.text.startswith("none written")) == ("ok", True)
    values = paper_settings(context.require_settings())
    for changed, level, text in [({}, "ok", "written on 2026-11-30"), ({"audience.k": "9"}, "warning", "(audience.k)")]:
        record = PapersRecord(
            mark="abc", written_on="2026-11-30", version="0", settings={**values, **changed}, papers=[]
        )
        papers_path(tmp_path / "outbox.db").write_bytes(record.to_json())
        (finding,) = papers_findings(context)
        assert (finding.level, text in finding.text) == (level, True)
    assert finding.cure == "Write them again: vitrina papers --out DIR."
