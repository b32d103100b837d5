"""From the vacancy to the result."""
