"""Checks of who somebody is."""
