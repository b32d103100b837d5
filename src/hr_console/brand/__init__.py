"""How the company looks."""
