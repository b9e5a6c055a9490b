"""Three editors, which count columns in bytes, in UTF-16 and in characters, each with a site of its own."""

import asyncio
import os

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

import small_site

PATIENCE = 20

#: What the editors are called, and what they count columns in.
EDITORS = {"neovim@0.11": "utf-8", "visual-studio-code": "utf-16", "characters": "utf-32"}


def capabilities(editor):
    """What an editor can do."""
    known = client_capabilities("neovim@0.11" if editor == "characters" else editor)
    if editor == "characters":
        known.general.position_encodings = [types.PositionEncodingKind.Utf32]
    return known


def publish(client: LanguageClient, params: types.PublishDiagnosticsParams):
    """Keeps what was said of a file last, with the version that it is about."""
    client.published[params.uri] = params


def make_client():
    """A client that has not said anything yet."""
    client = LanguageClient(converter_factory=default_converter)
    client.published = {}
    features = {**DEFAULT_CLIENT_FEATURES, types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publish}
    register_lsp_features(client, features)
    return client


@pytest_lsp.fixture(
    config=ClientServerConfig(
        client_factory=make_client,
        server_command=[os.environ["FIELDNOTES"], "lsp"],
        server_env={**os.environ, "SOURCE_DATE_EPOCH": small_site.TODAY},
    ),
    params=EDITORS,
)
async def client(client: LanguageClient, request, tmp_path):
    """An editor that was started on the site."""
    small_site.write(tmp_path)
    folder = types.WorkspaceFolder(uri=tmp_path.as_uri(), name="site")
    params = types.InitializeParams(capabilities=capabilities(request.param), workspace_folders=[folder], root_uri=folder.uri)
    result = await client.initialize_session(params)
    client.server = result.capabilities
    assert result.capabilities.position_encoding == EDITORS[request.param]
    yield
    await client.shutdown_session()
    assert client._server.returncode == 0


@pytest.fixture
def editor(client, tmp_path):
    """What an author does in that editor."""
    return Editor(client, tmp_path)


class Editor:
    """An editor: files that are open, and questions about places in them."""

    def __init__(self, client, folder):
        self.client, self.folder = client, folder
        self.encoding = client.server.position_encoding
        self.texts, self.versions = {}, {}

    def uri(self, path):
        """The address of a file."""
        return (self.folder / path).as_uri()

    def of(self, path):
        """A file, as the protocol names it."""
        return types.TextDocumentIdentifier(uri=self.uri(path))

    def open(self, path, text=None):
        """Opens a file, with what is on the disk unless something else is given."""
        if text is None:
            text = (self.folder / path).read_bytes().decode()
        # A byte order mark is no text of a buffer.
        self.texts[path], self.versions[path] = text.removeprefix("\ufeff"), 1
        language = {"md": "markdown"}.get(path.rsplit(".")[-1], path.rsplit(".")[-1])
        document = types.TextDocumentItem(uri=self.uri(path), language_id=language, version=1, text=self.texts[path])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))

    def close(self, path):
        """Closes a file without saving it."""
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(text_document=self.of(path)))
        del self.texts[path], self.versions[path]

    def replace(self, path, old, new):
        """Writes something in place of something else."""
        change = types.TextDocumentContentChangePartial(range=self.range(path, old), text=new)
        self.texts[path] = self.texts[path].replace(old, new, 1)
        self.versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(uri=self.uri(path), version=self.versions[path])
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(text_document=document, content_changes=[change]))

    def replace_all(self, path, text):
        """Writes another text in place of all of it."""
        self.texts[path] = text
        self.versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(uri=self.uri(path), version=self.versions[path])
        change = types.TextDocumentContentChangeWholeDocument(text=text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(text_document=document, content_changes=[change]))

    def width(self, text):
        """How many columns some text takes."""
        if self.encoding == "utf-32":
            return len(text)
        return len(text.encode()) if self.encoding == "utf-8" else len(text.encode("utf-16-le")) // 2

    def position(self, path, offset):
        """Where a character is."""
        before = self.texts[path][:offset]
        lines = before.replace("\r\n", "\n").split("\n")
        return types.Position(line=len(lines) - 1, character=self.width(lines[-1]))

    def range(self, path, text):
        """Where some text stands first."""
        at = self.texts[path].index(text)
        return types.Range(start=self.position(path, at), end=self.position(path, at + len(text)))

    def behind(self, path, text):
        """The place behind some text."""
        return self.range(path, text).end

    def text(self, path):
        """The text of a file that is open, or of one on the disk."""
        return self.texts[path] if path in self.texts else (self.folder / path).read_bytes().decode()

    def offset(self, path, position):
        """How many characters are before a place."""
        lines = self.text(path).splitlines(keepends=True) + [""]
        return sum(map(len, lines[: position.line])) + len(self.prefix(lines[position.line], position.character))

    def slice(self, path, range):
        """The text at a place."""
        return self.text(path)[self.offset(path, range.start) : self.offset(path, range.end)]

    def prefix(self, line, columns):
        """The beginning of a line that takes so many columns."""
        for length in range(len(line) + 1):
            if self.width(line[:length]) == columns:
                return line[:length]
        raise AssertionError(f"column {columns} is within a character, or behind the line: {line!r}")

    async def until(self, holds, otherwise):
        """Waits until something holds."""
        for _ in range(PATIENCE * 100):
            if holds():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(otherwise())

    def codes(self, path):
        """The codes of the faults that show in a file, in order."""
        published = self.client.published.get(self.uri(path))
        return sorted(fault.code for fault in published.diagnostics) if published else []

    async def faults(self, path, *codes):
        """Waits for the faults of a file to have these codes, and gives them back."""

        def is_so():
            published = self.client.published.get(self.uri(path))
            # Of a file that is open something is said in any case.
            version = published.version if published else None
            is_current = version == self.versions.get(path)
            return is_current and self.codes(path) == sorted(codes)

        await self.until(is_so, lambda: f"{path}: {self.codes(path)} instead of {sorted(codes)}")
        published = self.client.published.get(self.uri(path))
        return published.diagnostics if published else []
