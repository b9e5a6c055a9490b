"""Faults while one types: they come, are where they should be, and go."""

import pytest

pytestmark = pytest.mark.asyncio

PROXY, BALANCER = "content/notes/proxy.md", "content/notes/balancer.md"


async def test_a_fault_comes_and_goes(editor):
    editor.open(PROXY)
    editor.replace(PROXY, "summary:", "sumary:")
    (fault,) = await editor.faults(PROXY, "unknown-field")
    assert editor.slice(PROXY, fault.range) == "sumary"
    assert "did you mean `summary`" in fault.message
    assert fault.source == "fieldnotes"
    editor.replace(PROXY, "sumary:", "summary:")
    await editor.faults(PROXY)


async def test_a_buffer_that_is_closed_counts_no_more(editor):
    editor.open(PROXY)
    editor.replace(PROXY, "balancer.md", "gone.md")
    await editor.faults(PROXY, "broken-link")
    editor.close(PROXY)
    await editor.faults(PROXY)


async def test_one_buffer_shows_in_another_file(editor):
    editor.open(PROXY)
    editor.replace(PROXY, "## Roll back", "## Go back")
    await editor.faults(BALANCER, "broken-anchor")
    editor.replace(PROXY, "## Go back", "## Roll back")
    await editor.faults(BALANCER)


async def test_a_file_that_changes_on_the_disk_is_followed(editor):
    await editor.faults(PROXY)
    path = editor.folder / PROXY
    text = path.read_text()
    path.write_text(text.replace("balancer.md", "gone.md"))
    await editor.faults(PROXY, "broken-link")
    path.write_text(text)
    await editor.faults(PROXY)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
async def test_places_hold_behind_wide_characters(editor, newline, mark):
    text = (editor.folder / PROXY).read_text()
    text = text.replace("See [", "👩‍🚒 日本 é 𝔘 See [").replace("balancer.md", "gone.md").replace("\n", newline)
    (editor.folder / PROXY).write_bytes((mark + text).encode())
    (fault,) = await editor.faults(PROXY, "broken-link")
    editor.open(PROXY)
    (fault,) = await editor.faults(PROXY, "broken-link")
    assert editor.slice(PROXY, fault.range) == "gone.md"
    # What is typed behind such characters lands where it belongs.
    editor.replace(PROXY, "gone.md", "lost😀.md")
    (fault,) = await editor.faults(PROXY, "broken-link")
    assert editor.slice(PROXY, fault.range) == "lost😀.md"
    editor.replace(PROXY, "lost😀.md", "balancer.md")
    await editor.faults(PROXY)


async def test_settings_and_templates(editor):
    editor.open("site.toml")
    editor.replace("site.toml", "title =", "titel =")
    await editor.until(lambda: editor.codes("site.toml"), lambda: "site.toml has no fault")
    editor.replace("site.toml", "titel =", "title =")
    await editor.faults("site.toml")
    editor.open("templates/note.html")
    editor.replace("templates/note.html", "{% endblock %}", "")
    await editor.until(lambda: editor.codes("templates/note.html"), lambda: "the template has no fault")


async def test_a_file_of_no_site_is_let_alone(editor, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "a.md"
    elsewhere.write_text("---\nsumary: x\n---\n[a](gone.md)\n")
    editor.open(str(elsewhere))
    editor.open(PROXY)
    editor.replace(PROXY, "balancer.md", "gone.md")
    await editor.faults(PROXY, "broken-link")
    assert elsewhere.as_uri() not in editor.client.published
