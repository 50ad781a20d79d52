"""Expressions for the reports, written once, and the engines that run them: SQLite, PostgreSQL, DuckDB, Spark."""
