"""Parser of `vitrina-central simulate`, which simulates a fleet."""

import argparse
import re
import sys
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from central.cli.parser import Commands, parse_day
from central.cli.progress import Show, is_output_piped, progress_bar
from central.errors import UsageError
from central.exit_codes import DONE, INTERRUPTED
from central.simulate.updates.scenarios import SCENARIOS
from edge.law.codes import check_country
from edge.law.table import load_law_table

if TYPE_CHECKING:
    from central.simulate.fleet import FleetPlan
    from central.simulate.run import Simulation, Watch

EXAMPLES = """examples:
  vitrina-central simulate --kiosks 30 --days 7 --out - --truth truth.json | vitrina-central import - --data data
  vitrina-central simulate --kiosks 30 --speed 60 --broker 127.0.0.1:1883 --faults outages,lost"""

RIGHTS = "Give the account these access rules: topic write vitrina/1/+/+/+/+ and topic read vitrina/1/+/+/+/cmd/+"
STEP = 0.001
"""Share of all opening hours between two updates of the progress bar."""


def add_to_parser(commands: Commands) -> None:
    """Add the command `simulate` to the parser."""
    parser = commands.add_parser(
        "simulate",
        help="send or write the messages of a simulated fleet with known results",
        description="Send or write the messages of a simulated fleet with known results. Two kiosks\n"
        "share a shop. The tenant is named sim-SEED-DAY; DAY is the first day. With --out,\n"
        "writes a file. With --broker or --config, sends the messages to a broker, and\n"
        "sends some again when the server requests them. The account needs the right to\n"
        "publish for kiosks, which the account of the server does not have: the access\n"
        "rules topic write vitrina/1/+/+/+/+ and topic read vitrina/1/+/+/+/cmd/+.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=_run)
    _add_fleet(parser)
    _add_faults(parser)
    _add_target(parser)
    _add_sending(parser)


def _add_fleet(parser: argparse.ArgumentParser) -> None:
    """Add the options for the size, days and seed of the fleet."""
    parser.add_argument(
        "--kiosks", type=int, default=10, metavar="N", help="number of kiosks, 1 to 20000 (default: 10)"
    )
    parser.add_argument(
        "--sites",
        type=int,
        metavar="S",
        help="number of shops, at most the number of kiosks (default: half the number of kiosks)",
    )
    parser.add_argument("--days", type=int, default=1, metavar="D", help="number of days, 1 to 3660 (default: 1)")
    parser.add_argument(
        "--hours",
        type=float,
        default=10.0,
        metavar="H",
        help="opening hours per day, 3 to 10 (default: 10); shops open at 9:00 UTC",
    )
    parser.add_argument(
        "--from",
        dest="first",
        type=parse_day,
        metavar="DAY",
        help="first day, such as 2026-11-24 (default: D days before today, so that the last day is yesterday)",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="SEED",
        help="random seed: the same seed gives the same bytes (default: 1)",
    )
    parser.add_argument(
        "--use",
        choices=("shop", "research"),
        default="shop",
        help="what kiosks publish about faces: with shop, only smiles; with research, also frowns, surprise, valence "
        "and arousal (default: shop)",
    )
    parser.add_argument(
        "--country",
        type=_country,
        metavar="XX",
        help="country of the shops, such as NL or US-IL: where kiosks start without smile detection, they publish no "
        "smiles",
    )


def _add_faults(parser: argparse.ArgumentParser) -> None:
    """Add the options for planted faults and for the file that lists them."""
    parser.add_argument("--faults", type=_parse_faults, default=frozenset(), metavar="LIST", help=_faults_help())
    parser.add_argument(
        "--truth",
        type=Path,
        metavar="FILE",
        help="also write the simulated results, and which messages were sent and lost, to FILE as JSON",
    )
    parser.add_argument(
        "--shops",
        type=Path,
        metavar="FILE",
        help="also write names and places of the shops to FILE as CSV, for `site import`",
    )


def _add_target(parser: argparse.ArgumentParser) -> None:
    """Add the options for the file or broker that receives the messages."""
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--out",
        metavar="FILE",
        help="write the messages to FILE, one per line; - for standard output; a name ending in .gz is gzipped",
    )
    where.add_argument("--broker", type=_place, metavar="HOST:PORT", help="send to this broker, without a password")
    where.add_argument(
        "--config", type=Path, metavar="FILE", help="send to the [broker] in this settings file of the server"
    )
    where.add_argument(
        "--fleet-updates",
        choices=SCENARIOS,
        metavar="SCENARIO",
        help="instead of messages, simulate the rollout of a new version over some days, with real signatures, rings "
        "and steps: good (it works), bad (it sees no camera), away (central is away for a day), lost (3 %% of the "
        "kiosks never come back); with --kiosks (10 to 1000), --days (4 to 6) and --seed",
    )


def _add_sending(parser: argparse.ArgumentParser) -> None:
    """Add the options for sending to a broker."""
    parser.add_argument(
        "--speed",
        type=float,
        default=0.0,
        metavar="X",
        help="with --broker or --config: speed, as a multiple of real time (default: as fast as the broker "
        "accepts messages)",
    )
    parser.add_argument(
        "--playlist",
        action="store_true",
        help="with --broker or --config: wait for the playlist from `playlist push`, and play its six ads",
    )
    parser.add_argument(
        "--settle",
        type=float,
        default=30.0,
        metavar="SECONDS",
        help="with --broker or --config: end after this many seconds without a request for messages (default: 30)",
    )


def _run(options: argparse.Namespace) -> int:
    if options.fleet_updates is not None:
        return _simulate_updates(options)
    from central.simulate.fleet import Fleet
    from central.simulate.run import Simulation, check_simulation, first_simulated_day, write_messages_file
    from central.simulate.shop_names import write_shops

    first = first_simulated_day(options.days) if options.first is None else options.first
    plan = _plan(options, first)
    simulation = check_simulation(Simulation(plan, first, options.days, options.speed, options.settle, options.truth))
    size = f"{_count(plan.kiosks, 'kiosk')} at {_count(plan.sites, 'shop')}, {_count(options.days, 'day')}"
    _say(f"{size} from {first}, tenant {plan.tenant}")
    if options.shops is not None:
        write_shops(options.shops, Fleet(plan))
    if options.out is not None:
        if options.playlist:
            raise UsageError("simulate: --playlist needs --broker or --config, through which the playlist arrives.")
        with progress_bar("simulate", 1.0, is_wanted=options.out != "-" or not is_output_piped()) as show:
            written = write_messages_file(simulation, options.out, _show_progress(simulation, show))
        _say(f"wrote {written} messages")
        return DONE
    return _send_fleet(simulation, options)


def _simulate_updates(options: argparse.Namespace) -> int:
    from central.simulate.updates.run import check_updates, run_updates
    from central.simulate.updates.table import result_lines

    check_updates(options.kiosks, options.days)
    for line in result_lines(run_updates(options.fleet_updates, options.kiosks, options.days, options.seed)):
        print(line)
    return DONE


def _plan(options: argparse.Namespace, first: date) -> "FleetPlan":
    """Return the tenant of the simulated fleet. Different days give a different tenant, so that no kiosk repeats a
    message number.
    """
    from central.simulate.fleet import KIOSKS_A_SITE, FleetPlan

    sites = -(-options.kiosks // KIOSKS_A_SITE) if options.sites is None else options.sites
    tenant = f"sim-{options.seed}-{first:%Y%m%d}"
    plan = FleetPlan(tenant, options.kiosks, sites, options.faults, options.seed, options.hours * 3600)
    return replace(plan, use=options.use, detects_smiles=_detects_smiles(options.country))


def _detects_smiles(country: str | None) -> bool:
    return country is None or not load_law_table().place_law(country).starts_without_smiles


def _send_fleet(simulation: "Simulation", options: argparse.Namespace) -> int:
    from central.serve.serve import broker_options
    from central.settings import BrokerSection, load_settings
    from central.simulate.run import add_playlist, send_to_broker
    from central.stop_signals import stop_by_signal

    section = load_settings(options.config, None).broker if options.config else BrokerSection(**options.broker)
    stopping = stop_by_signal()
    broker = broker_options(section)
    if options.playlist:
        simulation = add_playlist(simulation, broker, stopping, _say)
    with progress_bar("simulate", 1.0) as show:
        sender = send_to_broker(simulation, broker, stopping, _show_progress(simulation, show))
    _say(f"sent {sender.sent} messages, {sender.resent} of them again because central asked for them")
    for reason, count in sender.refused.items():
        _say(f"the broker refused {_count(count, 'message')} ({reason}). {RIGHTS}")
    return INTERRUPTED if stopping.is_set() else DONE


def _show_progress(simulation: "Simulation", show: Show) -> "Watch":
    """Show the current day and the completed share, each time another thousandth is complete."""
    shown = 0.0

    def watch(at_s: float) -> None:
        nonlocal shown
        share = simulation.share_done(at_s)
        if share - shown >= STEP:
            shown = share
            day = datetime.fromtimestamp(at_s, timezone.utc).date()
            show(share, f"simulate: {day}")

    return watch


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"


def _say(text: str) -> None:
    print(f"simulate: {text}.", file=sys.stderr)


def _faults_help() -> str:
    from central.simulate.faults import NAMES

    return f"faults, separated by commas: {', '.join(NAMES)}; or all"


def _parse_faults(text: str) -> frozenset[str]:
    from central.simulate.faults import NAMES

    names = frozenset(NAMES) if text == "all" else frozenset(text.split(","))
    if unknown := names - NAMES.keys():
        known = ", ".join(NAMES)
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: unknown fault. Choose from {known}, or all")
    return names


def _country(text: str) -> str:
    try:
        return check_country(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} {error}") from None


def _place(text: str) -> dict[str, str | int]:
    match = re.fullmatch(r"(.+):([0-9]{1,5})", text)
    if match is None or not 1 <= int(match[2]) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a broker address such as 127.0.0.1:1883")
    return {"host": match[1].strip("[]"), "port": int(match[2])}
