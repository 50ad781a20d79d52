"""Exports of a study as BIDS, CSV, Parquet and XDF. They contain the data that is covered by consent at that time."""
