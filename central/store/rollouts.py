"""Rollouts of programs: per tenant the newest signed plan, what central remembers of it, and what a person ordered.

Pages and commands only write an order. The process that has the key for `go.json` carries it out.
"""

import json
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, text

from central.errors import NotFoundError, UsageError
from central.store import audit
from central.store.scope import Scope

Order = Literal["stop", "go-on"]
PERSON = "person"
"""Reason of a stop that a person ordered."""
ORDERS: tuple[Order, ...] = ("stop", "go-on")
_COLUMNS = "tenant, counter, plan, content, asked, asked_by"
_WRITE = text(
    "INSERT INTO rollouts (tenant, counter, plan, content) VALUES (:tenant, :counter, :plan, :content)"
    " ON CONFLICT (tenant) DO UPDATE SET counter = excluded.counter, plan = excluded.plan, content = excluded.content"
)
_ASK = text("UPDATE rollouts SET asked = :asked, asked_by = :who WHERE tenant = :tenant AND counter = :counter")
_CLEAR = text("UPDATE rollouts SET asked = NULL, asked_by = NULL WHERE tenant = :tenant")


@dataclass(frozen=True, slots=True)
class StoredRollout:
    """A rollout as it is stored. `plan` and `content` are JSON. `asked`: order that waits; `asked_by`: its user."""

    tenant: str
    counter: int
    plan: str
    content: str
    asked: Order | None = None
    asked_by: str | None = None


@dataclass(frozen=True, slots=True)
class HaltedRollout:
    """A rollout that needs a person. `reason` and `at_ms`: why and when central stopped it. `fault`: why its release
    cannot be signed; None if it stopped.
    """

    tenant: str
    software: str
    reason: str
    at_ms: int | None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Orderer:
    """A person who stops a rollout or lets it go on."""

    name: str
    scope: Scope
    address: str = ""


def stored_rollouts(connection: Connection, scope: Scope) -> list[StoredRollout]:
    """Rollouts of all tenants that the caller may see completely, sorted by tenant."""
    query = f"SELECT {_COLUMNS} FROM rollouts WHERE {scope.where_tenant('tenant')} ORDER BY tenant"
    return [StoredRollout(*row) for row in connection.execute(text(query))]


def stored_rollout(connection: Connection, tenant: str) -> StoredRollout | None:
    """Rollout of a tenant; None if the tenant has no plan."""
    row = connection.execute(
        text(f"SELECT {_COLUMNS} FROM rollouts WHERE tenant = :tenant"), {"tenant": tenant}
    ).first()
    return None if row is None else StoredRollout(*row)


def write_rollout(connection: Connection, tenant: str, counter: int, plan: str, content: str) -> None:
    """Store a rollout. An order that waits stays."""
    connection.execute(_WRITE, {"tenant": tenant, "counter": counter, "plan": plan, "content": content})


def halted_rollouts(connection: Connection) -> list[HaltedRollout]:
    """Rollouts that central stopped, or cannot sign, sorted by tenant."""
    found = (_halted(stored) for stored in stored_rollouts(connection, Scope.whole_store()))
    return [halted for halted in found if halted is not None]


def _halted(stored: StoredRollout) -> HaltedRollout | None:
    state, software = json.loads(stored.content), json.loads(stored.plan)["software"]
    stop, fault = state["memory"]["stop"], state["fault"]
    if fault is not None:
        return HaltedRollout(stored.tenant, software, "", None, fault.rstrip("."))
    if stop is None or stop["reason"] == PERSON:
        return None
    return HaltedRollout(stored.tenant, software, stop["reason"], stop["at_ms"])


def has_orders(connection: Connection) -> bool:
    """True if an order waits."""
    return connection.execute(text("SELECT 1 FROM rollouts WHERE asked IS NOT NULL LIMIT 1")).first() is not None


def clear_order(connection: Connection, tenant: str) -> None:
    """Forget the order that waits, because it was carried out or its plan is over."""
    connection.execute(_CLEAR, {"tenant": tenant})


def order_rollout(connection: Connection, person: Orderer, tenant: str, counter: int, order: str) -> None:
    """Ask for a rollout to stop or to go on, and record who did. Raises NotFoundError or UsageError.

    `counter`: the plan that the person has seen. Of another plan nothing is ordered.
    """
    if not person.scope.allows_tenant(tenant) or (found := stored_rollout(connection, tenant)) is None:
        raise NotFoundError(f"rollout: there is no rollout of {tenant}. Nothing was changed. Check the tenant's name.")
    if order not in ORDERS:
        raise UsageError(f"rollout: {order[:40]!r} is not an order. Use stop or go-on. Nothing was changed.")
    if found.counter != counter:
        raise UsageError(
            f"rollout: plan {counter} was replaced by plan {found.counter}. Nothing was changed. Look at the new plan,"
            " and try again."
        )
    connection.execute(_ASK, {"tenant": tenant, "counter": counter, "asked": order, "who": person.name})
    audit.record_entry(connection, person.name, f"rollout.{order}", f"plan {counter}", person.address, tenant=tenant)
