"""The settings file: what is wrong with it is said at once, with place and cure; what is right is what was meant."""

from pathlib import Path

import pytest

from edge.settings.settings import Settings, SettingsError, example, load, sections, settings_path


def write(folder: Path, text: str) -> Path:
    path = folder / "vitrina.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(write(folder, text))
    return str(caught.value).splitlines()


def test_an_empty_file_is_a_kiosk_with_defaults(tmp_path: Path) -> None:
    """Nothing has to be set for the file to be read."""
    assert load(write(tmp_path, "")) == Settings()


def test_the_example_is_the_defaults_with_and_without_its_comments(tmp_path: Path) -> None:
    """Each line of the example that shows a default can be uncommented, and changes nothing; that of a kit adds it."""
    assert load(write(tmp_path, example())) == Settings()
    shown = [(line, " = " in line.split("  #")[0] or line.startswith("# [[")) for line in example().splitlines()]
    settings = load(write(tmp_path, "\n".join(line[2:] if is_setting else line for line, is_setting in shown)))
    assert settings.model_copy(update={"kits": []}) == Settings()
    assert [kit.wearer for kit in settings.kits] == ["w1"]


def test_every_key_of_the_example_says_what_it_is() -> None:
    """Each key has a text: it is the one place where a technician reads about it."""
    for header, section in sections():
        for key, field in section.model_fields.items():
            assert field.description, (header, key)


def test_all_problems_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    """Three mistakes are three lines, each with the value, the range and the place."""
    text = '[audience]\nk = 2\n\n[faces]\ntiels = "auto"\n\n[camera]\nfps = "fast"\n'
    assert problems(tmp_path, text) == [
        "settings: [audience] k = 2 is too small; 3 is the least (vitrina.toml line 2).",
        "settings: [faces] tiels is not a setting; vitrina settings --example shows all that there are "
        "(vitrina.toml line 5).",
        "settings: [camera] fps = 'fast': input should be a valid number (vitrina.toml line 8).",
        "Nothing was started.",
    ]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[audience]\nk_reaction = 4\n", "k_reaction = 4 is too small; 5 is the least"),
        ("[audience]\nk = 12\n", "k_reaction = 10 is too small; k = 12 is the least"),
        ("[audience]\nk_reaction = 8\n", "unmasked_staff = 1 is too small"),
        ("[audience]\nwindow_s = 9\n", "window_s = 9 is too small; 10 is the least"),
        ("[audience]\nsame_person_s = 59\n", "same_person_s = 59 is too small; 60 is the least"),
        ("[audience]\nsame_person_span_s = 3599\n", "3600 is the least"),
        ("[audience]\nunmasked_staff = 0\n", "1 is the least"),
        ('[site]\ntimezone = "Mars/Phobos"\n', "IANA time zone"),
        ('[site]\ntenant = "Ä"\n', "does not fit"),
        ("[faces]\nmasks = [[[0.1, 0.1], [0.2, 0.2]]]\n", "three points"),
        ('[broker]\ncert_file = "a.pem"\n', "wanted together"),
        ('[playback]\nfeed = "playlist"\n', "playlist is empty"),
        ("[audience]\nwindow_s = nan\n", "window_s"),
        ('[microphone]\nadvert_sound = "loud"\n', "advert_sound = 'loud' is not one of 'withhold', 'reference'"),
        ('[microphone]\nadvert_sound = "reference"\n', "needs advert_tracks"),
        ("[microphone]\ndevice = -1\n", "[microphone] device"),
        ("[microphone]\ndevice = true\n", "[microphone] device"),
        ("[microphone]\nstaffed_till = 1\n", "[microphone] staffed_till = 1: input should be a valid boolean"),
        ("[audience\n", "is not TOML"),
    ],
)
def test_what_the_contract_refuses_is_refused(tmp_path: Path, text: str, part: str) -> None:
    """No setting can weaken a promise: each bound of the contract is held."""
    assert part in "\n".join(problems(tmp_path, text))


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    """Whoever starts without settings is told the command that writes them."""
    with pytest.raises(SettingsError, match="vitrina settings --example"):
        load(tmp_path / "none.toml")


def test_which_file_counts() -> None:
    """The one given, else the environment's, else the one in /etc."""
    assert settings_path("a.toml", {"VITRINA_CONFIG": "b.toml"}) == Path("a.toml")
    assert settings_path(None, {"VITRINA_CONFIG": "b.toml"}) == Path("b.toml")
    assert settings_path(None, {}) == Path("/etc/vitrina/vitrina.toml")


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    """Printing the settings, as a log line might, does not print the secret; each way to give it works."""
    (tmp_path / "secret").write_text("from-file\n", encoding="utf-8")
    settings = load(write(tmp_path, f'[broker]\npassword = "in-toml"\npassword_file = "{tmp_path}/secret"\n'))
    assert "in-toml" not in repr(settings)
    assert settings.broker.secret({"VITRINA_BROKER_PASSWORD": "from-env"}) == "from-env"
    assert settings.broker.secret({}) == "from-file"
    assert load(write(tmp_path, '[broker]\npassword = "in-toml"\n')).broker.secret({}) == "in-toml"
    (tmp_path / "broker-password").write_text("from-systemd", encoding="utf-8")
    assert Settings().broker.secret({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == "from-systemd"
    assert Settings().broker.secret({}) is None


def test_a_password_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A kiosk that would be refused by its broker says so before it starts."""
    settings = load(write(tmp_path, '[broker]\npassword_file = "/nowhere/secret"\n'))
    with pytest.raises(SettingsError, match="/nowhere/secret"):
        settings.broker.secret({})


def test_a_password_of_the_wrong_type_is_not_shown(tmp_path: Path) -> None:
    """What is wrong with it is said, and not what it is."""
    path = tmp_path / "vitrina.toml"
    path.write_text("[broker]\npassword = 19283746\n")
    with pytest.raises(SettingsError) as wrong:
        load(path)
    assert "[broker] password" in str(wrong.value)
    assert "19283746" not in str(wrong.value)


KIT = '[[kits]]\nport = "/dev/tty{}"\nkit = "grove"\nwearer = "w{}"\nconsent = "w.json"\n'


def test_a_kiosk_without_a_microphone_hears_nothing_nor_does_one_at_a_till(tmp_path: Path) -> None:
    """No sound is taken unless somebody names a microphone, and then not where customers talk to staff."""
    assert not Settings().microphone.listens
    assert load(write(tmp_path, '[microphone]\ndevice = "USB"\n')).microphone.listens
    numbered = load(write(tmp_path, "[microphone]\ndevice = 3\n")).microphone
    assert (numbered.device, numbered.listens) == ("3", True)
    assert not load(write(tmp_path, '[microphone]\ndevice = "USB"\nstaffed_till = true\n')).microphone.listens


def test_of_many_kits_the_wrong_one_is_named(tmp_path: Path) -> None:
    """Which table, which key, which line: the second kit has a bad wearer, the third no port."""
    text = KIT.format(0, 0) + KIT.format(1, "Äda") + KIT.format(2, 2).replace('port = "/dev/tty2"\n', "")
    assert problems(tmp_path, text) == [
        "settings: [[kits]] wearer of number 2 = 'wÄda' does not fit; it is made of a-z, 0-9, _ and - "
        "(and . in a creative), 64 characters at most (vitrina.toml line 9).",
        "settings: [[kits]] port of number 3 is missing (vitrina.toml line 11).",
        "Nothing was started.",
    ]


def test_two_kits_do_not_share_a_port(tmp_path: Path) -> None:
    """One of them would read the other's bytes."""
    assert "/dev/tty0" in problems(tmp_path, KIT.format(0, 0) + KIT.format(0, 1))[0]
    assert len(load(write(tmp_path, KIT.format(0, 0) + KIT.format(1, 1))).kits) == 2
