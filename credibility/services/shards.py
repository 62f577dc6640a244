"""The shares of a rebuild: planned, taken by whichever worker is free, computed, added up.

What a worker computed is right whoever it was and however late it comes: with it stands how often
each group had been looked at before, and what was looked at since is computed again in the end.
So a share may be done twice, and a worker that dies in one only costs the time of its lease.
"""

import datetime
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from credibility import inputs
from credibility.json_columns import json_rows
from credibility.measures.all_pairs import PairSums, added, pair_sums, stands_of
from credibility.measures.pairs import Totals, contribution_as_json
from credibility.measures.reuse import shingles_as_bytes, shingles_from_bytes
from credibility.measures.stored_tallies import tally_from_json
from credibility.measures.tallies import Tally, total_of
from credibility.models import ArticleTally, GroupContribution, RebuildShard
from credibility.pauses import collector_paused
from credibility.services import claim_runs, keeping, reusing

GROUPS_IN_A_SHARD = 100
ARTICLES_IN_A_SHARD = 500
Kind = RebuildShard.Kind


def plan_shards(job_id: uuid.UUID, project_id: int) -> int:
    """Divides the work of a rebuild, unless a worker before did so; how many shares there are."""
    rows = RebuildShard.objects.filter(job=job_id)
    if planned := rows.count():
        return planned
    kept = keeping.versions_of(project_id)
    groups = set(inputs.group_ids_of(project_id)) | kept.groups.keys()
    articles = set(inputs.article_ids_of(project_id)) | kept.articles.keys()
    shares = [
        *((Kind.GROUPS, block) for block in inputs.blocks(groups, size=GROUPS_IN_A_SHARD)),
        *((Kind.ARTICLES, block) for block in inputs.blocks(articles, size=ARTICLES_IN_A_SHARD)),
    ]
    RebuildShard.objects.bulk_create(
        RebuildShard(job_id=job_id, number=number, kind=kind, ids=block, size=len(block))
        for number, (kind, block) in enumerate(shares)
    )
    return len(shares)


def forget_shards(job_id: uuid.UUID, project_id: int) -> None:
    """Lets go of the shares of a rebuild that is over, and of those that ended without saying."""
    RebuildShard.objects.filter(
        Q(job=job_id) | Q(job__project=project_id, job__in=inputs.jobs_that_are_over())
    ).delete()


def how_far(job_id: uuid.UUID) -> tuple[int, int]:
    """How many groups and articles are done, and of how many."""
    rows = RebuildShard.objects.filter(job=job_id)
    found = rows.aggregate(done=Sum("size", filter=Q(result__isnull=False)), total=Sum("size"))
    return found["done"] or 0, found["total"] or 0


def has_unfinished(job_id: uuid.UUID) -> bool:
    """Whether a share is still to be done, or is being done by somebody."""
    return RebuildShard.objects.filter(job=job_id, result__isnull=True).exists()


def take_shard(job_id: uuid.UUID) -> RebuildShard | None:
    """A share that nobody is at, or whose worker has gone silent; None where there is none."""
    now = timezone.now()
    free = RebuildShard.objects.filter(
        Q(lease_until__isnull=True) | Q(lease_until__lt=now), job=job_id, result__isnull=True
    )
    until = now + datetime.timedelta(seconds=settings.JOB_LEASE_SECONDS)
    token = uuid.uuid4()
    for shard in free.order_by("number").defer("result")[:50]:
        mine = free.filter(pk=shard.pk)
        if mine.update(lease_until=until, lease_token=token, attempts=F("attempts") + 1):
            shard.lease_token = token
            return shard
    return None


def do_shard(shard: RebuildShard, project_id: int) -> None:
    """Computes a share and hands it in; given back at once when that fails, unless another worker
    has it by then."""
    try:
        compute = _computed_groups if shard.kind == Kind.GROUPS else _computed_articles
        with collector_paused():
            result = compute(project_id, shard.ids)
    except BaseException:
        mine = RebuildShard.objects.filter(pk=shard.pk, lease_token=shard.lease_token)
        mine.update(lease_until=None)
        raise
    RebuildShard.objects.filter(pk=shard.pk, result__isnull=True).update(result=result)


def _computed_groups(project_id: int, ids: list[int]) -> bytes:
    rows = GroupContribution.objects.filter(project=project_id, group__in=ids)
    versions, stored = _versions_and_stored(rows, "group_id", column="applied")
    read = inputs.said_and_told(project_id, ids)
    contributions = {pk: row.contribution for pk, row in read.items()}
    applied = {pk: contribution_as_json(said) for pk, said in contributions.items()}
    beside = Totals()
    for contribution in contributions.values():
        beside.add_beside_pairs(contribution)
    facts = {
        "versions": versions,
        "applied": applied,
        "changed": [pk for pk, said in applied.items() if stored.get(pk) != said],
        "told": {pk: told for pk, row in read.items() if (told := claim_runs.told_of(row))},
        "left_out": beside.left_out,
        "groups": beside.groups,
    }
    return packed(facts, pair_sums(stands_of(contributions.values())).as_bytes())


def _computed_articles(project_id: int, ids: list[int]) -> bytes:
    rows = ArticleTally.objects.filter(project=project_id, article__in=ids)
    versions, stored = _versions_and_stored(rows, "article_id", column="tally")
    tallies, total = inputs.all_tallies_of(project_id, ids)
    facts = {
        "versions": versions,
        "tallies": tallies,
        "changed": [pk for pk, said in tallies.items() if stored.get(pk) != said],
        "total": total,
    }
    texts = reusing.texts_behind(project_id, ids)
    facts["texts"] = [(pk, text.key, len(text.shingles)) for pk, text in texts.items()]
    return packed(facts, b"".join(shingles_as_bytes(text.shingles) for text in texts.values()))


def _versions_and_stored(
    rows: QuerySet[Any], name: str, *, column: str
) -> tuple[dict[int, int], dict[int, Any]]:
    found = list(json_rows(rows, name, "version", column=column))
    return {pk: version for pk, version, _ in found}, {pk: said for pk, _, said in found}


def _texts_in(facts: Mapping[str, Any], attachment: bytes) -> Iterator[tuple[int, reusing.Text]]:
    """The texts that a share of articles turned into numbers."""
    numbers, begin = shingles_from_bytes(attachment), 0
    for pk, key, count in facts["texts"]:
        yield pk, reusing.Text(key, numbers[begin : begin + count])
        begin += count


# --- as stored ------------------------------------------------------------------------------


def packed(facts: Mapping[str, Any], attachment: bytes = b"") -> bytes:
    """Facts as compressed JSON, with bytes behind them."""
    head = zlib.compress(orjson.dumps(facts, option=orjson.OPT_NON_STR_KEYS), level=1)
    return len(head).to_bytes(8, "big") + head + attachment


def unpacked(stored: bytes) -> tuple[dict[str, Any], bytes]:
    """What `packed` was given; the keys of all JSON objects are texts now."""
    end = 8 + int.from_bytes(stored[:8], "big")
    facts: dict[str, Any] = orjson.loads(zlib.decompress(stored[8:end]))
    return facts, stored[end:]


# --- added up -------------------------------------------------------------------------------


@dataclass
class Everything:
    """All shares of a rebuild together: what each group contributes, how its claim was told, and
    what each article holds; which of that is not stored yet, and what it adds up to. `texts` are
    those not kept as numbers yet."""

    versions: keeping.Versions = field(default_factory=lambda: keeping.Versions({}, {}))
    applied: dict[int, dict[str, Any]] = field(default_factory=dict)
    told: dict[int, claim_runs.Told] = field(default_factory=dict)
    tallies: dict[int, dict[str, Any]] = field(default_factory=dict)
    texts: dict[int, reusing.Text] = field(default_factory=dict)
    changed_groups: set[int] = field(default_factory=set)
    changed_articles: set[int] = field(default_factory=set)
    totals: Totals = field(default_factory=Totals)
    tally: Tally = field(default_factory=Tally)


def everything_of(job_id: uuid.UUID) -> Everything:
    """The results of all shares, added up."""
    found, sums = Everything(), []
    of_groups: dict[int, int] = {}
    of_articles: dict[int, int] = {}
    rows = RebuildShard.objects.filter(job=job_id).order_by("number")
    for kind, stored in rows.values_list("kind", "result").iterator():
        assert stored is not None
        facts, attachment = unpacked(bytes(stored))
        if kind == Kind.GROUPS:
            of_groups |= _by_number(facts["versions"])
            found.applied |= _by_number(facts["applied"])
            found.told |= _by_number(facts["told"])
            found.changed_groups |= set(facts["changed"])
            found.totals.add_left_out(facts["left_out"])
            found.totals.groups += facts["groups"]
            sums.append(PairSums.from_bytes(attachment))
        else:
            of_articles |= _by_number(facts["versions"])
            found.tallies |= _by_number(facts["tallies"])
            found.changed_articles |= set(facts["changed"])
            found.tally.add(tally_from_json(facts["total"]))
            found.texts.update(_texts_in(facts, attachment))
    added(sums).add_to(found.totals)
    found.versions = keeping.Versions(of_groups, of_articles)
    return found


def _by_number(by_text: Mapping[str, Any]) -> dict[int, Any]:
    return {int(key): value for key, value in by_text.items()}


def total_tally(tallies: Iterable[Mapping[str, Any]]) -> Tally:
    """What articles come to together, as stored."""
    return total_of(map(tally_from_json, tallies))
