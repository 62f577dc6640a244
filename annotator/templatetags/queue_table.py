"""Draws the rows of the queue's table: fifty at a time, so in plain strings."""

from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from annotator.models.choices import AssignmentState
from annotator.pages.words import language_name, published_in_words
from annotator.queries.queue import QueueRow

register = template.Library()


@register.simple_tag(takes_context=True)
def queue_table_rows(context: RequestContext, rows: list[QueueRow]) -> SafeString:
    """A <tr> for each article. As in `marks`: what a person wrote goes through `escape`, all else
    is a number, an address or a text of ours; and only this function calls it HTML."""
    table = _Table(context)
    return SafeString("".join(map(table.row, rows)))


class _Table:
    """The texts and addresses of one table, asked for once."""

    def __init__(self, context: RequestContext) -> None:
        project = context["project"]
        slug = project.slug
        self.overlap = project.overlap
        self.works = bool(context.get("works"))
        self.may_manage = bool(context.get("may_manage"))
        self.shows_disagreements = bool(context.get("shows_disagreements"))
        self.token = escape(str(context.get("csrf_token", "")))
        self.article = _addresses("annotate", slug)
        self.take = _addresses("take", slug)
        self.details = _addresses("article-details", slug)
        self.differences = _addresses("differences", slug)
        self.today = context["today"]
        self.unknown = escape(_("unknown"))
        self.outlet_unknown = escape(_("outlet unknown"))
        self.heads = {
            name: escape(words)
            for name, words in (
                ("published", _("Published")),
                ("language", _("Language")),
                ("me", _("For me")),
                ("people", _("People")),
                ("differ", _("Differ")),
            )
        }
        self.states = {
            AssignmentState.IN_PROGRESS: f"<strong>{escape(_('in progress'))}</strong>",
            AssignmentState.NEW: f"<strong>{escape(_('given to me'))}</strong>",
            AssignmentState.DONE: escape(_("done")),
        }
        self.details_word, self.details_of = escape(_("details")), _("Details of %(title)s")
        self.changed, self.what_changed = (
            escape(_("text changed")),
            _("What changed in the text of %(title)s"),
        )
        self.late, self.until = _("late: was due %(day)s"), _("until %(day)s")
        self.take_word, self.take_it = escape(_("Take")), _("Take %(title)s")
        self.people = _("%(people)s of %(overlap)s")
        self.languages: dict[str, str] = {}

    def row(self, row: QueueRow) -> str:
        """One article's <tr>."""
        return f"<tr>{self._title(row)}{self._facts(row)}{self._act(row)}</tr>\n"

    def _title(self, row: QueueRow) -> str:
        article = row.article
        outlet = self.outlet_unknown
        if article.publisher:
            outlet = f"<bdi>{escape(article.publisher.name)}</bdi>"
        links = ""
        if (vars(article)["text_number"] or 0) > 1:
            said = escape(self.what_changed % {"title": article})
            address = self.differences(article.pk)
            links = f' · <a href="{address}" aria-label="{said}">{self.changed}</a>'
        if self.may_manage:
            said = escape(self.details_of % {"title": article})
            address = self.details(article.pk)
            links += f' · <a href="{address}" aria-label="{said}">{self.details_word}</a>'
        return (
            f'<th scope="row"><span class="queue-title"><a href="{self.article(article.pk)}">'
            f"<bdi>{escape(str(article))}</bdi></a> "
            f'<span class="cell-note">{outlet}{links}</span></span></th>'
        )

    def _facts(self, row: QueueRow) -> str:
        heads, code = self.heads, row.article.language
        if code not in self.languages:
            self.languages[code] = escape(language_name(code)) or self.unknown
        published = escape(published_in_words(row.article)) or self.unknown
        people = escape(self.people % {"people": row.people, "overlap": self.overlap})
        cells = [
            f'<td class="nowrap" data-label="{heads["published"]}">{published}</td>',
            f'<td data-label="{heads["language"]}">{self.languages[code]}</td>',
            self._state(row) if self.works else "",
            f'<td class="number" data-label="{heads["people"]}">{people}</td>',
        ]
        if self.shows_disagreements:
            cells.append(
                f'<td class="number" data-label="{heads["differ"]}">{row.disagreements}</td>'
            )
        return "".join(cells)

    def _state(self, row: QueueRow) -> str:
        nothing = '<span class="muted">–</span>'
        state = AssignmentState(row.my_state) if row.my_state else None
        said = self.states[state] if state else nothing
        due = "" if state == AssignmentState.DONE else self._due(row.due_on)
        return f'<td data-label="{self.heads["me"]}">{said}{due}</td>'

    def _due(self, day: date | None) -> str:
        if day is None:
            return ""
        is_late = day < self.today
        words = self.late if is_late else self.until
        said = escape(words % {"day": date_format(day, "j F")})
        return f'<span class="cell-note">{f"<strong>{said}</strong>" if is_late else said}</span>'

    def _act(self, row: QueueRow) -> str:
        if not self.works:
            return ""
        if row.my_state is not None or row.people >= self.overlap:
            return '<td class="shrink queue-act"></td>'
        said = escape(self.take_it % {"title": row.article})
        address = self.take(row.article.pk)
        return (
            f'<td class="shrink queue-act"><form method="post" action="{address}">'
            f'<input type="hidden" name="csrfmiddlewaretoken" value="{self.token}">'
            f'<button class="button button-small" aria-label="{said}">{self.take_word}</button>'
            "</form></td>"
        )


def _addresses(name: str, slug: str) -> Callable[[Any], str]:
    """What gives an article's address: a hundred of them differ in their number only."""
    before, _number, after = reverse(name, args=[slug, 1]).rpartition("/1/")
    return lambda number: f"{before}/{int(number)}/{after}"
