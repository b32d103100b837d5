"""The states of a tenant's life: trial, active, suspended, closing."""
