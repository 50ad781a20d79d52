"""What short commands must not import, by the modules that each has imported when it ends."""

import pytest

from tests.startup import imported_modules

SENSES = {"cv2", "mediapipe", "onnxruntime", "sounddevice", "serial", "numpy"}
CENTRAL = {"sqlalchemy", "alembic", "pg8000", "jinja2", "fluent", "babel"}
SERVERS = {"starlette", "uvicorn", "websockets", "prometheus_client"}
NOWHERE = {"torch", "scipy", "matplotlib", "cryptography", "reportlab", "tomlkit", "pyarrow", "duckdb", "ibis"}
FORBIDDEN = {
    "vitrina --help": {*SENSES, *CENTRAL, *SERVERS, "pydantic", "paho", "rich", "sqlite3", "central"},
    "vitrina status": {*SENSES, *CENTRAL, *SERVERS, "paho", "rich", "sqlite3", "central"},
    "vitrina doctor": {*CENTRAL, *SERVERS, "central"},
    "vitrina-central --version": {*SENSES, *CENTRAL, *SERVERS, "pydantic", "paho", "rich", "sqlite3", "models"},
}


@pytest.mark.parametrize("command", FORBIDDEN)
def test_a_short_command_imports_no_heavy_module(command: str) -> None:
    modules = imported_modules(command)
    assert {name.partition(".")[0] for name in modules} & (FORBIDDEN[command] | NOWHERE) == set()
    assert "edge.study_sessions" not in modules


def test_the_server_takes_its_parser_from_the_kiosk_and_nothing_else() -> None:
    ours = {name for name in imported_modules("vitrina-central --version") if name.partition(".")[0] == "edge"}
    assert ours == {"edge", "edge.command_line", "edge.command_line.parser"}
