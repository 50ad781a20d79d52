"""Engines that compute reports from Parquet files, and the packages that each engine needs."""

import os
import shutil
import sys
from importlib.util import find_spec

from central.packages import missing_package_text

ENGINES = ("duckdb", "spark")
_PACKAGES = {"duckdb": ("pyarrow", "duckdb"), "spark": ("pyarrow", "ibis", "pyspark")}
PYSPARK = "pyspark>=4.0.5,<4.1"
"""The only package that no lock file installs, because users of Spark install their own version."""


def missing_engine_text(engine: str) -> str | None:
    """Sentence about what is missing for an engine on this machine, and how to install it. None if nothing is
    missing.
    """
    for package in _PACKAGES[engine]:
        if find_spec(package) is None:
            if package == "pyspark":
                return f"the package pyspark is missing. Run: {sys.prefix}/bin/pip install '{PYSPARK}'"
            return missing_package_text(package, "analysis")
    if engine == "spark" and shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "Spark needs Java 17: apt-get install openjdk-17-jre-headless"
    return None
