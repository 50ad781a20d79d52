"""The checks that `testing.check` runs. Each one yields what happened, and how to fix it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite, isnan
from statistics import median

from firmware_bridge.kit_under_test import BEAT_S, FRAMES, KitUnderTest, as_text, held_bytes
from firmware_bridge.samples import Sample
from firmware_bridge.simulator.device import WearerReading

MOST_HELD = 64 * 1024
"""Most bytes that a decoder may keep. It must work for months."""

NOISE, HUGE = 16 * 1024, 128 * 1024
TRIES = 40
SKIN_US, PULSE, HEART_BPM = 5.0, 0.5, 72.0

Found = Iterator[tuple[str, str]]
"""What happened, and how to fix it."""

KITS_NOISE = {
    "random bytes": bytes(range(256)),
    "digits and line ends": b"0123456789,.-+eE:;$*\r\n",
    "zeros": bytes(1),
    "a line that never ends": b"0123456789",
}


@dataclass(frozen=True, slots=True)
class KitCheck:
    """One check. `needs`: what it cannot run without, as a name of an argument of `testing.check`; empty if nothing."""

    text: str
    run: Callable[[KitUnderTest], Found]
    needs: str = ""


def check_attributes(test: KitUnderTest) -> Found:
    kit = test.new_kit()
    info = kit.info
    if not (info.name and info.title and info.baud > 0 and (info.rate_hz is None or info.rate_hz > 0)):
        yield f"{info} lacks a value", "Set name, title, baud and rate_hz. rate_hz is None for irregular times."
    if kit.decode(b""):
        yield 'decode(b"") of a new decoder returned samples', "Return a sample only for bytes that arrived."


def check_noise(test: KitUnderTest) -> Found:
    for kind, alphabet in KITS_NOISE.items():
        kit, fed, given = test.new_kit(), 0, 0
        kit.hello()
        for piece in test.pieces(bytes(test.random.choices(alphabet, k=NOISE))):
            given += len(kit.decode(piece))
            kit.reply()
            fed += len(piece)
        kit.goodbye()
        if given and test.has_check:
            yield f"{given} samples came from {kind}", "Return a sample only if the check of its frame matches."
        if (kit.counters.bytes, kit.counters.samples) != (fed, given):
            yield (
                f"after {fed} bytes of {kind} and {given} samples, counters.bytes is {kit.counters.bytes} and "
                f"counters.samples {kit.counters.samples}",
                "Count every byte and every sample. LineDecoder and FrameDecoder count the bytes.",
            )


def check_memory(test: KitUnderTest) -> Found:
    for kind, alphabet in KITS_NOISE.items():
        kit = test.new_kit()
        kit.decode(bytes(test.random.choices(alphabet, k=HUGE)))
        if (held := held_bytes(kit)) > MOST_HELD:
            yield (
                f"after {HUGE // 1024} KiB of {kind} in one read, the decoder keeps {held // 1024} KiB",
                f"Drop bytes that cannot become a frame. Keep at most {MOST_HELD // 1024} KiB.",
            )


def check_whole(test: KitUnderTest) -> Found:
    kit = test.started_kit()
    samples = kit.decode(test.stream)
    if not samples:
        yield "no sample came from bytes without a fault", "Compare your decoder with the format of the bytes."
    elif kit.counters.bad:
        yield f"counters.bad is {kit.counters.bad} after bytes without a fault", "Count only frames with a wrong check."


def check_cuts(test: KitUnderTest) -> Found:
    single = [test.stream[at : at + 1] for at in range(len(test.stream))]
    for pieces in (single, *(test.pieces(test.stream) for _ in range(5))):
        kit = test.started_kit()
        received = [text for piece in pieces for text in as_text(kit.decode(piece))]
        if received != test.sent:
            yield (
                f"{len(received)} samples came from bytes in {len(pieces)} reads, and {len(test.sent)} other or equal "
                "ones from the same bytes in one read",
                "Keep the start of a frame until its rest arrives.",
            )
            return


def check_values(test: KitUnderTest) -> Found:
    kit = test.started_kit()
    samples, info = kit.decode(test.stream), kit.info
    ranges = {"eda_us": (0.0, 1000.0), "pulse": (0.0, 1.0), "hr_bpm": (0.0, 300.0), "ibi_ms": (0.0, 10_000.0)}
    for name, (least, most) in ranges.items():
        values = [value for sample in samples if not isnan(value := getattr(sample, name))]
        if values and not least <= min(values) <= max(values) <= most:
            yield (
                f"{name} is between {min(values):.4g} and {max(values):.4g}",
                f"Convert it to the unit of Sample: {least:g} to {most:g}. NaN is an unknown value.",
            )
    for name, is_promised in (("eda_us", info.has_eda), ("pulse", info.has_pulse)):
        if samples and any(isfinite(getattr(sample, name)) for sample in samples) != is_promised:
            promise, fact = ("", "none has") if is_promised else ("no ", "the samples have")
            yield (
                f"info promises {promise}{name}, and {fact} it",
                "Set has_eda and has_pulse to what the kit measures.",
            )
    times_s = [sample.device_s for sample in samples if sample.device_s is not None]
    if times_s != sorted(times_s) or not all(map(isfinite, times_s)):
        yield "device_s runs backwards, or is not a number", "Continue the kit's clock when it overflows."


def check_noise_before(test: KitUnderTest) -> Found:
    kit = test.started_kit()
    kit.decode(bytes(test.random.choices(range(256), k=NOISE)))
    received = kit.decode(b"\n" + test.stream)
    if len(received) < len(test.sent) // 2:
        yield (
            f"after {NOISE // 1024} KiB of noise, {len(received)} of {len(test.sent)} samples were found",
            "Search for the next frame from the byte after the one that failed, not after the whole buffer.",
        )


def check_lost_bytes(test: KitUnderTest) -> Found:
    tail = test.sent[-max(len(test.sent) // 4, 1) :]
    for _ in range(TRIES):
        at, count = _place(test), test.random.randint(1, 20)
        kit = test.started_kit()
        received = as_text(kit.decode(test.stream[:at] + test.stream[at + count :]))
        if received[-len(tail) :] != tail:
            yield (
                f"after {count} lost bytes at byte {at}, the last {len(tail)} samples are not those that were sent",
                "Drop only the frame that was hit, and find the next one.",
            )
            return


def check_damage(test: KitUnderTest) -> Found:
    known = set(test.sent)
    for _ in range(TRIES):
        data, at, bit = bytearray(test.stream), _place(test), test.random.randrange(8)
        data[at] ^= 1 << bit
        invented = [text for text in as_text(test.started_kit().decode(bytes(data))) if text not in known]
        if invented:
            yield (
                f"with bit {bit} of byte {at} flipped, it returned {invented[0]}, which was not sent",
                "Compare the check of each frame, and drop the frame if it differs. If the protocol has no check, pass "
                "has_check=False.",
            )
            return


def check_open_in_the_middle(test: KitUnderTest) -> Found:
    known = set(test.sent)
    for _ in range(TRIES):
        kit = test.new_kit()
        if kit.hello():
            return  # it sends nothing before its set-up
        at = test.random.randrange(len(test.stream) // 2)
        invented = [text for text in as_text(kit.decode(test.stream[at:])) if text not in known]
        if invented:
            yield (
                f"when the port opens at byte {at}, in the middle of a frame, it returned {invented[0]}, which was not "
                "sent",
                "Drop what comes before the first whole frame: the end of 412 is not 12. Do so again in hello.",
            )
            return


def check_units(test: KitUnderTest) -> Found:
    samples, kit = _constant(test, SKIN_US)
    for name, sent, tolerance in (("eda_us", SKIN_US, 0.25), ("pulse", PULSE, 0.05), ("hr_bpm", HEART_BPM, 1.5)):
        values = [value for sample in samples if isfinite(value := getattr(sample, name))]
        if name in kit and values and not abs(median(values) - sent) <= tolerance:
            yield (
                f"{name} is {median(values):.4g} where the simulated wearer has {sent:g}",
                "Check the unit and the calibration, in the decoder and in the simulated kit.",
            )


def check_off(test: KitUnderTest) -> Found:
    samples, kit = _constant(test, float("nan"))
    if "eda_us" in kit and samples:
        last = samples[-1]
        if not (last.open_circuit or isnan(last.eda_us) or last.eda_us < 0.1):
            yield (
                f"eda_us is {last.eda_us:.4g} while nobody wears the kit",
                "Set open_circuit if the raw count shows that nothing closes the circuit.",
            )


def _constant(test: KitUnderTest, eda_us: float) -> tuple[list[Sample], set[str]]:
    """Samples of a wearer with constant values, and the names of the values that must be right."""
    kit, device = test.started_pair()
    wearer = [
        WearerReading(n / device.rate_hz, eda_us, PULSE, HEART_BPM, (BEAT_S * 1000,) * (n % 4 == 0))
        for n in range(FRAMES)
    ]
    promised = {"eda_us": kit.info.has_eda, "pulse": kit.info.has_pulse, "hr_bpm": True}
    return kit.decode(test.transmit(device, wearer)), {name for name, is_promised in promised.items() if is_promised}


def _place(test: KitUnderTest) -> int:
    """Index of a byte between a quarter and a half of the stream, behind a header and before the frames that count."""
    return test.random.randrange(len(test.stream) // 4, max(len(test.stream) // 2, 1))


BYTES, DEVICE = "stream", "device"
CHECKS = (
    KitCheck("has its attributes, and returns nothing for nothing", check_attributes),
    KitCheck("reads any garbage, and counts it", check_noise),
    KitCheck("keeps little of a huge read", check_memory),
    KitCheck("reads whole frames", check_whole, BYTES),
    KitCheck("reads frames that are cut anywhere", check_cuts, BYTES),
    KitCheck("returns values in the units of Sample", check_values, BYTES),
    KitCheck("finds frames after noise", check_noise_before, BYTES),
    KitCheck("finds frames after lost bytes", check_lost_bytes, BYTES),
    KitCheck("returns nothing from a damaged frame", check_damage, BYTES),
    KitCheck("returns nothing from the end of a frame", check_open_in_the_middle, BYTES),
    KitCheck("returns the values of its simulated wearer", check_units, DEVICE),
    KitCheck("shows that nobody wears it", check_off, DEVICE),
)
