"""What pages say in words: why a block was taken out, and a publication date as far as known."""

from decimal import Decimal

from django.conf.locale import LANG_INFO
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.models import Article
from annotator.models.choices import DatePrecision
from annotator.text.figures import Comparable

LANGUAGES_OFFERED = ("nl", "en", "de", "fr", "es", "it", "pl", "pt", "ru", "uk", "tr", "ar")

REASON_WORDS: dict[str, Promise] = {
    "title_again": gettext_lazy("the title once more"),
    "teaser_line": gettext_lazy("a teaser for another article"),
    "continues_below": gettext_lazy("“continues below”"),
    "related_heading": gettext_lazy("a heading above other articles"),
    "after_related_heading": gettext_lazy("a link to another article"),
    "comment_heading": gettext_lazy("a heading above comments"),
    "comment_form_line": gettext_lazy("part of the comment form"),
    "after_comment_heading": gettext_lazy("stands below the comments' heading"),
    "newsletter_line": gettext_lazy("asks to subscribe"),
    "cookie_line": gettext_lazy("about cookies"),
    "share_line": gettext_lazy("buttons to share"),
    "skip_link": gettext_lazy("a link past the menu"),
    "navigation_line": gettext_lazy("a menu"),
    "copyright_line": gettext_lazy("a copyright line"),
    "advertisement_label": gettext_lazy("says that an advertisement follows"),
    "reading_time": gettext_lazy("the time it takes to read"),
    "posted_line": gettext_lazy("when and where it was posted"),
    "byline_line": gettext_lazy("who wrote it"),
    "picture_credit": gettext_lazy("who made a picture"),
    "subscription_line": gettext_lazy("an invitation to subscribe or give"),
    "tip_line": gettext_lazy("a request for tips or corrections"),
    "note_to_editors": gettext_lazy("a note to editors"),
    "rubric_line": gettext_lazy("the section above the title"),
    "site_name": gettext_lazy("the site's own name"),
    "pull_quote": gettext_lazy("words of the text, shown once more"),
    "about_the_author": gettext_lazy("about the author"),
    "in_navigation": gettext_lazy("part of the page's menu"),
    "in_header": gettext_lazy("part of the page's header"),
    "in_footer": gettext_lazy("part of the page's footer"),
    "in_aside": gettext_lazy("a box beside the article"),
    "in_form": gettext_lazy("part of a form"),
    "in_comments": gettext_lazy("readers' comments"),
    "in_newsletter": gettext_lazy("part of a newsletter box"),
    "in_cookie_notice": gettext_lazy("part of the cookie notice"),
    "in_share_bar": gettext_lazy("part of the share buttons"),
    "in_related_posts": gettext_lazy("a list of other articles"),
    "in_teaser": gettext_lazy("a teaser for another article"),
    "in_advertisement": gettext_lazy("an advertisement"),
    "in_byline": gettext_lazy("the author's line"),
    "outside_body": gettext_lazy("stands outside the article"),
}


def reason_in_words(reason: str) -> str:
    """Why a block was taken out."""
    return str(REASON_WORDS.get(reason, _("looks like page furniture")))


def published_in_words(article: Article) -> str:
    """The publication date as far as it is known; empty when it is not."""
    if article.published_on is None:
        return ""
    pattern = {
        DatePrecision.DAY: "DATE_FORMAT",
        DatePrecision.MONTH: "YEAR_MONTH_FORMAT",
        DatePrecision.YEAR: "Y",
    }[DatePrecision(article.published_precision)]
    return str(formats.date_format(article.published_on, pattern))


def language_name(code: str) -> str:
    """The name of a language in the reader's own; the code itself when nobody has a name."""
    name = LANG_INFO.get(code, {}).get("name", "")
    return str(_(str(name))) if name else code


def interval_in_words(figure: Comparable) -> str:
    """A figure as a range: "at least 30", "more than 11,000", "450,000 to 500,000", "about 20"."""
    lower, upper = number_in_words(figure.lower), number_in_words(figure.upper)
    if figure.lower is None:
        words = _("at most %(upper)s") if figure.upper_closed else _("less than %(upper)s")
    elif figure.upper is None:
        words = _("at least %(lower)s") if figure.lower_closed else _("more than %(lower)s")
    elif figure.lower == figure.upper:
        words = "%(lower)s"
    else:
        words = _("%(lower)s to %(upper)s")
    said = words % {"lower": lower, "upper": upper}
    return _("about %(figure)s") % {"figure": said} if figure.is_approximate else said


def number_in_words(value: Decimal | None) -> str:
    """A bound as the reader's language writes it, with no zeros behind; "" for none."""
    if value is None:
        return ""
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return str(formats.number_format(plain, decimal_pos=places, force_grouping=True))
