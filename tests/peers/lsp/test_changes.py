"""What the editor has changed: renames, moves of files, actions and formatting. The site is sound afterwards."""

import os
import subprocess

import pytest
from lsprotocol import types

import small_site

pytestmark = pytest.mark.asyncio

PROXY, BALANCER = "content/notes/proxy.md", "content/notes/balancer.md"


def apply(editor, edit):
    """Makes the changes of an edit, in buffers and on the disk, and says in which files."""
    changed = []
    for change in edit.document_changes or [without_version(*change) for change in edit.changes.items()]:
        if isinstance(change, types.CreateFile):
            (editor.folder / path_of(editor, change.uri)).touch()
            continue
        path = path_of(editor, change.text_document.uri)
        if edit.document_changes:
            assert change.text_document.version == editor.versions.get(path)
        disk = editor.folder / path
        disk.touch()
        before = disk.read_bytes().decode()
        editor.texts.setdefault(path, before)
        text = editor.texts[path]
        for one in sorted(change.edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
            start, end = editor.offset(path, one.range.start), editor.offset(path, one.range.end)
            text = text[:start] + one.new_text + text[end:]
        disk.write_bytes(text.encode())
        if path in editor.versions:
            editor.replace_all(path, text)
        else:
            del editor.texts[path]
        changed.append(path)
    return sorted(changed)


def without_version(uri, edits):
    """The edits of a file, for an editor that takes no versions."""
    return types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri), edits)


def path_of(editor, uri):
    """The path of a file, from its address."""
    return uri.removeprefix(editor.folder.as_uri() + "/")


def check(editor):
    """What `check` says of the site."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": small_site.TODAY}
    command = [os.environ["FIELDNOTES"], "check", "--format", "concise", "--quiet", "--site", editor.folder]
    return subprocess.run(command, env=environment, capture_output=True, text=True).stdout


async def rename(editor, path, text, name):
    """Gives what stands behind some text another name."""
    at = {"text_document": editor.of(path), "position": editor.behind(path, text)}
    place = await editor.client.text_document_prepare_rename_async(types.PrepareRenameParams(**at))
    assert place.placeholder == editor.slice(path, place.range)
    return apply(editor, await editor.client.text_document_rename_async(types.RenameParams(new_name=name, **at)))


async def test_a_heading_takes_its_links_along(editor):
    editor.open(PROXY)
    await editor.faults(PROXY)
    assert await rename(editor, PROXY, "## Roll b", "日本 Go back") == [BALANCER, PROXY]
    assert "## 日本 Go back" in editor.texts[PROXY]
    assert "roll-back" not in editor.texts[PROXY] + (editor.folder / BALANCER).read_text()
    assert check(editor) == ""
    await editor.faults(PROXY)


async def test_a_term_is_renamed_in_all_notes(editor):
    editor.open(PROXY)
    await editor.faults(PROXY)
    assert await rename(editor, PROXY, "[ngi", "haproxy") == [BALANCER, PROXY]
    assert "[haproxy, certbot]" in editor.texts[PROXY]
    assert "[haproxy]" in (editor.folder / BALANCER).read_text()
    assert check(editor) == ""


async def test_a_footnote_is_renamed(editor):
    editor.open(PROXY)
    await editor.faults(PROXY)
    assert await rename(editor, PROXY, "start.[^a", "who") == [PROXY]
    assert editor.texts[PROXY].count("[^who]") == 2
    assert check(editor) == ""


async def test_a_file_that_moves_keeps_its_links_and_its_address(editor):
    editor.open(PROXY)
    await editor.faults(PROXY)
    new = "content/notes/web/restart.md"
    files = [types.FileRename(old_uri=editor.uri(PROXY), new_uri=editor.uri(new))]
    edit = await editor.client.workspace_will_rename_files_async(types.RenameFilesParams(files=files))
    assert apply(editor, edit) == [BALANCER, "content/notes/old.md", PROXY]
    editor.close(PROXY)
    (editor.folder / new).parent.mkdir()
    (editor.folder / PROXY).rename(editor.folder / new)
    text = (editor.folder / new).read_text()
    assert "(../balancer.md)" in text and "/notes/proxy/" in text
    assert "(web/restart.md#roll-back)" in (editor.folder / BALANCER).read_text()
    assert check(editor) == ""


async def actions(editor, path, text, only=None):
    """What can be done at some text, by its title."""
    faults = editor.client.published[editor.uri(path)].diagnostics if editor.uri(path) in editor.client.published else []
    place = editor.range(path, text)
    here = [fault for fault in faults if fault.range.start.line <= place.start.line <= fault.range.end.line]
    context = types.CodeActionContext(diagnostics=here, only=only)
    params = types.CodeActionParams(text_document=editor.of(path), range=place, context=context)
    return {action.title: action for action in await editor.client.text_document_code_action_async(params) or []}


async def test_a_fault_is_fixed(editor):
    editor.open(PROXY)
    editor.replace(PROXY, "See [", "😀 See [")
    editor.replace(PROXY, "summary:", "sumary:")
    (fault,) = await editor.faults(PROXY, "unknown-field")
    found = await actions(editor, PROXY, "sumary")
    (fix,) = [action for action in found.values() if action.kind == types.CodeActionKind.QuickFix]
    assert list(fix.diagnostics) == [fault] and fix.is_preferred
    assert apply(editor, fix.edit) == [PROXY]
    await editor.faults(PROXY)


async def test_all_faults_of_a_file_are_fixed(editor):
    editor.open(PROXY)
    editor.replace(PROXY, "summary:", "sumary:")
    editor.replace(PROXY, "(balancer.md)", "(balancr.md)")
    await editor.faults(PROXY, "broken-link", "unknown-field")
    (fix,) = (await actions(editor, PROXY, "date", only=[types.CodeActionKind.SourceFixAll])).values()
    assert apply(editor, fix.edit) == [PROXY]
    await editor.faults(PROXY)


async def test_a_missing_note_is_created(editor):
    editor.open(PROXY)
    editor.replace(PROXY, "(balancer.md)", "(gone.md)")
    await editor.faults(PROXY, "broken-link")
    found = await actions(editor, PROXY, "gone.md")
    (create,) = [action for title, action in found.items() if "Create" in title]
    assert apply(editor, create.edit) == ["content/notes/gone.md"]
    text = (editor.folder / "content/notes/gone.md").read_text()
    assert "title: Gone" in text and "date: 2026-11-27" in text


async def test_keys_are_sorted(editor):
    editor.open(PROXY)
    editor.replace(PROXY, "title: Restart the proxy\n", "")
    editor.replace(PROXY, "stack:", "title: Restart the proxy\nstack:")
    await editor.faults(PROXY)
    found = await actions(editor, PROXY, "topic")
    (sort,) = [action for title, action in found.items() if "Sort" in title]
    assert sort.kind == types.CodeActionKind.RefactorRewrite
    apply(editor, sort.edit)
    assert editor.texts[PROXY].startswith("---\ntitle: Restart the proxy\n")
    await editor.faults(PROXY)


async def test_a_review_is_accepted_by_the_name_that_git_has(editor):
    git = lambda *words: subprocess.run(["git", "-C", editor.folder, *words], check=True)
    git("init", "--quiet")
    git("config", "user.name", "A. Reviewer")
    editor.open(PROXY)
    await editor.faults(PROXY)
    found = await actions(editor, PROXY, "last_reviewed")
    (accept,) = [action for title, action in found.items() if "Accept the review" in title]
    assert "A. Reviewer" in accept.title and "2026-11-27" in accept.title
    apply(editor, accept.edit)
    assert "last_reviewed: 2026-11-27" in editor.texts[PROXY] and "A. Reviewer" in editor.texts[PROXY]
    await editor.faults(PROXY)


async def test_formatting_changes_blanks_of_the_front_matter_alone(editor):
    editor.open(PROXY)
    await editor.faults(PROXY)
    editor.replace(PROXY, "topic: web", "topic: web   ")
    editor.replace(PROXY, "Ask before you start.", "Ask before  you start.  ")
    options = types.FormattingOptions(tab_size=2, insert_spaces=True)
    params = types.DocumentFormattingParams(text_document=editor.of(PROXY), options=options)
    edits = await editor.client.text_document_formatting_async(params)
    text = types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(editor.uri(PROXY), editor.versions[PROXY]), edits)
    apply(editor, types.WorkspaceEdit(document_changes=[text]))
    assert "topic: web\n" in editor.texts[PROXY] and "Ask before  you start.  " in editor.texts[PROXY]
