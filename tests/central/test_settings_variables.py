"""Settings of the central server by the environment: every key of every section, secrets in files, errors by name."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from central.errors import UsageError
from central.settings import Settings, load_settings
from central.settings_variables import (
    SECRETS,
    apply_settings_variables,
    section_class,
    section_fields,
    settings_variables,
    variable_name,
)
from edge.settings.environment import settings_variables as kiosk_variables

ROOT = Path(__file__).parents[2]
STORE = {"VITRINA_CENTRAL_CENTRAL__DATA": "/srv/data"}


def load(**environment: str) -> Settings:
    """Settings of the environment alone, with SQLite."""
    return load_settings(
        None, None, {**STORE, **{f"VITRINA_CENTRAL_{name}": text for name, text in environment.items()}}
    )


def refused(**environment: str) -> str:
    with pytest.raises(UsageError) as caught:
        load(**environment)
    text = str(caught.value)
    assert text.endswith("\nNothing was started.")
    return text.removesuffix("\nNothing was started.")


def all_keys(
    model: type[BaseModel] = Settings, sections: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """Sections, key and field of each setting."""
    for key, field in section_fields(model).items():
        below = section_class(field.annotation)
        if below is None:
            yield sections, key, field
        else:
            yield from all_keys(below, (*sections, key))


def text_of(value: object) -> str:
    """A value as a variable contains it."""
    if isinstance(value, tuple):
        return json.dumps(list(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_every_key_of_every_section_can_be_set() -> None:
    """Each key with a value for a default, to that value; each other one, to a text."""
    keys = list(all_keys())
    assert len(keys) > 50
    for sections, key, field in keys:
        values: dict[str, Any] = {}
        default = field.get_default()
        text = "x" if field.is_required() or default is None else text_of(default)
        used, problems = apply_settings_variables(values, Settings, {variable_name(sections, key): text})
        assert (problems, list(used)) == ([], [(*sections, key)]), key
        for section in sections:
            values = values[section]
        found = values[key]
        assert (tuple(found) if isinstance(found, list) else found) == (default if text != "x" else found), key


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("BROKER__HOST", "mqtt.example.org", "mqtt.example.org"),
        ("BROKER__PORT", "8883", 8883),
        ("BROKER__TLS", "true", True),
        ("BROKER__SESSION_DAYS", "2", 2.0),
        ("BROKER__TOPICS", '["vitrina/1/acme/+/+/+"]', ("vitrina/1/acme/+/+/+",)),
        ("BROKER__PASSWORD_FILE", "/run/secrets/broker", Path("/run/secrets/broker")),
        ("WEB__METRICS_PORT", "9464", 9464),
        ("ALERTS__SMTP__HOST", "mail.example.org", "mail.example.org"),
        ("ALERTS__SEVERITY", "error", "error"),
    ],
)
def test_a_text_is_read_by_the_type_of_its_key(name: str, text: str, value: object) -> None:
    found: Any = load(**{name: text})
    for key in name.lower().split("__"):
        found = getattr(found, key)
    assert found == value


def test_the_key_from_is_set_by_the_name_of_the_file() -> None:
    """Its field has another name, because `from` is a word of Python."""
    mail = load(MAIL__FROM="vitrina@example.org", MAIL__BASE_URL="http://localhost:8470").mail
    assert mail is not None
    assert mail.from_ == "vitrina@example.org"


def test_a_variable_goes_before_the_file_and_keeps_its_other_keys(tmp_path: Path) -> None:
    path = tmp_path / "central.toml"
    path.write_text('[central]\ndata = "/a"\nplay_days = 50\n[broker]\nhost = "a"\nport = 1\n', encoding="utf-8")
    settings = load_settings(path, None, {"VITRINA_CENTRAL_BROKER__PORT": "2"})
    assert (settings.broker.host, settings.broker.port, settings.central.play_days) == ("a", 2, 50)


def test_data_names_the_store_and_the_environment_the_rest(tmp_path: Path) -> None:
    environment = {
        "VITRINA_CENTRAL_CENTRAL__DATABASE": "postgresql://vitrina@db/vitrina",
        "VITRINA_CENTRAL_CENTRAL__DATA": "/elsewhere",
        "VITRINA_CENTRAL_WEB__PORT": "8471",
    }
    settings = load_settings(None, tmp_path, environment)
    assert (settings.central.data, settings.central.database, settings.web.port) == (tmp_path, None, 8471)


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    """As Docker mounts it: the first line, without the line break."""
    file = tmp_path / "database"
    file.write_text("postgresql://vitrina@db/vitrina\n", encoding="utf-8")
    settings = load_settings(None, None, {"VITRINA_CENTRAL_CENTRAL__DATABASE_FILE": str(file)})
    assert settings.central.database == "postgresql://vitrina@db/vitrina"


def test_a_secret_file_that_cannot_be_read_is_named_with_its_variable(tmp_path: Path) -> None:
    text = refused(BROKER__USERNAME_FILE=str(tmp_path / "missing"))
    assert text == (
        f"settings: VITRINA_CENTRAL_BROKER__USERNAME_FILE names the file {tmp_path}/missing, which cannot be read (No"
        " such file or directory). Correct the path or its rights."
    )
    (tmp_path / "bytes").write_bytes(b"\xff\n")
    assert "cannot be read ('utf-8' codec can't decode" in refused(BROKER__USERNAME_FILE=str(tmp_path / "bytes"))
    assert "cannot be read" in refused(BROKER__USERNAME_FILE="\0")


def test_a_value_and_a_file_for_the_same_key_are_refused(tmp_path: Path) -> None:
    (tmp_path / "name").write_text("central", encoding="utf-8")
    text = refused(BROKER__USERNAME="central", BROKER__USERNAME_FILE=str(tmp_path / "name"))
    assert text.endswith("_FILE sets the same as VITRINA_CENTRAL_BROKER__USERNAME. Remove one of the two.")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("BORKER__HOST", ": there are only the sections central, broker, web"),
        ("BROKER__HOSTS", r"Correct its name: the keys of \[broker\] are host, port, tls"),
        ("BROKER__", "Correct its name: the keys of"),
        ("BROKER__X__HOST", r"\[broker\] has no sections"),
        ("ALERTS__MAIL__USER", r"\[alerts\] has only the sections smtp, webhook"),
        ("ALERTS__SMTP", r"the keys of \[alerts\] are mail_to"),
        ("BROKER", "Write VITRINA_CENTRAL_SECTION__KEY with two underscores, such as VITRINA_CENTRAL_WEB__PORT"),
        ("PORT", "Write VITRINA_CENTRAL_SECTION__KEY"),
        ("BORKER_PASSWORD", "Write VITRINA_CENTRAL_SECTION__KEY"),
        ("SECRET__FILE", "there are only the sections"),
    ],
)
def test_a_variable_that_is_no_setting_is_an_error(name: str, why: str) -> None:
    with pytest.raises(UsageError, match=f"settings: VITRINA_CENTRAL_{name} is not a setting.*{why}"):
        load(**{name: "7"})


def test_a_wrong_value_is_an_error_that_names_the_variable() -> None:
    text = refused(BROKER__PORT="high", WEB__PORT="0")
    assert text.splitlines() == [
        "settings: VITRINA_CENTRAL_BROKER__PORT: Input should be a valid integer. Correct the variable.",
        "settings: VITRINA_CENTRAL_WEB__PORT: Input should be greater than or equal to 1. Correct the variable.",
    ]


def test_variables_that_do_not_fit_each_other_are_all_named() -> None:
    text = refused(WEB__HOST="0.0.0.0", BROKER__PORT="1")
    assert "passwords would cross the network unencrypted" in text
    assert text.endswith("(the environment, VITRINA_CENTRAL_WEB__HOST).")


def test_a_section_that_is_a_value_in_the_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "central.toml"
    path.write_text("broker = 1\n[central]\ndata = 'a'\n", encoding="utf-8")
    with pytest.raises(UsageError, match="in the settings file, broker is a value"):
        load_settings(path, None, {"VITRINA_CENTRAL_BROKER__PORT": "1"})


def test_the_variables_of_secrets_and_of_kubernetes_are_no_settings() -> None:
    """Kubernetes describes a service vitrina-central to every container beside it."""
    passwords = {f"VITRINA_CENTRAL_{name.upper()}_PASSWORD": "x" for name in SECRETS}
    kubernetes = {
        "VITRINA_CENTRAL_SERVICE_HOST": "10.0.0.1",
        "VITRINA_CENTRAL_SERVICE_PORT": "443",
        "VITRINA_CENTRAL_SERVICE_PORT_HTTPS": "443",
        "VITRINA_CENTRAL_PORT": "tcp://10.0.0.1:443",
        "VITRINA_CENTRAL_PORT_443_TCP_ADDR": "10.0.0.1",
    }
    assert settings_variables({**passwords, **kubernetes, "VITRINA_CENTRAL_CONFIG": "x", "PATH": "/"}) == {}


def test_the_secrets_are_those_that_the_code_reads() -> None:
    read = set()
    for path in (ROOT / "central").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("read_secret"):
                read.add(ast.literal_eval(node.args[0]))
    assert read == set(SECRETS)


def test_a_kiosk_on_the_same_machine_ignores_them() -> None:
    environment = {"VITRINA_CENTRAL_BROKER__HOST": "a", "VITRINA_BROKER__HOST": "b"}
    assert kiosk_variables(environment) == {"VITRINA_BROKER__HOST": "b"}


@given(
    st.dictionaries(st.from_regex(r"VITRINA_CENTRAL_[A-Z_]{0,30}", fullmatch=True), st.text(max_size=20), max_size=4)
)
def test_any_environment_gives_settings_or_an_error_of_the_user(environment: dict[str, str]) -> None:
    values: dict[str, Any] = {}
    used, problems = apply_settings_variables(values, Settings, environment)
    assert len(used) + len(problems) == len(settings_variables(environment))
    assert set(used.values()) <= set(environment)
