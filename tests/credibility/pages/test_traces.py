"""Down to the spans: what the numbers of the agreement page open."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from annotator.models import Job, Project, User
from annotator.services.projects import update_project
from credibility import services
from credibility.pages.source_panel import short_names
from tests.credibility.conftest import Desk

AsPerson = Callable[[User | None], Client]
AGREEMENT = "/p/dikes/agreement/"


def pair_page(desk: Desk) -> str:
    """Where GUR and the Pentagon are compared."""
    return f"{AGREEMENT}pairs/{desk.source('GUR').pk}/{desk.source('Pentagon').pk}/"


def text_of(page: str) -> str:
    """The page's words, without tags."""
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", page).split()))


class TestPairs:
    def test_a_pair_opens_its_claims_positions_and_spans(
        self, scored: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        browser = as_person(reviewer)
        main = browser.get(AGREEMENT).content.decode()
        assert f'href="{pair_page(scored)}"' in main
        page = browser.get(pair_page(scored)).content.decode()
        words = text_of(page)
        assert "took the same position on 3 of the 4 claims (2 stories)" in words
        assert page.index("claim 3") < page.index("claim 0")  # where they part comes first
        assert "Pentagon disputes" in words
        assert "In report 0 the 3. thing was said to have happened." in words
        article = scored.article("High water").pk
        assert f'href="/p/dikes/articles/{article}/#p4:~:text=' in page

    @pytest.mark.parametrize(
        ("show", "there", "absent"),
        [("same", "claim 0", "claim 3"), ("differ", "claim 3", "claim 0")],
    )
    def test_each_part_of_the_number_has_its_own_list(
        self, scored: Desk, reviewer: User, as_person: AsPerson, show: str, there: str, absent: str
    ) -> None:
        page = as_person(reviewer).get(pair_page(scored), {"show": show}).content.decode()
        assert there in page
        assert absent not in page

    def test_a_silence_of_both_is_listed_and_is_no_agreement(
        self, scored: Desk, annotator: User, reviewer: User, as_person: AsPerson
    ) -> None:
        chains = [("GUR", "declines")], [("Pentagon", "not_acknowledged")]
        article = scored.article("High water")
        scored.mark(annotator, article, "nobody knows", *chains, sentence=9)
        scored.catch_up()
        page = as_person(reviewer).get(pair_page(scored), {"show": "silent"}).content.decode()
        assert "nobody knows" in page
        assert "3 of the 4 claims" in page

    def test_the_scope_narrows_numbers_and_claims_alike(
        self, scored: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        browser = as_person(reviewer)
        topic = scored.claim("claim 0").topic_id
        page = browser.get(pair_page(scored), {"topic": str(topic)}).content.decode()
        assert "on 3 of the 3 claims (1 story)" in page
        assert "claim 3" not in page
        early = browser.get(pair_page(scored), {"as_of": "2024-12-16"}).content.decode()
        assert "No claim on which both take a position" in early
        french = browser.get(pair_page(scored), {"language": "en", "since": "2024-12-17"})
        assert "on 3 of the 4 claims" in french.content.decode()

    def test_two_sources_that_never_met_say_so(
        self, scored: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        address = f"{AGREEMENT}pairs/{scored.source('GUR').pk}/{scored.source('Nobody').pk}/"
        page = as_person(reviewer).get(address).content.decode()
        assert "No claim on which both take a position" in page

    def test_the_number_of_statements_does_not_grow_with_the_claims(
        self,
        scored: Desk,
        annotator: User,
        reviewer: User,
        as_person: AsPerson,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        article = scored.article("more", publisher="Polder Post")
        for place in range(12):
            chains = [("GUR", "asserts")], [("Pentagon", "asserts")]
            scored.mark(annotator, article, f"more {place}", *chains, sentence=place)
        scored.catch_up()
        browser = as_person(reviewer)
        with django_assert_max_num_queries(30):
            page = browser.get(pair_page(scored))
        assert b"page 1 of 2" in page.content


class TestUnits:
    def test_a_coefficient_opens_patterns_articles_and_passages(
        self, scored: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        browser = as_person(reviewer)
        address = f"{AGREEMENT}spans/"
        assert f'href="{address}"' in browser.get(AGREEMENT).content.decode()
        assert "High water" in browser.get(address).content.decode()
        article = scored.article("High water").pk
        page = text_of(browser.get(address, {"article": article}).content.decode())
        assert "judged by two or more (5)" in page
        assert "left out: only one person (1)" in page

    def test_each_pattern_and_each_person_opens_just_the_passages_it_counts(
        self, scored: Desk, annotator: User, reviewer: User, manager: User, as_person: AsPerson
    ) -> None:
        article = scored.article("High water")
        for who, label in ((annotator, "confirmed"), (reviewer, "contested")):
            scored.mark(who, article, None, sentence=8, label=label)
        scored.catch_up()
        browser, address = as_person(manager), f"{AGREEMENT}spans/"
        page = browser.get(address).content.decode()
        for pattern, number in (("2-0-0", 4), ("0-0-2", 1), ("1-0-1", 1)):
            assert f'<a href="?pattern={pattern}"><strong>{number}</strong></a>' in page
            opened = browser.get(address, {"pattern": pattern}).content.decode()
            assert opened.count('<article class="traced"') == number
        parted = text_of(browser.get(address, {"pattern": "1-0-1"}).content.decode())
        assert "How many people gave what: Confirmed 1, Unverified 0, Contested 1." in parted
        assert "In report 0 the 8. thing" in parted
        pair = "-".join(map(str, sorted((annotator.pk, reviewer.pk))))
        of_pair = browser.get(address, {"pattern": "1-0-1", "pair": pair}).content.decode()
        assert of_pair.count('<article class="traced"') == 1
        competence = browser.get(f"{AGREEMENT}competence/").content.decode()
        assert f'href="{address}?person={annotator.pk}"' in competence
        mine = browser.get(address, {"person": annotator.pk}).content.decode()
        assert mine.count('<article class="traced"') == 6
        for nonsense in ("1-1", "a-b-c", "9-9-9", "1-0-0-0"):
            answer = browser.get(address, {"pattern": nonsense, "person": "999999"})
            assert answer.status_code == 200
            assert '<article class="traced"' not in answer.content.decode()

    def test_stances_show_on_which_source_people_part(
        self, scored: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        query: dict[str, str | int] = {
            "of": "stances",
            "article": scored.article("High water").pk,
            "show": "differ",
        }
        page = as_person(reviewer).get(f"{AGREEMENT}spans/", query).content.decode()
        assert "On what Kremlin does with the claim they part." in page
        assert "In report 0 the 5. thing" in page
        assert "In report 0 the 0. thing" not in page

    def test_left_out_passages_can_be_read(
        self, scored: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        query: dict[str, str | int] = {
            "article": scored.article("High water").pk,
            "show": "left_out",
        }
        page = as_person(reviewer).get(f"{AGREEMENT}spans/", query).content.decode()
        assert "In report 0 the 6. thing" in page
        assert "Only one person marked this." in page

    def test_a_pair_and_a_label_narrow_it(
        self,
        scored: Desk,
        annotator: User,
        second_annotator: User,
        reviewer: User,
        as_person: AsPerson,
    ) -> None:
        query: dict[str, str | int] = {
            "article": scored.article("High water").pk,
            "pair": f"{annotator.pk}-{second_annotator.pk}",
            "label": "contested",
        }
        page = as_person(reviewer).get(f"{AGREEMENT}spans/", query).content.decode()
        assert "In report 0 the 3. thing" in page
        assert "In report 0 the 0. thing" not in page

    def test_what_was_relabelled_later_counts_as_it_was_settled(
        self, scored: Desk, annotator: User, reviewer: User, as_person: AsPerson
    ) -> None:
        from annotator.models import Annotation

        row = Annotation.objects.filter(author=annotator, claim__text="claim 0").get()
        row.settled = {"label": "unverified", "chains": []}
        row.save()
        query: dict[str, str | int] = {"article": scored.article("High water").pk, "show": "differ"}
        page = text_of(as_person(reviewer).get(f"{AGREEMENT}spans/", query).content.decode())
        assert "Counts as it was settled first: Unverified" in page


class TestLeftOut:
    @pytest.mark.parametrize(
        ("reason", "words"),
        [
            ("no_claim", "In report 0 the 6. thing"),
            ("no_majority", "Kremlin"),
            ("source_unnamed", "Nothing is left out for this reason."),
            ("publisher_unknown", "Nothing is left out for this reason."),
        ],
    )
    def test_each_reason_lists_what_it_leaves_out(
        self, scored: Desk, reviewer: User, as_person: AsPerson, reason: str, words: str
    ) -> None:
        assert words in as_person(reviewer).get(f"{AGREEMENT}left-out/{reason}/").content.decode()

    def test_unnamed_sources_and_unknown_publishers_are_found(
        self, scored: Desk, annotator: User, reviewer: User, as_person: AsPerson
    ) -> None:
        nameless = scored.article("nameless")
        scored.mark(annotator, nameless, "claim 0", sentence=1)
        scored.mark(annotator, nameless, "claim 1", [(None, "denies")], sentence=2)
        browser = as_person(reviewer)
        unknown = browser.get(f"{AGREEMENT}left-out/publisher_unknown/").content.decode()
        unnamed = browser.get(f"{AGREEMENT}left-out/source_unnamed/").content.decode()
        assert "In report 1 the 1. thing" in unknown
        assert "In report 1 the 2. thing" in unnamed

    def test_another_reason_is_not_there(
        self, scored: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        assert as_person(reviewer).get(f"{AGREEMENT}left-out/because/").status_code == 404


class TestMainPage:
    def test_the_heat_map_names_prevalence_and_left_out_lead_on(
        self, scored: Desk, annotator: User, reviewer: User, as_person: AsPerson
    ) -> None:
        article = scored.article("High water")
        chains = [("GUR", "asserts")], [("Reuters", "asserts")]
        scored.mark(annotator, article, "claim 9", *chains, sentence=8)
        scored.catch_up()
        page = as_person(reviewer).get(AGREEMENT).content.decode()
        assert '<td class="heat-3">' in page
        assert "n 1</a>" in page
        assert f'href="{AGREEMENT}left-out/no_majority/"' in page
        assert "By these shares alone two positions are the same" in text_of(page)

    def test_a_period_that_ends_before_it_begins_is_refused_in_words(
        self, scored: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        query = {"since": "2024-12-20", "as_of": "2024-12-01"}
        answer = as_person(reviewer).get(AGREEMENT, query)
        assert answer.status_code == 200
        assert "This day lies before the first." in answer.content.decode()

    @pytest.mark.parametrize(
        "query", [{"topic": "999999"}, {"language": "xx"}, {"as_of": "yesterday"}, {"page": "x"}]
    )
    def test_filters_that_make_no_sense_break_nothing(
        self, scored: Desk, reviewer: User, as_person: AsPerson, query: dict[str, str]
    ) -> None:
        assert as_person(reviewer).get(AGREEMENT, query).status_code == 200
        assert as_person(reviewer).get(f"{AGREEMENT}parts/", query).status_code == 200

    def test_a_rebuild_can_be_stopped(
        self, scored: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        browser = as_person(reviewer)
        token = {"csrfmiddlewaretoken": str(browser.get(AGREEMENT).context["csrf_token"])}
        browser.post(f"{AGREEMENT}compute/", token)
        assert b"stop-computing" in browser.get(AGREEMENT).content
        answer = browser.post(f"{AGREEMENT}stop/", token, follow=True)
        assert b"Stopped. The scores are as they were." in answer.content
        again = browser.post(f"{AGREEMENT}stop/", token, follow=True)
        assert b"It was over already." in again.content

    def test_runs_say_when_and_from_which_inputs(
        self, scored: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        from credibility.models import ScoreRun
        from credibility.services import rescore

        rescore(scored.project)
        run = ScoreRun.objects.get()
        page = as_person(reviewer).get(f"{AGREEMENT}runs/").content.decode()
        assert run.inputs_digest[:16] in page
        assert "as the numbers stand" in page
        assert f"Kept as run {run.pk}." in as_person(reviewer).get(AGREEMENT).content.decode()


class TestBadInput:
    def test_an_empty_project_has_pages_that_say_so(
        self, desk: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        browser = as_person(reviewer)
        for path in ("", "parts/", "runs/", "spans/", "left-out/no_majority/"):
            assert browser.get(f"{AGREEMENT}{path}").status_code == 200
        assert b"Nothing here was judged by two." in browser.get(f"{AGREEMENT}spans/").content

    def test_one_annotator_and_one_label_are_named(
        self,
        desk: Desk,
        annotator: User,
        second_annotator: User,
        reviewer: User,
        as_person: AsPerson,
    ) -> None:
        article = desk.article("High water", publisher="Polder Post")
        desk.mark(annotator, article, "claim", [("GUR", "asserts")])
        desk.catch_up()
        browser = as_person(reviewer)
        alone = browser.get(AGREEMENT).content.decode()
        assert "Nothing here was judged by two." in alone
        assert "Give at least one article to two people" in alone
        desk.mark(second_annotator, article, "claim", [("GUR", "asserts")])
        desk.catch_up()
        same = browser.get(AGREEMENT).content.decode()
        assert "Too little to tell" in same or "Everybody always said the same" in same

    def test_a_claim_that_very_many_articles_carry_costs_no_more_statements(
        self,
        scored: Desk,
        annotator: User,
        reviewer: User,
        as_person: AsPerson,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        carry_claim(scored, annotator, "claim 0", times=5000)
        browser = as_person(reviewer)
        with django_assert_max_num_queries(30):
            page = browser.get(pair_page(scored))
        assert page.status_code == 200
        assert page.content.count(b'class="evidence"') <= 40


def carry_claim(desk: Desk, who: User, claim: str, *, times: int) -> None:
    """Makes an annotation on the claim appear that many times more, as an import might."""
    import uuid

    from annotator.models import Annotation, Attribution

    first = Annotation.objects.filter(author=who, claim__text=claim).get()
    ids = [uuid.uuid4() for _ in range(times)]
    hops = list(first.attributions.all())
    facts = {f.attname: getattr(first, f.attname) for f in Annotation._meta.concrete_fields}
    rows = [Annotation(**{**facts, "id": pk}) for pk in ids]
    Annotation.objects.bulk_create(rows, batch_size=500)
    Attribution.objects.bulk_create(
        (
            Attribution(
                annotation_id=pk,
                chain=hop.chain,
                position=hop.position,
                source_id=hop.source_id,
                stance=hop.stance,
            )
            for pk in ids
            for hop in hops
        ),
        batch_size=2000,
    )


@pytest.mark.parametrize(
    "path",
    ["runs/", "spans/", "left-out/no_claim/", "pairs/{a}/{b}/", "../sources/", "../sources/{a}/"],
)
class TestWhoMayRead:
    def test_a_blind_project_keeps_them_from_annotators_until_release(
        self,
        scored: Desk,
        annotator: User,
        manager: User,
        outsider: User,
        as_person: AsPerson,
        path: str,
    ) -> None:
        a, b = scored.source("GUR").pk, scored.source("Pentagon").pk
        address = (AGREEMENT + path.format(a=a, b=b)).replace("agreement/../", "")
        update_project(manager, scored.project, {"is_blind": True})
        refused = as_person(annotator).get(address)
        assert refused.status_code == 403
        assert b"Pentagon" not in refused.content
        assert as_person(outsider).get(address).status_code == 404
        Project.objects.update(released_at=timezone.now())
        assert as_person(annotator).get(address).status_code == 200

    def test_researchers_see_no_names_of_annotators(
        self, scored: Desk, annotator: User, researcher: User, as_person: AsPerson, path: str
    ) -> None:
        User.objects.filter(pk=annotator.pk).update(name="Ans Reader")
        Project.objects.update(released_at=timezone.now())
        a, b = scored.source("GUR").pk, scored.source("Pentagon").pk
        address = (AGREEMENT + path.format(a=a, b=b)).replace("agreement/../", "")
        page = as_person(researcher).get(address)
        assert page.status_code == 200
        assert b"Ans Reader" not in page.content


def test_short_names_are_short_and_differ() -> None:
    names = ["GUR", "Pentagon", "General Staff of Ukraine", "Pentagram", "The Harbour Gazette"]
    assert short_names(names) == ["GUR", "Pent.", "GenSo", "Pent.2", "HarG"]


class TestMeasures:
    def test_a_pair_of_annotators_has_the_kappas_of_two(
        self,
        scored: Desk,
        annotator: User,
        second_annotator: User,
        reviewer: User,
        as_person: AsPerson,
    ) -> None:
        query = {"pair": f"{annotator.pk}-{second_annotator.pk}"}
        words = text_of(as_person(reviewer).get(f"{AGREEMENT}spans/", query).content.decode())
        # Five passages, all alike: 4 confirmed, 1 contested.
        for name in ("Cohen's kappa", "Scott's pi", "Fleiss' kappa", "Brennan and Prediger's"):
            assert f"{name}" in words
        assert "Cohen's kappa 1.00" in words
        assert "1000 resamples (seed 1)" in words

    def test_the_api_and_its_file_have_them_too(
        self, scored: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        address = "/api/v1/agreement/annotators/"
        browser = as_person(reviewer)
        query = {"project": "dikes", "measure": "cohen_kappa"}
        (row,) = browser.get(address, query).json()["results"]
        assert (row["scope"]["kind"], row["value"], row["n"]) == ("pair", 1.0, 5)
        file = browser.get(address, {**query, "format": "csv"})
        lines = file.getvalue().decode().splitlines()
        assert lines[0] == "kind,of,measure,value,lower,upper,n,left_out,undefined"
        assert lines[1].startswith("pair,")

    def test_boundaries_have_f1_and_a_report_on_demand(
        self, scored: Desk, reviewer: User, as_person: AsPerson
    ) -> None:
        browser = as_person(reviewer)
        page = browser.get(AGREEMENT)
        # Five passages of both to the character, a sixth of one alone: 2 x 5 / (6 + 5).
        words = text_of(page.content.decode())
        assert "Boundaries to the character, F1 0.91" in words
        token = {"csrfmiddlewaretoken": str(page.context["csrf_token"])}
        browser.post(f"{AGREEMENT}compute-spans/", token)
        assert b"stop-spans" in browser.get(f"{AGREEMENT}parts/").content
        services.span_report(Job.objects.get().pk)
        words = text_of(browser.get(AGREEMENT).content.decode())
        assert "Gamma: place and label in one sampling error" in words
        assert "Compute u-alpha and gamma again" in words
