"""Every HTTP client of the product is the bounded one: a server that drips holds none of them for ever."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BOUNDED = "edge/http_exchange.py"
LIBRARIES = {
    *("aiohttp", "apprise", "authlib", "http.client", "httpx", "pycurl", "requests", "tornado", "urllib.request"),
    *("urllib3", "websockets.client", "websockets.sync.client", "xmlrpc.client"),
}


def imported(path: Path) -> Iterator[str]:
    """Names of modules that a file imports, and of what it takes out of them. A file without a word of a library is
    not read further."""
    text = path.read_text(encoding="utf-8")
    if not any(name.rpartition(".")[2] in text for name in LIBRARIES):
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def is_client(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in LIBRARIES)


def test_no_file_but_the_bounded_client_imports_a_library_of_http() -> None:
    files = [path for part in ("edge", "central", "models", "firmware_bridge") for path in (ROOT / part).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in files if any(map(is_client, imported(path)))}
    assert len(files) > 500
    assert found == {BOUNDED}


def test_a_library_is_found_in_every_form_of_an_import(tmp_path: Path) -> None:
    for line in ("import http.client", "from http import client", "from urllib.request import urlopen", "import httpx"):
        (tmp_path / "a.py").write_text(f"def f():\n    {line}\n")
        assert any(map(is_client, imported(tmp_path / "a.py"))), line
    (tmp_path / "a.py").write_text("from http import HTTPStatus\nfrom urllib.parse import urlsplit\n")
    assert not any(map(is_client, imported(tmp_path / "a.py")))
