"""Frame rates of seven days."""

from pathlib import Path

from edge.fleet.camera_rates import DAYS_S, MOST_RATES, CameraRates


def test_the_median_is_that_of_seven_days(tmp_path: Path) -> None:
    rates = CameraRates(tmp_path / "rates.json")
    for number, rate_hz in enumerate((5.0, 15.0, 15.0)):
        rates.add(1000.0 + number, rate_hz)
    assert rates.median_hz(1010.0) is None
    rates.add(1003.0, 14.0)
    assert rates.median_hz(1010.0) == 14.5
    assert rates.median_hz(1000.0 + DAYS_S) is None
    assert rates.median_hz(999.0) is None


def test_the_file_does_not_grow_forever_and_a_damaged_one_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "rates.json"
    for content in (b"", b"{", b"3", b"[[1]]", b'[["x", 2]]', b"\xff"):
        path.write_bytes(content)
        assert CameraRates(path).median_hz(5.0) is None
    path.write_text(str([[float(at), 9.0] for at in range(MOST_RATES)]))
    CameraRates(path).add(float(MOST_RATES), 1.0)
    assert path.read_text().count("[") == MOST_RATES + 1
