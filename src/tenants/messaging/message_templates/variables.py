"""What can be filled into each message: names as HR types them, and how long they get."""

from collections.abc import Mapping

from .built_in import built_in_messages
from .types import Variable

_PERSON = (
    Variable("name", "姓名", "李娜", "阿卜杜热合曼·买买提艾力"),
    Variable("company", "公司", "云栖星河科技有限公司", "内蒙古呼伦贝尔草原绿色食品进出口贸易有限公司"),
    Variable("post", "职位", "前端工程师", "高级新能源汽车动力电池系统热管理研发工程师"),
)
_LINK = Variable("link", "链接", "1-ab3k9m2xqw", "1000-ab3k9m2xqw", email=False)
_CONTACT = Variable("contact", "联系人", "周敏 0571-88001234", "欧阳静怡 0571-88001234 转 8012", sms=False)


def variables_of(event: str, channel: str) -> Mapping[str, Variable]:
    """Name → what can be filled into a message on a channel; of the tenant's own messages what every one knows."""
    message = built_in_messages().get(event)
    listed = (*_PERSON, *(message.variables if message is not None else ()), _CONTACT, _LINK)
    return {one.name: one for one in listed if (one.sms if channel == "sms" else one.email)}


def needed(event: str, channel: str) -> tuple[str, ...]:
    """What must stand in a message; an e-mail has its link in any case."""
    message = built_in_messages().get(event)
    return (*(message.needed if message is not None else ()), *(("链接",) if channel == "sms" else ()))
