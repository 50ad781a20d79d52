"""Checks a kit of your own. In a test of your package:

    report = firmware_bridge.testing.check(Decoder, device=Device)
    assert report.is_good, report

`Decoder` is the class of your kit, and `Device` that of its simulated kit.
"""

from collections.abc import Callable, Mapping
from random import Random

from firmware_bridge.check_report import KitCheckReport, KitProblem
from firmware_bridge.errors import KitError, KitFailedError
from firmware_bridge.kit_checks import CHECKS, DEVICE, KitCheck, check_damage
from firmware_bridge.kit_under_test import KitUnderTest
from firmware_bridge.samples import Kit, KitInfo
from firmware_bridge.simulator.device import SimulatedKitClass

_NEEDS = {
    "stream": "Pass device, a simulated kit, or stream, bytes that you recorded from the board.",
    "device": "Pass device, a simulated kit.",
}
_NO_CHECK = "The protocol has no check (has_check=False)."
_RAISED = "decode, hello, reply and goodbye must raise nothing. Count the bytes as bad, and continue."
_FIRST = "Fix this first. Without it, the check cannot run."
_METHODS = ("decode", "hello", "reply", "goodbye")


def check(
    kit_class: Callable[..., Kit],
    settings: Mapping[str, object] | None = None,
    *,
    device: SimulatedKitClass | None = None,
    stream: bytes = b"",
    has_check: bool = True,
    seed: int = 1,
) -> KitCheckReport:
    """Check a decoder with whole, cut, damaged, lost, random, huge and empty reads. Takes a few seconds.

    `device`: class of its simulated kit, which takes the same `settings`. `stream`: at least 20 frames that a board
    sent, if there is no simulated kit. Without both, only garbage is read. `has_check`: False if frames have no
    checksum. `seed` makes the random bytes. Raises nothing: what the classes raise is in the report.
    """
    info = getattr(kit_class, "info", None)
    name = info.name if isinstance(info, KitInfo) else getattr(kit_class, "__name__", "kit")
    test = KitUnderTest(name, kit_class, dict(settings or {}), device, stream, has_check, Random(seed))
    passed: list[str] = []
    problems: list[KitProblem] = []
    skipped: list[tuple[str, str]] = []
    for each in CHECKS:
        if needs := _lacking(each, test):
            skipped.append((each.text, needs))
        elif found := _run(each, test):
            problems += found
        else:
            passed.append(each.text)
    return KitCheckReport(name, tuple(passed), tuple(problems), tuple(skipped))


def _lacking(each: KitCheck, test: KitUnderTest) -> str:
    """Missing arguments of a check, as text."""
    has_device = test.device_class is not None
    if each.needs and not (has_device or (test.recorded and each.needs != DEVICE)):
        return _NEEDS[each.needs]
    return _NO_CHECK if each.run is check_damage and not test.has_check else ""


def _run(each: KitCheck, test: KitUnderTest) -> list[KitProblem]:
    try:
        return [KitProblem(each.text, happened, fix) for happened, fix in each.run(test)]
    except (KitError, KitFailedError) as error:
        happened = str(error).removeprefix(f"kit {test.name}: ").split(". This is an error")[0].rstrip(".")
        return [KitProblem(each.text, happened, _RAISED if happened.startswith(_METHODS) else _FIRST)]
