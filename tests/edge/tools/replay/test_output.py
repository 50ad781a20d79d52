"""Progress of a replay, on a terminal and in a pipe."""

import pytest

from edge.tools.replay.output import ReplayProgress


def test_a_terminal_has_one_line_that_moves(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At most once a second of the recording; the line ends once, so that the summary begins on its own."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    progress = ReplayProgress(61.4)
    for at_s in (0.0, 0.5, 1.0, 61.0):
        progress(at_s)
    progress.end_line()
    progress.end_line()
    assert capsys.readouterr().err == "\rreplay: 0 of 61 s\rreplay: 1 of 61 s\rreplay: 61 of 61 s\n"


def test_a_pipe_has_a_line_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    """A log shows that it goes on. A short recording has none."""
    progress = ReplayProgress()
    for second in range(150):
        progress(float(second))
    progress.end_line()
    assert capsys.readouterr().err == "replay: 60 s\nreplay: 120 s\n"
