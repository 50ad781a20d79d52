"""Grove GSR."""

import pytest

from firmware_bridge.kits.grove import Decoder, conductance_us

# By the formula in the maker's wiki, for 10 bits and a board trimmed to 512.
TABLE = {511: 0.049, 508: 0.196, 500: 0.593, 450: 3.222, 400: 6.140, 300: 13.054, 200: 21.910, 100: 33.660, 0: 50.0}


def test_the_makers_formula() -> None:
    """Counts are converted to the microsiemens of the table."""
    for count, eda_us in TABLE.items():
        assert conductance_us(count, 512) == pytest.approx(eda_us, abs=0.0005)
    assert 1e6 / conductance_us(300, 512) == pytest.approx(76_604, abs=1)
    # 12 bits: R = (4096 + 2 x) * 10000 / (2048 - x)
    assert 1e6 / conductance_us(1000, 2048, 12) == pytest.approx((4096 + 2000) * 10_000 / 1048)


@pytest.mark.parametrize("line", ["412", "412.0", "GSR Average: 412", "GSR=412"])
def test_lines_are_read_in_all_forms_that_sketches_print(line: str) -> None:
    """The forms that were found in use."""
    (sample,) = Decoder().decode(f"\n{line}\r\n".encode())
    assert sample.eda_us == pytest.approx(100 * 100 / (1024 + 824))
    assert sample.device_s is None


@pytest.mark.parametrize("line", ["-12", "1024", "412,5", "resistance", "4 12", "162857", "4.1.2"])
def test_lines_without_a_valid_count_are_bad(line: str) -> None:
    """Resistances, negative numbers, words."""
    kit = Decoder()
    assert kit.decode(f"\n{line}\r\n".encode()) == []
    assert kit.counters.bad == 1


def test_bare_electrodes_are_an_open_circuit() -> None:
    """From one count below `cal` on, because one count there is as large as the smallest response."""
    samples = Decoder(cal=270).decode(b"\n268\r\n269\r\n270\r\n300\r\n")
    assert [sample.open_circuit for sample in samples] == [False, True, True, True]
    assert [sample.eda_us for sample in samples][2:] == [0.0, 0.0]


@pytest.mark.parametrize(("cal", "bits"), [(0, 10), (1024, 10), (512, 8)])
def test_invalid_settings_are_rejected(cal: float, bits: int) -> None:
    """A calibration outside the range, or a converter that no board has."""
    with pytest.raises(ValueError, match=r"cal|bits"):
        Decoder(cal=cal, bits=bits)
