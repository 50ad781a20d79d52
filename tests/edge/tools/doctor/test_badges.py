"""Doctor: the distance at which badges are read."""

from pathlib import Path

from edge.tools.doctor.badges import badges_findings
from tests.edge.tools.doctor.contexts import make_context, only


def test_badges_name_the_distance_with_this_camera(tmp_path: Path) -> None:
    """24 px of 80 mm in 1920 px over 70° is 4.6 m; the narrower lens reaches further."""
    context = make_context(tmp_path, '[staff]\nin_view = "badges"\n')
    assert only(list(badges_findings(context))).is_ok is None
    context.size_px = (1920, 1080)
    finding = only(list(badges_findings(context)))
    assert finding.level == "ok"
    for text in ("80 mm is read up to 4.6-5.5 m away", "fast up to 3.4-4.2 m", "1920x1080", "70-60°", "mask"):
        assert text in finding.text


def test_without_badges_nothing_is_said(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    context.size_px = (1920, 1080)
    assert list(badges_findings(context)) == []
