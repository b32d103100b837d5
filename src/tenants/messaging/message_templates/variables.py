"""What can be filled into each message: names as HR types them, and how long they get."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """One value. `key`: what the sender calls it; `name`: what HR types between braces.

    `usual` and `longest` are samples. `sms`: may stand in a text message, where it must never be empty.
    """

    key: str
    name: str
    usual: str
    longest: str
    sms: bool = True
    email: bool = True


_PERSON = (
    Variable("name", "姓名", "李娜", "阿卜杜热合曼·买买提艾力"),
    Variable("company", "公司", "云栖星河科技有限公司", "内蒙古呼伦贝尔草原绿色食品进出口贸易有限公司"),
    Variable("post", "职位", "前端工程师", "高级新能源汽车动力电池系统热管理研发工程师"),
)
_LINK = Variable("link", "链接", "1-ab3k9m2xqw", "1000-ab3k9m2xqw", email=False)
_CONTACT = Variable("contact", "联系人", "周敏 0571-88001234", "欧阳静怡 0571-88001234 转 8012", sms=False)
_STEP = Variable("step", "下一步", "填写入职登记", "查看答复，您的资料将按授权保留或删除")
_DATE = Variable("date", "日期", "12月2日", "12月28日")
_INTERVIEW = (
    Variable("time", "时间", "12月3日（周四）14:00", "12月28日（周四）14:00"),
    Variable("round", "轮次", "初试", "专业技术综合复试", sms=False),
    Variable("minutes", "时长", "45", "120", sms=False),
    Variable("place", "地点", "3 楼会议室", "滨江区网商路 699 号 4 号楼 12 层 1208 会议室", sms=False),
    Variable("online", "线上会议", "", "https://meeting.example.com/j/82736451", sms=False),
    Variable("note", "说明", "请带身份证", "请带身份证、学历证书原件和两份近期作品", sms=False),
    Variable("reply", "留言", "", "会议室临时有变化，非常抱歉，谢谢您的理解", sms=False),
)
_BY_EVENT: dict[str, tuple[Variable, ...]] = {
    **dict.fromkeys(("result_pass", "result_fail", "changed_pass", "changed_fail"), (_STEP, _DATE)),
    **dict.fromkeys(("application_closed", "pool_invited", "contract_ready", "contract_completed"), (_STEP,)),
    "review_upheld": (
        _STEP,
        Variable("answer", "复核说明", "评分没有算错", "我们逐项核对了三位面试官的评分和评语", sms=False),
    ),
    "triggered": (
        Variable(
            "subject", "标题", "合同还在等您签署", "您的劳动合同已经准备好，还在等您阅读和签署", sms=False
        ),
        Variable("text", "内容", "请用手机签署。", "合同已经发出三天。有疑问请直接联系我们。", sms=False),
    ),
    "promise_moved": (
        Variable("before", "原定日期", "11月30日 18:00", "11月30日 18:00"),
        Variable("date", "日期", "12月2日 18:00", "12月28日 18:00"),
    ),
}
_NEEDED = {
    "promise_moved": ("日期",),
    **dict.fromkeys(
        ("interview_invite", "interview_moved", "interview_agreed", "interview_kept", "interview_reminder"),
        ("时间",),
    ),
}


def variables_of(event: str, channel: str) -> Mapping[str, Variable]:
    """Name → what can be filled into a message on a channel; of the tenant's own messages what every one knows."""
    own = _INTERVIEW if event.startswith("interview_") else _BY_EVENT.get(event, ())
    listed = (*_PERSON, *own, _CONTACT, _LINK)
    return {one.name: one for one in listed if (one.sms if channel == "sms" else one.email)}


def needed(event: str, channel: str) -> tuple[str, ...]:
    """What must stand in a message; an e-mail has its link in any case."""
    return (*_NEEDED.get(event, ()), *(("链接",) if channel == "sms" else ()))
