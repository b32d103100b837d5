"""The tables of a tenant and the page that crowds open."""
