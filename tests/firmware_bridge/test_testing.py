"""`testing.check` finds each rule that a kit breaks, and says how to fix it."""

import re
from collections.abc import Callable
from functools import reduce
from operator import xor

import pytest

from firmware_bridge.check_report import KitCheckReport, KitProblem
from firmware_bridge.errors import KitError
from firmware_bridge.kit_checks import CHECKS
from firmware_bridge.kits import registry
from firmware_bridge.lines import LineDecoder
from firmware_bridge.samples import Counters, Kit, KitInfo, Sample
from firmware_bridge.simulator import device
from firmware_bridge.simulator.device import WearerReading
from firmware_bridge.testing import check

LINE = re.compile(r"P,(\d+),(\d+)\*([0-9A-F]{2})")


class Palm:
    """A kit that keeps the rules: lines with a number, a resistance in ohm, and a check."""

    info = KitInfo("palm", "Palm", baud=57600, rate_hz=25.0, has_eda=True, has_pulse=False)

    def __init__(self) -> None:
        self.counters = Counters()
        self._lines = LineDecoder(self.counters)

    def hello(self) -> bytes:
        self._lines.forget()
        return b""

    def decode(self, data: bytes) -> list[Sample]:
        samples = [sample for line in self._lines.feed(data) if (sample := self.sample(line))]
        self.counters.samples += len(samples)
        return samples

    def reply(self) -> bytes:
        return b""

    def goodbye(self) -> bytes:
        return b""

    def sample(self, line: str) -> Sample | None:
        match = LINE.fullmatch(line)
        if match is None or not self.matches(match):
            self._lines.refuse(line)
            return None
        return self.value(int(match[1]), int(match[2]))

    def matches(self, match: re.Match[str]) -> bool:
        return int(match[3], 16) == reduce(xor, match[0].rpartition("*")[0].encode())

    def value(self, number: int, ohm: int) -> Sample:
        return Sample(number / 25, eda_us=1e6 / max(ohm, 1000), open_circuit=ohm > 50_000_000)


class Device:
    rate_hz = 25.0

    def __init__(self) -> None:
        self._number = 0

    def receive(self, data: bytes) -> bytes:
        del data
        return b""

    def transmit(self, reading: WearerReading) -> bytes:
        self._number += 1
        ohm = round(1e6 / reading.eda_us) if reading.eda_us > 0 else 99_000_000
        content = f"P,{self._number},{ohm}"
        return f"{content}*{reduce(xor, content.encode()):02X}\r\n".encode()


class Raises(Palm):
    def sample(self, line: str) -> Sample | None:
        return self.value(*map(int, line.partition("*")[0].split(",")[1:3]))


class Checkless(Palm):
    def matches(self, match: re.Match[str]) -> bool:
        return True


class Kilo(Palm):
    def value(self, number: int, ohm: int) -> Sample:
        return Sample(number / 25, eda_us=1e9 / max(ohm, 1))


class Backwards(Palm):
    def value(self, number: int, ohm: int) -> Sample:
        return Sample(-number / 25, eda_us=1e6 / max(ohm, 1000), pulse=2.0, open_circuit=True)


class Whole(Palm):
    """Every read is whole lines."""

    def decode(self, data: bytes) -> list[Sample]:
        self._lines.forget()
        self._lines.feed(b"\n")
        return super().decode(data)


class Keeps(Palm):
    def __init__(self) -> None:
        super().__init__()
        self.all = b""

    def decode(self, data: bytes) -> list[Sample]:
        self.all += data
        return super().decode(data)


class Uncounted(Palm):
    def decode(self, data: bytes) -> list[Sample]:
        samples = super().decode(data)
        self.counters.bytes = self.counters.bad = 0
        return samples or [Sample(None)] * (not data)


class Alarmed(Palm):
    def matches(self, match: re.Match[str]) -> bool:
        self.counters.bad += 1
        return super().matches(match)


class Middle(Palm):
    """The end of a line is a line."""

    def hello(self) -> bytes:
        self._lines.forget()
        self._lines.feed(b"\n")
        return b""

    def sample(self, line: str) -> Sample | None:
        return super().sample(line if line.startswith("P,") or "*" not in line else f"P,0,{line[-8:-3]}{line[-3:]}")

    def matches(self, match: re.Match[str]) -> bool:
        return match[1] == "0" or super().matches(match)


class GivesUp(Palm):
    """One bad line and no more is read."""

    def sample(self, line: str) -> Sample | None:
        return None if self.counters.bad else super().sample(line)


class Deaf(Palm):
    def matches(self, match: re.Match[str]) -> bool:
        return False


class Nameless(Palm):
    info = KitInfo("", "Palm", baud=0, rate_hz=25.0, has_eda=True, has_pulse=False)


REPORTS: dict[type[Palm], KitCheckReport] = {}


def report_on(kit: type[Palm]) -> KitCheckReport:
    """The report on a kit, which is made once."""
    if kit not in REPORTS:
        REPORTS[kit] = check(kit, device=Device)
    return REPORTS[kit]


@pytest.mark.parametrize(
    ("kit", "check_text", "happened"),
    [
        (Raises, "reads any garbage", "decode raised IndexError|decode raised ValueError|decode raised TypeError"),
        (Checkless, "returns nothing from a damaged frame", "with bit . of byte .* flipped, it returned Sample"),
        (Kilo, "returns values in the units of Sample", "eda_us is between"),
        (Kilo, "returns the values of its simulated wearer", "eda_us is 5000 where the simulated wearer has 5"),
        (Kilo, "shows that nobody wears it", "eda_us is 10.1 while nobody wears the kit"),
        (Backwards, "returns values in the units of Sample", "pulse is between 2 and 2"),
        (Backwards, "returns values in the units of Sample", "device_s runs backwards"),
        (Backwards, "returns values in the units of Sample", "info promises no pulse, and the samples have it"),
        (Whole, "reads frames that are cut anywhere", "samples came from"),
        (Keeps, "keeps little of a huge read", "the decoder keeps 128 KiB"),
        (Uncounted, "reads any garbage", "counters.bytes is 0"),
        (Uncounted, "has its attributes", "of a new decoder returned samples"),
        (Alarmed, "reads whole frames", "counters.bad is 60 after bytes without a fault"),
        (Middle, "returns nothing from the end of a frame", "in the middle of a frame, it returned Sample"),
        (GivesUp, "finds frames after noise", "after 16 KiB of noise, 0 of 60 samples were found"),
        (GivesUp, "finds frames after lost bytes", "the last 15 samples are not those that were sent"),
        (Deaf, "reads whole frames", "no sample came from bytes without a fault"),
        (Nameless, "has its attributes", "lacks a value"),
    ],
)
def test_each_broken_rule_is_found(kit: type[Palm], check_text: str, happened: str) -> None:
    problems = [each for each in report_on(kit).problems if each.check.startswith(check_text)]
    assert any(re.search(happened, problem.happened) for problem in problems), problems
    assert all(problem.fix.endswith(".") for problem in problems)


def test_a_kit_that_keeps_the_rules_passes_every_check() -> None:
    report = report_on(Palm)
    assert report.is_good, report
    assert report.passed == tuple(each.text for each in CHECKS)


@pytest.mark.parametrize(
    ("name", "given", "has_check"),
    [
        ("grove", {}, False),
        ("pulsesensor", {}, False),
        ("bitalino", {"revision": "current", "pulse": 1}, True),
        ("shimmer3", {}, True),
        ("ble_hr", {"check": True}, True),
        ("vitrina", {}, True),
        ("csv_lines", {}, True),
    ],
)
def test_the_built_in_kits_pass(name: str, given: dict[str, registry.Value], has_check: bool) -> None:
    simulated = device.load_simulated_kit_class(name)
    report = check(registry.load_kit_class(name), given, device=simulated, has_check=has_check)
    assert report.is_good, report
    assert len(report.passed) == len(CHECKS) - (not has_check)


def recorded(kit: Callable[[], Device], frames: int) -> bytes:
    simulated = kit()
    return b"".join(simulated.transmit(WearerReading(n / 25, eda_us=3.0 + n / 50)) for n in range(frames))


def test_recorded_bytes_replace_a_simulated_kit() -> None:
    """The checks that need a wearer with known values are skipped."""
    report = check(Palm, stream=recorded(Device, 60))
    assert report.is_good, report
    assert [text for text, _ in report.skipped] == [CHECKS[-2].text, CHECKS[-1].text]
    assert not check(Checkless, stream=recorded(Device, 60)).is_good


def test_without_bytes_only_garbage_is_read() -> None:
    report = check(Palm)
    assert len(report.passed) == 3
    assert dict(report.skipped)["reads whole frames"].startswith("Pass device, a simulated kit, or stream")


class Refuses(Palm):
    def __init__(self) -> None:
        raise KeyError("palm")


class Silent(Device):
    def transmit(self, reading: WearerReading) -> bytes:
        return b""


@pytest.mark.parametrize(
    ("kit", "simulated", "happened"),
    [
        (Refuses, Device, r"its class raised KeyError \('palm'; test_testing.py, line \d+\)"),
        (Palm, Silent, "the 0 bytes to read are fewer than 40"),
        (type("No", (), {}), Device, "its attribute info is missing. Set it to a KitInfo"),
    ],
)
def test_classes_that_do_not_work_are_a_problem_and_no_error(
    kit: type[Kit], simulated: type[Device], happened: str
) -> None:
    problems = check(kit, device=simulated).problems
    assert any(re.fullmatch(happened, problem.happened) for problem in problems), problems
    assert {problem.fix for problem in problems if re.fullmatch(happened, problem.happened)} == {
        "Fix this first. Without it, the check cannot run."
    }


def test_the_report_says_what_failed_and_how_to_fix_it() -> None:
    report = KitCheckReport("palm", ("a",), (KitProblem("b", "it broke", "Repair it."),), (("c", "Pass it."),))
    assert str(report).splitlines() == [
        "palm: 1 checks passed, 1 failed, 1 skipped",
        "✓ a",
        "✗ b: it broke.",
        "  Fix: Repair it.",
        "– c: skipped. Pass it.",
    ]


def test_an_unknown_kit_is_named() -> None:
    with pytest.raises(KitError, match=r"palm cannot be simulated. Available: grove, .*vitrina.simulated_kits"):
        device.load_simulated_kit_class("palm")
