"""The style sheet and the logo of a tenant."""
