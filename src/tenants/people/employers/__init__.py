"""The employers (用人单位) of a tenant."""
