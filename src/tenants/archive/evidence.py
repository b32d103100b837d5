"""What each event is called in the evidence report and on timelines."""

from ...platform.i18n import gettext, lazy
from ..audit.events import Event

_WORDS = {
    Event.TENANT_CREATED: lazy("开通"),
    Event.USER_CREATED: lazy("添加成员"),
    Event.USER_SIGNED_IN: lazy("成员登录"),
    Event.USER_INVITED: lazy("邀请成员"),
    Event.USER_JOINED: lazy("成员加入"),
    Event.USER_CHANGED: lazy("修改成员"),
    Event.RIGHTS_CHANGED: lazy("修改成员角色"),
    Event.ROLE_CHANGED: lazy("修改自定义角色"),
    Event.DEPARTMENT_CHANGED: lazy("修改部门"),
    Event.SSO_CHANGED: lazy("修改单点登录"),
    Event.FEATURE_CHANGED: lazy("修改功能试点"),
    Event.VACANCY_PLACED: lazy("修改职位归属"),
    Event.IMPORT_APPLIED: lazy("导入表格"),
    Event.APPLICATION_CREATED: lazy("收到申请"),
    Event.INTERVIEW_ASSIGNED: lazy("安排面试"),
    Event.SCORECARD_SUBMITTED: lazy("提交面试评价"),
    Event.RULE_CHANGED: lazy("修改判定规则"),
    Event.DECISION_MARKED: lazy("系统按规则标记结果"),
    Event.DECISION_CONFIRMED: lazy("人工确认结果"),
    Event.PROMISE_SET: lazy("承诺答复时间"),
    Event.MESSAGE_QUEUED: lazy("消息已排队"),
    Event.MESSAGE_SUBMITTED: lazy("消息已提交"),
    Event.MESSAGE_DELIVERED: lazy("消息已送达"),
    Event.MESSAGE_FAILED: lazy("消息发送失败"),
    Event.MESSAGE_OPENED: lazy("消息已打开"),
    Event.CANDIDATE_SIGNED_IN: lazy("候选人查询进度"),
    Event.ONBOARDING_FILLED: lazy("候选人填写入职登记"),
    Event.VALUE_SHOWN: lazy("查看敏感信息"),
    Event.LIST_EXPORTED: lazy("导出名单"),
    Event.CONTRACT_CREATED: lazy("生成劳动合同"),
    Event.CONTRACT_CHECKED: lazy("合同排版并通过校验"),
    Event.CONTRACT_SENT: lazy("合同发送给候选人"),
    Event.CONTRACT_WITHDRAWN: lazy("撤回合同"),
    Event.CONTRACT_OPENED: lazy("候选人打开合同"),
    Event.CONTRACT_READ: lazy("候选人读完合同并同意电子签署"),
    Event.CODE_ISSUED: lazy("向候选人手机发送验证码"),
    Event.CODE_VERIFIED: lazy("候选人通过验证码验证"),
    Event.SIGNATURE_DRAWN: lazy("候选人手写签名"),
    Event.CONTRACT_SIGNED: lazy("劳动者数字签名和时间戳完成"),
    Event.SEAL_REQUESTED: lazy("用印人确认盖章"),
    Event.CONTRACT_SEALED: lazy("用人单位数字签名和时间戳完成"),
    Event.EMPLOYEE_FILED: lazy("归入员工档案"),
    Event.CONTRACT_ARCHIVED: lazy("合同归档锁定"),
    Event.DOCUMENT_DOWNLOADED: lazy("下载合同"),
}


def describe(kind: str) -> str:
    """An event in the reader's words."""
    return gettext(_WORDS[Event(kind)].source)
