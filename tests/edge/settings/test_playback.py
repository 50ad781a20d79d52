"""Settings of the plays: what each feed needs, and the names of other players."""

from pathlib import Path

import pytest

from edge.settings.settings import Settings, SettingsError, parse_settings_text


def playback(text: str) -> Settings:
    return parse_settings_text(f"[playback]\n{text}", Path("vitrina.toml"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('feed = "mpv"', "needs mpv_socket"),
        ('feed = "anthias"', "needs anthias_url"),
        ('feed = "playlist"', "playlist is empty"),
        ('anthias_user = "ada"', "must be set together"),
        ('anthias_password_file = "/etc/x"', "must be set together"),
        ('anthias_user = "a:b"\nanthias_password_file = "/etc/x"', "anthias_user"),
        ('anthias_url = "127.0.0.1"', "must be an address such as"),
        ('anthias_url = "ftp://127.0.0.1"', "must be an address such as"),
        ('anthias_url = "http://ada:hush@127.0.0.1"', "must be an address such as"),
        ('anthias_url = "http://127.0.0.1/?x=1"', "must be an address such as"),
        ('anthias_url = "http://127.0.0.1/#x"', "must be an address such as"),
        ('anthias_url = "http://127.0.0.1:99999"', "must be an address such as"),
        ('[playback.creatives]\n"Spring" = "Spring A"', "creatives"),
        ('[playback.creatives]\n"" = "spring_a"', "creatives"),
        ("port = 70000", "port"),
    ],
)
def test_what_a_feed_lacks_is_named(text: str, problem: str) -> None:
    with pytest.raises(SettingsError, match="vitrina") as refused:
        playback(text)
    assert problem in str(refused.value)


def test_names_of_another_player_are_a_table() -> None:
    names = playback('[playback.creatives]\n"Spring Sale.mp4" = "spring_a"\n7f3c = "summer_b"\n').playback.creatives
    assert names == {"Spring Sale.mp4": "spring_a", "7f3c": "summer_b"}


@pytest.mark.parametrize(
    ("url", "is_open"),
    [
        ("http://127.0.0.1", False),
        ("http://localhost:8000", False),
        ("http://[::1]", False),
        ("https://player.example.org", False),
        ("http://192.168.1.20", True),
        ("http://player.example.org", True),
    ],
)
def test_a_password_in_the_clear_is_noticed(url: str, is_open: bool) -> None:
    """A secret that crosses a network."""
    login = 'anthias_user = "ada"\nanthias_password_file = "/etc/x"'
    assert playback(f'anthias_url = "{url}"\n{login}').playback.sends_password_openly is is_open
    assert not playback(f'anthias_url = "{url}"').playback.sends_password_openly
    assert not playback(login).playback.sends_password_openly
