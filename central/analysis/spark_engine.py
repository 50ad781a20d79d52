"""Runs Spark over a folder of Parquet files: in this process, or on the cluster named by Spark's environment
variables.
"""

import os
import shutil
import tempfile
from typing import Any

from ibis.expr.types import Table

from central.analysis.engines import columns_from_rows, compile_sql
from central.analysis.folder import Folder
from central.reports.columns import Columns

_TYPES = {"int16": "SMALLINT", "int32": "INT", "int64": "BIGINT", "float64": "DOUBLE", "string": "STRING"}
_TYPES |= {"bool": "BOOLEAN"}
_OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
_ALONE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.driver.memory": "1g"}
"""Options for Spark in this process. They let Spark listen only on the loopback address."""


class SparkEngine:
    """Spark as an engine.

    `master`: address of the Spark master. The default is the address in VITRINA_SPARK_MASTER. If this variable is not
    set, Spark runs as a Java process on this machine.
    """

    name = "spark"

    def __init__(self, folder: Folder, master: str | None = None) -> None:
        from pyspark.sql import SparkSession  # half a gigabyte that CI does without

        master = master or os.environ.get("VITRINA_SPARK_MASTER", "local[*]")
        self._scratch = tempfile.mkdtemp(prefix="vitrina-spark-")
        builder = SparkSession.builder.appName("vitrina-central").master(master)
        options = _OPTIONS | {"spark.sql.warehouse.dir": self._scratch, "spark.local.dir": self._scratch}
        for name, value in (options | (_ALONE if master.startswith("local") else {})).items():
            builder = builder.config(name, value)
        self._session = builder.getOrCreate()
        for kind, columns in folder.columns_by_kind.items():
            files = [str(file) for file in folder.list_files(kind)]
            types = ", ".join(f"{name} {_TYPES[of]}" for name, of in columns.items())
            frame = self._session.read.parquet(*files) if files else self._session.createDataFrame([], types)
            frame.createOrReplaceTempView(kind)

    def run_expression(self, expression: Table) -> Columns:
        """Run an Ibis expression and return its result."""
        return columns_from_rows(expression, self._session.sql(compile_sql(expression, "pyspark")).collect())

    def fetch_rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run an SQL statement and return its rows."""
        return [tuple(row) for row in self._session.sql(query).collect()]

    def close(self) -> None:
        """Stop Spark and delete its temporary files."""
        self._session.stop()
        shutil.rmtree(self._scratch, ignore_errors=True)
