"""What webpage.py makes of Typst's HTML: each figure in its place, and none lost without a word."""

import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "Sources/Reports/Typst"))
import webpage  # noqa: E402

PLACE = '<figure class="f"><div data-figure="one" class="picture">\ue000one\ue001</div></figure>'


@pytest.fixture
def figures(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.json").write_text("{}")
        for suffix in ("", "-narrow"):
            (tmp_path / f"{name}{suffix}.svg").write_text(f"<svg><path d='{name}'/></svg>")
    return tmp_path


@pytest.mark.parametrize("figure", [
    PLACE, PLACE.replace(' class="f"', ""), PLACE.replace(' class="f"', ' id="one"'),
    PLACE.replace('data-figure="one" class="picture"', "class='picture' data-figure=one"),
])
def test_a_figure_comes_into_its_place_whatever_typst_writes_around_it(figure, figures):
    page = webpage.with_figures(f"<p>before</p>{figure}<p>after\ue0021\ue003</p>", figures)
    assert page.count("<svg") == 2 and page.count('type="application/json"') == 1
    assert page.count('id="one"') == 1
    assert page.startswith("<p>before</p><figure") and page.endswith("<p>after</p>")
    assert not any("\ue000" <= letter <= "\uf8ff" for letter in page)


@pytest.mark.parametrize(("page", "words"), [
    (PLACE + "\ue0022\ue003", "1 places for figures in Typst's page, expected 2"),
    ("<p></p>\ue0021\ue003", "0 places for figures in Typst's page, expected 1"),
    (PLACE, "1 places for figures in Typst's page, expected their number"),
])
def test_a_figure_that_is_lost_is_an_error(page, words, figures):
    with pytest.raises(ValueError, match=words):
        webpage.with_figures(page, figures)
