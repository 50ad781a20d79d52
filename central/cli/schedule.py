"""Parser of `vitrina-central schedule`, which recommends weights for a site and accepts them."""

import argparse
import re

from central.cli.parser import Commands, add_command, parse_day
from central.measures import WANTED_MEASURES

WEEKS = 8
_BOOKED = re.compile(r"([a-z0-9_.-]{1,64})=([0-9]*\.?[0-9]+)")


def add_to_parser(commands: Commands) -> None:
    """Add the command `schedule` to the parser."""
    parser = add_command(
        commands,
        "schedule",
        "recommend how often each ad plays at a site, based on how people reacted in all shops",
        "vitrina-central schedule --site acme/berlin-7 --booked spring=0.2 --data data",
        _run,
    )
    parser.add_argument("--site", required=True, metavar="SITE", help="site, such as acme/berlin-7")
    parser.add_argument("--tenant", metavar="TENANT", help="tenant, if several tenants have a site with this name")
    parser.add_argument(
        "--measure",
        choices=WANTED_MEASURES,
        default=WANTED_MEASURES[0],
        help="metric to increase (default: smile)",
    )
    parser.add_argument(
        "--weeks",
        type=int,
        default=WEEKS,
        metavar="N",
        help=f"number of recent weeks to use, 4 to 52 (default: {WEEKS})",
    )
    parser.add_argument(
        "--booked",
        action="append",
        type=parse_booked_share,
        default=[],
        metavar="ID=SHARE",
        help="share of the plays that an ad must get, such as spring=0.2; may be given more than once",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--accept", action="store_true", help="accept the recommended playlist: `serve` sends it at the end of the day"
    )
    parser.add_argument(
        "--at",
        type=parse_day,
        metavar="DAY",
        help="with --accept: send the playlist at the end of DAY (default: today)",
    )


def parse_booked_share(text: str) -> tuple[str, float]:
    """Parse an ad and its share, such as spring=0.2."""
    found = _BOOKED.fullmatch(text)
    if found is None or float(found[2]) > 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not an ad and its share from 0 to 1, such as spring=0.2")
    return found[1], float(found[2])


def _run(options: argparse.Namespace) -> int:
    from central.cli.schedule_command import run_schedule

    return run_schedule(options)
