"""Role, sites and name from what a provider states."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.oidc.access import MOST_GROUPS, Access, distinct_name, find_access, read_groups, user_name
from central.oidc_settings import OidcSection
from central.store.scope import Scope
from central.store.users import NAME, Role

SETTINGS = OidcSection(
    issuer="https://id.example.org",
    client_id="vitrina",
    roles={"admins": "admin", "editors": "editor", "staff": "viewer", "no-site": "admin"},
    sites={"admins": ["all"], "staff": ["acme/*"], "berlin": ["acme/berlin-7", "other/x"], "no-role": ["all"]},
)


@pytest.mark.parametrize(
    ("groups", "wanted"),
    [
        ([], None),
        (["guests"], None),
        (["no-site"], None),
        (["no-role"], None),
        (["editors"], None),
        (["Staff"], None),
        (["staff"], Access(Role.VIEWER, Scope.sites_scope(["acme/*"]))),
        (["staff", "editors"], Access(Role.EDITOR, Scope.sites_scope(["acme/*"]))),
        (["staff", "berlin"], Access(Role.VIEWER, Scope.sites_scope(["acme/*", "acme/berlin-7", "other/x"]))),
        (["staff", "admins", "berlin"], Access(Role.ADMIN, Scope.whole_store())),
    ],
)
def test_the_highest_role_counts_and_the_sites_add_up(groups: list[str], wanted: Access | None) -> None:
    assert find_access(frozenset(groups), SETTINGS) == wanted


@given(st.sets(st.sampled_from([*SETTINGS.roles, *SETTINGS.sites, "guests"])))
def test_more_groups_never_take_anything_away(groups: set[str]) -> None:
    whole = find_access(frozenset(groups), SETTINGS)
    for group in groups:
        less = find_access(frozenset(groups - {group}), SETTINGS)
        assert less is None or (whole is not None and whole.role >= less.role)


@pytest.mark.parametrize(
    ("claims", "wanted"),
    [
        ({}, None),
        ({"groups": None}, None),
        ({"groups": {"staff": True}}, None),
        ({"groups": "staff"}, {"staff"}),
        ({"groups": []}, set()),
        ({"groups": ["staff", 7, None, ["admins"]]}, {"staff"}),
    ],
)
def test_groups_are_a_list_of_texts(claims: dict[str, Any], wanted: set[str] | None) -> None:
    assert read_groups(claims, "groups") == (None if wanted is None else frozenset(wanted))


def test_the_claim_has_the_name_in_the_settings_and_a_bounded_length() -> None:
    assert read_groups({"roles": ["a"]}, "roles") == frozenset(["a"])
    assert len(read_groups({"groups": [str(n) for n in range(MOST_GROUPS + 5)]}, "groups") or ()) == 2_000


@pytest.mark.parametrize(
    ("claims", "wanted"),
    [
        ({"preferred_username": "Otto"}, "oidc:otto"),
        ({"preferred_username": "", "email": "x"}, None),
        ({"email": "Otto.M@acme.example"}, "oidc:otto.m@acme.example"),
        ({"preferred_username": "ACME\\otto m"}, "oidc:acme-otto-m"),
        ({"preferred_username": "a" * 90}, f"oidc:{'a' * 48}"),
        ({"preferred_username": "李"}, None),
        ({"preferred_username": 7}, None),
        ({}, None),
    ],
)
def test_a_name_is_what_the_provider_calls_somebody(claims: dict[str, Any], wanted: str | None) -> None:
    found = user_name(claims, "https://id.example.org", "s-1")
    assert found == (wanted or distinct_name("oidc:user", "https://id.example.org", "s-1"))


@given(st.dictionaries(st.sampled_from(["preferred_username", "email"]), st.text()))
def test_no_name_is_one_that_a_user_with_a_password_can_have(claims: dict[str, str]) -> None:
    found = user_name(claims, "https://id.example.org", "s-1")
    assert NAME.fullmatch(found) is None
    assert found.startswith("oidc:")
    assert len(distinct_name(found, "i", "s")) <= 64
    assert found.isascii()
    assert found.isprintable()
    assert " " not in found


def test_distinct_names_differ_by_person_and_provider() -> None:
    people = [("i", "s"), ("i", "t"), ("j", "s")]
    assert len({distinct_name("oidc:ann", *each) for each in people}) == 3
    assert [len(distinct_name("oidc:ann", *each)) for each in people] == [19] * 3
    assert distinct_name("oidc:ann", "i", "s") == distinct_name("oidc:ann", "i", "s")
