"""The rounds a tenant interviews in."""
