"""Signing in with the company's own accounts."""
