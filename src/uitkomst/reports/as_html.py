"""A safe table as one HTML page that stands by itself: nothing to fetch, nothing that runs."""

from collections.abc import Mapping
from html import escape
from importlib.resources import files

from uitkomst.disclosure.table import SafeTable
from uitkomst.reports.bar import bar, fit
from uitkomst.reports.build import Figures, build, scope
from uitkomst.reports.model import Chart, LegendEntry, Report, Row
from uitkomst.reports.words import hidden_sentences, protected_sentences
from uitkomst.standard.indicator import indicatoren
from uitkomst.standard.verslagperiode import Verslagperiode


def to_html(table: SafeTable, *, titel: str, namen: Mapping[str, str] | None = None) -> str:
    """Write every indicator of the table, with bars, means, response and what is not shown.

    `titel` says about whom the report is; `namen` are the names of aanbieders by their key.
    """
    figures = Figures(table)
    about = scope(figures)
    periode = Verslagperiode.parse(table.periode).titel
    sections = "".join(
        _section(
            build(
                figures,
                indicator.naam,
                gemeente=about.gemeente,
                aanbieder=about.aanbieder,
                axes=about.axes,
                namen=namen,
            )
        )
        for indicator in indicatoren()
        if indicator.naam in figures.cells
    )
    style = "".join(
        files("uitkomst.reports").joinpath(name).read_text("utf-8")
        for name in ("chart.css", "standalone.css")
    )
    return (
        '<!doctype html>\n<html lang="nl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(titel)}, {escape(periode)}</title><style>{style}</style></head>"
        f"<body><main><h1>{escape(titel)}</h1><p>Uitkomsten van jeugdhulp, {escape(periode)}</p>"
        f"{sections}{_protection(table, exact=figures.exact)}</main></body></html>\n"
    )


def _protection(table: SafeTable, *, exact: bool) -> str:
    if exact:
        return ""
    items = "".join(f"<li>{escape(each)}</li>" for each in protected_sentences(table.policy))
    return f"<section><h2>Zo beschermen we kinderen in deze cijfers</h2><ul>{items}</ul></section>"


def _section(report: Report) -> str:
    charts = "".join(_chart(report, chart) for chart in report.grafieken)
    return (
        f"<section><h2>{escape(report.titel)}</h2>{_legend(report.legenda)}"
        f"<p># gemeten: {escape(report.eenheid)}.</p>{charts}</section>"
    )


def _legend(entries: tuple[LegendEntry, ...]) -> str:
    items = "".join(
        f'<li><span class="uk-chip uk-chip--{escape(entry.toon, quote=True)}">{entry.letter}'
        f"</span> {escape(entry.titel)}</li>"
        for entry in entries
    )
    return f'<ul class="uk-legend">{items}</ul>'


def _chart(report: Report, chart: Chart) -> str:
    grade = f'<th scope="col">{report.cijfer_titel}</th>' if report.met_cijfer else ""
    lines = "".join(_line(report, row) for row in chart.lines)
    hidden = "".join(f"<p>{escape(sentence)}</p>" for sentence in hidden_sentences(chart))
    table = (
        f'<table><thead><tr><th scope="col">{escape(chart.titel)}</th>'
        f'<th scope="col">Verdeling</th>{grade}<th scope="col"># gemeten</th>'
        f'<th scope="col">Respons</th></tr></thead><tbody>{lines}</tbody></table>'
    )
    return (table if lines else "<p>Er is niets om te laten zien.</p>") + hidden


def _line(report: Report, row: Row) -> str:
    grade = f'<td data-label="Cijfer">{row.cijfer or "–"}</td>' if report.met_cijfer else ""
    labels = "".join(
        f'<li class="uk-under__item--{fit(segment)}">{segment.letter} {escape(segment.label)}</li>'
        for segment in row.segmenten
        if fit(segment) != "always"
    )
    return (
        f'<tr><th scope="row">{escape(row.titel)}</th>'
        f'<td>{bar(row)}<ul class="uk-under">{labels}</ul></td>{grade}'
        f'<td data-label="# gemeten">{row.gemeten}</td>'
        f'<td data-label="Respons">{row.respons or "–"}</td></tr>'
    )
