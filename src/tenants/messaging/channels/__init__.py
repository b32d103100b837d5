"""The tenant's own channels."""
