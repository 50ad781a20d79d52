"""Planted comments, found again: `python -m tests.central.comment_trends --table docs/evidence/central.md`.

Simulated kiosks hold and tell comments by the kiosk's own rules. Their messages go through a real broker to a server,
and the report of each advert is compared with what was planted: each interval either holds it or not.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from central.reports.comment_answers import CreativeFilter, answer_comments
from central.reports.comment_values import CommentTrend
from central.reports.selection import Request
from central.simulate.comments import draw_comments, planted_shares
from central.simulate.kiosk import MODELS
from central.simulate.kiosk_day import shift_release
from central.simulate.program import OWN
from central.simulate.shop import OPEN_FOR_S
from central.simulate.tally import week_number
from central.store.database import open_store, read_view
from central.store.location import Location
from central.store.scope import Scope
from edge.events import ReleasedComments, Sentiment
from edge.messages import build
from edge.messages.wire import Header, message_topic, uuid7
from tests.central import fleet
from tests.central.rows import one
from tests.doubles.broker import Mosquitto, running, subscribed
from tests.doubles.central_server import CentralServer
from tests.doubles.waiting import wait_until
from tests.evidence.parts import write_part

DAY_S = 86_400.0
FIRST_DAY = 20_731
"""2026-10-05, a Monday, as the store counts days."""
TENANT = "sim-comments"
SIZE_NAMES = ("quiet", "medium", "busy")
NOW_MS = 1_795_780_000_000
LEFT_S = 120.0
SHARES: tuple[Sentiment, ...] = ("positive", "negative")


@dataclass(slots=True)
class Planted:
    """Counts of the kiosks before their noise."""

    comments: int = 0
    batches: int = 0
    told_sites: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Found:
    """Number of intervals that hold what was planted, of all, and their mean width."""

    held: int
    of: int
    width: float


def messages(kiosks: int, days: int, seed: int, planted: Planted) -> Iterator[tuple[str, bytes]]:
    """Topic and payload of all messages of the kiosks, one kiosk a shop; every third shop is a quiet one."""
    for number in range(kiosks):
        header = Header(TENANT, f"shop-{number:02}", "door")
        device = f"{TENANT}/{header.site}/{header.device}"
        yield fleet.topic("state", device), fleet.payload(fleet.state(device))
        rng, seq = random.Random(f"{seed} {number}"), 0
        for day in range(days):
            midnight_s = (FIRST_DAY + day) * DAY_S
            size = SIZE_NAMES[number % len(SIZE_NAMES)]

            def told(batch: ReleasedComments, site: str = header.site) -> None:
                planted.batches += 1
                planted.comments += batch.negative + batch.neutral + batch.positive + batch.unclear
                planted.told_sites.add(site)

            for batch in draw_comments(OWN.creatives, size, week_number(midnight_s), OPEN_FOR_S, rng, told):
                seq += 1
                later = shift_release(batch, midnight_s)
                new_id = uuid7(later.at_s, rng.randbytes)
                message = build.build_release_message(later, header, MODELS["shop"], id=new_id, seq=seq)
                yield message_topic(header, message.kind), message.payload


def sent_and_stored(folder: Path, kiosks: int, days: int, seed: int, planted: Planted) -> Location:
    """Sends all messages to a broker, of which a server stores them."""
    place = Location(folder / "data")
    with running(Mosquitto(folder)) as broker:
        server = CentralServer(folder, f'data = "{place.data}"', f"port = {broker.port}")
        server.start()
        server.wait_until_connected()
        try:
            with subscribed(broker.port, topics="none") as link:
                for name, payload in messages(kiosks, days, seed, planted):
                    link.publish(name, payload)
            with open_store(place) as store:
                count = "SELECT count(*) FROM comments"
                wait_until(lambda: bool(one(store, count) == planted.batches), f"{planted.batches} messages", LEFT_S)
            assert server.end() == 0
        finally:
            server.close()
    return place


def trends_of(place: Location) -> dict[str, CommentTrend]:
    """The report of each advert."""
    with open_store(place) as store, read_view(store) as connection:
        return {
            name: answer_comments(
                connection, Scope.whole_store(), CreativeFilter(creative=f"{TENANT}/{name}"), Request(), NOW_MS
            )
            for name in OWN.creatives
        }


def checked(trends: dict[str, CommentTrend], share: Sentiment) -> Found:
    """Compares each week of each advert with what was planted."""
    held, widths = 0, []
    for number, name in enumerate(OWN.creatives):
        for week in trends[name].kiosks.weeks:
            truth = planted_shares(number, week_number((week.week.toordinal() - 719_163) * DAY_S))
            interval = getattr(week, share)
            held += interval.low <= truth[share] <= interval.high
            widths.append(interval.high - interval.low)
    return Found(held, len(widths), sum(widths) / len(widths))


def table(kiosks: int, days: int, planted: Planted, trends: dict[str, CommentTrend]) -> str:
    """Markdown table of a run."""
    quiet = {f"shop-{number:02}" for number in range(kiosks) if SIZE_NAMES[number % len(SIZE_NAMES)] == "quiet"}
    lines = [
        f"| {kiosks} simulated kiosks, {days} days, {len(OWN.creatives)} adverts | |",
        "| --- | --- |",
        f"| messages sent, stored | {planted.batches:,}, {planted.batches:,} |",
        f"| comments in them, before the noise | {planted.comments:,} |",
    ]
    for share in SHARES:
        found = checked(trends, share)
        lines.append(
            f"| {share}: weeks of an advert whose interval holds what was planted | {found.held} of {found.of},"
            f" {100 * found.held / found.of:.1f} %; mean width {100 * found.width:.0f} points |"
        )
    lines.append(
        f"| quiet shops, with four comments a day: that tell something | {len(quiet & planted.told_sites)} of"
        f" {len(quiet)} |"
    )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Runs the long form, and writes its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kiosks", type=int, default=40)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args()
    planted = Planted()
    with tempfile.TemporaryDirectory(prefix="vitrina-comments-") as folder:
        place = sent_and_stored(Path(folder), options.kiosks, options.days, options.seed, planted)
        text = table(options.kiosks, options.days, planted, trends_of(place))
    print(text, end="")
    if options.table:
        write_part(options.table, "comments", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
