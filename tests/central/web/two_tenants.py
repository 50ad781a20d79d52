"""A store of two tenants in which every name says whose it is, so that one name in a foreign answer is a leak.

Each tenant has two shops, `near` and `far`. Names of things that only the far shop has hold "-far" too.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import Connection, text

from central.alerts.failures import TaskFailures
from central.clock import DAY_MS, now_ms
from central.fleet.rings import Decision, Memory, StopNote
from central.fleet.stored_memory import RolloutState, state_text
from central.messages.values import Reading
from central.serve.answer_keeper import AnswerKeeper
from central.store import audit
from central.store.account_mail import queue_account_mail
from central.store.database import open_store
from central.store.enrolments import OpenCode, put_code
from central.store.external_identities import add_external_user
from central.store.location import Location
from central.store.open_alerts import OpenAlert, Snooze, set_snooze, write_alerts
from central.store.playlist_drafts import add_draft
from central.store.playlists import add_playlist, assign_playlist, mark_sent
from central.store.rollouts import write_rollout
from central.store.scheduled import Scheduled, put_scheduled
from central.store.scope import Scope
from central.store.shops import set_details
from central.store.site_tags import set_tags
from central.store.store import Store
from central.store.sums import sum_all
from central.store.tokens import add_token
from central.store.user_changes import set_mail
from central.store.users import Role, add_user, require_user
from central.store.weekly_mail import ask_for_mail
from edge.fleet.rollout import Plan, Ring, StopRule, plan_text
from tests.central import fleet
from tests.central.reports.shops import Shop, reading, time_of

TENANTS = ("acorn", "zebra")
DAYS = 2
VERSIONS = {
    (tenant, shop): 1 + 2 * number
    for number, (tenant, shop) in enumerate((t, s) for t in TENANTS for s in ("near", "far"))
}
"""Version of the playlist of each shop."""


@dataclass(frozen=True, slots=True)
class Ids:
    """What a request can name: a tenant, one of its shops, and ads, a tag and an experiment of that shop."""

    tenant: str
    shop: str

    @property
    def prefix(self) -> str:
        """Beginning of the names of what the shop has: those of the near shop are at the far one too."""
        return self.tenant if self.shop == "near" else f"{self.tenant}-{self.shop}"

    @property
    def site_name(self) -> str:
        """Name of the shop within its tenant."""
        return f"{self.tenant}-{self.shop}"

    def values(self) -> dict[str, str]:
        """Names by placeholder."""
        return {
            "tenant": self.tenant,
            "site": f"{self.tenant}/{self.site_name}",
            "shop": self.site_name,
            "creative": f"{self.prefix}-ad-1",
            "second_creative": f"{self.prefix}-ad-2",
            "tag": f"{self.prefix}-tag",
            "experiment": f"{self.prefix}-experiment",
            "sha256": sha256_of(self.tenant),
            "lift": f"{self.prefix}-lift",
            "user": f"{self.site_name}-reader",
        }


def version_of(ids: Ids) -> str:
    """Version of the shop's playlist; a version that does not exist for a shop that does not."""
    return str(VERSIONS.get((ids.tenant, ids.shop), 999))


def sha256_of(tenant: str) -> str:
    """Digest under which the film of each ad of a tenant is kept."""
    return hashlib.sha256(tenant.encode()).hexdigest()


def link_number(ids: Ids) -> str:
    """Number of the link that shares the experiment of a shop; of a made-up tenant the first one."""
    return str(1 + 2 * (ids.tenant == TENANTS[1]) + (ids.shop == "far"))


def token_number(ids: Ids) -> str:
    """Number of the token of a shop; a number that no token has for a shop that does not exist."""
    return link_number(ids) if (ids.tenant, ids.shop) in VERSIONS else "999"


def fill(location: Location, media: Path) -> None:
    """Fills a store with the migrated tables. `media` gets the films."""
    with open_store(location) as store:
        written = store.write_messages([one for tenant in TENANTS for one in _messages(tenant)])
        assert [rejection.detail for rejection in written.rejections] == []
        sum_all(store)
        for tenant in TENANTS:
            _quarantine(store, tenant)
            with store.engine.begin() as connection:
                _names(connection, tenant)
                _playlists(connection, tenant)
                _alerts(connection, tenant)
                _reviews(connection, tenant)
                _sales(connection, tenant)
                _mail(connection, tenant)
                _rollout(connection, tenant)
                key = f"{tenant}/{tenant}-near/{tenant}-enrolled"
                put_code(connection, OpenCode(key, tenant.encode(), b""), now_ms(), now_ms() + DAY_MS)
                for shop in ("near", "far"):
                    own = Scope.sites_scope([f"{tenant}/{tenant}-{shop}"])
                    add_token(connection, f"{tenant}-{shop}-program", "read", own, 30)
                audit.record_entry(connection, f"{tenant}-auditor", "export", f"{tenant}-detail", tenant=tenant)
        assert AnswerKeeper(store, lambda: False, Event(), TaskFailures()).keep_due_answers(now_ms())
    media.mkdir()
    for tenant in TENANTS:
        (media / sha256_of(tenant)).write_bytes(b"a film")


def _messages(tenant: str) -> Iterator[Reading]:
    for shop in ("near", "far"):
        ads = [Ids(tenant, "near")] + [Ids(tenant, "far")] * (shop == "far")
        device = f"{tenant}/{tenant}-{shop}/{tenant}-{shop}-door"
        yield from _messages_of(Shop(device), ads)
        alert = {"code": f"{tenant}.code", "text": f"{tenant}-{shop}-alert"}
        yield reading("alert", fleet.alert(900, device, **alert), device)
        yield reading("state", fleet.state(device, version=f"{tenant}-version"), device)
        yield reading("health", fleet.health(device), device)


def _messages_of(shop: Shop, ids: list[Ids]) -> list[Reading]:
    for day in range(DAYS):
        span = {"at": time_of(day, 1.1), "from": time_of(day, 0), "to": time_of(day, 1)}
        shop.add("window", **span, visits=40, watchers=30)
        for each in ids:
            for arm, name in (("a", "creative"), ("b", "second_creative")):
                creative = each.values()[name]
                experiment = {"id": each.values()["experiment"], "arm": f"{each.prefix}-arm-{arm}"}
                play = {"at": time_of(day, 1.1), "start": time_of(day, 0.1), "end": time_of(day, 0.1 + 15 / 3600)}
                shop.add("play", **play, creative=creative, experiment={**experiment, "block": 1})
                models = {"expression": f"{each.tenant}-model@sha256:ab12cd34ef56", "valence": "none"}
                shop.add("reaction", **span, creative=creative, experiment=experiment, models=models)
                shop.add("comments", **span, creative=creative)
    return shop.made


def _names(connection: Connection, tenant: str) -> None:
    for shop in ("near", "far"):
        ids = Ids(tenant, shop)
        values = ids.values()
        for name in (values["creative"], values["second_creative"]):
            connection.exec_driver_sql(
                f"UPDATE creatives SET name = '{name}-title', tag = '{values['tag']}', sha256 = '{values['sha256']}',"
                f" duration_ms = 15000 WHERE key = '{tenant}/{name}'"
            )
        set_tags(connection, values["site"], [f"{tenant}-{shop}-group"])
        named = {detail: f"{tenant}-{shop}-{detail}" for detail in ("name", "city", "region", "group")}
        set_details(connection, values["site"], named)
        key = f"{tenant}/{values['experiment']}"
        connection.exec_driver_sql(f"INSERT INTO experiment_looks (key, day) VALUES ('{key}', 20800)")
        connection.execute(
            text(
                "INSERT INTO shared_links"
                " (digest, tenant, experiment, made_by, user_id, made_ms, expires_ms, after_end)"
                f" VALUES (:digest, '{tenant}', '{values['experiment']}', '{tenant}-maker', 0, 1, 9999999999999, false)"
            ),
            {"digest": sha256_of(key).encode()},
        )
        connection.exec_driver_sql(
            "INSERT INTO experiments (key, planned_day, former_day, named_ms)"
            f" VALUES ('{tenant}/{values['experiment']}', 20900, NULL, 1)"
        )


def _playlists(connection: Connection, tenant: str) -> None:
    for shop in ("near", "far"):
        ids = Ids(tenant, shop)
        values = ids.values()
        creatives = [
            {"id": values[name], "sha256": values["sha256"], "bytes": 10, "type": "video/mp4"}
            for name in ("creative", "second_creative")
        ]
        arms = {f"{ids.prefix}-arm-{arm}": [each["id"]] for arm, each in zip("ab", creatives, strict=True)}
        content = json.dumps({"creatives": creatives, "experiments": [{"id": values["experiment"], "arms": arms}]})
        version = add_playlist(connection, tenant, content, f"{tenant}-sender", 1)
        assert version == VERSIONS[tenant, shop]
        assign_playlist(connection, version, [values["site"]])
        mark_sent(connection, [(f"{values['site']}/{tenant}-{shop}-door", version)])
        later = add_playlist(connection, tenant, content, f"{tenant}-sender", 2)
        add_draft(connection, 0, tenant, "{}", now_ms())
        put_scheduled(connection, Scheduled(values["site"], later, version, now_ms() + DAY_MS))


def _alerts(connection: Connection, tenant: str) -> None:
    for shop in ("near", "far"):
        place = f"{tenant}/{tenant}-{shop}/{tenant}-{shop}-door"
        alert = OpenAlert(place, f"{tenant}.code", "error", f"{tenant}-{shop}-problem", 1, 1)
        write_alerts(connection, [alert], [])
        set_snooze(connection, Snooze(place, f"{tenant}.other", now_ms() + DAY_MS, f"{tenant}-sleeper"), now_ms())
    connection.exec_driver_sql(
        "INSERT INTO alert_deliveries (id, channel, body, made_ms, due_ms, attempts)"
        f" VALUES ('{tenant}', 'mail', '{tenant}-mail', 1, 1, 0)"
    )


def _mail(connection: Connection, tenant: str) -> None:
    """Users of each shop who receive the Monday mail."""
    for shop in ("near", "far"):
        name = f"{tenant}-{shop}-reader"
        add_user(connection, name, "no password", Role.VIEWER, Scope.parse(f"{tenant}/{tenant}-{shop}"))
        user = require_user(connection, name)
        set_mail(connection, user, f"{name}@example.org")
        queue_account_mail(connection, require_user(connection, name), "browser", 1, "en", f"{tenant}-browser")
        ask_for_mail(connection, user, f"{name}@example.org", "en", 1)
        add_external_user(connection, f"https://id.{tenant}.example", f"{tenant}-{shop}", f"oidc:{name}", 1)
    connection.exec_driver_sql("UPDATE weekly_subscriptions SET confirmed_ms = 2, due_ms = NULL")
    values = f"{user.id}, 1, 'sent', 1, 1, 1, '{tenant}'"
    connection.exec_driver_sql(
        f"INSERT INTO weekly_mails (user_id, week, state, made_ms, due_ms, attempts, digest) VALUES ({values})"
    )


def _reviews(connection: Connection, tenant: str) -> None:
    ids = Ids(tenant, "near")
    connection.exec_driver_sql(
        "INSERT INTO review_imports (tenant, tag, model, imported_ms)"
        f" VALUES ('{tenant}', '{ids.values()['tag']}', '{tenant}-reader', 1)"
    )
    connection.exec_driver_sql(
        "INSERT INTO review_days (tenant, tag, day, import_id, n, negative, neutral, positive, unclear)"
        f" SELECT tenant, tag, 20760, id, 20, 5, 5, 5, 5 FROM review_imports WHERE tenant = '{tenant}'"
    )


def _sales(connection: Connection, tenant: str) -> None:
    """A day of sales, a line that was set aside, and a plan, each with names of the tenant."""
    product, site = f"{tenant}-product", f"(SELECT id FROM sites WHERE key = '{tenant}/{tenant}-near')"
    for statement in (
        f"INSERT INTO sales_days VALUES ({site}, '{product}', 20760, 20, 25, 40, NULL, 1, NULL)",
        "INSERT INTO sales_quarantine (tenant, line, content, reason, at_ms)"
        f" VALUES ('{tenant}', 7, '{product}', '', 1)",
        f"INSERT INTO lift_plans VALUES ('{tenant}', '{tenant}-lift', 1, 20760, 20787, 1, 0, '{tenant}-off',"
        f" '{product}', NULL, '[]', '{tenant}-planner')",
        f"INSERT INTO arm_days VALUES ('{tenant}', '{tenant}-lift', {site}, 20760, '{tenant}-off')",
        f"INSERT INTO arm_days VALUES ('{tenant}', '{tenant}-lift', {site}, 20761, '{tenant}-on')",
    ):
        connection.exec_driver_sql(statement)


def _rollout(connection: Connection, tenant: str) -> None:
    """A rollout that has reached the near shop, and that somebody stopped."""
    ring = Ring(f"{tenant}-ring", frozenset({f"{tenant}-near/{tenant}-near-door"}))
    plan = Plan(12, "0.3.0", (ring, Ring("all", share=1.0)), 24.0, StopRule(0.02, 0.05))
    stop = StopNote("person", now_ms(), f"{tenant}-stopper")
    memory = Memory(12, now_ms(), frozenset(), {}, {ring.name: now_ms()}, stop)
    text = state_text(RolloutState(memory, Decision("wait", "stopped"), 0))
    write_rollout(connection, tenant, 12, plan_text(plan), text)


def _quarantine(store: Store, tenant: str) -> None:
    device = f"{tenant}/{tenant}-near/{tenant}-near-door"
    fields: dict[str, Any] = fleet.play(1, device) | {"creative": f"{tenant}-unknown", "at": 5}
    written = store.write_messages([reading("play", fields, device)])
    assert len(written.rejections) == 1
