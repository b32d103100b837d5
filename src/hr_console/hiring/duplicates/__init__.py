"""重复的候选人: pairs who may be one."""
