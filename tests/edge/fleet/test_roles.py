import pytest

from edge.fleet.roles import BINS, DELEGATED_ROLES, FLEET_ROLES, role_family


def test_the_roles_are_those_of_the_promise() -> None:
    rows = {role.name: (role.threshold, role.keys, role.days, role.is_online) for role in FLEET_ROLES.values()}
    assert rows == {
        "root": (2, 3, 730, False),
        "targets": (2, 3, 730, False),
        "snapshot": (1, 1, 30, True),
        "timestamp": (1, 1, 7, True),
        "maker": (1, 2, 400, False),
        "operator": (1, 2, 400, False),
        "address": (2, 2, 400, False),
        "go": (1, 1, 7, True),
    }
    assert [role.name for role in DELEGATED_ROLES] == ["maker", "operator", "address", "go"]


def test_the_bins_belong_to_the_operator() -> None:
    assert (len(BINS), BINS[0], BINS[-1]) == (64, "settings-00", "settings-3f")
    assert {role_family(name).name for name in BINS} == {"operator"}
    with pytest.raises(KeyError):
        role_family("settings-40")
