"""The stages of an application: fixed types, in the order of the road."""

STAGES = ("new", "interview", "review", "offer", "sign", "onboard", "hired", "archived")
