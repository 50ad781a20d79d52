"""The wheel and the package of this checkout, each made once for all processes of a run."""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.lock import Target
from tests.packaging import sources
from tests.packaging.deb import build_deb
from tests.packaging.sources import build_wheel, copy_sources


@pytest.fixture(scope="session", autouse=True)
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A site of one page, in place of the one that `make site` builds in half a minute."""
    folder = tmp_path_factory.mktemp("built-site")
    for name, text in (("index.html", "<h1>Vitrina</h1>"), ("_sources/index.md.txt", "# Vitrina\n")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "SITE", folder)
        yield folder


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Path]) -> Path:
    """File that `make` makes in an empty folder, by the process that asks first."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"release-{name}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "made"
        if not made.exists():
            (folder / "work").mkdir()
            made.write_text(str(make(folder / "work")), encoding="utf-8")
        return Path(made.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "wheel", lambda work: build_wheel(copy_sources(work / "source"), work))


@pytest.fixture(scope="session")
def deb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of Debian 12, with our own wheel alone, so that no network is needed. Its wheel lies in `work`."""
    return made_once(
        tmp_path_factory, "deb", lambda work: build_deb(Target("3.11", "x86_64"), work / "out", work, lock="")
    )
