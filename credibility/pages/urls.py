"""The addresses of the agreement page."""

from django.urls import path

from credibility.pages import (
    adjudicate,
    agreement,
    board,
    choices,
    claim_acts,
    claim_talk,
    claims,
    left_out,
    source_marks,
    sources,
    stories,
    texts_beside,
    traces,
    verdicts,
)

urlpatterns = [
    path("p/<slug:slug>/adjudicate/", adjudicate.adjudicate, name="adjudicate"),
    path(
        "p/<slug:slug>/adjudicate/<row:revision>/<offset:start>-<offset:end>/",
        adjudicate.difference,
        name="adjudicate-one",
    ),
    path(
        "p/<slug:slug>/adjudicate/decisions/<row:adjudication_id>/reopen/",
        adjudicate.open_again,
        name="adjudicate-reopen",
    ),
    path(
        "p/<slug:slug>/adjudicate/decisions/<row:adjudication_id>/why/",
        adjudicate.say_why,
        name="adjudicate-why",
    ),
    path(
        "p/<slug:slug>/adjudicate/back/<row:sent_back_id>/undo/",
        adjudicate.undo_back,
        name="adjudicate-back-undo",
    ),
    path("p/<slug:slug>/agreement/", agreement.agreement, name="agreement"),
    path("p/<slug:slug>/agreement/parts/", agreement.agreement_parts, name="agreement-parts"),
    path("p/<slug:slug>/agreement/compute/", agreement.compute_again, name="agreement-compute"),
    path(
        "p/<slug:slug>/agreement/compute-spans/",
        agreement.compute_spans,
        name="agreement-compute-spans",
    ),
    path("p/<slug:slug>/agreement/stop/", agreement.stop, name="agreement-stop"),
    path("p/<slug:slug>/agreement/runs/", agreement.runs, name="agreement-runs"),
    path(
        "p/<slug:slug>/agreement/pairs/<row:source_a>/<row:source_b>/",
        traces.pair,
        name="agreement-pair",
    ),
    path("p/<slug:slug>/agreement/competence/", traces.competence, name="agreement-competence"),
    path("p/<slug:slug>/agreement/spans/", traces.units, name="agreement-spans"),
    path(
        "p/<slug:slug>/agreement/left-out/<slug:reason>/",
        left_out.left_out,
        name="agreement-left-out",
    ),
    path("p/<slug:slug>/claims/<row:claim_id>/verdict/", verdicts.verdict, name="verdict"),
    path("p/<slug:slug>/verdicts/<row:verdict_id>/decide/", verdicts.decide, name="decide-verdict"),
    path("p/<slug:slug>/board/", board.board, name="board"),
    path("p/<slug:slug>/board.csv", board.board_csv, name="board-csv"),
    path("p/<slug:slug>/claims/", board.claims, name="claims"),
    path("p/<slug:slug>/claims/<row:claim_id>/", claims.claim, name="claim"),
    path(
        "p/<slug:slug>/claims/<row:claim_id>/choices/", choices.claim_choices, name="claim-choices"
    ),
    path("p/<slug:slug>/claims/<row:claim_id>/relate/", claim_acts.relate, name="relate-claim"),
    path("p/<slug:slug>/claims/<row:claim_id>/comments/", claim_talk.talk, name="talk-claim"),
    path("p/<slug:slug>/claims/<row:claim_id>/unmerge/", claim_acts.unmerge, name="unmerge-claim"),
    path("p/<slug:slug>/claims/<row:claim_id>/split/", claim_acts.split, name="split-claim"),
    path("p/<slug:slug>/claims/<row:claim_id>/unsplit/", claim_acts.unsplit, name="unsplit-claim"),
    path(
        "p/<slug:slug>/claims/<row:claim_id>/relations/<row:relation_id>/undo/",
        claim_acts.unrelate,
        name="unrelate-claim",
    ),
    path(
        "p/<slug:slug>/texts/<row:article_id>/<row:other_id>/",
        texts_beside.texts_beside,
        name="texts-beside",
    ),
    path("p/<slug:slug>/stories/", stories.story_list, name="stories"),
    path("p/<slug:slug>/stories/<row:topic_id>/", stories.story, name="story"),
    path("p/<slug:slug>/stories/<row:topic_id>/edit/", stories.edit_story, name="edit-story"),
    path("p/<slug:slug>/sources/", sources.sources, name="sources"),
    path("p/<slug:slug>/sources/<row:source_id>/", sources.source, name="source"),
    path("p/<slug:slug>/sources/<row:source_id>/edit/", sources.edit_source, name="edit-source"),
    path("p/<slug:slug>/sources/<row:source_id>/spans/", sources.source_spans, name="source-spans"),
    path(
        "p/<slug:slug>/sources/<row:source_id>/claims/", sources.source_claims, name="source-claims"
    ),
    path(
        "p/<slug:slug>/sources/<row:source_id>/choices/",
        choices.source_choices,
        name="source-choices",
    ),
    path("p/<slug:slug>/sources/<row:source_id>/marks/", source_marks.mark, name="mark-source"),
    path(
        "p/<slug:slug>/sources/<row:source_id>/marks/<row:mark_id>/",
        source_marks.change,
        name="change-source-mark",
    ),
    path("p/<slug:slug>/sources/<row:source_id>/merge/", sources.merge, name="merge-source"),
    path("p/<slug:slug>/sources/<row:source_id>/unmerge/", sources.unmerge, name="unmerge-source"),
]
