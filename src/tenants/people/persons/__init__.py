"""Persons: who somebody is and how to reach them, whatever brought them here."""
