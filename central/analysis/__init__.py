"""Ibis expressions for the reports, each written once, and the engines that run them: SQLite, PostgreSQL, DuckDB,
Spark.
"""
