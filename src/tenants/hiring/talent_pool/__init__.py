"""The talent pool (人才库): who agreed to be kept for later openings, for what, until when."""
