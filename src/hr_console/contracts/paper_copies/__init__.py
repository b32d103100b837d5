"""Paper copies that employees wait for: printed, and handed over."""
