"""A fetch makes progress while enough of it comes."""

from edge.screen.remote.progress import LEAST_BYTES, STALLED_S, FetchProgress


def test_a_fetch_stalls_when_too_little_came_for_two_minutes() -> None:
    times = [10.0]
    progress = FetchProgress(lambda: times[-1])
    assert not progress.is_stalled(LEAST_BYTES - 1)
    times.append(10.0 + STALLED_S - 0.1)
    assert not progress.is_stalled(0)
    times.append(10.0 + STALLED_S)
    assert progress.is_stalled(0)


def test_enough_bytes_or_a_whole_file_begin_the_two_minutes_again() -> None:
    times = [10.0]
    progress = FetchProgress(lambda: times[-1])
    times.append(10.0 + STALLED_S)
    assert progress.is_stalled(LEAST_BYTES - 1)
    assert not progress.is_stalled(1)
    times.append(10.0 + 2 * STALLED_S)
    assert progress.is_stalled(LEAST_BYTES - 1)
    progress.restart()
    assert not progress.is_stalled(1)
    times.append(10.0 + 3 * STALLED_S)
    assert progress.is_stalled(1)
