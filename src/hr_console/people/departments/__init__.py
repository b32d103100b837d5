"""The organisation, and which openings hang where."""
