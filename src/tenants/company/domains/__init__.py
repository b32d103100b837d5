"""Host names of a tenant's own."""
