"""Where a candidate stands: what the page that crowds open asks of a tenant."""
