"""Who gets what: every route and verb, for everybody, written out. `test_permissions` walks it.

A row gives, for each verb, the statuses in the order of `PEOPLE`. A verb that is not in a row is
not taken: 405 (the API asks who you are first: 401). HEAD is as GET. `BLIND` and `RELEASED` tell
only what differs in a blind project and in a released one. A route without a row fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PEOPLE = (
    "nobody",
    "annotator",
    "second_annotator",
    "reviewer",
    "manager",
    "researcher",
    "outsider",
    "admin",
)


@dataclass(frozen=True)
class Row:
    """A route: what is in its address (names of things in the world), and who gets what.

    `bodies` are JSON for the API and form fields for pages; "{name}" stands for a thing's id.
    """

    statuses: Mapping[str, str]
    at: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    bodies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


IN_PROJECT = {"slug": "project"}
OF_PROJECT = "?project={project}"
LIST = "401 200 200 200 200 200 404 200"
MEMBERS = "401 200 200 200 200 200 404 200"
CONTENTS = "401 200 200 200 200 404 404 200"
DECIDE_PAGE = "302 403 403 200 200 403 404 200"
DECIDE_ACT = "302 403 403 302 302 403 404 302"
SEE_SCORES = "302 200 200 200 200 403 404 200"
SOURCE_PAGE = {"slug": "project", "source_id": "source"}
SCORE_PAGES = (
    *("agreement-runs", "agreement-spans", "agreement-left-out", "agreement-pair"),
    *("sources", "source", "source-spans", "source-claims", "stories", "story"),
    *("board", "board-csv", "claims", "claim", "texts-beside"),
)
CLAIM_PAGE = {"slug": "project", "claim_id": "claim"}
DECIDE_CLAIMS = "302 403 403 302 302 403 404 302"

API = {
    "api-projects": Row(
        {
            "GET": "401 200 200 200 200 200 200 200",
            "POST": "401 403 403 403 201 403 201 201",
        },
        bodies={"POST": {"slug": "another", "name": "Another"}},
    ),
    "api-project": Row(
        {
            "GET": MEMBERS,
            "PATCH": "401 403 403 403 200 403 404 200",
            "DELETE": "401 403 403 403 200 403 404 200",
        },
        at=IN_PROJECT,
        bodies={"PATCH": {"name": "Other name"}},
    ),
    "api-members": Row(
        {"GET": MEMBERS, "POST": "401 403 403 403 201 403 404 201"},
        at=IN_PROJECT,
        bodies={"POST": {"user": "newcomer@cast.example", "role": "annotator"}},
    ),
    "api-member": Row(
        {
            "GET": MEMBERS,
            "PATCH": "401 403 403 403 200 403 404 200",
            "DELETE": "401 403 403 403 204 403 404 204",
        },
        at={"slug": "project", "user_id": "second_annotator"},
        bodies={"PATCH": {"role": "reviewer"}},
    ),
    "api-guideline": Row(
        {"GET": MEMBERS, "POST": "401 403 403 403 201 403 404 201"},
        at=IN_PROJECT,
        bodies={"POST": {"markdown": "# What to mark"}},
    ),
    "api-release": Row({"POST": "401 403 403 403 200 403 404 200"}, at=IN_PROJECT),
    "api-articles": Row(
        {"GET": LIST, "POST": "401 201 201 201 201 403 404 201"},
        query=OF_PROJECT,
        bodies={"POST": {"project": "{project}", "text": "The pumps run again, it was said."}},
    ),
    "api-article": Row(
        {"GET": CONTENTS, "PATCH": "401 403 403 403 200 404 404 200"},
        at={"pk": "article"},
        bodies={"PATCH": {"title": "Other title"}},
    ),
    "api-revisions": Row(
        {"GET": CONTENTS, "POST": "401 201 201 201 201 404 404 201"},
        at={"pk": "article"},
        bodies={"POST": {"text": "The mayor said at least 40 houses were flooded."}},
    ),
    # The article has one text: there is nothing to compare, whoever asks.
    "api-differences": Row({"GET": "401 404 404 404 404 404 404 404"}, at={"pk": "article"}),
    "api-annotations": Row(
        {"GET": LIST, "POST": "401 201 201 201 201 404 404 201"},
        query=OF_PROJECT,
        bodies={
            "POST": {
                "article": "{article}",
                "start": 0,
                "end": 9,
                "quote": "The mayor",
                "label": "unverified",
            }
        },
    ),
    "api-batch": Row(
        {"POST": "401 201 201 201 201 400 400 201"},
        bodies={
            "POST": {
                "annotations": [
                    {
                        "article": "{article}",
                        "start": 0,
                        "end": 9,
                        "quote": "The mayor",
                        "label": "unverified",
                    }
                ]
            }
        },
    ),
    "api-annotation": Row(
        {
            "GET": CONTENTS,
            "PATCH": "401 200 403 403 403 404 404 403",
            "DELETE": "401 200 403 403 403 404 404 403",
        },
        at={"pk": "annotation"},
        bodies={"PATCH": {"label": "contested"}},
    ),
    "api-restore": Row({"POST": "401 200 403 403 403 404 404 403"}, at={"pk": "annotation"}),
    "api-accept": Row({"POST": "401 200 403 200 200 404 404 200"}, at={"pk": "changed_annotation"}),
    "api-history": Row({"GET": CONTENTS}, at={"pk": "annotation"}),
    "api-sources": Row(
        {"GET": LIST, "POST": "401 201 201 201 201 403 404 201"},
        query=OF_PROJECT,
        bodies={"POST": {"project": "{project}", "name": "The lock keeper"}},
    ),
    "api-source": Row(
        {"GET": CONTENTS, "PATCH": "401 403 403 403 200 404 404 200"},
        at={"pk": "source"},
        bodies={"PATCH": {"name": "Other name"}},
    ),
    "api-source-merge": Row(
        {"POST": "401 403 403 200 200 404 404 200"},
        at={"pk": "source"},
        bodies={"POST": {"into": "{second_source}"}},
    ),
    "api-source-merge-undo": Row({"POST": "401 403 403 200 200 404 404 200"}, at={"pk": "source"}),
    "api-claims": Row(
        {"GET": LIST, "POST": "401 201 201 201 201 403 404 201"},
        query=OF_PROJECT,
        bodies={"POST": {"project": "{project}", "text": "The pumps run again."}},
    ),
    "api-claim": Row(
        {"GET": CONTENTS, "PATCH": "401 403 403 403 200 404 404 200"},
        at={"pk": "claim"},
        bodies={"PATCH": {"text": "Other words"}},
    ),
    "api-claim-merge": Row(
        {"POST": "401 403 403 200 200 404 404 200"},
        at={"pk": "claim"},
        bodies={"POST": {"into": "{second_claim}"}},
    ),
    "api-claim-merge-undo": Row({"POST": "401 403 403 200 200 404 404 200"}, at={"pk": "claim"}),
    "api-topics": Row(
        {"GET": LIST, "POST": "401 403 403 201 201 403 404 201"},
        query=OF_PROJECT,
        bodies={"POST": {"project": "{project}", "name": "The breach"}},
    ),
    "api-topic": Row(
        {"GET": CONTENTS, "PATCH": "401 403 403 200 200 404 404 200"},
        at={"pk": "topic"},
        bodies={"PATCH": {"name": "The breach of old"}},
    ),
    "api-topic-sentences": Row(
        {"GET": CONTENTS, "POST": "401 403 403 201 201 404 404 201"},
        at={"pk": "topic"},
        bodies={"POST": {"text": "The breach stands."}},
    ),
    "api-evidence": Row(
        {"GET": LIST, "POST": "401 403 403 201 201 404 404 201"},
        query=OF_PROJECT,
        bodies={
            "POST": {
                "claim": "{claim}",
                "url": "https://waterboard.example/report",
                "retrieved_at": "2024-12-20T09:00:00Z",
            }
        },
    ),
    "api-claim-split": Row(
        {"POST": "401 403 403 201 201 404 404 201"},
        at={"pk": "claim"},
        bodies={"POST": {"text": "40 houses.", "annotations": ["{linked_annotation}"]}},
    ),
    "api-claim-split-undo": Row(
        {"POST": "401 403 403 200 200 404 404 200"}, at={"pk": "split_claim"}
    ),
    "api-claim-relations": Row(
        {"GET": CONTENTS, "POST": "401 403 403 201 201 404 404 201"},
        at={"pk": "claim"},
        bodies={"POST": {"other": "{second_claim}", "kind": "updates"}},
    ),
    "api-claim-relation-undo": Row(
        {"POST": "401 403 403 200 200 404 404 200"},
        at={"pk": "claim", "relation_id": "relation"},
    ),
    "api-adjudications": Row(
        {"GET": LIST, "POST": "401 403 403 201 201 404 404 201"},
        query=OF_PROJECT,
        bodies={"POST": {"revision": "{revision}", "start": 0, "end": 9, "decision": None}},
    ),
    "api-adjudication": Row(
        {
            "GET": "401 200 200 200 200 404 404 200",
            "PATCH": "401 403 403 200 200 404 404 200",
        },
        at={"pk": "adjudication"},
        bodies={"PATCH": {"reason": "It is a question."}},
    ),
    "api-adjudication-reopen": Row(
        {"POST": "401 403 403 200 200 404 404 200"}, at={"pk": "adjudication"}
    ),
    "api-adjudication-queue": Row({"GET": "401 403 403 200 200 403 404 200"}, query=OF_PROJECT),
    "api-sent-back": Row(
        {"POST": "401 403 403 201 201 404 404 201"},
        bodies={
            "POST": {
                "revision": "{revision}",
                "start": 0,
                "end": 9,
                "annotations": ["{annotation}"],
                "note": "Which houses?",
            }
        },
    ),
    "api-sent-back-undo": Row({"POST": "401 403 403 200 200 404 404 200"}, at={"pk": "sent_back"}),
    "api-verdicts": Row(
        {"GET": LIST, "POST": "401 403 403 201 201 404 404 201"},
        query=OF_PROJECT,
        bodies={
            "POST": {
                "claim": "{claim}",
                "value": "refuted",
                "as_of": "2024-12-20",
                "evidence": ["{evidence}"],
            }
        },
    ),
    # The verdict was proposed by the manager, who may not approve it alone.
    "api-verdict-approve": Row(
        {"POST": "401 403 403 200 403 404 404 200"}, at={"pk": "verdict"}, bodies={"POST": {}}
    ),
    "api-verdict-turn-down": Row(
        {"POST": "401 403 403 200 200 404 404 200"},
        at={"pk": "verdict"},
        bodies={"POST": {"note": "Which report?"}},
    ),
    "api-figures": Row(
        {"GET": "401 200 200 200 200 200 200 200"}, query="?text=at%20least%2030&language=en"
    ),
    "api-suggestions": Row({"GET": CONTENTS}, query="?revision={revision}"),
    "api-comments": Row(
        {"GET": LIST, "POST": "401 201 201 201 201 404 404 201"},
        query=OF_PROJECT,
        bodies={"POST": {"annotation": "{annotation}", "text": "Which houses?"}},
    ),
    "api-comment": Row(
        {
            "GET": CONTENTS,
            "PATCH": "401 200 403 403 403 404 404 403",
            "DELETE": "401 204 403 403 403 404 404 403",
        },
        at={"pk": "comment"},
        bodies={"PATCH": {"text": "Which houses were these?"}},
    ),
    "api-assignments": Row(
        {"GET": LIST, "POST": "401 403 403 403 201 403 404 201"},
        query=OF_PROJECT,
        bodies={
            "POST": {
                "project": "{project}",
                "articles": ["{article}"],
                "people": ["{second_annotator}"],
            }
        },
    ),
    "api-assignment": Row(
        {
            "GET": CONTENTS,
            "PATCH": "401 200 403 403 403 404 404 403",
            "DELETE": "401 403 403 403 204 404 404 204",
        },
        at={"pk": "assignment"},
        bodies={"PATCH": {"state": "done"}},
    ),
    "api-assignments-spread": Row(
        {"POST": "401 403 403 403 201 403 404 201"},
        bodies={
            "POST": {
                "project": "{project}",
                "people": ["{second_annotator}"],
                "per_article": 2,
            }
        },
    ),
    "api-imports": Row(
        {"GET": LIST, "POST": "401 202 202 202 202 403 404 202"},
        query=OF_PROJECT,
        bodies={"POST": {"project": "{project}", "kind": "txt", "file": "The pumps run again."}},
    ),
    "api-import": Row({"GET": "401 404 404 200 200 404 404 200"}, at={"pk": "import"}),
    "api-import-undo": Row({"POST": "401 404 404 403 200 404 404 200"}, at={"pk": "import"}),
    "api-jobs": Row({"GET": LIST}, query=OF_PROJECT),
    "api-job": Row({"GET": "401 404 404 200 200 404 404 200"}, at={"pk": "job"}),
    "api-job-cancel": Row({"POST": "401 404 404 200 200 404 404 200"}, at={"pk": "job"}),
    "api-tokens": Row(
        {
            "GET": "401 200 200 200 200 200 200 200",
            "POST": "401 201 201 201 201 201 201 201",
        },
        bodies={"POST": {"scope": "read"}},
    ),
    "api-token": Row(
        {
            "GET": "401 200 404 404 404 404 404 404",
            "DELETE": "401 204 404 404 404 404 404 404",
        },
        at={"pk": "token"},
    ),
    "api-export": Row(
        {"GET": "401 200 200 200 200 403 404 200"}, at={"kind": "export_kind"}, query=OF_PROJECT
    ),
    "api-webhooks": Row(
        {"GET": "401 403 403 403 200 403 404 200", "POST": "401 403 403 403 400 403 404 400"},
        query=OF_PROJECT,
        bodies={
            "POST": {
                "project": "{project}",
                "url": "https://desk.example.org/told",
                "kinds": ["verdict"],
            }
        },
    ),
    "api-webhook": Row(
        {"GET": "401 404 404 404 200 404 404 200", "DELETE": "401 404 404 404 204 404 404 204"},
        at={"pk": "webhook"},
    ),
    "api-webhook-test": Row({"POST": "401 404 404 404 400 404 404 400"}, at={"pk": "webhook"}),
    "api-webhook-resume": Row({"POST": "401 404 404 404 400 404 404 400"}, at={"pk": "webhook"}),
    "api-webhook-deliveries": Row({"GET": "401 404 404 404 200 404 404 200"}, at={"pk": "webhook"}),
    "api-export-agreement": Row({"GET": "401 200 200 200 200 403 404 200"}, query=OF_PROJECT),
    "api-export-huggingface": Row({"GET": "401 200 200 200 200 403 404 200"}, query=OF_PROJECT),
    "api-releases": Row(
        {"GET": LIST, "POST": "401 403 403 202 202 403 404 202"},
        query=OF_PROJECT,
        bodies={"POST": {"project": "{project}", "title": "Floods"}},
    ),
    "api-data-set": Row({"GET": "401 200 200 200 200 200 404 200"}, at={"pk": "data_set"}),
    "api-data-set-download": Row({"GET": "401 200 200 200 200 200 404 200"}, at={"pk": "data_set"}),
    "api-events": Row({"GET": "401 403 403 403 200 403 404 200"}, query=OF_PROJECT),
}

# Pages send people who are not signed in to the sign-in page (302). Forms are posted empty: 200 is
# the form again with what is missing, 302 an act carried out (or refused with a message).
PAGES = {
    "healthz": Row({"GET": "200 200 200 200 200 200 200 200"}),
    "readyz": Row({"GET": "503 503 503 503 503 503 503 503"}),
    "home": Row({"GET": "302 302 302 302 200 302 200 200"}),
    "new-project": Row(
        {"GET": "302 403 403 403 200 403 200 200", "POST": "302 403 403 403 200 403 200 200"}
    ),
    "sign-in": Row(
        {
            "GET": "200 302 302 302 302 302 302 302",
            "POST": "200 302 302 302 302 302 302 302",
        }
    ),
    "session": Row(
        {
            "GET": "200 200 200 200 200 200 200 200",
            "POST": "400 400 400 400 400 400 400 400",
        }
    ),
    "sign-out": Row({"POST": "302 302 302 302 302 302 302 302"}),
    "set-language": Row({"POST": "302 302 302 302 302 302 302 302"}),
    "invitation": Row(
        {"GET": "200 200 200 200 200 200 200 200", "POST": "200 200 200 200 200 200 200 200"},
        at={"secret": "secret"},
    ),
    "password-reset": Row(
        {
            "GET": "200 200 200 200 200 200 200 200",
            "POST": "200 200 200 200 200 200 200 200",
        },
        at={"uidb64": "nothing", "token": "nothing"},
    ),
    "me": Row(
        {"GET": "302 200 200 200 200 200 200 200", "POST": "302 200 200 200 200 200 200 200"}
    ),
    "annotate-texts": Row(
        {"GET": "200 200 200 200 200 200 200 200"},
        at={"language": "english", "version": "some_version"},
    ),
    "set-keys": Row({"POST": "302 204 204 204 204 204 204 204"}),
    "password-change": Row(
        {
            "GET": "302 200 200 200 200 200 200 200",
            "POST": "302 200 200 200 200 200 200 200",
        }
    ),
    "new-token": Row({"POST": "302 200 200 200 200 200 200 200"}),
    "revoke-token": Row({"POST": "302 302 404 404 404 404 404 404"}, at={"token_id": "token"}),
    "mentions": Row(
        {
            "GET": "302 200 200 200 200 200 200 200",
            "POST": "302 302 302 302 302 302 302 302",
        }
    ),
    "mention": Row({"POST": "302 404 404 302 404 404 404 404"}, at={"comment_id": "comment"}),
    "notices": Row(
        {
            "GET": "302 200 200 200 200 200 200 200",
            "POST": "302 302 302 302 302 302 302 302",
        }
    ),
    "notice": Row({"POST": "302 302 404 404 404 404 404 404"}, at={"notice_id": "notice"}),
    "queue": Row({"GET": "302 200 200 200 200 200 404 200"}, at=IN_PROJECT),
    "take-next": Row({"POST": "302 302 302 302 302 403 404 302"}, at=IN_PROJECT),
    "import": Row(
        {"GET": "302 200 200 200 200 403 404 200", "POST": "302 200 200 200 200 403 404 200"},
        at=IN_PROJECT,
    ),
    "fetch-article": Row({"POST": "302 200 200 200 200 403 404 200"}, at=IN_PROJECT),
    "fetching": Row(
        {"GET": "302 404 404 200 200 403 404 200"}, at={"slug": "project", "job_id": "fetch_job"}
    ),
    "import-files": Row(
        {"GET": "302 200 200 200 200 403 404 200", "POST": "302 200 200 200 200 403 404 200"},
        at=IN_PROJECT,
    ),
    "import-batch": Row(
        {"GET": "302 404 404 200 200 403 404 200", "POST": "302 404 404 302 302 403 404 302"},
        at={"slug": "project", "batch_id": "import"},
    ),
    "annotate": Row(
        {"GET": "302 200 200 200 200 404 404 200"}, at={"slug": "project", "article_id": "article"}
    ),
    "differences": Row(
        {"GET": "302 200 200 200 200 404 404 200", "POST": "302 302 403 302 302 404 404 302"},
        at={"slug": "project", "article_id": "article"},
        bodies={"POST": {"act": "accept", "annotation": "{changed_annotation}"}},
    ),
    "article-done": Row(
        {"POST": "302 302 302 302 302 404 404 302"}, at={"slug": "project", "article_id": "article"}
    ),
    "look-again": Row(
        {"POST": "302 302 404 404 404 404 404 404"},
        at={"slug": "project", "article_id": "article", "annotation_id": "changed_annotation"},
        bodies={"POST": {"act": "accept"}},
    ),
    "switch-block": Row(
        {"POST": "302 302 302 302 302 404 404 302"},
        at={"slug": "project", "article_id": "article", "number": "block"},
    ),
    "take": Row(
        {"POST": "302 302 302 302 302 403 404 302"}, at={"slug": "project", "article_id": "article"}
    ),
    "article-details": Row(
        {"GET": "302 403 403 403 200 403 404 200", "POST": "302 403 403 403 302 403 404 302"},
        at={"slug": "project", "article_id": "article"},
    ),
    "guideline": Row({"GET": "302 200 200 200 200 200 404 200"}, at=IN_PROJECT),
    "edit-guideline": Row(
        {"GET": "302 403 403 403 200 403 404 200", "POST": "302 403 403 403 200 403 404 200"},
        at=IN_PROJECT,
    ),
    "decided": Row({"GET": "302 200 200 200 200 200 404 200"}, at=IN_PROJECT),
    "exports": Row({"GET": "302 200 200 200 200 200 404 200"}, at=IN_PROJECT),
    "releases": Row(
        {"GET": "302 200 200 200 200 200 404 200", "POST": "302 403 403 200 200 403 404 200"},
        at=IN_PROJECT,
    ),
    "members": Row({"GET": "302 200 200 200 200 200 404 200"}, at=IN_PROJECT),
    "change-role": Row(
        {"POST": "302 403 403 403 302 403 404 302"},
        at={"slug": "project", "user_id": "second_annotator"},
    ),
    "remove-member": Row(
        {"POST": "302 403 403 403 302 403 404 302"},
        at={"slug": "project", "user_id": "second_annotator"},
    ),
    "hand-over": Row({"POST": "302 403 403 403 200 403 404 200"}, at=IN_PROJECT),
    "invite": Row({"POST": "302 403 403 403 200 403 404 200"}, at=IN_PROJECT),
    "revoke-invitation": Row(
        {"POST": "302 403 403 403 302 403 404 302"},
        at={"slug": "project", "invitation_id": "invitation"},
    ),
    "project": Row(
        {"GET": "302 403 403 403 200 403 404 200", "POST": "302 403 403 403 200 403 404 200"},
        at=IN_PROJECT,
    ),
    "assignments": Row({"GET": "302 403 403 403 200 403 404 200"}, at=IN_PROJECT),
    "change-assignment": Row(
        {"POST": "302 403 403 403 302 403 404 302"},
        at={"slug": "project", "assignment_id": "assignment"},
    ),
    "assign": Row({"POST": "302 403 403 403 200 403 404 200"}, at=IN_PROJECT),
    "release": Row({"POST": "302 403 403 403 200 403 404 200"}, at=IN_PROJECT),
    "archive": Row({"POST": "302 403 403 403 302 403 404 302"}, at=IN_PROJECT),
    "webhooks": Row(
        {"GET": "302 403 403 403 200 403 404 200", "POST": "302 403 403 403 200 403 404 200"},
        at=IN_PROJECT,
    ),
    "change-webhook": Row(
        {"POST": "302 403 403 403 302 403 404 302"},
        at={"slug": "project", "webhook_id": "webhook"},
        bodies={"POST": {"act": "remove"}},
    ),
    "cancel-job": Row(
        {"POST": "302 404 404 302 302 404 404 302"}, at={"slug": "project", "job_id": "job"}
    ),
}

SCORES = {
    "api-agreement-sources": Row({"GET": "401 200 200 200 200 404 404 200"}, query=OF_PROJECT),
    "api-agreement-annotators": Row({"GET": "401 200 200 200 200 404 404 200"}, query=OF_PROJECT),
    "api-agreement-competence": Row({"GET": "401 403 403 403 200 404 404 200"}, query=OF_PROJECT),
    "api-agreement-claims": Row({"GET": "401 200 200 200 200 404 404 200"}, query=OF_PROJECT),
    "api-agreement-runs": Row(
        {"GET": "401 200 200 200 200 404 404 200", "POST": "401 202 202 202 202 404 404 202"},
        query=OF_PROJECT,
        bodies={"POST": {"project": "{project}"}},
    ),
    "api-derivations": Row(
        {"GET": "401 200 200 200 200 404 404 200", "POST": "401 403 403 201 201 404 404 201"},
        query=OF_PROJECT,
        bodies={
            "POST": {
                "project": "{project}",
                "source": "{source}",
                "from_source": "{second_source}",
                "probability": 0.5,
            }
        },
    ),
    "api-derivation-hints": Row(
        {"GET": "401 200 200 200 200 404 404 200"}, query=f"{OF_PROJECT}&claim={{claim}}"
    ),
    "api-derivation": Row(
        {
            "GET": "401 200 200 200 200 404 404 200",
            "PATCH": "401 403 403 200 200 404 404 200",
            "DELETE": "401 403 403 204 204 404 404 204",
        },
        at={"pk": "derivation"},
        bodies={"PATCH": {"probability": 0.7}},
    ),
    "adjudicate": Row({"GET": "302 403 403 200 200 403 404 200"}, at=IN_PROJECT),
    "adjudicate-one": Row(
        {"GET": "302 403 403 200 200 403 404 200", "POST": "302 403 403 409 409 403 404 409"},
        at={"slug": "project", "revision": "revision", "start": "text_start", "end": "text_three"},
    ),
    "adjudicate-reopen": Row(
        {"POST": "302 403 403 302 302 403 404 302"},
        at={"slug": "project", "adjudication_id": "adjudication"},
    ),
    "adjudicate-why": Row(
        {"POST": "302 403 403 302 302 403 404 302"},
        at={"slug": "project", "adjudication_id": "adjudication"},
    ),
    "adjudicate-back-undo": Row(
        {"POST": "302 403 403 302 302 403 404 302"},
        at={"slug": "project", "sent_back_id": "sent_back"},
    ),
    "agreement": Row({"GET": "302 200 200 200 200 403 404 200"}, at=IN_PROJECT),
    "agreement-parts": Row({"GET": "302 200 200 200 200 403 404 200"}, at=IN_PROJECT),
    "agreement-compute": Row({"POST": "302 302 302 302 302 403 404 302"}, at=IN_PROJECT),
    "agreement-competence": Row({"GET": "302 403 403 403 200 403 404 200"}, at=IN_PROJECT),
    "agreement-compute-spans": Row({"POST": "302 302 302 302 302 403 404 302"}, at=IN_PROJECT),
    "agreement-stop": Row({"POST": "302 302 302 302 302 403 404 302"}, at=IN_PROJECT),
    "agreement-runs": Row({"GET": SEE_SCORES}, at=IN_PROJECT),
    "agreement-spans": Row({"GET": SEE_SCORES}, at=IN_PROJECT),
    "agreement-left-out": Row({"GET": SEE_SCORES}, at={**IN_PROJECT, "reason": "left_out_reason"}),
    "agreement-pair": Row(
        {"GET": SEE_SCORES}, at={**IN_PROJECT, "source_a": "source", "source_b": "second_source"}
    ),
    "sources": Row({"GET": SEE_SCORES}, at=IN_PROJECT),
    "source": Row({"GET": SEE_SCORES}, at=SOURCE_PAGE),
    "source-spans": Row({"GET": SEE_SCORES}, at=SOURCE_PAGE),
    "source-claims": Row({"GET": SEE_SCORES}, at=SOURCE_PAGE),
    "edit-source": Row(
        {"GET": "302 403 403 403 200 403 404 200", "POST": "302 403 403 403 302 403 404 302"},
        at=SOURCE_PAGE,
        bodies={"POST": {"name": "Water board of old", "kind": "government"}},
    ),
    "stories": Row(
        {"GET": SEE_SCORES, "POST": "302 403 403 302 302 403 404 302"},
        at=IN_PROJECT,
        bodies={"POST": {"name": "Another story"}},
    ),
    "story": Row({"GET": SEE_SCORES}, at={"slug": "project", "topic_id": "topic"}),
    "edit-story": Row(
        {"GET": DECIDE_PAGE, "POST": DECIDE_ACT},
        at={"slug": "project", "topic_id": "topic"},
        bodies={"POST": {"act": "put"}},
    ),
    "verdict": Row(
        {"GET": DECIDE_PAGE, "POST": DECIDE_PAGE}, at={"slug": "project", "claim_id": "claim"}
    ),
    "decide-verdict": Row(
        {"POST": DECIDE_ACT},
        at={"slug": "project", "verdict_id": "verdict"},
        bodies={"POST": {"act": "approve"}},
    ),
    "merge-source": Row(
        {"POST": "302 403 403 302 302 403 404 302"},
        at=SOURCE_PAGE,
        bodies={"POST": {"into": "{second_source}"}},
    ),
    "board": Row({"GET": SEE_SCORES}, at=IN_PROJECT),
    "board-csv": Row({"GET": SEE_SCORES}, at=IN_PROJECT),
    "claims": Row({"GET": SEE_SCORES}, at=IN_PROJECT),
    "claim": Row({"GET": SEE_SCORES}, at=CLAIM_PAGE),
    "texts-beside": Row(
        {"GET": SEE_SCORES},
        at={**IN_PROJECT, "article_id": "article", "other_id": "second_article"},
    ),
    "talk-claim": Row(
        {"POST": "302 302 302 302 302 403 404 302"},
        at=CLAIM_PAGE,
        bodies={"POST": {"text": "Which houses?"}},
    ),
    "relate-claim": Row(
        {"POST": DECIDE_CLAIMS},
        at=CLAIM_PAGE,
        bodies={"POST": {"other": "{second_claim}", "kind": "merge"}},
    ),
    "unmerge-claim": Row({"POST": DECIDE_CLAIMS}, at=CLAIM_PAGE),
    "split-claim": Row(
        {"POST": DECIDE_CLAIMS},
        at=CLAIM_PAGE,
        bodies={"POST": {"text": "Another one.", "annotation": "{linked_annotation}"}},
    ),
    "unsplit-claim": Row(
        {"POST": DECIDE_CLAIMS}, at={"slug": "project", "claim_id": "split_claim"}
    ),
    "unrelate-claim": Row({"POST": DECIDE_CLAIMS}, at={**CLAIM_PAGE, "relation_id": "relation"}),
    "unmerge-source": Row({"POST": "302 403 403 302 302 403 404 302"}, at=SOURCE_PAGE),
    "claim-choices": Row({"GET": DECIDE_PAGE}, at=CLAIM_PAGE),
    "source-choices": Row({"GET": DECIDE_PAGE}, at=SOURCE_PAGE),
    "mark-source": Row(
        {"POST": DECIDE_ACT},
        at=SOURCE_PAGE,
        bodies={
            "POST": {
                "direction": "from",
                "other": "{second_source}",
                "share": "40",
                "note": "Same briefing.",
            }
        },
    ),
    "change-source-mark": Row({"POST": DECIDE_ACT}, at={**SOURCE_PAGE, "mark_id": "derivation"}),
}

ROWS = API | PAGES | SCORES

# What differs in a blind project: a colleague's work is not there.
BLIND: dict[str, dict[str, str]] = {
    "api-annotation": {
        "GET": "401 200 404 200 200 404 404 200",
        "PATCH": "401 200 404 403 403 404 404 403",
        "DELETE": "401 200 404 403 403 404 404 403",
    },
    "api-restore": {"POST": "401 200 404 403 403 404 404 403"},
    "api-accept": {"POST": "401 200 404 200 200 404 404 200"},
    "differences": {"POST": "302 302 404 302 302 404 404 302"},
    "api-history": {"GET": "401 200 404 200 200 404 404 200"},
    "api-comments": {"POST": "401 201 404 201 201 404 404 201"},
    "api-comment": {
        "GET": "401 200 404 200 200 404 404 200",
        "PATCH": "401 200 404 403 403 404 404 403",
        "DELETE": "401 204 404 403 403 404 404 403",
    },
    "api-adjudication": {
        "GET": "401 404 404 200 200 404 404 200",
        "PATCH": "401 404 404 200 200 404 404 200",
    },
    "api-adjudication-reopen": {"POST": "401 404 404 200 200 404 404 200"},
    "api-sent-back-undo": {"POST": "401 404 404 200 200 404 404 200"},
    "api-agreement-sources": {"GET": "401 404 404 200 200 404 404 200"},
    "api-agreement-annotators": {"GET": "401 404 404 200 200 404 404 200"},
    "api-agreement-competence": {"GET": "401 404 404 403 200 404 404 200"},
    "api-agreement-claims": {"GET": "401 404 404 200 200 404 404 200"},
    "api-agreement-runs": {
        "GET": "401 404 404 200 200 404 404 200",
        "POST": "401 404 404 202 202 404 404 202",
    },
    "api-derivations": {
        "GET": "401 404 404 200 200 404 404 200",
        "POST": "401 404 404 201 201 404 404 201",
    },
    "api-derivation-hints": {"GET": "401 404 404 200 200 404 404 200"},
    "api-derivation": {
        "GET": "401 404 404 200 200 404 404 200",
        "PATCH": "401 404 404 200 200 404 404 200",
        "DELETE": "401 404 404 204 204 404 404 204",
    },
    "api-export-agreement": {"GET": "401 403 403 200 200 403 404 200"},
    "api-data-set": {"GET": "401 404 404 200 200 200 404 200"},
    "api-data-set-download": {"GET": "401 404 404 200 200 200 404 200"},
    "agreement": {"GET": "302 403 403 200 200 403 404 200"},
    "agreement-parts": {"GET": "302 403 403 200 200 403 404 200"},
    "agreement-compute": {"POST": "302 403 403 302 302 403 404 302"},
    "agreement-compute-spans": {"POST": "302 403 403 302 302 403 404 302"},
    "agreement-stop": {"POST": "302 403 403 302 302 403 404 302"},
    **{page: {"GET": "302 403 403 200 200 403 404 200"} for page in SCORE_PAGES},
    "talk-claim": {"POST": "302 403 403 302 302 403 404 302"},
}

# What differs once the project is released: researchers read, and write no more than before.
_OPENED = "401 200 200 200 200 200 404 200"
RELEASED: dict[str, dict[str, str]] = {
    "api-article": {"GET": _OPENED, "PATCH": "401 403 403 403 200 403 404 200"},
    "api-revisions": {"GET": _OPENED, "POST": "401 201 201 201 201 403 404 201"},
    "differences": {
        "GET": "302 200 200 200 200 200 404 200",
        "POST": "302 302 403 302 302 403 404 302",
    },
    "api-suggestions": {"GET": _OPENED},
    "api-annotations": {"POST": "401 201 201 201 201 403 404 201"},
    "api-annotation": {
        "GET": _OPENED,
        "PATCH": "401 200 403 403 403 403 404 403",
        "DELETE": "401 200 403 403 403 403 404 403",
    },
    "api-restore": {"POST": "401 200 403 403 403 403 404 403"},
    "api-accept": {"POST": "401 200 403 200 200 403 404 200"},
    "api-history": {"GET": _OPENED},
    "api-comments": {"POST": "401 201 201 201 201 403 404 201"},
    "api-comment": {
        "GET": _OPENED,
        "PATCH": "401 200 403 403 403 403 404 403",
        "DELETE": "401 204 403 403 403 403 404 403",
    },
    "api-source": {"GET": _OPENED, "PATCH": "401 403 403 403 200 403 404 200"},
    "api-source-merge": {"POST": "401 403 403 200 200 403 404 200"},
    "api-source-merge-undo": {"POST": "401 403 403 200 200 403 404 200"},
    "api-claim": {"GET": _OPENED, "PATCH": "401 403 403 403 200 403 404 200"},
    "api-claim-merge": {"POST": "401 403 403 200 200 403 404 200"},
    "api-claim-merge-undo": {"POST": "401 403 403 200 200 403 404 200"},
    "api-topic": {"GET": _OPENED, "PATCH": "401 403 403 200 200 403 404 200"},
    "api-topic-sentences": {"GET": _OPENED, "POST": "401 403 403 201 201 403 404 201"},
    "api-evidence": {"POST": "401 403 403 201 201 403 404 201"},
    "api-claim-split": {"POST": "401 403 403 201 201 403 404 201"},
    "api-claim-split-undo": {"POST": "401 403 403 200 200 403 404 200"},
    "api-claim-relations": {"GET": _OPENED, "POST": "401 403 403 201 201 403 404 201"},
    "api-claim-relation-undo": {"POST": "401 403 403 200 200 403 404 200"},
    "api-adjudications": {"POST": "401 403 403 201 201 403 404 201"},
    "api-adjudication": {"GET": _OPENED, "PATCH": "401 403 403 200 200 403 404 200"},
    "api-adjudication-reopen": {"POST": "401 403 403 200 200 403 404 200"},
    "api-sent-back": {"POST": "401 403 403 201 201 403 404 201"},
    "api-sent-back-undo": {"POST": "401 403 403 200 200 403 404 200"},
    "api-verdicts": {"POST": "401 403 403 201 201 403 404 201"},
    "api-verdict-approve": {"POST": "401 403 403 200 403 403 404 200"},
    "api-verdict-turn-down": {"POST": "401 403 403 200 200 403 404 200"},
    "api-assignment": {
        "GET": _OPENED,
        "PATCH": "401 200 403 403 403 403 404 403",
        "DELETE": "401 403 403 403 204 403 404 204",
    },
    "api-export": {"GET": _OPENED},
    "api-export-agreement": {"GET": _OPENED},
    "api-export-huggingface": {"GET": _OPENED},
    "annotate": {"GET": "302 200 200 200 200 200 404 200"},
    "article-done": {"POST": "302 302 302 302 302 302 404 302"},
    "switch-block": {"POST": "302 302 302 302 302 302 404 302"},
    "api-agreement-sources": {"GET": "401 200 200 200 200 200 404 200"},
    "api-agreement-annotators": {"GET": "401 200 200 200 200 200 404 200"},
    "api-agreement-competence": {"GET": "401 403 403 403 200 403 404 200"},
    "api-agreement-claims": {"GET": "401 200 200 200 200 200 404 200"},
    "api-agreement-runs": {
        "GET": "401 200 200 200 200 200 404 200",
        "POST": "401 202 202 202 202 403 404 202",
    },
    **{page: {"GET": "302 200 200 200 200 200 404 200"} for page in SCORE_PAGES},
    "api-derivations": {
        "GET": "401 200 200 200 200 200 404 200",
        "POST": "401 403 403 201 201 403 404 201",
    },
    "api-derivation-hints": {"GET": "401 200 200 200 200 200 404 200"},
    "api-derivation": {
        "GET": "401 200 200 200 200 200 404 200",
        "PATCH": "401 403 403 200 200 403 404 200",
        "DELETE": "401 403 403 204 204 403 404 204",
    },
    "agreement": {"GET": "302 200 200 200 200 200 404 200"},
    "agreement-parts": {"GET": "302 200 200 200 200 200 404 200"},
}

# Routes whose rights other tests walk, with the reason.
ELSEWHERE = {
    "api-schema": "tests/annotator/api/test_docs.py: describing everything takes a second a time",
    "api-docs": "tests/annotator/api/test_docs.py",
}
