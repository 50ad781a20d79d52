"""Exports of a study: BIDS, CSV, Parquet and XDF, with the data that consents cover at the time of the export."""
