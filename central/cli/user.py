"""Parser of `vitrina-central user`, which adds, changes, removes and lists the users of the web pages."""

import argparse
import getpass
import json
import sys
from collections.abc import Sequence

from central.cli.parser import (
    Commands,
    add_command,
    add_group,
    load_named_settings,
    open_named_store,
    open_or_make_store,
)
from central.clock import now_ms
from central.errors import UsageError
from central.exit_codes import DONE
from central.store import audit
from central.store.database import read_view, translate_database_errors
from central.store.first_link import make_first_link
from central.store.makers import record_ended
from central.store.scope import Scope
from central.store.second_factors import find_second_factor, remove_second_factor
from central.store.sites import list_tenants
from central.store.users import (
    ROLES,
    add_user,
    check_password,
    check_user_name,
    find_user,
    list_users,
    remove_user,
    require_user,
    set_password,
)
from edge.messages.wire import time_text


def add_to_parser(commands: Commands) -> None:
    """Add the command `user` and its actions to the parser."""
    actions = add_group(
        commands,
        "user",
        "add, change, remove or list the users of the web pages",
        "vitrina-central user add ann --role admin --data data\n  vitrina-central user list --data data",
    )
    action = add_command(
        actions,
        "add",
        "add a user; asks for the password, or reads it from standard input",
        "vitrina-central user add ann --role admin --data data\n"
        "  vitrina-central user add otto --site acme/berlin-7 --site acme/berlin-8 --data data",
        _add_user,
    )
    action.add_argument("name", metavar="NAME", help="user name to sign in with")
    action.add_argument("--role", choices=list(ROLES), default="viewer", help="rights of the user (default: viewer)")
    add_scope_options(action)
    action = add_command(
        actions,
        "passwd",
        "set a new password, and end all sessions of the user",
        "vitrina-central user passwd ann --data data",
        _change_password,
    )
    action.add_argument("name", metavar="NAME", help="name of the user")
    action = add_command(actions, "remove", "remove a user", "vitrina-central user remove ann --data data", _remove)
    action.add_argument("name", metavar="NAME", help="name of the user")
    add_command(
        actions,
        "first-link",
        "print a new link that makes the first administrator in the browser, while there is no user",
        "vitrina-central user first-link --config /etc/vitrina/central.toml",
        _print_first_link,
    )
    action = add_command(
        actions,
        "reset-second-factor",
        "remove the second factor of a user who has lost it",
        "vitrina-central user reset-second-factor ann --data data",
        _reset_second_factor,
    )
    action.add_argument("name", metavar="NAME", help="name of the user")
    action = add_command(actions, "list", "list the users", "vitrina-central user list --data data", _list_users)
    action.add_argument("--json", action="store_true", help="print JSON")


def add_scope_options(parser: argparse.ArgumentParser) -> None:
    """Add --site and --all-sites."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--site",
        action="append",
        default=[],
        metavar="TENANT/SITE",
        help="site to give access to, or TENANT/* for all sites of a tenant; may be given more than once "
        "(default: every site, if the store has one tenant)",
    )
    group.add_argument(
        "--all-sites", action="store_true", help="give access to every site of every tenant, including future ones"
    )


def parse_scope(options: argparse.Namespace, tenants: Sequence[str], noun: str) -> Scope:
    """Return the scope that the options name.

    Without these options, the scope is every site, if there is a single tenant. Raises UsageError. `tenants`: the
    tenants in the store. `noun`: what receives the scope, for error messages.
    """
    if options.site:
        return Scope.sites_scope(options.site)
    if len(tenants) > 1 and not options.all_sites:
        raise UsageError(
            f"{noun}: the store has {len(tenants)} tenants ({', '.join(tenants[:5])}). Add --site '{tenants[0]}/*' "
            f"for all sites of one tenant, or --all-sites for every site of every tenant. Nothing was changed."
        )
    return Scope.whole_store()


def _add_user(options: argparse.Namespace) -> int:
    from central.web.passwords import hash_password

    name = check_user_name(options.name)
    with open_or_make_store(options) as store, translate_database_errors():
        with read_view(store) as connection:
            scope = parse_scope(options, list_tenants(connection), "user")
            if find_user(connection, name) is not None:
                raise UsageError(
                    f"user: {name} exists already. Change the password: vitrina-central user passwd {name}"
                )
        password_hash = hash_password(_password(name))
        with store.engine.begin() as connection:
            add_user(connection, name, password_hash, ROLES[options.role], scope)
            detail = f"{name}, {options.role}, sites: {scope}"
            audit.record_entry(connection, audit.COMMAND_LINE, "user.add", detail, tenant=scope.tenant)
    print(f"user: added {name} as {options.role}. Sites: {scope}.", file=sys.stderr)
    return DONE


def _change_password(options: argparse.Namespace) -> int:
    from central.web.passwords import hash_password

    with open_named_store(options) as store, translate_database_errors():
        with read_view(store) as connection:
            if not require_user(connection, options.name).may_have_password:
                raise UsageError(
                    f"user: {options.name} signs in with another service. Change the password there. Nothing was"
                    " changed."
                )
        password_hash = hash_password(_password(options.name))
        with store.engine.begin() as connection:
            user = require_user(connection, options.name)
            set_password(connection, user, password_hash)
            audit.record_entry(connection, audit.COMMAND_LINE, "user.password", user.name, tenant=user.scope.tenant)
    print(f"user: changed the password of {options.name}, and ended all sessions.", file=sys.stderr)
    return DONE


def _remove(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        user = require_user(connection, options.name)
        ended = remove_user(connection, user)
        audit.record_entry(connection, audit.COMMAND_LINE, "user.remove", user.name, tenant=user.scope.tenant)
        record_ended(connection, audit.COMMAND, user.name, ended)
    print(f"user: removed {options.name}, and ended all sessions.", file=sys.stderr)
    return DONE


def _reset_second_factor(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        user = require_user(connection, options.name)
        if find_second_factor(connection, user) is None:
            raise UsageError(f"user: {user.name} has no second factor. Nothing was changed.")
        remove_second_factor(connection, user)
        detail = user.name
        audit.record_entry(connection, audit.COMMAND_LINE, "user.second-factor", detail, tenant=user.scope.tenant)
    print(f"user: removed the second factor of {options.name}.", file=sys.stderr)
    return DONE


def _print_first_link(options: argparse.Namespace) -> int:
    from central.web.build import first_link_address

    settings = load_named_settings(options)
    with open_named_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        secret = make_first_link(connection, now_ms())
    if secret is None:
        raise UsageError("user: there is a user already. Let an administrator add others on the page Users.")
    print(first_link_address(settings.web, settings.web.port, secret))
    return DONE


def _list_users(options: argparse.Namespace) -> int:
    with open_named_store(options) as store, read_view(store) as connection:
        found = list_users(connection)
    if options.json:
        fields = [
            {"name": u.name, "role": str(u.role), "sites": _sites(u.scope), "created": time_text(u.created_ms / 1000)}
            for u in found
        ]
        print(json.dumps(fields, indent=2))
        return DONE
    print(f"{'name':32} {'role':7} sites")
    for user in found:
        print(f"{user.name:32} {user.role!s:7} {user.scope}")
    return DONE


def _sites(scope: Scope) -> list[str] | None:
    """Return the list of sites in a scope, for JSON; None for a scope with every site."""
    return None if scope.patterns is None else sorted(scope.patterns)


def _password(name: str) -> str:
    """Return the password. It is typed twice in a terminal, or read from the first line of standard input. Raises
    UsageError.
    """
    if not sys.stdin.isatty():
        return check_password(sys.stdin.readline().rstrip("\r\n"), name)
    password = check_password(getpass.getpass("Password: "), name)
    if getpass.getpass("Again: ") != password:
        raise UsageError("user: the two passwords differ. Nothing was changed.")
    return password
