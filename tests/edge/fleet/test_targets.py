from typing import Any

import pytest

from edge.fleet.targets import SettingsTarget, SoftwareTarget, TargetError, parse_target, settings_names

NAME = "software/vitrina_0.2.0_debian13_amd64.tar"
FIELDS = {"version": "0.2.0", "min_from": "0.1.0", "arch": "amd64", "python": "3.13", "outbox": 3, "settings_schema": 1}


def test_a_program_is_read_from_its_name_and_fields() -> None:
    wanted = SoftwareTarget(NAME, "0.2.0", "0.1.0", "amd64", "3.13", 3, 1, "debian13_amd64")
    assert parse_target(NAME, FIELDS) == wanted
    ubuntu = "software/vitrina_10.0.11_ubuntu24.04_arm64.tar"
    found = parse_target(ubuntu, {**FIELDS, "version": "10.0.11", "arch": "arm64", "min_from": None})
    assert isinstance(found, SoftwareTarget)
    assert (found.platform, found.min_from) == ("ubuntu24.04_arm64", None)


def test_settings_are_read_with_their_level() -> None:
    names = settings_names("acme", "berlin-7", "door")
    assert names == (
        "settings/acme.toml",
        "settings/acme/berlin-7.toml",
        "settings/acme/berlin-7/door.toml",
        "address/acme.toml",
        "address/acme/berlin-7.toml",
        "address/acme/berlin-7/door.toml",
    )
    found = [parse_target(name, {"counter": 7, "min_version": None}) for name in names]
    kinds = [(each.kind, each.level, each.counter) for each in found if isinstance(each, SettingsTarget)]
    levels = ("tenant", "site", "device")
    assert kinds == [(kind, level, 7) for kind in ("settings", "address") for level in levels]


@pytest.mark.parametrize(
    ("name", "fields", "word"),
    [
        (NAME, {**FIELDS, "version": "0.3.0"}, "version"),
        (NAME, {**FIELDS, "arch": "arm64"}, "arch"),
        (NAME, {**FIELDS, "outbox": True}, "outbox"),
        (NAME, {**FIELDS, "outbox": -1}, "outbox"),
        (NAME, {**FIELDS, "outbox": 2**53}, "outbox"),
        (NAME, {**FIELDS, "min_from": "newest"}, "min_from"),
        (NAME, {**FIELDS, "python": "3" * 65}, "python"),
        (NAME, {}, "version"),
        ("software/vitrina_0.2_debian13_amd64.tar", FIELDS, "not a name"),
        ("software/../etc/passwd", FIELDS, "not a name"),
        ("settings/acme/berlin-7/door/x.toml", {"counter": 1}, "not a name"),
        ("settings/Acme.toml", {"counter": 1}, "not a name"),
        ("settings/acme.toml", {"counter": "7"}, "counter"),
        ("address/acme.toml", {"counter": 1, "min_version": 2}, "min_version"),
    ],
)
def test_a_file_with_wrong_fields_is_refused(name: str, fields: dict[str, Any], word: str) -> None:
    with pytest.raises(TargetError, match=word) as refused:
        parse_target(name, fields)
    assert name in str(refused.value)


def test_other_files_are_no_target_of_these_kinds() -> None:
    assert parse_target("plan.json", {}) is None


def test_the_bounds_of_texts_and_numbers_belong_to_them() -> None:
    for python in ("3", "3" * 64):
        for number in (0, 2**53 - 1):
            found = parse_target(NAME, {**FIELDS, "python": python, "outbox": number})
            assert isinstance(found, SoftwareTarget)
            assert (found.python, found.outbox) == (python, number)
    for wrong in ({"python": ""}, {"python": "3" * 65}, {"outbox": -1}, {"outbox": 2**53}):
        with pytest.raises(TargetError):
            parse_target(NAME, {**FIELDS, **wrong})
