"""Legal entities and the people they employ."""
