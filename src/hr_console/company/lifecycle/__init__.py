"""The state of the tenant, exports, first steps."""
