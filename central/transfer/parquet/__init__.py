"""Exports the store as a folder of Parquet files: a data set for DuckDB, Spark and other Parquet readers."""
