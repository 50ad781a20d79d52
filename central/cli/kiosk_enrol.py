"""Parser of `vitrina-central kiosk enrol` and `kiosk revoke`, which create and revoke the credentials of a kiosk."""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from central.cli.parser import Commands, add_command, load_named_settings
from central.errors import UsageError
from central.exit_codes import DONE
from central.settings import Settings
from central.store.database import open_store, read_view
from central.store.sites import check_site_country, check_zone, set_site, set_site_country
from central.store.sites import list_sites as sites_listed
from central.store.store import Store
from edge.messages.names import propose_valid_name
from edge.messages.wire import NAME, time_text

if TYPE_CHECKING:
    from central.enrolment.enroller import NewCode


def add_to_parser(actions: Commands) -> None:
    """Add the actions `enrol` and `revoke`."""
    action = add_command(
        actions,
        "enrol",
        "enrol a new kiosk: print a one-time code for its credentials",
        "vitrina-central kiosk enrol --site acme/berlin-7 --device door --tz Europe/Berlin --config central.toml",
        _enrol_kiosk,
    )
    action.add_argument("--site", metavar="TENANT/SITE", required=True, help="site of the kiosk")
    action.add_argument("--device", metavar="NAME", required=True, help="name of the kiosk at its site, such as door")
    action.add_argument(
        "--tz", metavar="ZONE", help="time zone of the site, such as Europe/Berlin (default: do not change it)"
    )
    action.add_argument(
        "--country", metavar="XX", help="country of the site, such as FR or DE-BE (default: do not change it)"
    )
    action.add_argument("--json", action="store_true", help="print JSON")
    _add_tenant(action)
    action = add_command(
        actions,
        "revoke",
        "disconnect a kiosk, and revoke its credentials and enrolment code",
        "vitrina-central kiosk revoke acme/berlin-7/door --config central.toml",
        _revoke_kiosk,
    )
    action.add_argument("device", metavar="TENANT/SITE/DEVICE", help="name of the kiosk")
    _add_tenant(action)


def _add_tenant(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--tenant", metavar="NAME", help="tenant, if --site does not contain it (default: the only tenant)"
    )


def _enrol_kiosk(options: argparse.Namespace) -> int:
    settings = load_named_settings(options)
    with open_store(settings.store_location()) as store:
        made = _make_code(store, settings, options)
    if options.json:
        print(json.dumps(_code_fields(made), indent=2))
    else:
        _print_code(made)
    return DONE


def _make_code(store: Store, settings: Settings, options: argparse.Namespace) -> "NewCode":
    from central.serve.serve import build_enroller

    tenant, site, device = _parse_names(store, f"{options.site}/{options.device}", options.tenant)
    zone = None if options.tz is None else check_zone(options.tz)
    country = None if options.country is None else check_site_country(options.country)
    made = build_enroller(settings, store).make_code(tenant, site, device)
    if zone is not None:
        set_site(store, f"{tenant}/{site}", zone=zone, parts=None, is_new=False)
    if country is not None:
        set_site_country(store, f"{tenant}/{site}", country)
    return made


def _parse_names(store: Store, text: str, tenant: str | None) -> Sequence[str]:
    """Return the tenant, site and device in a kiosk's name.

    Raises UsageError. A name without a tenant gets the given tenant, or the only tenant of the store.
    """
    parts = text.split("/")
    if len(parts) == 2:
        parts.insert(0, tenant or _only_tenant(store, text))
    elif len(parts) == 3 and tenant not in (None, parts[0]):
        raise UsageError(f"enrol: {text} names another tenant than --tenant {tenant}. Remove one of them.")
    if len(parts) != 3 or any(re.fullmatch(NAME, part) is None for part in parts):
        raise UsageError(
            f"enrol: {text!r} is not tenant/site/device, such as acme/berlin-7/door, of a-z, 0-9, '_' and '-'."
            f"{_proposal(parts)}"
        )
    return parts


def _proposal(parts: Sequence[str]) -> str:
    names = [propose_valid_name(part) for part in parts]
    return f" Try: {'/'.join(names)}" if len(names) == 3 and all(names) else ""


def _only_tenant(store: Store, text: str) -> str:
    with read_view(store) as connection:
        tenants = sorted({site.key.partition("/")[0] for site in sites_listed(connection)})
    if len(tenants) != 1:
        raise UsageError(f"enrol: {text} names no tenant, and the store has {len(tenants)}. Add --tenant NAME.")
    return tenants[0]


def _print_code(made: "NewCode") -> None:
    import segno

    code = made.code.typed_text()
    print(f"enrol: {made.device} can use this code once, until {time_text(made.expires_ms / 1000)}.", file=sys.stderr)
    print(f"enrol: the kiosk connects to {made.code.host}:{made.code.port}. `serve` must run there.", file=sys.stderr)
    if made.password_line is not None:
        acl = "\n".join(made.acl_lines)
        print(
            "enrol: add the kiosk to the broker by hand. Put this line into its password file, and remove any other\n"
            "line of this kiosk:\n\n"
            f"{made.password_line}\n\n"
            f"Put these lines into its ACL file, unless it has the patterns of examples/acl:\n\n{acl}\n\n"
            "Then: systemctl reload mosquitto (SIGHUP makes it read both files again).\n",
            file=sys.stderr,
        )
    segno.make(code.replace("-", ""), error="m", micro=False).terminal(out=sys.stderr, compact=True)
    print(
        "enrol: check whether staff work in view of the kiosk's camera. `vitrina enrol` asks for this.", file=sys.stderr
    )
    print("enrol: then run `sudo vitrina enrol -` on the kiosk, and type or scan this code:", file=sys.stderr)
    print(code)


def _code_fields(made: "NewCode") -> dict[str, object]:
    return {
        "device": made.device,
        "code": made.code.typed_text(),
        "expires": time_text(made.expires_ms / 1000),
        "address": f"{made.code.host}:{made.code.port}",
        "password_line": made.password_line,
        "acl_lines": list(made.acl_lines),
    }


def _revoke_kiosk(options: argparse.Namespace) -> int:
    from central.enrolment.credentials import acl_lines
    from central.serve.serve import build_enroller

    settings = load_named_settings(options)
    location = settings.store_location()
    location.require_store()
    with open_store(location) as store:
        device = "/".join(_parse_names(store, options.device, options.tenant))
        build_enroller(settings, store).revoke_kiosk(device)
    print(f"enrol: revoked {device}. Its code and its token for videos are no longer valid.", file=sys.stderr)
    if settings.broker.dynamic_security:
        print("enrol: the broker has ended the kiosk's connection and deleted its account.", file=sys.stderr)
    else:
        print(
            f"enrol: the broker still accepts the kiosk. Remove the line that starts with `{device}:` from its password"
            f" file, and the {len(acl_lines(device))} lines that start at `user {device}` from its ACL file."
            " Then: systemctl restart mosquitto (a reload does not end the connection).",
            file=sys.stderr,
        )
    return DONE
