"""Rules that derive problems from the facts at a given time.

They use no clock and no store. For a silent kiosk, only `kiosk.silent` is reported. If many kiosks fall silent at once,
only `server.silent` is reported.
"""

from collections.abc import Collection, Iterator, Sequence

from central.alerts.codes import CODES, DAY_MS, MINUTE_MS
from central.alerts.facts import KioskFacts, Problem, ServerFacts
from central.store.failed_sums import local_date
from central.store.totals import CLOSED_MS
from edge.messages.wire import time_text

Key = tuple[str, str]
SERVER = ""
SILENT_MS = 10 * MINUTE_MS
MANY, SHARE = 10, 0.25
UNSENT = 1_000
CLOCK_S = 2.0
RATE_HZ = 5.0
FREE_BYTES = 2_000_000_000
CERTIFICATE_MS = 14 * DAY_MS
BACKUP_MS = DAY_MS
"""Longest duration of a backup.

A backup that has run for longer was killed, or cannot be complete before the next one is due.
"""
CLOSED = "closed"
HALTS = {"returned": "returned to their former program", "silent": "fell silent"}
"""What too many kiosks did when central stopped a rollout, by the reason of the stop."""


def find_problems(
    kiosks: Sequence[KioskFacts], server: ServerFacts, now_ms: int, open_keys: Collection[Key]
) -> dict[Key, Problem]:
    """Return all problems.

    `open_keys`: keys of the alerts that are already open. An open alert is cleared at a lower limit than the limit at
    which it was raised.
    """
    found = [*_server_problems(server, now_ms), *_silence_problems(kiosks, server, now_ms, open_keys)]
    for kiosk in kiosks:
        found += _kiosk_problems(kiosk, open_keys, is_silent=_is_silent(kiosk, now_ms))
    return {problem.key: problem for problem in found}


def _problem(place: str, code: str, text: str, since_ms: int, *, is_stale: bool = False) -> Problem:
    return Problem(place, code, CODES[code].severity, text, since_ms, is_stale)


def _is_silent(kiosk: KioskFacts, now_ms: int) -> bool:
    return kiosk.received_ms < now_ms - (CLOSED_MS if CLOSED in kiosk.reasons else SILENT_MS)


def _silence_problems(
    kiosks: Sequence[KioskFacts], server: ServerFacts, now_ms: int, open_keys: Collection[Key]
) -> Iterator[Problem]:
    """Problems with silent kiosks.

    Right after its start, the server cannot distinguish a silent kiosk from one whose messages have not arrived yet.
    """
    is_stale = now_ms - server.started_ms < SILENT_MS
    newest_ms = max((kiosk.received_ms for kiosk in kiosks), default=0)
    silent = [kiosk for kiosk in kiosks if _is_silent(kiosk, now_ms)]
    known = [kiosk for kiosk in silent if (kiosk.place, "kiosk.silent") in open_keys]
    new = [kiosk for kiosk in silent if (kiosk.place, "kiosk.silent") not in open_keys]
    at_once = [kiosk for kiosk in new if kiosk.received_ms >= newest_ms - DAY_MS]
    alive = len(kiosks) - len(known)
    less = 0.5 if (SERVER, "server.silent") in open_keys else 1.0
    if len(at_once) > MANY * less and len(at_once) >= alive * SHARE * less:
        since_ms = min(kiosk.received_ms for kiosk in at_once)
        text = f"{len(at_once)} of {alive} kiosks fell silent at about the same time."
        yield _problem(SERVER, "server.silent", text, since_ms, is_stale=is_stale)
        together = {kiosk.place for kiosk in at_once}
        new = [kiosk for kiosk in new if kiosk.place not in together]
    for kiosk in [*known, *new]:
        why = "It is not connected to the broker." if kiosk.is_offline else "It may still be connected to the broker."
        text = f"The kiosk has sent no message. {why}"
        yield _problem(kiosk.place, "kiosk.silent", text, kiosk.received_ms, is_stale=is_stale)


def _kiosk_problems(kiosk: KioskFacts, open_keys: Collection[Key], *, is_silent: bool) -> Iterator[Problem]:
    at_ms, place = kiosk.received_ms, kiosk.place
    is_stale = is_silent or kiosk.is_offline
    for alert in kiosk.alerts:
        yield Problem(place, alert.code, alert.severity, alert.text, alert.raised_ms, is_stale)

    def problem(code: str, text: str, since_ms: int = at_ms) -> Problem:
        return _problem(place, code, text, since_ms, is_stale=is_stale)

    reasons = ", ".join(kiosk.reasons) or "no reason was given"
    since_ms = kiosk.since_ms or at_ms
    if kiosk.state == "paused" and CLOSED not in kiosk.reasons:
        yield problem("kiosk.paused", f"The kiosk is not measuring during opening hours: {reasons}.", since_ms)
    if kiosk.state == "degraded":
        yield problem("kiosk.degraded", f"The kiosk is running without one of its parts: {reasons}.", since_ms)
    if kiosk.lost:
        yield problem(
            "kiosk.loss",
            f"{kiosk.lost} messages are lost, because the kiosk deleted them before the server requested them.",
        )
    if kiosk.clones:
        yield problem(
            "kiosk.clone",
            f"{kiosk.clones} messages have sequence numbers that are already stored from another kiosk with the same"
            " name.",
        )
    health = kiosk.health
    limit = UNSENT / 2 if (place, "kiosk.outbox") in open_keys else UNSENT
    if health.unsent is not None and health.unsent >= limit:
        yield problem("kiosk.outbox", f"{health.unsent} messages are waiting in the kiosk's outbox.")
    error_s = health.clock_error_s or 0.0
    limit_s = CLOCK_S / 2 if (place, "kiosk.clock") in open_keys else CLOCK_S
    if health.is_clock_valid is False or error_s > limit_s:
        why = f"The kiosk's clock may be off by up to {error_s:.1f} s."
        yield problem("kiosk.clock", why if health.is_clock_valid else "The kiosk does not know the time.")
    limit_hz = RATE_HZ * 1.5 if (place, "kiosk.rate") in open_keys else RATE_HZ
    if kiosk.state == "sensing" and health.rate_hz is not None and health.rate_hz < limit_hz:
        yield problem("kiosk.rate", f"The camera delivers {health.rate_hz:.1f} frames per second.")


def _server_problems(server: ServerFacts, now_ms: int) -> Iterator[Problem]:
    if server.broker_fault is not None:
        yield _problem(SERVER, "server.broker", server.broker_fault, now_ms)
    if server.free_bytes is not None and server.free_bytes < FREE_BYTES:
        text = f"Only {server.free_bytes / 1e9:.1f} GB of disk space is free in {server.data}."
        yield _problem(SERVER, "server.disk", text, now_ms)
    if server.pages_fault is not None:
        yield _problem(SERVER, "server.pages", server.pages_fault, now_ms)
    yield from _failed_task_problems(server, now_ms)
    yield from _rollout_problems(server, now_ms)
    if (missed := _backup_fault(server, now_ms)) is not None:
        yield _problem(SERVER, "server.backup", missed, now_ms)
    ends_ms = server.certificate_ends_ms
    if server.certificate and ends_ms is None:
        yield _problem(SERVER, "server.certificate", f"{server.certificate} cannot be read as a certificate.", now_ms)
    if ends_ms is not None and ends_ms < now_ms + CERTIFICATE_MS:
        days = (ends_ms - now_ms) // DAY_MS
        text = f"{server.certificate} has expired." if days < 0 else f"{server.certificate} expires in {days} days."
        yield _problem(SERVER, "server.certificate", text, now_ms)


def _failed_task_problems(server: ServerFacts, now_ms: int) -> Iterator[Problem]:
    """Problems with overdue or failing tasks of the server."""
    if server.failed_sums:
        site, day = server.failed_sums[0]
        days, first = len(server.failed_sums), local_date(day)
        text = f"The totals of {days} days could not be updated. The first of them is {first} of {site}."
        if not site:
            text = f"The totals of {days} days over all sites could not be updated. The first of them is {first}."
        yield _problem(SERVER, "server.sums", text, now_ms)
    elif "sums" in server.failures:
        yield _problem(SERVER, "server.sums", f"No totals can be computed: {server.failures['sums']}.", now_ms)
    if "fleet" in server.failures:
        text = f"The signatures for the kiosks' updates cannot be renewed: {server.failures['fleet'].rstrip('.')}."
        yield _problem(SERVER, "server.fleet", text, now_ms)
    if "retention" in server.failures:
        text = f"Old data cannot be deleted: {server.failures['retention']}."
        yield _problem(SERVER, "server.retention", text, now_ms)


def _rollout_problems(server: ServerFacts, now_ms: int) -> Iterator[Problem]:
    """Problem with the first rollout that central stopped or cannot sign."""
    for halted in server.rollouts[:1]:
        what = f"The rollout of {halted.software} to the kiosks of {halted.tenant}"
        text = f"{what} stopped: too many kiosks {HALTS.get(halted.reason, 'have problems')}."
        if halted.fault is not None:
            text = f"{what} cannot go on: {halted.fault}."
        yield _problem(SERVER, "server.rollout", text, halted.at_ms or now_ms)


def _backup_fault(server: ServerFacts, now_ms: int) -> str | None:
    """Sentence about a problem with the backups. None if no backup was ever started or the settings do not require
    backups.
    """
    made_ms, begun_ms, failed_ms = server.backups.made_ms, server.backups.begun_ms, server.backups.failed_ms
    if server.backup_days == 0:
        return None
    newest = (
        "There is no complete backup."
        if made_ms is None
        else f"The newest complete one is from {time_text(made_ms / 1000)}."
    )
    if failed_ms is not None:
        return f"The backup of {time_text(failed_ms / 1000)} failed. {newest}"
    if begun_ms is not None and now_ms - begun_ms > BACKUP_MS:
        return f"A backup was started at {time_text(begun_ms / 1000)}, but none has finished since. {newest}"
    if made_ms is not None and now_ms - made_ms > server.backup_days * DAY_MS:
        return f"No backup has been made for {server.backup_days} days. {newest}"
    return None
