"""Settings of the central server."""

from pathlib import Path

import pytest

from central.errors import UsageError
from central.settings import load_settings, read_secret
from tests.doubles.unreadable_toml import UNREADABLE

FROM = '[mail]\nfrom = "vitrina@example.org"\n'
GOOD = '[central]\ndata = "/var/lib/vitrina-central"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "central.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_is_enough(tmp_path: Path) -> None:
    settings = load_settings(None, tmp_path)
    assert settings.store_location().file == tmp_path / "central.db"
    assert (settings.broker.host, settings.broker.port, settings.central.play_days) == ("127.0.0.1", 1883, 92)


def test_a_file_is_read(tmp_path: Path) -> None:
    text = '[central]\ndatabase = "postgresql://vitrina@db/vitrina"\nplay_days = 40\n'
    text += '[broker]\ntopics = ["vitrina/1/a/+/+/+"]\n'
    settings = load_settings(written(tmp_path, text), None)
    assert str(settings.store_location({})) == "postgresql://vitrina@db/vitrina"
    assert (settings.central.play_days, settings.broker.topics) == (40, ("vitrina/1/a/+/+/+",))


def test_films_lie_in_the_data_folder_unless_another_is_named(tmp_path: Path) -> None:
    """With PostgreSQL alone there is no data folder, and the error says which setting is wanted."""
    assert load_settings(None, tmp_path).media_folder() == tmp_path / "media"
    assert load_settings(written(tmp_path, GOOD + 'media = "/srv/films"\n'), None).media_folder() == Path("/srv/films")
    database = '[central]\ndatabase = "postgresql://vitrina@db/vitrina"\n'
    assert load_settings(written(tmp_path, database + 'media = "/srv/films"\n'), None).media_folder() == Path(
        "/srv/films"
    )
    with pytest.raises(UsageError, match=r"\[central\] media is missing"):
        load_settings(written(tmp_path, database), None).media_folder()


def test_the_environment_names_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    assert load_settings(None, None, {"VITRINA_CENTRAL_CONFIG": str(path)}).central.data == Path(
        "/var/lib/vitrina-central"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[central]\n", r"set data \(a folder for SQLite\) or database"),
        ("nonsense", "is not TOML"),
        ("", r"\[central\]: Field required"),
        (GOOD + "cat = 1\n", r"\[central\] cat is not a setting"),
        (GOOD + "[dog]\n", r"\[dog\] is not a setting"),
        (GOOD + "play_days = 30\n", r"\[central\] play_days: Input should be greater than or equal to 40"),
        (GOOD + '[broker]\nport = "x"\n', r"\[broker\] port: Input should be a valid integer"),
        (GOOD + '[broker]\ntopics = ["#"]\n', "is not of the form vitrina/1"),
        (GOOD + '[broker]\ncert_file = "a"\n', "cert_file and key_file must be set together"),
        (GOOD + '[broker]\nclient_id = "a b"\n', r"\[broker\] client_id"),
        (GOOD + '[web]\nhost = "0.0.0.0"\n', "is not loopback, and passwords would cross the network unencrypted"),
        (GOOD + '[web]\nhost = "vitrina.example.org"\n', "use a proxy with TLS"),
        (GOOD + '[web]\nmetrics_host = "0.0.0.0"\n', "metrics_host: 0.0.0.0 is not loopback"),
        (GOOD + '[web]\ncertificate = "a.pem"\n', "certificate and key must be set together"),
        (GOOD + "[web]\nbehind_proxy = true\n", "hosts is missing"),
        (GOOD + '[web]\nbehind_proxy = true\nhosts = ["a"]\ncertificate = "a"\nkey = "b"\n', "the proxy ends TLS"),
        (GOOD + '[web]\nhosts = ["https://a"]\n', "is not a lower-case host name"),
        (GOOD + "[web]\nport = 0\n", r"\[web\] port"),
        (GOOD + "[mail]\n", r"\[mail\]: `from` is missing. Set it to the address of the sender"),
        (GOOD + f"{FROM}", "base_url is missing. Set it to the address of the pages"),
        (GOOD + '[mail]\nfrom = "a@b\\r\\nBcc: c@d"\n', "is not a mail address"),
        (GOOD + f'{FROM}base_url = "http://vitrina.example.org"\n', "must start with https://"),
        (GOOD + f'{FROM}base_url = "https://other.example.org"\n', r"other.example.org is not in \[web\] hosts"),
        (GOOD + f'{FROM}base_url = "https://ann:secret@localhost"\n', "must contain only the address of a server"),
        (GOOD + f'{FROM}base_url = "https://localhost/x?y=https://evil.example"\n', "must contain only the address"),
        (GOOD + f'{FROM}base_url = "https://localhost#@evil.example"\n', "must contain only the address of a server"),
        (GOOD + f'{FROM}base_url = "javascript:alert(1)"\n', "must contain only the address of a server"),
        (GOOD + f'{FROM}base_url = "https://localhost:x"\n', "is not an address"),
        (GOOD + f'{FROM}host = "mail.example.org"\ntls = "none"\n', "mail to it must be encrypted"),
    ],
)
def test_a_fault_names_its_place(tmp_path: Path, text: str, why: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError, match=why) as error:
        load_settings(path, None)
    assert str(path) in str(error.value)
    assert str(error.value).endswith("Nothing was started.")


def test_links_in_mails_lead_to_the_pages(tmp_path: Path) -> None:
    web = '[web]\nbehind_proxy = true\nhosts = ["vitrina.example.org"]\n'
    mail = f'{FROM}base_url = "https://vitrina.example.org/"\n'
    found = load_settings(written(tmp_path, GOOD + web + mail), None).mail
    assert found is not None
    assert found.page_url("/account") == "https://vitrina.example.org/account"
    assert load_settings(written(tmp_path, GOOD), None).mail is None


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        load_settings(written(tmp_path, GOOD + "cat = 1\n[broker]\nport = 0\n"), None)
    assert len(str(error.value).splitlines()) == 3


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml cannot be read \(No such file or directory\)"):
        load_settings(tmp_path / "none.toml", None)
    with pytest.raises(UsageError, match="both given"):
        load_settings(tmp_path / "none.toml", tmp_path)


def test_a_password_comes_from_the_first_place_that_has_one(tmp_path: Path) -> None:
    """Environment, credential of systemd, file; never from the command line."""
    (tmp_path / "file").write_text("of file\n")
    (tmp_path / "broker-password").write_text("of credential\n")
    environment = {"VITRINA_CENTRAL_BROKER_PASSWORD": "of environment", "CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert read_secret("broker", tmp_path / "file", environment) == "of environment"
    assert read_secret("broker", tmp_path / "file", {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == "of credential"
    assert read_secret("broker", tmp_path / "file", {}) == "of file"
    assert read_secret("broker", None, {}) is None
    with pytest.raises(UsageError, match="password file"):
        read_secret("broker", tmp_path / "none", {})


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_toml_that_no_reader_can_hold_is_refused_with_the_file(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"central\.toml is not TOML: .*; (write|nest)"):
        load_settings(written(tmp_path, text), None)
