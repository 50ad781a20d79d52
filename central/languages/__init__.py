"""Languages of the pages and reports: texts, plurals, numbers, dates. Each language is one Fluent file in this folder.

Commands, logs, JSON, CSV, the API and mail are in English.
"""
