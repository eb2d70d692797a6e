"""The sales report as one HTML page that needs nothing else: no server, no network, no other file.

Texts are in `texts.yaml`, layout in `templates/`, ECharts in `vendor/`. Data reaches the page in
two ways only: through the template's escaping, or as JSON in a script block in which `<`, `>`, `&`
and `'` are escaped, so that no value can become markup. The page's policy allows its own scripts
by their hash and no connection at all.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from onedata_assets.domain.analytics.bilingual import reason_texts, sides
from onedata_assets.domain.analytics.numbers import FILTERS
from onedata_assets.domain.analytics.report import Rejected, SalesReport
from onedata_assets.domain.i18n import Catalogue, Language

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
ECHARTS = HERE / "vendor" / "echarts.common.min.js"
TEXTS = HERE / "texts.yaml"
SCRIPTS = ("reading.js", "charts.js", "controls.js")
_EMBEDDED = re.compile(r'<script type="application/json" id="figures">(.*?)</script>', re.DOTALL)


class PageError(Exception):
    """The file is no sales report."""


def render_page(report: SalesReport) -> str:
    """Return the page; the same report gives the same page."""
    texts = Catalogue.load(TEXTS)
    own = "".join(map(_template_text, SCRIPTS))
    scripts = [ECHARTS.read_text(encoding="utf-8"), f'"use strict";\n(() => {{\n{own}}})();']
    return (
        _environment(texts)
        .get_template("report.html.j2")
        .render(
            report=report,
            figures=report.figures,
            chart_texts=texts.starting_with("chart."),
            title=texts.both("report.title"),
            style=Markup(_template_text("report.css")),  # noqa: S704  a file of this package
            scripts=[Markup(script) for script in scripts],  # noqa: S704  files of this package
            script_hashes=" ".join(map(_hash, scripts)),
        )
    )


def embedded_figures(page: str) -> dict[str, Any]:
    """Return the figures that a page carries.

    Raises:
        PageError: The page carries none.
    """
    found = _EMBEDDED.search(page)
    if found is None:
        raise PageError("the page holds no figures: materialize the report again")
    return json.loads(found[1])


def _environment(texts: Catalogue) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "separators": (",", ":"),
        "allow_nan": False,
    }
    environment.globals |= {
        "t": lambda name, /, **values: _spans(
            {code: texts.text(name, code, **values) for code in Language}
        ),
        "both": lambda text: _spans(sides(text) or dict.fromkeys(Language, text)),
        "reason_texts": lambda rejected: _reason(texts, rejected),
    }
    environment.filters |= FILTERS
    return environment


def _spans(told: Mapping[Language, object]) -> Markup:
    """Return a text in both languages, or once where they agree; the page shows the chosen one."""
    if len(set(told.values())) == 1:
        return escape(next(iter(told.values())))
    return Markup("").join(
        Markup('<span class="t" lang="{}">{}</span>').format(language.value, told[language])
        for language in Language
    )


def _reason(texts: Catalogue, rejected: Rejected) -> tuple[Markup, str]:
    told, original = reason_texts(texts, rejected)
    return _spans(told), original


def _template_text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
