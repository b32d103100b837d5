"""Platforms where a whole contract is signed: 腾讯电子签, e签宝, 法大大."""
