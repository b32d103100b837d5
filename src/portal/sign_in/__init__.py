"""Looking in by phone number and one-time code."""
