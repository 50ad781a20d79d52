"""Parser of `vitrina-central rollout`, which shows rollouts of programs, stops them and lets them go on."""

import argparse
import sys
from typing import TYPE_CHECKING

from central.cli.parser import Commands, add_command, add_group, open_named_store
from central.exit_codes import DONE
from central.store.rollouts import Order
from central.store.store import Store

if TYPE_CHECKING:
    from central.reports.rollout_values import RolloutList


def add_to_parser(commands: Commands) -> None:
    """Add the command `rollout` and its actions to the parser."""
    actions = add_group(
        commands,
        "rollout",
        "show how far a new version has reached the kiosks, stop it, or let it go on",
        "vitrina-central rollout show --data data\n  vitrina-central rollout stop acme --data data",
    )
    action = add_command(
        actions,
        "show",
        "show the rings of each rollout, what happens next, and which kiosks wait",
        "vitrina-central rollout show --data data",
        _show,
    )
    action.add_argument("--json", action="store_true", help="print JSON")
    orders: tuple[tuple[Order, str], ...] = (
        ("stop", "stop the rollout of a tenant: kiosks with the new version keep it, all others stay as they are"),
        ("go-on", "let a stopped rollout of a tenant go on from the last ring"),
    )
    for name, text in orders:
        action = add_command(actions, name, text, f"vitrina-central rollout {name} acme --data data", _order)
        action.add_argument("tenant", metavar="TENANT", help="tenant, such as acme")
        action.set_defaults(order=name)


def _show(options: argparse.Namespace) -> int:
    import json

    from central.reports.rendering.rollout_words import rollout_lines

    with open_named_store(options) as store:
        found = list_rollouts(store)
    if options.json:
        print(json.dumps(found.model_dump(mode="json"), indent=2, ensure_ascii=False))
        return DONE
    for line in rollout_lines(found):
        print(line)
    if not found.rollouts:
        print("rollout: no plan was published. To sign one, read: vitrina docs rollouts", file=sys.stderr)
    return DONE


def list_rollouts(store: Store) -> "RolloutList":
    """Rollouts of all tenants in a store, as they are now."""
    from central.clock import now_ms
    from central.reports.rollout import read_rollouts
    from central.store.database import read_view
    from central.store.scope import Scope

    with read_view(store) as connection:
        return read_rollouts(connection, Scope.whole_store(), now_ms(), with_people=True)


def _order(options: argparse.Namespace) -> int:
    from central.store import audit
    from central.store.database import translate_database_errors
    from central.store.rollouts import Orderer, order_rollout, stored_rollout
    from central.store.scope import Scope

    person = Orderer(audit.COMMAND_LINE, Scope.whole_store())
    with open_named_store(options) as store, translate_database_errors(), store.engine.begin() as connection:
        stored = stored_rollout(connection, options.tenant)
        counter = 0 if stored is None else stored.counter
        order_rollout(connection, person, options.tenant, counter, options.order)
    print(
        f"rollout: `vitrina-central serve` carries this out within 5 s: plan {counter}, {options.order}",
        file=sys.stderr,
    )
    return DONE
