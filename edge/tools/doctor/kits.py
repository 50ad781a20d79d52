"""Checks sensor kits: the consent of each wearer, the samples of each kit, and the biosignal model.

A kit without a valid consent is not opened.
"""

from collections.abc import Iterator, Sequence
from math import isfinite

import numpy as np

from edge.consent.check import ConsentStatus, check_consent
from edge.consent.store import ConsentStore
from edge.kiosk import build, networks
from edge.perception.body.arousal import KNOWN_S
from edge.queues import BoundedQueue
from edge.signals import KitSamples
from edge.sources.kits.reader import KitOptions, KitReader, KitSettingsError
from edge.tools.doctor.finding import (
    DoctorContext,
    DoctorFinding,
    error_finding,
    fault_finding,
    good_finding,
    untried_finding,
    warning_finding,
)
from edge.tools.doctor.licence import licence_finding
from models.serving.features.body import HZ
from models.serving.spec import ModelFileError

SAMPLE_S = 3.0
TIMEOUT_S = 14.0  # a sketch may send its column names only every 10 s
OPEN_US = 0.05  # microsiemens; below, no skin closes the circuit
GOOD = 0.5  # quality of the conductance, 0 to 1


def consent_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check the consent record of each wearer."""
    try:
        consents = list(_consents(context))
    except KitSettingsError:
        yield untried_finding("consent", "see kits")
        return
    for _, status in consents:
        text = status.text.removeprefix("consent: ")
        if status.state == "valid":
            yield good_finding("consent", text)
        elif status.state == "none":
            yield warning_finding(
                "consent",
                text,
                "Let the wearer read and sign your consent text, then record it: vitrina consent --help.",
            )
        else:
            happened, _, cure = text.partition(" The kit is not read. ")
            yield fault_finding("consent", happened, cure)


def kits_findings(context: DoctorContext, sample_s: float = SAMPLE_S) -> Iterator[DoctorFinding]:
    """Open all kits at the same time, as the kiosk does, and read each kit for `sample_s`."""
    try:
        consents = list(_consents(context))
    except KitSettingsError as error:
        for line in str(error).splitlines()[:-1]:
            yield fault_finding("kits", line.removeprefix("settings: "), "vitrina kit lists the settings of each kit.")
        return
    if consents and context.kiosk_pid is not None:
        yield untried_finding("kits", "the running kiosk is reading them. vitrina status shows which are lost")
        return
    checks = [_DoctorKitCheck(kit, context) for kit, status in consents if status.state == "valid"]
    try:
        until_s = context.now() + TIMEOUT_S
        while context.now() < until_s and not all(check.is_done(sample_s) for check in checks):
            continue
    finally:
        for check in checks:
            check.reader.request_stop()
        for check in checks:
            check.reader.close()
    for kit, status in consents:
        if status.state != "valid":
            yield untried_finding("kits", f"{kit.name}: the wearer has not consented")
    for check in checks:
        yield check.kit_finding()


def body_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check the biosignal model: its file, its output, its licence. There are no findings without kits."""
    settings = context.require_settings()
    if not settings.kits:
        return
    try:
        spec = networks.model_spec(settings, "body")
        estimator = build.build_arousal_estimator(settings)
    except ModelFileError as error:
        yield error_finding("body", error)
        return
    skin_us = np.full((KNOWN_S + 10) * HZ, 2.0, np.float32)
    samples = KitSamples(0.0, "doctor", "doctor", skin_us, np.full_like(skin_us, 70.0), rate_hz=HZ)
    seconds = estimator.process(samples)
    if not seconds or not 0 <= seconds[-1].arousal <= 1:
        cure = "Download it again, or name another in [models] body."
        yield fault_finding("body", f"{spec.label} reports no arousal for calm skin.", cure)
        return
    yield good_finding("body", f"{spec.label} is the right file and works.")
    yield licence_finding(spec)


def _consents(context: DoctorContext) -> Sequence[tuple[KitOptions, ConsentStatus]]:
    """Yield each kit with the state of its consent. Raises KitSettingsError."""
    settings = context.require_settings()
    store = ConsentStore(settings.outbox.path)
    return [
        (options, check_consent(kit, options.name, store, context.now()))
        for kit, options in zip(settings.kits, build.build_kit_readers(settings), strict=True)
    ]


class _DoctorKitCheck:
    """Reads one kit for a few seconds."""

    def __init__(self, kit: KitOptions, context: DoctorContext) -> None:
        self._chunks: BoundedQueue[KitSamples] = BoundedQueue(100)
        self._samples = 0
        self._from_s = self._to_s = 0.0
        self._last: KitSamples | None = None
        self.reader = KitReader(kit, self._chunks.put, context.now)
        self.reader.start()

    def is_done(self, sample_s: float) -> bool:
        """Wait 0.1 s for samples of the kit, and add them to the check.

        Returns True after `sample_s` of samples, or if the kit is lost, its signal is noisy or its code fails.
        """
        chunk = self._chunks.get(0.1)
        while chunk is not None:
            assert chunk.times_s is not None
            self._from_s = self._from_s or chunk.at_s
            self._to_s = chunk.at_s + float(chunk.times_s[-1])
            self._samples += len(chunk.times_s)
            self._last = chunk
            chunk = self._chunks.get()
        return self._to_s - self._from_s >= sample_s or self.reader.state in ("lost", "noise", "failed")

    def kit_finding(self) -> DoctorFinding:
        alerts, name = self.reader.alerts, self.reader.options.name
        if alerts or self._last is None:
            no_samples = f"{name} sends nothing readable. Check that it is worn, and that it is the right kit."
            text = alerts[0].text if alerts else no_samples
            happened, _, cure = text.removeprefix("kits: ").partition(". ")
            return fault_finding("kits", f"{happened.rstrip('.')}.", cure or "See vitrina docs alerts.")
        rate_hz = (self._samples - 1) / max(self._to_s - self._from_s, 1e-3)
        text = f"{name}: {rate_hz:.1f} samples per second, {self.reader.counts.bad} corrupt; {self._skin(self._last)}."
        return good_finding("kits", text)

    def _skin(self, chunk: KitSamples) -> str:
        eda_us = float(chunk.eda_us[-1])
        if not isfinite(eda_us):
            return "it has no electrodes"
        if eda_us < OPEN_US:
            return "its electrodes do not touch skin"
        quality = float(chunk.quality[-1]) if chunk.quality is not None else 0.0
        return f"{eda_us:.2f} uS, {'a good' if quality >= GOOD else 'a poor'} contact ({quality:.1f} of 1)"
