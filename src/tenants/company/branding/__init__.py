"""How a tenant looks: name, colour, logo."""
