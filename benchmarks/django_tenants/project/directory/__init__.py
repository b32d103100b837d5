"""Tenants and their domains, in the public schema."""
