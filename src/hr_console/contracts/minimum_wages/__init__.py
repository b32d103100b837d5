"""Minimum wages: looked up, verified, taken out."""
