"""Articles: a capture is looked at, then added; the same article again is recognised."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound, TooLarge
from annotator.models import Article, Project, Revision, Source, Topic, User
from annotator.models.choices import DatePrecision, SourceKind
from annotator.queries.article_rows import published_text
from annotator.services.access import MANAGE, WORK, require_role, role_in
from annotator.services.events import log_event, log_events
from annotator.services.reanchoring import carry_annotations
from annotator.services.sources import find_or_create_source
from annotator.services.wording import LONGEST_LANGUAGE, check_words
from annotator.text.addresses import AddressRefused, canonical_address
from annotator.text.blocks import Block, compose
from annotator.text.canonical import TextRefused, canonicalise, search_key
from annotator.text.dates import DateRefused, PartialDate, parse_partial_date
from annotator.text.language import detect_language

if TYPE_CHECKING:
    from annotator.text.chrome import Cleaned

LONGEST_TITLE = 500


@dataclass(frozen=True)
class Capture:
    """An article as it came in: exactly one of `text` and `html`; the rest as far as known.

    `keep` lists the places (in the list of blocks) of chrome that is put back into the text.
    `as_given`: a person has looked at title, publisher, url, date, authors and language, so that
    what is empty is unknown and not filled in from the capture. `is_exact`: the text is taken as
    it is, without looking for page chrome, because offsets were counted in it.
    """

    text: str | None = None
    html: str | None = None
    title: str = ""
    publisher: str | int | None = None
    url: str = ""
    published_on: str = ""
    authors: tuple[str, ...] | None = None
    language: str = ""
    topic: int | None = None
    keep: tuple[int, ...] = ()
    as_given: bool = False
    is_exact: bool = False


@dataclass(frozen=True)
class Preview:
    """What a capture would become; nothing is stored yet."""

    cleaned: "Cleaned"
    title: str
    url: str
    published: PartialDate | None
    authors: tuple[str, ...]
    language: str
    publisher_name: str
    sha256: str


def preview_article(capture: Capture) -> Preview:
    """The capture read, cleaned and checked; BadInput names the field at fault."""
    _check_facts(title=capture.title, language=capture.language, authors=capture.authors or ())
    cleaned = _cleaned(capture)
    sha256 = hashlib.sha256(cleaned.text.encode()).hexdigest()
    if capture.as_given:
        return Preview(
            cleaned=cleaned,
            title=_one_line(capture.title, LONGEST_TITLE),
            url=_checked_url(capture.url, given=True),
            published=_parsed_date(capture.published_on) if capture.published_on else None,
            authors=_checked_authors(capture.authors or ()),
            language=capture.language,
            publisher_name="",
            sha256=sha256,
        )
    return Preview(
        cleaned=cleaned,
        title=_one_line(capture.title or cleaned.title or "", LONGEST_TITLE),
        url=_checked_url(capture.url or cleaned.canonical_url or "", given=bool(capture.url)),
        published=_published(capture, cleaned),
        authors=_checked_authors(
            capture.authors if capture.authors is not None else cleaned.authors
        ),
        language=(capture.language or cleaned.language or detect_language(cleaned.text) or "")[
            :LONGEST_LANGUAGE
        ],
        publisher_name=cleaned.site_name or "",
        sha256=sha256,
    )


def find_same_article(project: Project, preview: Preview) -> Article | None:
    """The article of the project with the same text or the same address; archived ones too."""
    articles = Article.objects.filter(project=project).select_related("publisher", "current")
    same_text = articles.filter(text_sha256=preview.sha256).first()
    if same_text is not None or not preview.url:
        return same_text
    return articles.filter(canonical_url=canonical_address(preview.url)).first()


def add_article(user: User, project: Project, capture: Capture) -> tuple[Article, bool]:
    """The article, and whether it is new here.

    The same text or address again is the same article; another text at a known address becomes
    its next revision, and the annotations go along (`services.reanchoring`).
    """
    require_role(user, project, WORK)
    preview = preview_article(capture)
    try:
        with transaction.atomic():
            return _add(user, project, capture, preview)
    except IntegrityError:  # somebody added the same article in the same moment: now it is known
        with transaction.atomic():
            return _add(user, project, capture, preview)


def add_articles(
    user: User, project: Project, captures: Sequence[Capture]
) -> list[tuple[Article, bool]]:
    """All of the captures or none; those that are new here are stored together."""
    require_role(user, project, WORK)
    given = [(capture, preview_article(capture)) for capture in captures]
    try:
        with transaction.atomic():
            return _add_many(user, project, given)
    except IntegrityError:  # somebody added one of them in the same moment: now it is known
        with transaction.atomic():
            return _add_many(user, project, given)


def add_previewed(
    user: User, project: Project, given: Sequence[tuple[Capture, Preview]]
) -> list[tuple[Article, bool]]:
    """As `add_articles`, of what was looked at before, in the transaction of the caller; an
    IntegrityError when somebody adds one of them in the same moment."""
    require_role(user, project, WORK)
    return _add_many(user, project, given)


def update_article(user: User, article_id: int, changes: dict[str, Any]) -> Article:
    """Changes what is known of an article: title, publisher, url, published_on, authors,
    language, topic; `is_archived` takes it out of use or brings it back."""
    with transaction.atomic():
        article = _locked(user, article_id)
        require_role(user, article.project, MANAGE)
        before = article_facts(article)
        _apply(user, article, changes)
        try:
            with transaction.atomic():
                article.save()
        except IntegrityError:
            text = _("Another article of this project already has this address.")
            raise BadInput("url_in_use", text, fields={"url": [text]}) from None
        log_event(
            "changed",
            article,
            actor=user,
            project=article.project,
            before=before,
            after=article_facts(article),
        )
    return article


def add_revision(user: User, article: Article, preview: Preview, capture: Capture) -> Revision:
    """The next text of an article; its annotations are carried over or sent to review.

    The current revision is answered when it has that text already.
    """
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=article.pk)
        earlier = article.current
        if earlier is not None and earlier.sha256 == preview.sha256:
            return earlier  # somebody added the same text in the same moment
        revision = _store_revision(
            user, article, preview, capture, number=(earlier.number + 1 if earlier else 1)
        )
        if earlier is not None:
            carry_annotations(earlier, revision, actor=user)
        log_event(
            "captured",
            article,
            actor=user,
            project=article.project_id,
            before={"revision": earlier and earlier.pk},
            after={"revision": revision.pk},
        )
    return revision


def capture_again(user: User, article_id: int, capture: Capture) -> tuple[Revision, bool]:
    """The text of an article as it is found now, and whether it is a new one here.

    Its annotations go along as `add_revision` says; a text the article has now changes nothing.
    Conflict (`text_known`) where another article of the project has that text.
    """
    preview = preview_article(capture)
    try:
        with transaction.atomic():
            article = _locked(user, article_id)
            require_role(user, article.project, WORK)
            before = article.current_id
            revision = add_revision(user, article, preview, capture)
    except IntegrityError:  # another article got it in the same moment, or had it before
        text = _(
            "Another article of this project has exactly this text, so nothing was stored. "
            "If the two are one, mark the other one and archive this one."
        )
        raise Conflict("text_known", text) from None
    return revision, revision.pk != before


def article_facts(article: Article) -> dict[str, Any]:
    """What the log keeps of an article; its text is in the revisions."""
    return {
        "title": article.title,
        "publisher": article.publisher_id,
        "url": article.url,
        "published_on": published_text(article),
        "authors": article.authors,
        "language": article.language,
        "topic": article.topic_id,
        "is_archived": article.archived_at is not None,
    }


def _add(user: User, project: Project, capture: Capture, preview: Preview) -> tuple[Article, bool]:
    known = find_same_article(project, preview)
    if known is not None:
        if known.archived_at is not None:
            if role_in(user, project) not in MANAGE:
                raise NotAllowed(
                    "article_put_away",
                    _(
                        "The project has this article, but a manager put it away. Nothing was "
                        "added; ask a manager to bring it back."
                    ),
                )
            known = update_article(user, known.pk, {"is_archived": False})
        if known.text_sha256 != preview.sha256:
            add_revision(user, known, preview, capture)
            known.refresh_from_db()
        return known, False
    [article] = _store_new(user, project, [(capture, preview)])
    return article, True


_Given = tuple[Capture, Preview]


def _add_many(user: User, project: Project, given: Sequence[_Given]) -> list[tuple[Article, bool]]:
    known = _known_keys(project, [preview for _, preview in given])
    added: list[tuple[Article, bool]] = []
    new: list[_Given] = []
    for capture, preview in given:
        keys = _keys(preview)
        if keys & known:
            added += [(article, True) for article in _store_new(user, project, new)]
            added.append(_add(user, project, capture, preview))
            new = []
        else:
            new.append((capture, preview))
        known |= keys
    return added + [(article, True) for article in _store_new(user, project, new)]


def _keys(preview: Preview) -> set[str]:
    """What another capture of the same article would share: its text, or its address."""
    return {preview.sha256} | ({canonical_address(preview.url)} if preview.url else set())


def _known_keys(project: Project, previews: Sequence[Preview]) -> set[str]:
    texts = {preview.sha256 for preview in previews}
    addresses = set().union(*map(_keys, previews)) - texts
    same = Q(text_sha256__in=texts) | Q(canonical_url__in=addresses)
    found = Article.objects.filter(same, project=project).order_by()
    pairs = found.values_list("text_sha256", "canonical_url")
    return {key for pair in pairs for key in pair if key is not None}


def _store_new(user: User, project: Project, given: Sequence[_Given]) -> list[Article]:
    """Articles that are not known here yet, each with its first text."""
    if not given:
        return []
    publishers = _publishers_by_id(user, project, given)
    articles = [_new_article(user, project, *one, publishers) for one in given]
    Article.objects.bulk_create(articles)
    revisions = [
        _new_revision(user, article, preview, capture, number=1)
        for article, (capture, preview) in zip(articles, given, strict=True)
    ]
    Revision.objects.bulk_create(revisions)
    for article, revision in zip(articles, revisions, strict=True):
        article.current = revision
    first = Revision.objects.filter(article=OuterRef("pk"), number=1).values("pk")
    Article.objects.filter(pk__in=[article.pk for article in articles]).update(
        current=Subquery(first)
    )
    created = [(article, None, article_facts(article)) for article in articles]
    log_events("created", list(created), actor=user, project=project)
    return articles


def _publishers_by_id(
    user: User, project: Project, given: Sequence[_Given]
) -> dict[str | int, Source | None]:
    ids = {one.publisher for one, _preview in given if isinstance(one.publisher, int)}
    rows = Source.objects.visible_to(user).filter(project=project, pk__in=ids) if ids else ()
    return {source.pk: source for source in rows}


def _new_article(
    user: User,
    project: Project,
    capture: Capture,
    preview: Preview,
    publishers: dict[str | int, Source | None],
) -> Article:
    publisher = capture.publisher or preview.publisher_name
    if publisher not in publishers:
        publishers[publisher] = _publisher(user, project, publisher)
    article = Article(project=project, title=preview.title, created_by=user)
    article.publisher = publishers[publisher]
    article.topic = _topic(user, project, capture.topic)
    article.language, article.authors = preview.language, list(preview.authors)
    _set_url(article, preview.url)
    _set_published(article, preview.published)
    article.text_sha256 = preview.sha256
    return article


def _new_revision(
    user: User, article: Article, preview: Preview, capture: Capture, *, number: int
) -> Revision:
    cleaned = preview.cleaned
    return Revision(
        article=article,
        number=number,
        text=cleaned.text,
        text_key=search_key(cleaned.text),
        sha256=preview.sha256,
        raw=cleaned.raw,
        capture=capture.html or "",
        blocks=[block.as_dict() for block in cleaned.blocks],
        captured_at=timezone.now(),
        created_by=user,
    )


def _store_revision(
    user: User, article: Article, preview: Preview, capture: Capture, *, number: int
) -> Revision:
    revision = _new_revision(user, article, preview, capture, number=number)
    revision.save()
    article.current, article.text_sha256 = revision, preview.sha256
    article.save(update_fields=["current", "text_sha256", "updated_at"])
    return revision


def _cleaned(capture: Capture) -> "Cleaned":
    # With the parts that read HTML: loaded by those processes that add articles.
    from annotator.text.chrome import Cleaned, clean_html, clean_pasted

    if (capture.text is None) == (capture.html is None):
        text = _("Send either text or html: one of the two.")
        raise BadInput("text_or_html", text, fields={"text": [text]})
    field = "text" if capture.html is None else "html"
    try:
        if capture.is_exact:
            exact = canonicalise(capture.text or "")
            return Cleaned(exact, exact, (), capture.title or None, capture.language or None)
        if capture.html is not None:
            cleaned = clean_html(capture.html, url=capture.url or None)
        else:
            cleaned = clean_pasted(
                capture.text or "", title=capture.title or None, language=capture.language or None
            )
        cleaned = _with_kept(cleaned, capture.keep)
        canonicalise(cleaned.text)  # what is left after cleaning must still be a text
    except TextRefused as refused:
        kind = TooLarge if refused.code in ("text_too_long", "html_too_long") else BadInput
        message = _in_words(refused)
        raise kind(refused.code, message, fields={field: [message]}) from None
    return cleaned


def _in_words(refused: TextRefused) -> str:
    """The refusal in the reader's language; the pure parts below know only English."""
    said = {
        "text_empty": _("There is no text in it."),
        "has_nul": _("There is a NUL character in it, so this is not a plain text."),
        "lone_surrogate": _("It holds half a character (a lone surrogate). Copy the text anew."),
        "text_too_long": _("The text is longer than 200,000 characters. Add it in parts."),
        "html_too_long": _("The page is longer than 3,000,000 characters. Paste its text instead."),
    }
    return said.get(refused.code, refused.message)


def _with_kept(cleaned: "Cleaned", keep: Collection[int]) -> "Cleaned":
    if not keep:
        return cleaned
    blocks: tuple[Block, ...] = tuple(
        replace(block, kept=block.kept or place in keep)
        for place, block in enumerate(cleaned.blocks)
    )
    return replace(cleaned, blocks=blocks, text=compose(cleaned.raw, blocks))


def _published(capture: Capture, cleaned: "Cleaned") -> PartialDate | None:
    if not capture.published_on:
        if cleaned.published_on is None:
            return None
        return PartialDate(cleaned.published_on, cleaned.precision)
    return _parsed_date(capture.published_on)


def _parsed_date(written: str) -> PartialDate:
    try:
        return parse_partial_date(written)
    except DateRefused:
        text = _("Write the date as 2024, 2024-12 or 2024-12-17, not before 1600.")
        raise BadInput("date_wrong", text, fields={"published_on": [text]}) from None


def _checked_url(url: str, *, given: bool) -> str:
    if not url:
        return ""
    try:
        canonical_address(url)
    except AddressRefused as refused:
        if not given:  # what a page says of itself may be nonsense; then it is unknown
            return ""
        text = _("Write the address as https://… with a host, without spaces or a password.")
        raise BadInput("url_wrong", text, fields={"url": [text]}) from refused
    return url


def _checked_authors(authors: Sequence[str]) -> tuple[str, ...]:
    names = tuple(_one_line(name, 200) for name in authors)
    return tuple(name for name in names if name)[:50]


def _one_line(text: str, most: int) -> str:
    return " ".join(text.split())[:most]


def _publisher(user: User, project: Project, given: str | int | None) -> Source | None:
    if isinstance(given, int):
        source = Source.objects.visible_to(user).filter(project=project, pk=given).first()
        if source is None:
            raise NotFound(field="publisher")
        return source
    if not given or not given.strip():
        return None
    return find_or_create_source(user, project, given, kind=SourceKind.OUTLET)


def _topic(user: User, project: Project, topic_id: int | None) -> Topic | None:
    if topic_id is None:
        return None
    topic = Topic.objects.visible_to(user).filter(project=project, pk=topic_id).first()
    if topic is None:
        raise NotFound(field="topic")
    return topic


def _check_facts(*, title: str, language: str, authors: Sequence[str]) -> None:
    for field, words in (("title", title), *(("authors", name) for name in authors)):
        check_words(field, words)
    check_words("language", language, most=LONGEST_LANGUAGE)


def _apply(user: User, article: Article, changes: dict[str, Any]) -> None:
    _check_facts(
        title=changes.get("title", ""),
        language=changes.get("language", ""),
        authors=changes.get("authors", ()),
    )
    if "title" in changes:
        article.title = _one_line(changes["title"], LONGEST_TITLE)
    if "publisher" in changes:
        article.publisher = _publisher(user, article.project, changes["publisher"])
    if "url" in changes:
        _set_url(article, _checked_url(changes["url"], given=True))
    if "published_on" in changes:
        written = changes["published_on"]
        _set_published(article, _parsed_date(written) if written else None)
    if "authors" in changes:
        article.authors = list(_checked_authors(changes["authors"]))
    if "language" in changes:
        article.language = changes["language"]
    if "topic" in changes:
        article.topic = _topic(user, article.project, changes["topic"])
    if "is_archived" in changes:
        article.archived_at = timezone.now() if changes["is_archived"] else None


def _set_url(article: Article, url: str) -> None:
    article.url = url
    article.canonical_url = canonical_address(url) if url else None


def _set_published(article: Article, published: PartialDate | None) -> None:
    article.published_on = published.first_day if published else None
    article.published_precision = published.precision if published else DatePrecision.UNKNOWN


def _locked(user: User, article_id: int) -> Article:
    rows = Article.objects.visible_to(user).select_for_update(of=("self",))
    article = rows.select_related("project").filter(pk=article_id).first()
    if article is None:
        raise NotFound
    return article
