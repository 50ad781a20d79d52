"""Keys of signed files, as central and kiosks read them."""

from edge.remote_keys import ADDRESS_KEYS, KEYS, SETTINGS_KEYS, flat_values


def test_a_key_is_named_with_its_section() -> None:
    values = {"kits": [], "site": {"open": "Mo 09:00-18:00", "timezone": "UTC"}, "camera": {}}
    assert dict(flat_values(values)) == {"kits": [], "site.open": "Mo 09:00-18:00", "site.timezone": "UTC"}


def test_no_key_is_of_both_kinds() -> None:
    assert KEYS == {"settings": SETTINGS_KEYS, "address": ADDRESS_KEYS}
    assert len({*SETTINGS_KEYS, *ADDRESS_KEYS}) == len(SETTINGS_KEYS) + len(ADDRESS_KEYS)
