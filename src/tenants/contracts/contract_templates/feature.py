"""Contract templates: what the feature declares."""

from ....platform.features import (
    Event,
    Feature,
    HelpEntry,
    JobKind,
    Meaning,
    Moment,
    Permission,
    RowOf,
    SettingsEntry,
)
from ....platform.i18n import lazy as _


class ContractTemplateEvent(Event):
    """What is written to the chain."""

    SUBMITTED = "contract_template.submitted", _("合同模板提交审批")
    TAKEN_BACK = "contract_template.taken_back", _("撤回合同模板的提交")
    APPROVED = "contract_template.approved", _("合同模板审批通过")
    RETURNED = "contract_template.returned", _("合同模板审批驳回")
    DROPPED = "contract_template.dropped", _("放弃合同模板草稿")
    IMPORTED = "contract_template.imported", _("从 Word 文件导入合同模板")


class ContractTemplatePermission(Permission):
    """What can be allowed here."""

    EDIT = Meaning(
        "contract_templates.edit",
        _("编辑合同模板"),
        _("起草合同模板的新版本，提交审批"),
        order=137,
        roles=("admin", "hr"),
    )
    APPROVE = Meaning(
        "contract_templates.approve",
        _("审批合同模板"),
        _("同意或驳回别人起草的合同模板，决定以后的合同怎么写"),
        order=138,
        roles=("admin",),
        weighty=True,
    )


FEATURE = Feature(
    events=ContractTemplateEvent,
    permissions=ContractTemplatePermission,
    settings=(
        SettingsEntry(
            "contract-templates",
            _("合同模板"),
            _("合同怎么写：条款、附件、条件，谁写的、谁批的、从哪天起用"),
            "hr.contract_templates.listing",
            ContractTemplatePermission.EDIT,
            section=_("招聘"),
            order=1064,
        ),
    ),
    help=(
        HelpEntry(
            _("改合同模板"),
            _(
                "在“合同模板”里打开一份，拖动条款、插入变量、给条款加条件，右边是真实的页面。改动随时保存；改好后选生效日提交，由没有参与编辑的同事审批。已经生成的合同不受影响。"
            ),
            "hr.contract_templates.listing",
            _("看合同模板"),
            ContractTemplatePermission.EDIT,
            order=154,
        ),
    ),
    jobs=(
        JobKind(
            "contract_template.mail",
            {
                "draft": RowOf("contract_template_drafts"),
                "about": "wanted",
                "user": RowOf("users"),
                "at": Moment(),
            },
        ),
    ),
)
