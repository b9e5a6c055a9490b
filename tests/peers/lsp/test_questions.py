"""What the editor asks about a place or a file: what could be written, what stands there, where it leads, how the file is made up."""

import asyncio

import pytest
from lsprotocol import types

pytestmark = pytest.mark.asyncio

PROXY, BALANCER = "content/notes/proxy.md", "content/notes/balancer.md"


async def opened(editor, *paths):
    """Opens files, and waits until the site was read."""
    for path in paths or [PROXY]:
        editor.open(path)
    symbols = types.WorkspaceSymbolParams(query="Drain the balancer")
    for _ in range(1000):
        if await editor.client.workspace_symbol_async(symbols):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the site was not read")


def at(editor, path, text):
    """The place behind some text, as questions name it."""
    return {"text_document": editor.of(path), "position": editor.behind(path, text)}


async def complete(editor, path, text):
    """What is offered behind some text, by its label."""
    answer = await editor.client.text_document_completion_async(types.CompletionParams(**at(editor, path, text)))
    return {item.label: item for item in answer.items}


def written(editor, path, item):
    """A line of a file once something that is offered was taken, without its gaps."""
    edit = item.text_edit
    before = editor.texts[path].split("\n")[edit.range.start.line]
    start, end = (editor.prefix(before, at.character) for at in (edit.range.start, edit.range.end))
    return start + edit.new_text + before[len(end) :]


async def test_keys_that_are_missing_are_offered(editor):
    await opened(editor)
    editor.replace(PROXY, "owner: Platform team\n", "ow\n")
    items = await complete(editor, PROXY, "\now")
    assert written(editor, PROXY, items["owner"]).startswith("owner: ")
    assert items["owner"].kind == types.CompletionItemKind.Property
    assert items["owner"].documentation.value
    assert "summary" not in items, "it is there already"


async def test_keys_within_a_key_are_offered(editor):
    await opened(editor)
    editor.replace(PROXY, "  status: published\n", "  \n")
    items = await complete(editor, PROXY, "revision:\n  ")
    assert {"status", "reviewed_by", "superseded_by"} <= set(items)
    assert "last_reviewed" not in items, "it is there already"


async def test_values_are_offered(editor):
    await opened(editor)
    editor.replace(PROXY, "status: published", "status: ")
    assert {"published", "drafted", "deprecated"} <= set(await complete(editor, PROXY, "status: "))
    editor.replace(PROXY, "date: 2026-03-04", "date: ")
    assert "2026-11-27" in await complete(editor, PROXY, "date: ")
    editor.replace(PROXY, "owner: Platform team", "owner: ")
    items = await complete(editor, PROXY, "owner: ")
    assert items["Platform team"].detail in ("2 notes", "3 notes")


async def test_terms_are_offered_in_yaml_that_is_broken(editor):
    await opened(editor)
    editor.replace(PROXY, "[nginx, certbot]", "[nginx, ")
    items = await complete(editor, PROXY, "[nginx, ")
    assert "nginx" in items
    editor.replace(PROXY, "summary: How", "summary: 'How")
    editor.replace(PROXY, "topic: web", "topic: ")
    assert "web" in await complete(editor, PROXY, "topic: ")


async def test_links_are_offered(editor):
    await opened(editor)
    editor.replace(PROXY, "[the balancer](balancer.md)", "😀 [the balancer](")
    items = await complete(editor, PROXY, "😀 [the balancer](")
    assert "😀 [the balancer](balancer.md" in written(editor, PROXY, items["Drain the balancer"])
    editor.replace(PROXY, "😀 [the balancer](", "😀 [the balancer](balancer.md#")
    items = await complete(editor, PROXY, "(balancer.md#")
    assert written(editor, PROXY, items["Drain"]).startswith("See 😀 [the balancer](balancer.md#drain")
    editor.replace(PROXY, "start.[^ask]", "start.[^")
    items = await complete(editor, PROXY, "start.[^")
    assert "start.[^ask" in written(editor, PROXY, items["ask"])


async def test_words_of_a_fence_are_offered(editor):
    await opened(editor)
    editor.replace(PROXY, "```console", "```cons")
    assert "console" in await complete(editor, PROXY, "```cons")
    editor.replace(PROXY, "```cons", "```console {")
    assert {"title", "check"} <= set(await complete(editor, PROXY, "```console {"))


async def test_settings_are_offered(editor):
    await opened(editor, "site.toml")
    editor.replace("site.toml", 'review-overdue = "allow"', "broken-l")
    items = await complete(editor, "site.toml", "broken-l")
    assert written(editor, "site.toml", items["broken-link"]).startswith("broken-link = ")


async def hover(editor, path, text):
    """What is said of the place behind some text, and the text that it is about."""
    answer = await editor.client.text_document_hover_async(types.HoverParams(**at(editor, path, text)))
    return (answer.contents.value, editor.slice(path, answer.range)) if answer else None


async def test_what_stands_there_is_explained(editor):
    await opened(editor, PROXY, "site.toml")
    text, key = await hover(editor, PROXY, "\nsumm")
    assert key == "summary" and "Required" in text
    text, _ = await hover(editor, PROXY, "[the balancer](bal")
    assert "Drain the balancer" in text and "How to take a host out of it." in text
    text, term = await hover(editor, PROXY, "[ngi")
    assert term == "nginx" and "2 notes" in text
    text, code = await hover(editor, "site.toml", "review-over")
    assert code == "review-overdue" and "## Remedy" in text
    text, _ = await hover(editor, PROXY, "start.[^a")
    assert "In the channel of the team." in text


async def definition(editor, path, text):
    """Where the place behind some text leads: files, with the text there."""
    answer = await editor.client.text_document_definition_async(types.DefinitionParams(**at(editor, path, text)))
    return [(link.target_uri, editor.slice(path_of(editor, link.target_uri), link.target_selection_range)) for link in answer or []]


def path_of(editor, uri):
    """The path of a file, from its address."""
    return uri.removeprefix(editor.folder.as_uri() + "/")


async def test_links_lead_to_notes_and_headings(editor):
    await opened(editor, PROXY, BALANCER)
    ((uri, _),) = await definition(editor, PROXY, "[the balancer](bal")
    assert uri == editor.uri(BALANCER)
    ((uri, text),) = await definition(editor, BALANCER, "(proxy.md#ro")
    assert uri == editor.uri(PROXY) and "Roll back" in text
    ((uri, text),) = await definition(editor, PROXY, "start.[^a")
    assert uri == editor.uri(PROXY) and text.startswith("[^ask]")


async def test_fields_and_templates_lead_to_files(editor):
    old, template = "content/notes/old.md", "templates/note.html"
    await opened(editor, old, template)
    ((uri, _),) = await definition(editor, old, "superseded_by: pro")
    assert uri == editor.uri(PROXY)
    ((uri, _),) = await definition(editor, template, '{% include "ti')
    assert uri == editor.uri("templates/title.html")


async def references(editor, path, text):
    """Where what stands behind some text is used."""
    params = types.ReferenceParams(**at(editor, path, text), context=types.ReferenceContext(include_declaration=False))
    answer = await editor.client.text_document_references_async(params)
    return {(path_of(editor, place.uri), editor.slice(path_of(editor, place.uri), place.range)) for place in answer or []}


async def test_uses_of_headings_notes_and_terms_are_found(editor):
    await opened(editor, PROXY)
    assert await references(editor, PROXY, "## Roll b") == {(PROXY, "#roll-back"), (BALANCER, "proxy.md#roll-back")}
    assert await references(editor, PROXY, "[the balancer](bal") == {(PROXY, "balancer.md")}
    assert await references(editor, PROXY, "[ngi") == {(PROXY, "nginx"), (BALANCER, "nginx")}
    assert ("content/notes/old.md", "proxy.md") in await references(editor, PROXY, "\ntit")


async def test_a_file_is_outlined(editor):
    await opened(editor)
    params = types.DocumentSymbolParams(text_document=editor.of(PROXY))
    front, *headings = await editor.client.text_document_document_symbol_async(params)
    assert {"title", "revision"} <= {key.name for key in front.children}
    assert [heading.name for heading in headings] == ["Before you start", "Roll back"]
    params = types.WorkspaceSymbolParams(query="roll back")
    (found,) = await editor.client.workspace_symbol_async(params)
    assert (found.name, found.container_name) == ("Roll back", "Restart the proxy")


async def test_a_file_can_be_folded(editor):
    await opened(editor)
    params = types.FoldingRangeParams(text_document=editor.of(PROXY))
    folds = await editor.client.text_document_folding_range_async(params)
    lines = editor.texts[PROXY].split("\n")
    first = {lines[fold.start_line] for fold in folds}
    assert {"---", "## Before you start", "## Roll back", "```console"} <= first


async def test_a_selection_grows(editor):
    await opened(editor)
    params = types.SelectionRangeParams(text_document=editor.of(PROXY), positions=[editor.behind(PROXY, "[the balancer](bal")])
    (inner,) = await editor.client.text_document_selection_range_async(params)
    grown = []
    while inner:
        grown.append(editor.slice(PROXY, inner.range))
        inner = inner.parent
    assert grown[0] == "balancer" and grown[-1] == editor.texts[PROXY]
    assert all(one in other for one, other in zip(grown, grown[1:]))


async def test_links_can_be_followed(editor):
    await opened(editor)
    params = types.DocumentLinkParams(text_document=editor.of(PROXY))
    links = {editor.slice(PROXY, link.range): link.target for link in await editor.client.text_document_document_link_async(params)}
    assert links["balancer.md"] == editor.uri(BALANCER)
    assert links["#roll-back"].startswith(editor.uri(PROXY) + "#L")


async def test_the_state_of_a_review_stands_over_the_title(editor):
    await opened(editor)
    (lens,) = await editor.client.text_document_code_lens_async(types.CodeLensParams(text_document=editor.of(PROXY)))
    assert editor.slice(PROXY, lens.range) == "title"
    assert "reviewed 2026-05-04" in lens.command.title


async def test_a_file_of_no_site_has_no_answers(editor, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "a.md"
    elsewhere.write_text("---\nsumm\n---\n")
    await opened(editor)
    editor.open(str(elsewhere))
    params = types.CompletionParams(text_document=editor.of(str(elsewhere)), position=types.Position(1, 4))
    assert not await editor.client.text_document_completion_async(params)
