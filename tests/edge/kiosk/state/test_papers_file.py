"""A kiosk whose settings changed after its papers were written raises an alert, and clears it with new papers."""

from pathlib import Path
from typing import Any

from edge.clock import Clock
from edge.kiosk.kiosk import Kiosk
from edge.kiosk.state.papers_file import papers_path, stale_papers_text
from edge.papers.mark import PapersRecord
from edge.settings.papers import paper_settings
from edge.settings.settings import Settings


def settings(folder: Path, **more: Any) -> Settings:
    values: dict[str, Any] = {"outbox": {"path": str(folder / "outbox.db")}, "broker": {"host": "127.0.0.1", "port": 9}}
    return Settings.model_validate({**values, **more})


def write(folder: Path, of: Settings) -> None:
    record = PapersRecord(
        mark="abc", written_on="2026-11-30", version="0.1.0", settings=paper_settings(of), papers=["dpia"]
    )
    papers_path(folder / "outbox.db").write_bytes(record.to_json())


def test_without_papers_nothing_is_out_of_date(tmp_path: Path) -> None:
    assert stale_papers_text(settings(tmp_path)) is None


def test_a_change_of_k_makes_papers_out_of_date(tmp_path: Path) -> None:
    write(tmp_path, settings(tmp_path))
    assert stale_papers_text(settings(tmp_path)) is None
    text = stale_papers_text(settings(tmp_path, audience={"k": 6}))
    assert text == (
        "papers: they were written for other settings (audience.k). Write them again: vitrina papers --out DIR"
    )


def test_a_record_that_cannot_be_read_is_out_of_date(tmp_path: Path) -> None:
    papers_path(tmp_path / "outbox.db").write_text("{")
    assert "it is not known" in str(stale_papers_text(settings(tmp_path)))


def test_a_kiosk_raises_the_alert_and_goes_on(tmp_path: Path) -> None:
    """It names the setting without its value; new papers clear it."""
    changed = settings(tmp_path, audience={"k": 6})
    write(tmp_path, settings(tmp_path))
    kiosk = Kiosk(changed, Clock())
    kiosk._expire()
    (alert,) = [one for one in kiosk.parts.state.active_alerts if one.code == "papers.stale"]
    assert (alert.severity, "(audience.k)" in alert.text) == ("warning", True)
    assert not any("papers" in reason for reason in kiosk.parts.state.local_snapshot.reasons)
    write(tmp_path, changed)
    kiosk._expire()
    assert "papers.stale" not in [one.code for one in kiosk.parts.state.active_alerts]
    kiosk.stop()
    kiosk.run()
