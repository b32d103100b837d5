"""Sessions and one-time codes, and how often each may be tried."""
