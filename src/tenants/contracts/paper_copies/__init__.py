"""Paper copies of signed contracts: asked for by the employee, printed and handed over by HR by a promised day."""
