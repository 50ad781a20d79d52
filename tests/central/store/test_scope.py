"""Scopes: who may see which sites, and who may make one."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.errors import UsageError
from central.store.database import read_view
from central.store.scope import Scope, visible_sites
from central.store.store import Store
from tests.central import fleet

ROOT = Path(__file__).parents[3]
NAMES = [f"{tenant}/{site}" for tenant in ("acme", "other", "third") for site in ("one", "two", "all")]
PATTERNS = [*NAMES, "acme/*", "other/*", "third/*"]
scopes = st.none() | st.sets(st.sampled_from(PATTERNS), max_size=5)


def scope(patterns: set[str] | None) -> Scope:
    return Scope(None if patterns is None else frozenset(patterns))


def seen(one: Scope) -> set[str]:
    return {name for name in NAMES if one.can_see(*name.split("/"))}


@given(scopes)
def test_a_scope_survives_its_text(patterns: set[str] | None) -> None:
    assert Scope.parse(str(scope(patterns))) == scope(patterns)


@given(scopes)
def test_a_scope_allows_its_sites(patterns: set[str] | None) -> None:
    """And all of a tenant, where the pattern says so; nothing else."""
    wanted = patterns if patterns is not None else set(PATTERNS)
    assert seen(scope(patterns)) == {n for n in NAMES if n in wanted or f"{n.partition('/')[0]}/*" in wanted}


@pytest.mark.parametrize(
    "name", ["", "acme", "acme/", "*/*", "acme/*/x", "acme/sh*", "ACME/one", "acme/one two", "all"]
)
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="Nothing was changed"):
        Scope.sites_scope([name])


def test_no_site_is_not_every_site() -> None:
    """An empty text, as a fault in the database might leave it, allows nothing."""
    assert seen(Scope.parse("")) == set()


def test_visible_sites_of_a_store(store: Store) -> None:
    kiosks = ("acme/one/a", "acme/two/a", "b/one/a")
    store.write_messages([fleet.reading("play", fleet.play(1, kiosk), kiosk) for kiosk in kiosks])
    with read_view(store) as connection:
        of_acme = visible_sites(connection, Scope.sites_scope(["acme/*"]))
        of_none = visible_sites(connection, Scope.sites_scope([]))
        of_all = visible_sites(connection, Scope.whole_store())
        counts = [
            connection.exec_driver_sql(
                f"SELECT count(*) FROM devices d WHERE {each.sql_filter('d.site_id')}"
            ).scalar_one()
            for each in (of_acme, of_none, of_all)
        ]
    assert sorted(of_acme.names.values()) == [("acme", "one"), ("acme", "two")]
    assert of_acme.tenants == ["acme"]
    assert of_none.names == {}
    assert counts == [2, 0, 3]


MAKERS = {
    "central/store/users.py",  # from the row of a user
    "central/oidc/access.py",  # of a person, from groups and the settings
    "central/oidc_settings.py",  # to check the sites in the settings
    "central/store/external_identities.py",  # without a site
    "central/store/tokens.py",  # from the row of a token
    "central/store/makers.py",  # from the row of a token, for its tenant in the audit log
    "central/store/scope.py",  # the common part of two scopes
    "central/web/token_management.py",  # of visible sites, for a new token
    "central/cli/user.py",  # to be written into a row
    "central/cli/alerts.py",
    "central/cli/kiosk_list.py",  # commands: whoever runs one can read the database
    "central/cli/report_commands.py",
    "central/cli/plan_command.py",
    "central/cli/playlist.py",
    "central/cli/shop_details.py",
    "central/cli/site.py",
    "central/cli/schedule_command.py",
    "central/cli/export.py",
    "central/serve/demo.py",
    "central/serve/demo_sales.py",  # of the demo, for its own tenant
    "central/store/enrolments.py",  # from the row of the user who made a kiosk's code
    "central/store/first_link.py",  # of the first administrator, to be written into a row
    "central/web/user_form.py",  # given by an administrator, within the own one
    "central/store/shared_links.py",  # from the row of the user who made the link
    "central/web/pages/shared.py",  # of the tenant of a valid link, for its one experiment
    "central/store/kept_answers.py",  # in the background, for all; readers get what their scope allows
    "central/reports/kept_making.py",
    "central/reports/kept_experiments.py",  # of visible sites
    "central/reports/shop.py",  # of one visible site
    "central/cli/lift_command.py",
    "central/cli/rollout.py",
    "central/cli/sales_commands.py",
    "central/sales/importing.py",  # of the command; the shops of one tenant
    "central/sales/planning.py",
    "central/reports/playlist_arm_days.py",  # of one tenant, for the days of its experiment
    "central/store/rollouts.py",  # for the alerts, which have their own scope
}


def test_only_authentication_makes_a_scope() -> None:
    """A page or an endpoint has the one of its user, and cannot make another one."""
    found = set()
    for file in (ROOT / "central").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                made = node.func.value if isinstance(node.func, ast.Attribute) else node.func
                if isinstance(made, ast.Name) and made.id == "Scope":
                    found.add(str(file.relative_to(ROOT)))
    assert found == MAKERS


SOME_PATTERNS = ("acme/*", "acme/one", "acme/two", "other/*", "other/one")
SCOPES = st.one_of(st.just(Scope(None)), st.frozensets(st.sampled_from(SOME_PATTERNS)).map(Scope))
PLACES = [(tenant, site) for tenant in ("acme", "other", "third") for site in ("one", "two", "later")]


@given(SCOPES, SCOPES)
def test_the_common_part_is_what_both_scopes_see(first: Scope, second: Scope) -> None:
    common = first.common_part(second)
    for place in PLACES:
        assert common.can_see(*place) == (first.can_see(*place) and second.can_see(*place))
    assert common == second.common_part(first)


@given(SCOPES, SCOPES)
def test_a_scope_includes_another_if_it_sees_all_of_its_sites(first: Scope, second: Scope) -> None:
    """Every site is more than all sites of the known tenants."""
    is_all = all(first.can_see(*place) for place in PLACES if second.can_see(*place))
    assert first.contains(second) == is_all
