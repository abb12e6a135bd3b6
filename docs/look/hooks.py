"""What the site takes from elsewhere in the house: the laboratory's colours, typefaces and mark, and the notebooks."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

HOUSE = Path(__file__).resolve().parents[2]
LAB = HOUSE / "simulation" / "lab"
NOTEBOOKS = HOUSE / "notebooks"
THEMES = {":root{": ":root,[data-md-color-scheme=default]{", ":root[data-theme=dark]{": "[data-md-color-scheme=slate]{"}
"""How the laboratory's tokens begin in either theme, and how they begin here."""
TO_NOTEBOOK = re.compile(r"\]\((?:\.\./)+(notebooks/\w+)\.ipynb\)")
"""A link that leads to a notebook where pages are read as files."""
TO_PAGE = re.compile(r"\]\(\.\./docs/")
"""How a notebook's link to a page begins."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what the site takes over to its files."""
    for font in sorted((LAB / "public" / "fonts").iterdir()):
        files.append(File.generated(config, f"look/fonts/{font.name}", abs_src_path=str(font)))
    files.append(File.generated(config, "look/flower.svg", abs_src_path=str(LAB / "assets" / "favicon.svg")))
    files.append(File.generated(config, "look/css/tokens.css", content=tokens()))
    for book in sorted(NOTEBOOKS.glob("*.ipynb")):
        files.append(File.generated(config, f"notebooks/{book.stem}.md", content="\n\n".join(told(book)) + "\n"))
    return files


def on_page_markdown(markdown: str, page: Page, **about: Any) -> str:
    """Lead to the pages of notebooks rather than to their files."""
    up = "../" * page.file.src_uri.count("/")
    return TO_NOTEBOOK.sub(rf"]({up}\1.md)", markdown)


def on_post_page(output: str, page: Page, **about: Any) -> str:
    """Say which language a page is in, where it is not the site's."""
    language = page.meta.get("lang")
    return output.replace('<html lang="en"', f'<html lang="{language}"', 1) if language else output


def tokens() -> str:
    """The laboratory's colours and measures, under the names that this theme has for light and dark."""
    text = (LAB / "public" / "css" / "tokens.css").read_text(encoding="utf-8")
    for theirs, ours in THEMES.items():
        text = text.replace(f"\n{theirs}", f"\n{ours}")
    return text


def told(book: Path) -> Iterator[str]:
    """A notebook to read: its words, its cells as code, and under its title how to run it."""
    first, *cells = json.loads(book.read_text(encoding="utf-8"))["cells"]
    title, _, words = "".join(first["source"]).partition("\n")
    yield title
    yield f"*To read. To run it, open `notebooks/{book.name}` in Jupyter: [how](../notebooks.md).*"
    yield TO_PAGE.sub("](../", words.strip())
    for cell in cells:
        text = TO_PAGE.sub("](../", "".join(cell["source"]))
        yield text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```"
