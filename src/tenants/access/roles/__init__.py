"""Roles, and the permissions they are made of."""
