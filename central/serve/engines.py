"""Engines that make reports from Parquet, and what each needs to be installed."""

import os
import shutil
from importlib.util import find_spec

ENGINES = ("duckdb", "spark")
_PACKAGES = {"duckdb": ("pyarrow", "duckdb", "ibis"), "spark": ("pyarrow", "ibis", "pyspark")}
_EXTRAS = {"duckdb": "central,analysis", "spark": "central,analysis,spark"}


def lacking_for(engine: str) -> str | None:
    """Sentence about what an engine lacks on this machine, with the cure; None if nothing."""
    for package in _PACKAGES[engine]:
        if find_spec(package) is None:
            return f"the package {package} is missing. Install it: pip install 'vitrina[{_EXTRAS[engine]}]'"
    if engine == "spark" and shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "Spark needs Java 17: apt-get install openjdk-17-jre-headless"
    return None
