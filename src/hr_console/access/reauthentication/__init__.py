"""Proving again who one is."""
