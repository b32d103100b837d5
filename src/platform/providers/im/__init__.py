"""Messages into the group chats of 企业微信, 钉钉 and 飞书, and to single people there."""
