"""No address is written by hand where a name makes it, and every name that is written is a route's."""

import pytest
from huiyin.platform.http.addresses import addresses

from tools.addresses import EXCEPTIONS, broken, declared, files, leads_somewhere

FACES = "src/hr_console/hiring/candidates/controllers.py"
MARKUP = "src/hr_console/templates/hiring/candidates/list.html"


def test_nothing_in_the_tree_is_wrong() -> None:
    known = addresses()
    assert list(declared(known)) == []
    for path, source in files():
        assert list(broken(path, source, known)) == [], path


def test_every_exception_is_needed() -> None:
    known, sources = addresses(), list(files())
    for place in EXCEPTIONS:
        excused = {other: why for other, why in EXCEPTIONS.items() if other != place}
        there = [(path, source) for path, source in sources if path.startswith(place)]
        assert any(list(broken(path, source, known, excused)) for path, source in there), place


@pytest.mark.parametrize(
    ("path", "planted", "why"),
    [
        (FACES, 'redirect("/hr/candidates")', "written out by hand: /hr/candidates"),
        (FACES, 'redirect(f"/hr/candidates/{id}?a={b}")', "written out by hand"),
        (FACES, 'redirect(origin + f"/i/{token}")', "written out by hand"),
        (FACES, 'redirect(f"{origin}/i/{token}")', "written out by hand"),
        (FACES, 'redirect(href("hr.board.show") + "/column")', "written out by hand: /column"),
        (FACES, 'redirect(href("hr.board.shwo"))', "no route is called hr.board.shwo"),
        (FACES, 'redirect(href("hr.candidates.show"))', "needs application_id"),
        (FACES, 'redirect(href("hr.candidates.show", id=1))', "needs application_id"),
        (FACES, 'redirect(href("hr.board.show", application_id=1))', "has no parameter application_id"),
        (FACES, 'redirect(href("hr.board.show", **{"contract_id": 1}))', "has no parameter contract_id"),
        (FACES, "redirect(href(name))", "the name of a route is written out"),
        (FACES, 'redirect(href(f"hr.{feature}.show"))', "the name of a route is written out"),
        (MARKUP, '<a href="/hr/board">', "written out by hand"),
        (MARKUP, '<a href="/">', "written out by hand"),
        (MARKUP, "<form action='/hr/board'>", "written out by hand"),
        (MARKUP, '<div data-live="/hr/board">', "written out by hand"),
        (MARKUP, '<div hx-get="{{ here }}/pdf">', "written out by hand"),
        (MARKUP, '<a href="{{ url or "/hr/board" }}">', "written out by hand: /hr/board"),
        (MARKUP, '{% set here = "/hr/candidates/" ~ id %}', "written out by hand"),
        (MARKUP, "{{ href('hr.board.shwo') }}", "no route is called hr.board.shwo"),
        (MARKUP, "{{ href('hr.candidates.show') }}", "needs application_id"),
        (MARKUP, "{{ href('hr.board.show', application_id=1) }}", "has no parameter application_id"),
        (MARKUP, "{{ href(name) }}", "the name of a route is written out"),
        ("src/tenants/hiring/board/service.py", 'path = "/hr/board"', "written out by hand"),
        ("src/jobs/hiring/board.py", 'path = f"{origin}/hr/boards"', "leads nowhere: /hr/boards"),
        ("src/jobs/hiring/board.py", 'path = f"/hr/board/{id}/moved"', "leads nowhere"),
    ],
)
def test_what_is_planted_is_found(path: str, planted: str, why: str) -> None:
    assert [why in what for _line, what in broken(path, planted, addresses())] == [True]


@pytest.mark.parametrize(
    ("path", "right"),
    [
        (
            FACES,
            '"""`/hr/board`."""\nclass A(Controller):\n    path = "/hr/board"\n    @get("/x")\n    def x(): ...',
        ),
        (FACES, 'href("hr.board.show", post=1)\nhref(entry.route, **entry.parameters)'),
        (FACES, 'text.split("/")\nf"{one}/{other}"'),
        (MARKUP, "<a href=\"{{ href('hr.todo.show') }}#promises\">{{ a }}/{{ b }}</a>"),
        (MARKUP, "{{ href('hr.decisions.show', for=place, from=1) }}"),
        ("src/jobs/hiring/board.py", 'path = f"{origin}/hr/board?post={id}#x"'),
        ("src/tenants/messaging/x.py", 'path = "/cgi-bin/message/send"'),
    ],
)
def test_what_is_right_is_let_be(path: str, right: str) -> None:
    assert list(broken(path, right, addresses())) == []


def test_what_is_written_out_leads_somewhere() -> None:
    known = addresses()
    assert leads_somewhere("/hr/#promises", known) and leads_somewhere("/i/\0", known)
    assert leads_somewhere("/hr/join/", known) and leads_somewhere("/hr/candidates?todo=1", known)
    assert not leads_somewhere("/hr/posts", known) and not leads_somewhere("/contracts/\0/read/x", known)
