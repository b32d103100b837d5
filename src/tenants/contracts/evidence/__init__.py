"""Finished documents under Object Lock, and the evidence bundle."""
