"""Languages of the pages and reports: words, plurals, numbers, dates. Each is one file in Fluent's syntax beside this.

Commands, logs, JSON, CSV, the API and mail are in English.
"""
