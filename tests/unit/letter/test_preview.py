"""The preview follows what a marketer writes, and says what is wrong in one sentence."""

from __future__ import annotations

import http.client
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dm.channels.letter.preview import Preview, preview_server

TEMPLATES = Path(__file__).parents[3] / "templates"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(TEMPLATES / "letter/spring", tmp_path / "mine")
    for other in [*(tmp_path / "mine").glob("*.ru.*"), *(tmp_path / "mine").glob("*.de.*")]:
        other.unlink()
    return tmp_path / "mine"


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    server = preview_server(Preview(folder, TEMPLATES), 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join(10)


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_pages_are_shown_and_follow_a_change(port: int, folder: Path) -> None:
    page = get(port, "/")[1].decode()
    assert "/page/en/0.png" in page
    status, picture = get(port, "/page/en/0.png")
    assert (status, picture[:4]) == (200, b"\x89PNG")
    version = get(port, "/version")[1]
    (folder / "print.css").write_text((folder / "print.css").read_text() + "h1 { color: red }")
    assert get(port, "/version")[1] != version
    assert get(port, "/page/en/0.png")[1] != picture


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("body.html", "\n\n{{ persn.full_name }}", "body.html, line 3: unknown variable &#x27;persn&#x27;"),
        ("body.html", "{% if %}", "body.html, line 1: Expected an expression"),
        ("print.css", "\np { colour: red }", "at 2:5, unknown property"),
        ("template.toml", "titel = 1", "unknown key &#x27;titel&#x27;"),
    ],
)
def test_a_fault_is_one_sentence_with_its_line(port: int, folder: Path, file: str, text: str, says: str) -> None:
    (folder / file).write_text(text)
    status, page = get(port, "/")
    assert status == 200
    assert says in page.decode()


def test_what_a_vendor_would_refuse_is_said(port: int, folder: Path) -> None:
    (folder / "print.css").write_text((folder / "print.css").read_text() + "h1 { margin-left: -24mm }")
    assert "ink in a reserved zone of din5008-b (left edge)" in get(port, "/")[1].decode()


@pytest.mark.parametrize("path", ["/page/en/9.png", "/page/en/x.png", "/../template.toml", "/page/xx/0.png"])
def test_nothing_else_is_served(port: int, path: str) -> None:
    assert get(port, path)[0] == 404


def test_a_digit_that_is_no_number_is_no_page(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"GET /page/en/\xb2.png HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.0 404")


def test_another_name_for_this_machine_is_refused(port: int) -> None:
    assert get(port, "/", host="evil.example")[0] == 403
