"""Ports to the outside, each a folder with its adapters."""
