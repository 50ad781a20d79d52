"""Facts of the notice, from the settings."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from edge.kiosk.screen.notice import notice_facts
from edge.screen.notice.facts import NoticeFacts
from edge.settings.notice import NoticeSettings
from edge.settings.settings import SettingsError, parse_settings_text

NOTICE = """
[notice]
version = "2026-11"
operator = "Shop Ltd, 1 High Street"
contact = "privacy@example.org"
legal_basis = "legitimate interests"
"""


def noticed(text: str) -> NoticeFacts:
    return notice_facts(parse_settings_text(text, Path("vitrina.toml")))


def facts(text: str = "") -> dict[str, object]:
    found = noticed(NOTICE + text)
    names = ("reads", "listens", "hears_laughter", "has_kits", "is_research", "k", "k_reaction", "optout_s")
    return {name: getattr(found, name) for name in names}


def test_the_facts_are_those_of_the_settings() -> None:
    """A shop by default: smiles alone, no microphone, no kits, a sign without a button."""
    assert facts() == {
        "reads": "smiles",
        "listens": False,
        "hears_laughter": False,
        "has_kits": False,
        "is_research": False,
        "k": 5,
        "k_reaction": 10,
        "optout_s": None,
    }


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ('[models]\nuse = "research"', "reads", "expressions"),
        ('[models]\nuse = "research"', "is_research", True),
        ('[models]\nexpression = "none"', "reads", "attention"),
        ('[microphone]\ndevice = "hw:1"', "listens", True),
        ('[models]\nuse = "research"\n[microphone]\ndevice = "hw:1"', "hears_laughter", True),
        ("[audience]\nk = 7\nk_reaction = 14", "k", 7),
        ("[audience]\nk = 7\nk_reaction = 14", "k_reaction", 14),
        ('shown = "screen"\n[player]\nmedia = "m"', "optout_s", 600),
        ('shown = "both"\noptout_s = 900\n[player]\nmedia = "m"', "optout_s", 900),
        ('[[kits]]\nport = "/dev/x"\nkit = "vitrina"\nwearer = "w1"\nconsent = "/c.json"', "has_kits", True),
    ],
)
def test_each_setting_that_changes_what_is_measured_changes_the_facts(text: str, name: str, value: object) -> None:
    """A notice that is made from the settings cannot forget a microphone."""
    assert facts(text)[name] == value
    assert facts()[name] != value


def test_a_microphone_of_a_shop_hears_no_laughter() -> None:
    """No voice model may run there, so the notice must not say that laughter is detected."""
    shop = facts('[microphone]\ndevice = "hw:1"')
    assert (shop["listens"], shop["hears_laughter"]) == (True, False)


def test_the_words_of_the_operator_are_taken_over() -> None:
    """Each where it belongs; the standard legal basis stands for the text of each language."""
    operator = noticed(NOTICE).operator
    assert (operator.name, operator.contact) == ("Shop Ltd, 1 High Street", "privacy@example.org")
    assert operator.legal_basis == "legitimate interests"
    assert (operator.purpose, operator.retention, operator.address) == (None,) * 3
    assert noticed(NOTICE).version == "2026-11"
    own = noticed(
        NOTICE.replace("legitimate interests", "consent")
        + 'purpose = "p"\nretention = { de = "r" }\naddress = "https://x.example"'
        + '\nhow_to_object = { en = "close the cover" }'
    ).operator
    assert (own.legal_basis, own.purpose, own.retention, own.address) == (
        "consent", "p", {"de": "r"}, "https://x.example"
    )  # fmt: skip
    assert (operator.how_to_object, own.how_to_object) == (None, {"en": "close the cover"})


@pytest.mark.parametrize("ways", [f'"{"x" * 121}"', f'{{ en = "tell our staff", de = "{"x" * 121}" }}'])
def test_a_way_to_object_is_short_enough_for_the_strip(ways: str) -> None:
    with pytest.raises(SettingsError, match="1 to 120 characters"):
        noticed(f"{NOTICE}how_to_object = {ways}")


def test_a_notice_without_its_facts_is_refused() -> None:
    """All missing keys at once, and what stands for the usual legal basis."""
    with pytest.raises(SettingsError) as refused:
        noticed("")
    assert str(refused.value) == (
        "notice: not complete. [notice] lacks version (version of the text on the notice); "
        "operator (who is responsible for the screen: name and place); "
        "contact (address or telephone number for questions); "
        'legal_basis (legal basis: "consent", "legitimate interests" or "public task"; vitrina law prints what each '
        "asks for. Outside the EU and the United Kingdom, your own words)."
    )


@pytest.mark.parametrize(
    "text", [" ", "...", {}, {"en": "Shop Ltd", "de": " "}], ids=["blank", "dots", "table", "one of two"]
)
@pytest.mark.parametrize("key", ["operator", "contact", "legal_basis", "how_to_object"])
def test_a_text_that_says_nothing_is_refused(key: str, text: object) -> None:
    """Under a notice that names nobody nothing may be sensed."""
    if isinstance(text, dict) and key in ("operator", "contact"):
        text = " \t"
    with pytest.raises(ValidationError, match=key):
        NoticeSettings.model_validate({key: text})


@pytest.mark.parametrize("key", ["operator", "contact"])
def test_names_have_room_in_the_code_of_the_screen(key: str) -> None:
    """Without an address the QR code holds them, in the longest letters too."""
    assert NoticeSettings.model_validate({key: "я" * 300})
    with pytest.raises(ValidationError, match=key):
        NoticeSettings.model_validate({key: "я" * 301})
