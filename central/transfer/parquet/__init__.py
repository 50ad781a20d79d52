"""Export of the store as a folder of Parquet files: a data set for DuckDB, Spark and whoever reads Parquet."""
