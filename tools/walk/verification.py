"""An employer from its papers to its proof, and what operators see of it."""

import io

from huiyin.steward.context import stewardship
from huiyin.tenants.company.operators.service import make_link
from huiyin.up import Product
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page

from tools.walk.album import Album
from tools.walk.people import aside


def verification(album: Album, product: Product, page: Page, origin: str, slug: str) -> None:
    """`page`: of an admin who is signed in at `origin`, whose employer has a legal representative and is not proven."""
    page.goto(f"{origin}/hr/employers")
    page.get_by_role("link", name="未认证").or_(page.get_by_role("link", name="需重新认证")).first.click()
    album.keep(page, "verification-papers")
    there = page.url.partition("?")[0]
    page.set_input_files("[name=licence]", _paper("licence.png", "LICENCE"))
    page.fill("[name=bank]", "中国工商银行股份有限公司杭州高新技术产业开发区之江支行")
    page.fill("[name=account]", "1202 0222 0990 0108 888")
    page.get_by_role("button", name="保存，下一步").click()
    page.wait_for_url("**step=2")
    page.check("[value=agent]")
    page.fill("[name=agent]", "阿卜杜热合曼·买买提艾力")
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator("#submit-form").wait_for()
    album.keep(page, "verification-applicant")
    page.set_input_files("[name=authorisation]", _paper("authorisation.jpeg", "LETTER"))
    page.get_by_role("button", name="提交审核").click()
    page.locator("[data-state=in_review]").wait_for()
    album.keep(page, "verification-in-review")
    operator = _operator(album, product)
    operator.goto(f"{product.stack.settings().origin()}/ops")
    album.keep(operator, "ops-waiting")
    operator.goto(f"{product.stack.settings().origin()}/ops/tenants/{slug}")
    album.keep(operator, "ops-tenant-verifications")
    operator.locator("#verifications a").first.click()
    album.keep(operator, "ops-verification")
    review = operator.url
    operator.select_option("[name=reason]", "authorisation_incomplete")
    operator.fill("[name=words]", "授权书第二页没有经办人的签字，请补签后重新上传。")
    operator.get_by_role("button", name="退回", exact=True).click()
    operator.get_by_text("已保存").wait_for()
    page.goto(there)
    album.keep(page, "verification-rejected")
    page.get_by_role("button", name="提交审核").click()
    page.locator("[data-state=in_review]").wait_for()
    operator.goto(review)
    operator.get_by_role("button", name="资料一致，通过").click()
    operator.locator("#transfer-form").wait_for()
    album.keep(operator, "ops-transfer")
    operator.fill("[name=amount]", "0.37")
    operator.get_by_role("button", name="已打款").click()
    operator.get_by_text("已保存").wait_for()
    page.goto(there)
    page.fill("[name=amount]", "0.73")
    page.get_by_role("button", name="确认金额").click()
    page.locator("#amount-error").wait_for()
    album.keep(page, "verification-amount")
    page.fill("[name=amount]", "0.37")
    page.get_by_role("button", name="确认金额").click()
    page.locator("#proven").wait_for()
    album.keep(page, "verification-proven")


def _operator(album: Album, product: Product) -> Page:
    settings = product.stack.settings()

    async def link() -> str:
        async with stewardship(settings) as steward, steward.database.shared() as session:
            return await make_link(session, "lin")

    page = album.window()
    page.goto(f"{settings.origin()}/ops/enter/{aside(link())}")
    page.get_by_role("button", name="进入").click()
    page.wait_for_url("**/ops")
    return page


def _paper(name: str, said: str) -> FilePayload:
    drawn = Image.new("RGB", (1240, 1754), "#fdfbf3")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((60, 60, 1180, 1694), outline="#b33", width=6)
    pen.text((480, 160), said, fill="#333", font_size=60)
    for line in range(12):
        pen.rectangle((160, 360 + 90 * line, 1080 - 37 * (line % 5), 376 + 90 * line), fill="#bbb")
    data = io.BytesIO()
    kind = "PNG" if name.endswith("png") else "JPEG"
    drawn.save(data, kind)
    return FilePayload(name=name, mimeType=f"image/{kind.lower()}", buffer=data.getvalue())
