"""Settings file: valid files give the right values; all errors are reported at once, with place and fix."""

from pathlib import Path

import pytest

from edge.settings.settings import Settings, SettingsError, load_settings_file, section_classes
from tests.edge.settings.file import write


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings_file(write(folder, text))
    return str(caught.value).splitlines()


def test_an_empty_file_is_a_kiosk_with_defaults(tmp_path: Path) -> None:
    """No key is mandatory."""
    assert load_settings_file(write(tmp_path, "")) == Settings()


def test_every_key_has_a_description() -> None:
    """A technician reads about the keys in the example only."""
    for header, section in section_classes():
        for key, field in section.model_fields.items():
            assert field.description, (header, key)


def test_all_problems_are_reported_at_once_with_their_lines(tmp_path: Path) -> None:
    """Three mistakes give three lines, each with the value, the range and the place."""
    text = '[audience]\nk = 2\n\n[faces]\ntiels = "auto"\n\n[camera]\nfps = "fast"\n'
    facts = [
        ("settings: [audience] k = 2", "too small", "3", "(vitrina.toml line 2)"),
        ("settings: [faces] tiels", "is not a setting", "vitrina settings --example", "(vitrina.toml line 5)"),
        ("settings: [camera] fps = 'fast'", "valid number", "(vitrina.toml line 8)"),
        ("Nothing was started.",),
    ]
    lines = problems(tmp_path, text)
    assert len(lines) == len(facts)
    for line, facts_of_line in zip(lines, facts, strict=True):
        for fact in facts_of_line:
            assert fact in line


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[audience]\nk_reaction = 4\n", "k_reaction = 4 is too small; it must be at least 5"),
        ("[audience]\nk = 12\n", "k_reaction = 10 is too small; it must be at least k = 12"),
        ("[audience]\nk_reaction = 8\n", "unmasked_staff = 1 is too small"),
        ("[audience]\nwindow_s = 9\n", "window_s = 9 is too small; it must be at least 10"),
        ("[audience]\nsame_person_s = 59\n", "same_person_s = 59 is too small; it must be at least 60"),
        ("[audience]\nsame_person_span_s = 3599\n", "at least 3600"),
        ("[audience]\nunmasked_staff = 0\n", "at least 1"),
        ("[staff]\nbadges = true\n", 'badges is an old key; replace it with in_view = "badges"'),
        ('[staff]\nin_view = "masked"\n', 'in_view = "masked" needs a mask'),
        ('[staff]\nin_view = "somebody"\n', "is not one of 'nobody', 'masked' or 'badges'"),
        ("[reaction]\nnoise = 0.49\n", "noise = 0.49 is too small; it must be at least 0.5"),
        ("[reaction]\nnoise = 2.1\n", "noise = 2.1 is too large; it must be at most 2"),
        ("[reaction]\nnoise = nan\n", "[reaction] noise"),
        ('[reaction]\nparts = ["9:00"]\n', "'9:00' is not a time of day"),
        ('[reaction]\nparts = ["24:00"]\n', "'24:00' is not a time of day"),
        ('[reaction]\nparts = ["12:00", "13:59"]\n', "at least 2 h apart"),
        ('[reaction]\nparts = ["14:00", "12:00", "14:00"]\n', "at least 2 h apart"),
        ('[reaction]\nparts = ["01:59"]\n', "2 h from midnight"),
        ('[reaction]\nparts = ["22:01"]\n', "2 h from midnight"),
        ("[reaction]\nparts = [11]\n", "[reaction] parts"),
        ('[site]\ntimezone = "Mars/Phobos"\n', "IANA time zone"),
        ('[site]\ntenant = "Ä"\n', "is not allowed"),
        ("[faces]\nmasks = [[[0.1, 0.1], [0.2, 0.2]]]\n", "three points"),
        ("[outbox]\nmax_mb = 2001\n", "max_mb = 2001 is too large; it must be at most 2000"),
        ('[broker]\ncert_file = "a.pem"\n', "must be set together"),
        ('[camera]\nsource = "udp://10.0.0.5:9"\n', "source starts with udp://; a camera's address starts with one of"),
        ('[camera]\nsource = "file:///etc/passwd"\n', "one of rtsp://, rtsps://, http://, https://"),
        ('[camera]\ninsecure = true\nca_file = "a.pem"\n', "with insecure = true, ca_file has no effect"),
        ('[broker]\nhost = "broker.example:1883"\n', "without mqtt:// and without a port"),
        ('[broker]\nhost = "mqtt://broker.example"\n', "without mqtt:// and without a port"),
        ('[broker]\nhost = "[broker.example]"\n', "must be a host name or an IP address"),
        ('[playback]\nfeed = "playlist"\n', "playlist is empty"),
        ("[audience]\nwindow_s = nan\n", "window_s"),
        ('[microphone]\nadvert_sound = "loud"\n', "advert_sound = 'loud' is not one of 'withhold', 'reference'"),
        ('[models]\nuse = "trade"\n', "use = 'trade' is not one of 'shop' or 'research'"),
        ("[models]\nmodel_licence = []\n", "[models] model_licence"),
        ("[models]\nexpression = 1\n", "[models] expression"),
        ('[microphone]\nadvert_sound = "reference"\n', "needs advert_tracks"),
        ('[microphone]\nadvert_sound = "reference"\n[player]\nmedia = "/m"\n', 'or [playback] feed = "player"'),
        ('[playback]\nfeed = "player"\n', '[playback] feed = "player" needs a section [player] ('),
        ('[console]\nhost = "0.0.0.0"\n', "[console] host"),
        (
            '[console]\n[playback]\nfeed = "http"\nport = 8461\n',
            "[console] port and [playback] port are both 8461",
        ),
        ('[console]\nport = 8460\n[player]\nmedia = "/m"\n', "[console] port and [player] port are both 8460"),
        ('[notice]\nshown = "both"\n', '[notice] shown = "both" needs a section [player] ('),
        ("[microphone]\ndevice = -1\n", "[microphone] device"),
        ("[microphone]\ndevice = true\n", "[microphone] device"),
        ("[microphone]\nstaffed_till = 1\n", "[microphone] staffed_till = 1: input should be a valid boolean"),
        ("[audience\n", "is not TOML"),
    ],
)
def test_values_outside_their_limits_are_refused(tmp_path: Path, text: str, part: str) -> None:
    """No setting can weaken a privacy rule: each limit of the contract is enforced."""
    assert part in "\n".join(problems(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("", "shop"),
        ('use = "shop"', "shop"),
        ('use = "research"', "research"),
        ('model_licence = "commercial"', "shop"),
        ('model_licence = "evaluation"', "research"),
        ('model_licence = "non-commercial"', "research"),
        ('model_licence = "evaluation"\nuse = "research"', "research"),
        ('use = "shop"\nmodel_licence = "commercial"', "shop"),
        ('model_licence = ""', "shop"),
    ],
)
def test_the_use_of_the_networks_also_follows_from_the_old_key(tmp_path: Path, text: str, use: str) -> None:
    """`model_licence` is read for one release, with a text that says what to write instead."""
    models = load_settings_file(write(tmp_path, f"[models]\n{text}\n")).models
    assert models.use == use
    is_old = "model_licence" in text and '""' not in text
    assert (models.old_key_warning or "").startswith("settings: [models] model_licence is an old key") == is_old
    assert f'use = "{use}"' in (models.old_key_warning or "") or not is_old


@pytest.mark.parametrize(
    ("old", "use"), [("commercial", "research"), ("evaluation", "shop"), ("non-commercial", "shop")]
)
def test_two_keys_that_contradict_each_other_are_refused(tmp_path: Path, old: str, use: str) -> None:
    """Neither wins silently."""
    (line, _) = problems(tmp_path, f'[models]\nmodel_licence = "{old}"\nuse = "{use}"\n')
    assert f'model_licence = "{old}"' in line
    assert f'use = "{use}"' in line
    assert "Remove model_licence" in line
    assert "vitrina.toml line 1" in line


def test_no_reader_of_expressions_is_a_word_and_no_file(tmp_path: Path) -> None:
    """A file of that name is written with its folder."""
    assert load_settings_file(write(tmp_path, '[models]\nexpression = "none"\n')).models.expression == "none"
    assert load_settings_file(write(tmp_path, '[models]\nexpression = "./none"\n')).models.expression == Path("./none")
    assert load_settings_file(write(tmp_path, '[models]\nexpression = ""\n')).models.expression is None


def test_the_error_about_a_missing_file_names_the_command_that_makes_one(tmp_path: Path) -> None:
    """The command prints an example file."""
    with pytest.raises(SettingsError, match="vitrina settings --example"):
        load_settings_file(tmp_path / "none.toml")


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    """Printing the settings, as in a log line, does not print the password. Each way to give it works."""
    (tmp_path / "secret").write_text("from-file\n", encoding="utf-8")
    settings = load_settings_file(
        write(tmp_path, f'[broker]\npassword = "in-toml"\npassword_file = "{tmp_path}/secret"\n')
    )
    assert "in-toml" not in repr(settings)
    assert settings.broker.broker_password({"VITRINA_BROKER_PASSWORD": "from-env"}) == "from-env"
    assert settings.broker.broker_password({}) == "from-file"
    assert (
        load_settings_file(write(tmp_path, '[broker]\npassword = "in-toml"\n')).broker.broker_password({}) == "in-toml"
    )
    (tmp_path / "broker-password").write_text("from-systemd", encoding="utf-8")
    assert Settings().broker.broker_password({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == "from-systemd"
    assert Settings().broker.broker_password({}) is None


def test_a_missing_password_file_is_an_error(tmp_path: Path) -> None:
    """The kiosk does not start without the password that its broker asks for."""
    settings = load_settings_file(write(tmp_path, '[broker]\npassword_file = "/nowhere/secret"\n'))
    with pytest.raises(SettingsError, match="/nowhere/secret"):
        settings.broker.broker_password({})


def test_a_password_of_the_wrong_type_is_not_shown(tmp_path: Path) -> None:
    """The error names the key, and not the value."""
    path = tmp_path / "vitrina.toml"
    path.write_text("[broker]\npassword = 19283746\n")
    with pytest.raises(SettingsError) as wrong:
        load_settings_file(path)
    assert "[broker] password" in str(wrong.value)
    assert "19283746" not in str(wrong.value)


def test_a_password_in_a_cameras_address_is_not_shown(tmp_path: Path) -> None:
    """Nor are GStreamer pipelines and addresses with a known protocol refused, in any case of letters."""
    assert "hush" not in "\n".join(problems(tmp_path, '[camera]\nsource = "srt://door:hush@10.0.0.5:9"\n'))
    for source in ("RTSPS://door:hush@10.0.0.5/x", "rtmpsrc location=rtmp://10.0.0.5 ! appsink", "a film.mp4"):
        assert load_settings_file(write(tmp_path, f'[camera]\nsource = "{source}"\n')).camera.source == source


KIT = '[[kits]]\nport = "/dev/tty{}"\nkit = "grove"\nwearer = "w{}"\nconsent = "w.json"\n'


def test_no_sound_is_recorded_without_a_microphone_or_at_a_staffed_till(tmp_path: Path) -> None:
    """Sound is recorded only if a microphone is set, and never where customers talk to staff."""
    assert not Settings().microphone.records_sound
    assert load_settings_file(write(tmp_path, '[microphone]\ndevice = "USB"\n')).microphone.records_sound
    numbered = load_settings_file(write(tmp_path, "[microphone]\ndevice = 3\n")).microphone
    assert (numbered.device, numbered.records_sound) == ("3", True)
    assert not load_settings_file(
        write(tmp_path, '[microphone]\ndevice = "USB"\nstaffed_till = true\n')
    ).microphone.records_sound


def test_an_error_in_one_of_many_kits_names_the_kit(tmp_path: Path) -> None:
    """It gives table, key and line: the second kit has an invalid wearer, the third has no port."""
    text = KIT.format(0, 0) + KIT.format(1, "Äda") + KIT.format(2, 2).replace('port = "/dev/tty2"\n', "")
    wearer, port, end = problems(tmp_path, text)
    for fact in (
        "settings: [[kits]] wearer of number 2 = 'wÄda'",
        "is not allowed",
        "a-z, 0-9, _ and -",
        "64 characters",
        "(vitrina.toml line 9)",
    ):
        assert fact in wearer
    for fact in ("settings: [[kits]] port of number 3", "missing", "(vitrina.toml line 11)"):
        assert fact in port
    assert end == "Nothing was started."


def test_two_kits_do_not_share_a_port(tmp_path: Path) -> None:
    """One kit would read the bytes of the other."""
    assert "/dev/tty0" in problems(tmp_path, KIT.format(0, 0) + KIT.format(0, 1))[0]
    assert len(load_settings_file(write(tmp_path, KIT.format(0, 0) + KIT.format(1, 1))).kits) == 2
