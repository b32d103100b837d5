"""A head-less browser without scripts: follows redirects, keeps cookies, fills the forms that are really there."""

import re
import ssl
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin, urlsplit
from weakref import WeakSet

import httpx


class PageError(AssertionError):
    """A page answered with an error, or has not what was looked for; says what the page says."""


@dataclass(slots=True)
class Element:
    """One tag with its attributes and the text inside."""

    tag: str
    attrs: dict[str, str]
    text: str = ""


@dataclass(slots=True)
class _FormData:
    action: str
    method: str
    id: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


_ENTRY = re.compile(r"/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: for clients that speak plain HTTP on loopback. Reading the public authorities takes 18 ms a client."""
_VOID = {"input", "meta", "link", "br", "img", "hr"}
_FIELDS = ("input", "select", "textarea", "button")


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.forms: list[_FormData] = []
        self._open: list[Element] = []
        self._form: _FormData | None = None
        self._outside: list[tuple[str, Element]] = []
        self._select: tuple[Element, list[tuple[str, bool]]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)
        if tag == "form":
            given = element.attrs
            self._form = _FormData(given.get("action", ""), given.get("method", "get"), given.get("id", ""))
            self.forms.append(self._form)
        elif tag == "option" and self._select is not None:
            self._select[1].append((element.attrs.get("value", "\0"), "selected" in element.attrs))
        elif tag == "select":
            self._select = (element, [])
        elif tag == "input":
            self._keep(element)

    def handle_endtag(self, tag: str) -> None:
        closed = next((item for item in reversed(self._open) if item.tag == tag), None)
        if closed is None:
            return
        while self._open and self._open.pop() is not closed:
            pass
        if tag == "form":
            self._form = None
        elif tag == "option" and self._select is not None and self._select[1][-1][0] == "\0":
            self._select[1][-1] = (closed.text.strip(), self._select[1][-1][1])
        elif tag == "select" and self._select is not None:
            element, options = self._select
            chosen = next((value for value, on in options if on), options[0][0] if options else "")
            element.attrs["value"] = chosen
            self._select = None
            self._keep(element)
        elif tag == "textarea":
            closed.attrs["value"] = closed.text
            self._keep(closed)
        elif tag == "button":
            self._keep(closed)

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def close(self) -> None:
        super().close()
        for form_id, element in self._outside:
            for form in self.forms:
                if form.id == form_id:
                    _add(form, element)

    def _keep(self, element: Element) -> None:
        if "form" in element.attrs:
            self._outside.append((element.attrs["form"], element))
        elif self._form is not None:
            _add(self._form, element)


def _add(form: _FormData, element: Element) -> None:
    name, value = element.attrs.get("name", ""), element.attrs.get("value", "")
    kind = element.attrs.get("type", "submit" if element.tag == "button" else "text")
    if element.tag == "button" or kind == "submit":
        form.buttons.append((name, value))
    elif name and (kind not in ("checkbox", "radio") or "checked" in element.attrs):
        form.fields.append((name, value))


class Page:
    """One answer, read."""

    def __init__(self, browser: "Browser", response: httpx.Response) -> None:
        self.browser = browser
        self.response = response
        self.status = response.status_code
        self.content = response.content
        self.url = str(response.url)
        self._parser = _Parser()
        if "html" in response.headers.get("content-type", ""):
            self._parser.feed(response.text)
            self._parser.close()

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def text(self) -> str:
        """Everything a person could read."""
        body = next((item for item in self._parser.elements if item.tag == "body"), None)
        return " ".join(body.text.split()) if body is not None else self.response.text

    def all(self, attribute: str) -> list[Element]:
        """Every element that has an attribute."""
        return [element for element in self._parser.elements if attribute in element.attrs]

    def elements(self, tag: str) -> list[Element]:
        """Every element of a kind."""
        return [element for element in self._parser.elements if element.tag == tag]

    def one(self, attribute: str) -> Element:
        """The first element that has an attribute."""
        found = self.all(attribute)
        if not found:
            raise PageError(f"{self.url} has no [{attribute}]: {self.text[:400]}")
        return found[0]

    def links(self, beginning: str) -> list[str]:
        """Where links that begin so lead to."""
        hrefs = (element.attrs["href"] for element in self.all("href") if element.tag == "a")
        return [href for href in hrefs if href.startswith(beginning)]

    def entries(self, folder: str) -> list[str]:
        """Links to single things: `folder` and an id, nothing else."""
        return [href for href in self.links(folder) if _ENTRY.fullmatch(href.removeprefix(folder))]

    def option(self, select: str, wanted: str) -> str | None:
        """The value of a select's option with this text or value; None where there is none."""
        inside = False
        for element in self._parser.elements:
            if element.tag == "select":
                inside = element.attrs.get("name") == select
            elif inside and element.tag == "option":
                text = element.text.strip()
                if wanted in (text, element.attrs.get("value")):
                    return element.attrs.get("value", text)
        return None

    def form(self, which: str) -> "Form":
        """The form with this id or action."""
        for data in self._parser.forms:
            if which in (data.id, data.action):
                return Form(self.browser, self, data)
        known = [(data.id, data.action) for data in self._parser.forms]
        raise PageError(f"{self.url} has no form {which}, only {known}: {self.text[:400]}")


class Form:
    """A form of a page, with what stands in it."""

    def __init__(self, browser: "Browser", page: Page, data: _FormData) -> None:
        self._browser = browser
        self._page = page
        self._data = data
        self._files: list[tuple[str, tuple[str, bytes, str]]] = []

    def value(self, name: str) -> str:
        """What stands in a field."""
        return next((value for key, value in self._data.fields if key == name), "")

    def names(self) -> list[str]:
        """Its fields."""
        return [name for name, _value in self._data.fields]

    def drop(self, name: str) -> "Form":
        """Untick a box."""
        self._data.fields = [pair for pair in self._data.fields if pair[0] != name]
        return self

    def fill(self, values: dict[str, str]) -> "Form":
        """Type into fields; a box that was empty is ticked."""
        for name, value in values.items():
            self._data.fields = [pair for pair in self._data.fields if pair[0] != name]
            self._data.fields.append((name, value))
        return self

    def tick(self, name: str, values: list[str]) -> "Form":
        """Tick several boxes of one name."""
        self._data.fields += [(name, value) for value in values]
        return self

    def attach(self, name: str, filename: str, content: bytes) -> "Form":
        """Choose a file, beside those that were chosen there."""
        self._files.append((name, (filename, content, "application/octet-stream")))
        return self

    async def submit(self, button: tuple[str, str] | None = None, *, expect: int | None = 200) -> Page:
        """Press the button (its name and value, where the form has several); `expect` None takes any answer."""
        if button is not None and button not in self._data.buttons:
            raise PageError(f"no button {button} in {self._data.action}, only {self._data.buttons}")
        fields = [*self._data.fields, *([button] if button else [])]
        target = urljoin(self._page.url, self._data.action or self._page.path)
        if self._data.method.lower() == "get":
            query = urlencode(fields)
            return await self._browser.get(f"{target}?{query}" if query else target, expect=expect)
        return await self._browser.post(target, fields, files=self._files or None, expect=expect)


class Browser:
    """One person's browser at one tenant. `home`: people of another number come from another loopback address.

    `open_ones` are those that nobody has closed yet.
    """

    open_ones: ClassVar["WeakSet[Browser]"] = WeakSet()

    def __init__(
        self,
        origin: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        port: int = 0,
        home: int = 0,
    ) -> None:
        self.origin = origin
        self.remembered: dict[str, str] = {}  # what its owner typed before, as browsers offer it again
        self._client = httpx.AsyncClient(
            base_url=origin,
            transport=transport or _Loopback(port or urlsplit(origin).port or 80, home),
            timeout=600,  # a sheet of thousands
            trust_env=False,
            headers={"accept-language": "zh-CN", "user-agent": "Mozilla/5.0 (road) MicroMessenger/8.0.50"},
        )
        self.open_ones.add(self)

    async def close(self) -> None:
        """Close the window."""
        self.open_ones.discard(self)
        await self._client.aclose()

    async def get(self, path: str, *, expect: int | None = 200) -> Page:
        """Open an address and follow where it leads."""
        return await self._follow(await self._client.get(path), expect)

    async def post(
        self, url: str, fields: list[tuple[str, str]], *, files: Any = None, expect: int | None = 200
    ) -> Page:
        """Send a form."""
        headers = {"origin": self.origin, "sec-fetch-site": "same-origin"}
        data: dict[str, Any] = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        response = await self._client.post(url, data=data, files=files, headers=headers)
        return await self._follow(response, expect)

    async def _follow(self, response: httpx.Response, expect: int | None) -> Page:
        for _step in range(8):
            if response.status_code not in (302, 303):
                break
            target = urljoin(str(response.url), response.headers["location"])
            response = await self._client.get(target)
        page = Page(self, response)
        if expect is not None and page.status != expect:
            raise PageError(f"{page.url} answered {page.status}, not {expect}: {page.text[:600]}")
        return page


class _Loopback(httpx.AsyncBaseTransport):
    """Every `*.localhost` is this machine, whatever its resolver thinks."""

    def __init__(self, port: int, home: int) -> None:
        self._port = port
        # Only Linux answers to all of 127.0.0.0/8; elsewhere everybody comes from one address.
        own = f"127.0.{1 + home // 250 % 250}.{1 + home % 250}" if home and sys.platform == "linux" else None
        self._inner = httpx.AsyncHTTPTransport(local_address=own, verify=PLAIN)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        here = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1", port=self._port),
            headers=request.headers,  # the Host header stays: it says whose page is wanted
            stream=request.stream,
            extensions=request.extensions,
        )
        return await self._inner.handle_async_request(here)

    async def aclose(self) -> None:
        await self._inner.aclose()
