"""Frames that came while a stream was being opened are not taken for live ones."""

from edge.sources.camera.backlog import StreamBacklog


def test_frames_that_are_read_at_once_are_skipped_up_to_the_first_that_took_a_while() -> None:
    backlog = StreamBacklog(10.0, 12.0)
    assert not backlog.is_live(12.001, 0.001)
    assert not backlog.is_live(12.015, 0.0149)
    assert backlog.is_live(12.03, 0.015)
    assert backlog.is_live(12.031, 0.0)


def test_a_backlog_is_not_longer_than_the_opening_took() -> None:
    """A busy kiosk finds every frame waiting."""
    backlog = StreamBacklog(10.0, 12.0)
    assert not backlog.is_live(14.0, 0.0)
    assert backlog.is_live(14.001, 0.0)


def test_a_short_backlog_is_not_skipped() -> None:
    assert StreamBacklog(10.0, 10.299).is_live(10.3, 0.0)
    assert not StreamBacklog(10.0, 10.301).is_live(10.302, 0.0)
