"""`vitrina enrol`: turns this computer into the kiosk that a one-time code from central names."""

import dataclasses
import os
import shlex
import sys
from datetime import datetime, timezone
from pathlib import Path

from edge.clock import is_plausible_time, machine_time_s
from edge.exit_codes import DONE
from edge.fleet.fingerprint import root_fingerprint
from edge.messages.enrolment import EnrolmentAnswer, parse_enrolment_code
from edge.settings import settings
from edge.settings.places import MACHINE, find_settings
from edge.tools.enrol.errors import EnrolClockError, EnrolError
from edge.tools.enrol.files import KioskFiles
from edge.tools.enrol.fleet import fleet_root
from edge.tools.enrol.server import redeem_code, require_right_clock
from edge.tools.enrol.staff import StaffOptions, missing_keys, staff_declaration_values

FROM_STDIN = "-"
LONGEST = 4_000


def enrol_kiosk(
    given: str,
    config: str | None,
    media: Path | None,
    staff: StaffOptions,
    *,
    replace: bool,
    root: str | None = None,
) -> int:
    """Redeem a one-time code, and write the settings. `given`: the code, or "-" to read the code from standard input.

    `staff`: the declaration about staff. `root`: fingerprint of the root of signed files. Everything that can be
    checked or asked comes before the code is sent, because the code works only once. Raises CodeError, SettingsError
    or EnrolError.
    """
    code = parse_enrolment_code(_read_code() if given == FROM_STDIN else given)
    place = find_settings(config)
    path = Path(os.path.realpath(place.path))
    present = (
        settings.load_settings_file(path) if os.path.exists(path) else None
    )  # False as well where the folder is closed
    now_s = machine_time_s()
    if not is_plausible_time(now_s):
        raise EnrolClockError(
            "clock: this computer's clock is not set. Set it (timedatectl), then try again. Nothing was sent."
        )
    declared = staff_declaration_values(staff, present, datetime.fromtimestamp(now_s, timezone.utc).astimezone().date())
    files = KioskFiles(path, present, None if media is None else media.absolute(), declared=declared)
    files.require_writable()
    trust = fleet_root(root, path)
    trust.require_usable()
    require_right_clock(code, now_s)
    answer = redeem_code(code, None if replace else files.kiosk_name)
    content = trust.offered_root(answer)
    written = dataclasses.replace(files, takes_fleet=content is not None).write_answer(answer)
    if content is not None:
        written.append(trust.write(content))
    _print_result(answer, written, place.is_named)
    if content is not None:
        _print_root(content, is_compared=root is not None)
    _print_missing(path)
    return DONE


def _read_code() -> str:
    """Read the code from standard input: one line from a person or a scanner, or everything that a program sends."""
    if not sys.stdin.isatty():
        return sys.stdin.read(LONGEST)
    print("Code: ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline(LONGEST)
    if not line:
        raise EnrolError(
            "enrol: no code was entered. Give the code that `vitrina-central kiosk enrol` printed. Nothing was sent."
        )
    return line


def _print_missing(path: Path) -> None:
    """Print which keys about staff are missing. Until they are set, the kiosk does not recognise expressions."""
    if keys := missing_keys(settings.load_settings_file(path)):
        print(
            "enrol: staff are not declared, so expressions are off. Check whether staff work in view, then set "
            f"{', '.join(keys)} in [staff] of {path}.",
            file=sys.stderr,
        )


def _print_root(content: bytes, *, is_compared: bool) -> None:
    """Print the root that the kiosk trusts from now on."""
    text = (
        f"enrol: this kiosk takes programs and settings that the owners of the root {root_fingerprint(content)} sign."
    )
    print(text if is_compared else f"{text} Compare it with the fingerprint on their sticks.", file=sys.stderr)


def _print_result(answer: EnrolmentAnswer, written: list[Path], is_named: bool) -> None:
    """Print what was done and what to do next. Prints no credentials."""
    config = f" --config {shlex.quote(str(written[0]))}" if is_named else ""
    as_user = ""
    if written[0] == MACHINE.settings:
        as_user = "sudo -u vitrina "
        hosts = sorted({answer.broker.host, answer.media_url.split("/")[2].rpartition(":")[0]})
        print(f"enrol: allow the service to connect to {' and '.join(hosts)} (60-addresses.conf).", file=sys.stderr)
    print(f"enrol: this kiosk is {answer.kiosk_name}. Written: {', '.join(map(str, written))}", file=sys.stderr)
    print(f"enrol: next: {as_user}vitrina doctor{config}", file=sys.stderr)
