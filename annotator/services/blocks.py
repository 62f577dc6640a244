"""Page chrome of an article: a part that was left out is put back, or taken out again."""

import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, Conflict, NotFound
from annotator.models import Article, Revision, User
from annotator.services.access import WORK, require_role
from annotator.services.events import log_event
from annotator.services.reanchoring import Gone, PlaceOf, carry_annotations, revive_orphans
from annotator.text.blocks import Block, compose, offset_map
from annotator.text.canonical import search_key


def switch_block(
    user: User, article_id: int, *, revision_id: int, number: int, kept: bool
) -> Revision:
    """The article's text with the block of that number in (`kept`) or out, as its next revision.

    Every annotation keeps its very place, found through the capture. One whose words go out waits
    as an orphan on the text it was made on, and comes back when they do. Conflict
    `revision_outdated` when the text is no longer the current one; nothing changes when the block
    is so already.
    """
    with transaction.atomic():
        rows = Article.objects.visible_to(user).active().select_for_update(of=("self",))
        article = rows.select_related("project", "current").filter(pk=article_id).first()
        if article is None or article.current is None:
            raise NotFound
        require_role(user, article.project, WORK)
        earlier = article.current
        if earlier.pk != revision_id:
            raise Conflict(
                "revision_outdated",
                _("The article has a newer text by now. Nothing was changed; look at it anew."),
            )
        blocks = [Block(**block) for block in earlier.blocks]
        if not 0 <= number < len(blocks):
            raise NotFound
        if blocks[number].kept == kept:
            return earlier
        later = _next_revision(user, article, earlier, number=number, kept=kept)
        place_on = _places_on(later)
        carry_annotations(earlier, later, actor=user, place_of=place_on(earlier))
        revive_orphans(later, actor=user, place_on=place_on)
        log_event(
            "put_back" if kept else "taken_out",
            article,
            actor=user,
            project=article.project_id,
            before={"revision": earlier.pk, "block": number},
            after={"revision": later.pk, "block": number},
        )
    return later


def _next_revision(
    user: User, article: Article, earlier: Revision, *, number: int, kept: bool
) -> Revision:
    blocks = [dict(block) for block in earlier.blocks]
    blocks[number]["kept"] = kept
    text = compose(earlier.raw, [Block(**block) for block in blocks])
    if not text.strip():
        raise BadInput("text_empty", _("Without this part there would be no text left."))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    later = Revision.objects.create(
        article=article,
        number=earlier.number + 1,
        text=text,
        text_key=search_key(text),
        sha256=sha256,
        raw=earlier.raw,
        capture=earlier.capture,
        blocks=blocks,
        captured_at=timezone.now(),
        created_by=user,
    )
    article.current, article.text_sha256 = later, sha256
    try:
        with transaction.atomic():
            article.save(update_fields=["current", "text_sha256", "updated_at"])
    except IntegrityError:
        raise Conflict(
            "text_known",
            _("Another article of this project has exactly that text. Nothing was changed."),
        ) from None
    return later


def _places_on(later: Revision) -> Callable[[Revision], PlaceOf]:
    """For a revision of the same capture: where a span of it stands on the later one."""
    after = offset_map(later.raw, [Block(**block) for block in later.blocks])

    def place_on(earlier: Revision) -> PlaceOf:
        before = offset_map(earlier.raw, [Block(**block) for block in earlier.blocks])

        def place_of(start: int, end: int) -> tuple[int, int]:
            first, last = before.to_raw(start), before.to_raw(end - 1)
            moved_first, moved_last = after.to_text(first), after.to_text(last)
            if moved_first is None or moved_last is None:
                raise Gone
            return moved_first, moved_last + 1

        return place_of

    return place_on
