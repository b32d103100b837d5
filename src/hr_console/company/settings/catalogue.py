"""What can be set, in groups: a new page of settings is entered here and found from the one page of all."""

from dataclasses import dataclass

from ....platform.i18n import LazyText, lazy
from ....tenants.access.roles.permissions import Permission
from ....tenants.access.roles.rights import Rights


@dataclass(frozen=True, slots=True)
class Setting:
    """A page of the settings: what it is called and what is decided there."""

    key: str
    label: LazyText
    about: LazyText
    url: str
    permission: Permission


_SETTINGS: tuple[tuple[LazyText, tuple[Setting, ...]], ...] = (
    (
        lazy("招聘"),
        (
            Setting(
                "stages",
                lazy("招聘阶段"),
                lazy("看板有哪些列，叫什么，按什么顺序"),
                "/hr/stages",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "rule",
                lazy("判定规则"),
                lazy("评分怎样算通过，改了什么，谁改的"),
                "/hr/rule",
                Permission.RULES_MANAGE,
            ),
            Setting(
                "confirming",
                lazy("谁来确认"),
                lazy("两个人确认、撤回时间、由规则自动确认和影响评估"),
                "/hr/rule/confirming",
                Permission.RULES_MANAGE,
            ),
            Setting(
                "forms",
                lazy("评价表"),
                lazy("面试官按什么打分、何时催交、评语避免哪些词"),
                "/hr/forms",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "rounds",
                lazy("面试轮次"),
                lazy("安排面试时可以选的轮次和它们的名称"),
                "/hr/rounds",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "promise",
                lazy("回音承诺"),
                lazy("面试后几天内答复、何时提醒，哪些日子放假，是否问满意度"),
                "/hr/promise-rule",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "delivery",
                lazy("发送方式"),
                lazy("先发短信还是邮件，夜里发不发，一天最多几条"),
                "/hr/delivery",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "wording",
                lazy("消息模板"),
                lazy("短信和邮件怎么写，改了什么，短信报备到哪一步"),
                "/hr/wording",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "senders",
                lazy("消息通道"),
                lazy("用自己的账号和签名发短信，把待办发到企业微信、钉钉、飞书的群"),
                "/hr/senders",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "triggers",
                lazy("自动通知"),
                lazy("发生什么时，把什么话告诉候选人、同事或群"),
                "/hr/triggers",
                Permission.SETTINGS_MANAGE,
            ),
        ),
    ),
    (
        lazy("企业"),
        (
            Setting(
                "employers",
                lazy("用人单位"),
                lazy("签合同的公司，各有一枚合同专用章"),
                "/hr/employers",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "brand",
                lazy("品牌"),
                lazy("名称、标志和颜色，用在候选人页面、邮件和合同上"),
                "/hr/brand",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "domains",
                lazy("自有域名"),
                lazy("让候选人从您自己的网址进入"),
                "/hr/domains",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "company",
                lazy("企业状态"),
                lazy("试用、停用、导出全部数据和注销"),
                "/hr/company",
                Permission.SETTINGS_MANAGE,
            ),
        ),
    ),
    (
        lazy("人员和权限"),
        (
            Setting(
                "people",
                lazy("成员"),
                lazy("邀请同事，决定谁能做什么"),
                "/hr/people",
                Permission.PEOPLE_MANAGE,
            ),
            Setting(
                "departments",
                lazy("部门"),
                lazy("部门的上下级，决定谁能看到哪些候选人"),
                "/hr/departments",
                Permission.PEOPLE_MANAGE,
            ),
            Setting(
                "roles",
                lazy("角色"),
                lazy("内置角色，和您自己组合的角色"),
                "/hr/roles",
                Permission.ROLES_MANAGE,
            ),
            Setting(
                "sso",
                lazy("单点登录"),
                lazy("用企业微信、钉钉、飞书或 OpenID Connect 登录"),
                "/hr/sso-connections",
                Permission.SETTINGS_MANAGE,
            ),
            Setting(
                "security",
                lazy("登录安全"),
                lazy("谁必须用两步验证，谁在哪里登录着"),
                "/hr/security",
                Permission.PEOPLE_MANAGE,
            ),
            Setting(
                "features",
                lazy("功能试点"),
                lazy("新功能先在几个部门开，再开到全公司"),
                "/hr/features",
                Permission.SETTINGS_MANAGE,
            ),
        ),
    ),
    (
        lazy("记录"),
        (
            Setting(
                "audit",
                lazy("存证链"),
                lazy("每件事的时间和哈希，随时可以校验"),
                "/hr/audit",
                Permission.AUDIT_READ,
            ),
        ),
    ),
)
SETTING_KEYS = frozenset(setting.key for _name, group in _SETTINGS for setting in group)


def settings_of(rights: Rights) -> list[tuple[LazyText, list[Setting]]]:
    """The settings somebody may open, in their groups; groups without any are left out."""
    allowed = [(name, [one for one in group if rights.may(one.permission)]) for name, group in _SETTINGS]
    return [(name, group) for name, group in allowed if group]
