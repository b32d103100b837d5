"""人才库: who agreed to be kept."""
