"""The whole main job, head-less: through HTTP, with the forms people see."""
