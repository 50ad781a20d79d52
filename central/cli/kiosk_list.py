"""Parser of `vitrina-central kiosk list`, which shows the state of every kiosk, or the kiosks that have credentials."""

import argparse
import json
from datetime import datetime

from central.cli.parser import Commands, add_command, open_named_store
from central.clock import now_ms
from central.exit_codes import DONE
from central.reports.fleet_values import Fleet, Kiosk
from central.reports.rendering.text import age_text
from central.store.database import read_view
from central.store.enrolments import Enrolment, list_enrolments
from central.store.scope import Scope
from edge.messages.wire import time_text


def add_to_parser(actions: Commands) -> None:
    """Add the action `list` to the parser of `kiosk`."""
    example = "vitrina-central kiosk list --data data\n  vitrina-central kiosk list --enrolled --data data"
    action = add_command(actions, "list", "show the state of every kiosk", example, _run)
    action.add_argument(
        "--enrolled",
        action="store_true",
        help="list the kiosks that have an enrolment code, instead of the states of all kiosks",
    )
    action.add_argument("--json", action="store_true", help="print JSON")


def _run(options: argparse.Namespace) -> int:
    from central.reports.fleet import read_fleet

    with open_named_store(options) as store, read_view(store) as connection:
        if options.enrolled:
            _print_enrolled(list_enrolments(connection), now_ms(), as_json=options.json)
        else:
            _print_states(read_fleet(connection, Scope.whole_store(), now_ms()), as_json=options.json)
    return DONE


def _print_states(found: Fleet, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(found.model_dump(mode="json"), indent=2, ensure_ascii=False))
        return
    print(_head(found))
    if found.kiosks:
        print(f"{'kiosk':44} {'state':9} {'last seen':>9} {'unsent':>7} {'lost':>6}  alerts and reasons")
    for kiosk in found.kiosks:
        print(_line(kiosk, found.generated).rstrip())


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
    return f"{name:44} {kiosk.state:9} {heard:>9} {unsent:>7} {kiosk.lost:6}  {shown}"


def _print_enrolled(found: list[Enrolment], at_ms: int, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([_enrolment_row(each, at_ms) for each in found], indent=2))
        return
    print(f"{'kiosk':48} {'state':9} {'enrolled':24} code until")
    for each in found:
        print(
            f"{each.device:48} {each.enrolment_state(at_ms):9} {_time(each.enrolled_ms) or '-':24}"
            f" {_time(each.expires_ms) if each.enrolment_state(at_ms) == 'waiting' else '-'}"
        )


def _enrolment_row(each: Enrolment, at_ms: int) -> dict[str, object]:
    return {
        "device": each.device,
        "state": each.enrolment_state(at_ms),
        "made": _time(each.made_ms),
        "expires": _time(each.expires_ms),
        "used": _time(each.used_ms),
        "enrolled": _time(each.enrolled_ms),
        "revoked": _time(each.revoked_ms),
    }


def _time(at_ms: int | None) -> str | None:
    return None if at_ms is None else time_text(at_ms / 1000)
