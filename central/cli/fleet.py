"""`vitrina-central fleet`: options to show the state of every kiosk."""

import argparse
import json
from datetime import datetime

from central.cli.parser import Commands, add_command, open_named_store
from central.clock import now_ms
from central.exit_codes import DONE
from central.reports.fleet_values import Fleet, Kiosk
from central.reports.rendering.text import age_text
from central.store.database import read_view
from central.store.scope import Scope


def add(commands: Commands) -> None:
    """Adds the command."""
    parser = add_command(commands, "fleet", "show the state of every kiosk", "vitrina-central fleet --data data", _run)
    parser.add_argument("--json", action="store_true", help="print JSON")


def _run(options: argparse.Namespace) -> int:
    from central.reports.fleet import read_fleet

    at_ms = now_ms()
    with open_named_store(options) as store, read_view(store) as connection:
        found = read_fleet(connection, Scope.whole_store(), at_ms)
    if options.json:
        print(json.dumps(found.model_dump(mode="json"), indent=2, ensure_ascii=False))
        return DONE
    print(_head(found))
    if found.kiosks:
        print(f"{'kiosk':44} {'state':9} {'heard':>8} {'unsent':>7} {'lost':>6}  alerts and reasons")
    for kiosk in found.kiosks:
        print(_line(kiosk, found.generated).rstrip())
    return DONE


def _head(found: Fleet) -> str:
    counts = [f"{count} {state}" for state, count in found.states.model_dump().items() if count]
    counts += [f"{found.staff_undeclared} with staff not declared"] if found.staff_undeclared else []
    mark = "SIMULATED: " if found.simulated else ""
    return f"{mark}{found.total} kiosks{': ' if counts else ''}{', '.join(counts)}"


def _line(kiosk: Kiosk, at: datetime) -> str:
    name = f"{kiosk.tenant}/{kiosk.site}/{kiosk.device}"
    heard = "never" if kiosk.received is None else age_text((at - kiosk.received).total_seconds())
    unsent = "" if kiosk.unsent is None else str(kiosk.unsent)
    said = "; ".join([*(f"{alert.code}: {alert.text}" for alert in kiosk.alerts), *kiosk.reasons])
    shown = "".join(letter if letter.isprintable() else "?" for letter in said)
    return f"{name:44} {kiosk.state:9} {heard:>8} {unsent:>7} {kiosk.lost:6}  {shown}"
