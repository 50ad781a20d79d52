"""Advice on when to publish reactions, based on the kiosk's own last week."""

from collections.abc import Iterator

from edge.audience.noise import NO_NOISE, NoiseSource
from edge.settings.settings import Settings
from edge.statistics.release_gain import WORTHWHILE, cell_variance_factor
from edge.tools.doctor.finding import DoctorContext, DoctorFinding, error_finding, good_finding, warning_finding
from edge.uplink.outbox.outbox import OutboxError
from edge.uplink.outbox.reaction_counts import DAY_S, read_reaction_counts

WEEK_DAYS, LEAST_DAYS = 7, 3
COST = (
    "Results then arrive once a day, or once for each of [reaction] parts, and a power cut loses that day's results "
    "so far."
)


def release_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Compare the noise in last week's reactions with that of only one message per part of the day.

    There are no findings if reactions already wait until the end of a part, or if fewer than three days are known.
    """
    settings: Settings = context.require_settings()
    wanted = settings.reaction
    if wanted.release == "part" or wanted.hold_s is not None:
        return
    try:
        counts = read_reaction_counts(settings.outbox.path, context.now() - WEEK_DAYS * DAY_S)
    except OutboxError as error:
        yield error_finding("release", error)
        return
    if counts is None or counts.days < LEAST_DAYS:
        return
    noise = NoiseSource(wanted.noise, NO_NOISE.draws).deviations.cell ** 2
    factor = cell_variance_factor(counts.messages, counts.people, noise, len(wanted.parts) + 1)
    week = f"{counts.messages:.0f} messages of {counts.people:.0f} people for each ad and day in the last week"
    if factor > WORTHWHILE:
        yield good_finding("release", f'[reaction] release = "ready" suits {week}.')
        return
    text = (
        f"{week}: noise is added to each message. With one message per ad and part of the day, the variance of the "
        f"curve is {factor:.2f} times this."
    )
    yield warning_finding("release", text, f'Set [reaction] release = "part". {COST}')
