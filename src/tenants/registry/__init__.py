"""Making a tenant."""
