"""The roles every tenant has from the first day. A tenant's own roles stand in the table `roles`."""

from dataclasses import dataclass

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from .permissions import Permission

_P = Permission
_READ = frozenset({_P.CANDIDATES_READ, _P.MESSAGES_READ, _P.CONTRACTS_READ, _P.EMPLOYEES_READ})
_HR = _READ | {
    _P.CANDIDATES_WRITE,
    _P.CANDIDATES_IMPORT,
    _P.CANDIDATES_REVEAL,
    _P.CANDIDATES_EXPORT,
    _P.BLACKLIST_MANAGE,
    _P.INTERVIEWS_ASSIGN,
    _P.INTERVIEWS_SCORE,
    _P.DECISIONS_CONFIRM,
    _P.RULES_MANAGE,
    _P.CONTRACTS_MAKE,
    _P.REPORTS_READ,
    _P.AUDIT_READ,
}


@dataclass(frozen=True, slots=True)
class BuiltInRole:
    """A role that comes with the product.

    `own_posts`: given without a department it reaches only the openings whose hiring manager the person is,
    not the whole tenant.
    """

    code: str
    name: LazyText
    allows: LazyText
    permissions: frozenset[Permission]
    own_posts: bool = False


BUILT_IN: dict[str, BuiltInRole] = {
    role.code: role
    for role in (
        BuiltInRole(
            "admin",
            _("租户管理员"),
            _("成员、角色、部门和设置，以及 HR 的全部工作；不含用印"),
            _HR | {_P.PEOPLE_MANAGE, _P.ROLES_MANAGE, _P.SETTINGS_MANAGE},
        ),
        BuiltInRole(
            "hr",
            _("HR"),
            _("从导入到合同的全部招聘工作；指定部门后只及于该部门和下级部门"),
            _HR,
        ),
        BuiltInRole(
            "hiring_manager",
            _("用人经理"),
            _("查看本部门或自己负责职位的候选人，安排面试并评价"),
            frozenset({_P.CANDIDATES_READ, _P.INTERVIEWS_ASSIGN, _P.INTERVIEWS_SCORE}),
            own_posts=True,
        ),
        BuiltInRole(
            "interviewer", _("面试官"), _("评价分配给自己的候选人"), frozenset({_P.INTERVIEWS_SCORE})
        ),
        BuiltInRole(
            "seal_keeper",
            _("用印人"),
            _("核对员工已签署的合同并盖章"),
            frozenset({_P.CONTRACTS_READ, _P.CONTRACTS_SEAL, _P.AUDIT_READ}),
        ),
        BuiltInRole(
            "auditor", _("审计员"), _("只读：候选人、消息、合同、员工和存证链"), _READ | {_P.AUDIT_READ}
        ),
    )
}
