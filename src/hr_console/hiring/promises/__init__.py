"""The promise: moving one, and the tenant's rule for all."""
