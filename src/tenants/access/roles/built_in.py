"""The roles every tenant has from the first day; each permission says which of them have it. A tenant's own roles stand in
the table `roles`."""

from dataclasses import dataclass

from ....platform.features import Permission
from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ...features import permissions


@dataclass(frozen=True, slots=True)
class BuiltInRole:
    """A role that comes with the product.

    `own_vacancies`: given without a department it reaches only the vacancies whose hiring manager the person is,
    not the whole tenant.
    """

    code: str
    name: LazyText
    allows: LazyText
    own_vacancies: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        """What who has it may do."""
        return frozenset(one for one in permissions().values() if self.code in one.meaning.roles)


BUILT_IN: dict[str, BuiltInRole] = {
    role.code: role
    for role in (
        BuiltInRole("admin", _("租户管理员"), _("成员、角色、部门和设置，以及 HR 的全部工作；不含用印")),
        BuiltInRole("hr", _("HR"), _("从导入到合同的全部招聘工作；指定部门后只及于该部门和下级部门")),
        BuiltInRole(
            "hiring_manager",
            _("用人经理"),
            _("查看本部门或自己负责职位的候选人，安排面试并评价"),
            own_vacancies=True,
        ),
        BuiltInRole("interviewer", _("面试官"), _("评价分配给自己的候选人")),
        BuiltInRole("seal_keeper", _("用印人"), _("核对员工已签署的合同并盖章")),
        BuiltInRole("auditor", _("审计员"), _("只读：候选人、消息、合同、员工和存证链")),
    )
}
