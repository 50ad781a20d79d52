"""Parser of `vitrina-central token`, which adds, revokes and lists the tokens of the API."""

import argparse
import json
import sys

from central.cli.parser import Commands, add_command, add_group, open_named_store, open_or_make_store
from central.cli.user import add_scope_options, parse_scope
from central.clock import now_ms
from central.exit_codes import DONE
from central.store import audit
from central.store.database import read_view, translate_database_errors
from central.store.makers import record_ended
from central.store.sites import list_tenants
from central.store.tokens import ACCESS, MOST_DAYS, Token, add_token, list_tokens, revoke_token
from edge.messages.wire import time_text

DAYS = 365


def add_to_parser(commands: Commands) -> None:
    """Add the command `token` and its actions to the parser."""
    actions = add_group(
        commands,
        "token",
        "add, revoke or list the tokens of the API",
        "vitrina-central token add dashboard --days 90 --data data\n  vitrina-central token list --data data",
    )
    action = add_command(
        actions,
        "add",
        "add a token, and print it once",
        "vitrina-central token add dashboard --days 90 --data data",
        _add_token,
    )
    action.add_argument("name", metavar="NAME", help="name of the program that will use the token")
    action.add_argument("--access", choices=ACCESS, default="read", help="rights of the token (default: read)")
    action.add_argument(
        "--days",
        type=int,
        default=DAYS,
        metavar="N",
        help=f"days until the token expires, at most {MOST_DAYS} (default: {DAYS})",
    )
    add_scope_options(action)
    action = add_command(
        actions, "revoke", "revoke a token immediately", "vitrina-central token revoke dashboard --data data", _revoke
    )
    action.add_argument("name", metavar="NAME", help="name or prefix of the token")
    action = add_command(actions, "list", "list the tokens", "vitrina-central token list --data data", _list_tokens)
    action.add_argument("--json", action="store_true", help="print JSON")


def _add_token(options: argparse.Namespace) -> int:
    with open_or_make_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        scope = parse_scope(options, list_tenants(connection), "token")
        secret = add_token(connection, options.name, options.access, scope, options.days)
        detail = f"{options.name}, {options.access}, {options.days} days, sites: {scope}"
        audit.record_entry(connection, audit.COMMAND_LINE, "token.add", detail, tenant=scope.tenant)
    print(
        f"token: {options.name} may {options.access} for {options.days} days. Sites: {scope}."
        " It is shown only once. Store it safely:",
        file=sys.stderr,
    )
    print(secret)
    return DONE


def _revoke(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        token, ended = revoke_token(connection, options.name)
        audit.record_entry(connection, audit.COMMAND_LINE, "token.revoke", token.name, tenant=token.scope.tenant)
        record_ended(connection, audit.COMMAND, f"token {token.name}", ended)
    print(f"token: revoked {token.name} ({token.prefix}…).", file=sys.stderr)
    for name in (*(name for name, _ in ended.tokens), *(f"the code of {device}" for device in ended.devices)):
        print(f"token: revoked {name}, which {token.name} had made.", file=sys.stderr)
    return DONE


def _list_tokens(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, read_view(store) as connection:
        found = list_tokens(connection)
    if options.json:
        print(json.dumps([_token_fields(token) for token in found], indent=2))
        return DONE
    print(f"{'name':24} {'prefix':13} {'access':6} {'state':8} {'ends':24} sites")
    for token in found:
        ends = time_text(token.expires_ms / 1000)
        print(f"{token.name:24} {token.prefix:13} {token.access:6} {token.state(now_ms()):8} {ends:24} {token.scope}")
    return DONE


def _token_fields(token: Token) -> dict[str, object]:
    patterns = token.scope.patterns
    return {
        "name": token.name,
        "prefix": token.prefix,
        "access": token.access,
        "state": token.state(now_ms()),
        "expires": time_text(token.expires_ms / 1000),
        "sites": None if patterns is None else sorted(patterns),
    }
