"""Attacks: other tenants, strangers and lesser roles try everything that there is."""
