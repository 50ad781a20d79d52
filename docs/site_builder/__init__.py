"""Builder of the site: collects the documents, rewrites their links, and checks the pages that Sphinx writes."""
