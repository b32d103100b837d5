"""Variants: which of several templates a contract is made from."""

import pytest
from huiyin.tenants.contracts.contract_templates.models import ContractTemplate
from huiyin.tenants.contracts.contract_templates.scope import Post, Scope, best, misfits

ONE, OTHER = "0193-one", "0193-other"


def template(
    code: str, scope: Scope, *, kind: str = "fixed", approved_by: str = "user:x"
) -> ContractTemplate:
    return ContractTemplate(code=code, version=1, kind=kind, scope=scope.to_json(), approved_by=approved_by)


TEMPLATES = (
    template("fixed_tech", Scope(), approved_by=""),
    template("fixed_sales", Scope(posts=("销售",)), approved_by=""),
    template("own_a", Scope()),
    template("own_b", Scope(regions=("310000",))),
    template("own_c", Scope(regions=("310000",), posts=("销售",))),
    template("own_d", Scope(employers=(OTHER,))),
    template("open_ended", Scope(posts=("技术",)), kind="open", approved_by=""),
)


@pytest.mark.parametrize(
    ("post", "code"),
    [
        (Post(ONE, "杭州市西湖区", "技术"), "fixed_tech"),
        (Post(ONE, "杭州市西湖区", "销售"), "fixed_sales"),
        (Post(ONE, "上海市浦东新区", "技术"), "own_b"),
        (Post(ONE, "上海市浦东新区", "销售"), "own_c"),
        (Post(OTHER, "杭州市", "技术"), "own_d"),
        (Post("", "", ""), "fixed_tech"),
        (Post(ONE, "不知道哪里", "销售"), "fixed_sales"),
    ],
)
def test_the_one_that_says_most_and_fits_is_meant(post: Post, code: str) -> None:
    found = best(TEMPLATES, post)
    assert found is not None and found.code == code


def test_where_none_fits_none_is_chosen() -> None:
    assert best(TEMPLATES[1:2], Post(ONE, "杭州市", "技术")) is None


def test_in_what_a_post_is_another_is_said() -> None:
    scope = Scope((ONE,), ("310000",), ("销售",))
    assert [str(one) for one in misfits(scope, Post(OTHER, "杭州市", "技术"))] == [
        "用人单位",
        "工作地点",
        "岗位类别",
    ]
    assert misfits(scope, Post(ONE, "上海市徐汇区", "")) == [] == misfits(scope, Post("", "", ""))
