"""What can go wrong with departments."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class DepartmentNotFoundError(NotFoundError):
    """Not in this tenant, or not this person's to see."""


class DepartmentNameTakenError(DomainError):
    """Two sisters of one name cannot be told apart."""

    code: ClassVar[str] = "department_name"
    field = "name"
    text = _("同一上级下已有同名部门。")


class DepartmentLoopError(DomainError):
    """A department cannot lie below itself."""

    code: ClassVar[str] = "department_loop"
    field = "parent"
    text = _("不能移到自己或自己的下级部门之下。")


class DepartmentInUseError(DomainError):
    """Departments, vacancies, employees' files, contracts or roles still hang on it: without it nobody would see them."""

    code: ClassVar[str] = "department_in_use"
    text = _("部门下还有下级部门、职位、员工、合同或成员授权，不能删除；能移走的请先移走。")
