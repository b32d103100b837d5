"""Offers: written, approved, sent, answered."""
