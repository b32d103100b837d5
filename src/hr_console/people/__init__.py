"""People of the tenant."""
