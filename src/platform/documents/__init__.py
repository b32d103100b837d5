"""From a described document to PDF."""
