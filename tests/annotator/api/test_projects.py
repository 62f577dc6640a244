"""Projects through the API."""

from collections.abc import Callable

from rest_framework.test import APIClient

from annotator.models import Project, User

AsToken = Callable[..., APIClient]


def test_it_lists_the_projects_one_is_a_member_of(
    as_token: AsToken, annotator: User, project: Project, other_project: Project
) -> None:
    answer = as_token(annotator).get("/api/v1/projects/")
    assert answer.status_code == 200, answer.content
    assert [row["slug"] for row in answer.json()["results"]] == [project.slug]


def test_it_makes_a_project_for_somebody_who_manages_one(
    as_token: AsToken, manager: User, annotator: User
) -> None:
    body = {"slug": "new-one", "name": "New one"}
    refused = as_token(annotator).post("/api/v1/projects/", body)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "not_allowed"
    made = as_token(manager).post("/api/v1/projects/", body)
    assert made.status_code == 201, made.content
    assert made.json()["slug"] == "new-one"
    again = as_token(manager).post("/api/v1/projects/", body)
    assert again.status_code == 409


def test_it_changes_and_archives_a_project(
    as_token: AsToken, manager: User, project: Project
) -> None:
    client = as_token(manager)
    address = f"/api/v1/projects/{project.slug}/"
    assert client.patch(address, {"name": "Dikes and locks"}).json()["name"] == "Dikes and locks"
    assert client.delete(address).json()["archived_at"] is not None
    assert client.get("/api/v1/projects/").json()["results"] == []
    [row] = client.get("/api/v1/projects/?archived=true").json()["results"]
    assert row["slug"] == project.slug
    assert client.patch(address, {"is_archived": False}).json()["archived_at"] is None


def test_managers_see_addresses_and_others_names(
    as_token: AsToken, manager: User, annotator: User, project: Project
) -> None:
    address = f"/api/v1/projects/{project.slug}/members/"
    emails = {row["email"] for row in as_token(manager).get(address).json()["results"]}
    assert emails == {manager.email, annotator.email}
    rows = as_token(annotator).get(address).json()["results"]
    assert {row["email"] for row in rows} == {None}
    assert {row["name"] for row in rows} == {"manager", "annotator"}


def test_a_member_is_added_by_address_given_another_role_and_removed(
    as_token: AsToken, manager: User, outsider: User, project: Project
) -> None:
    client = as_token(manager)
    members = f"/api/v1/projects/{project.slug}/members/"
    added = client.post(members, {"user": outsider.email, "role": "annotator"})
    assert added.status_code == 201, added.content
    one = f"{members}{outsider.pk}/"
    assert client.patch(one, {"role": "reviewer"}).json()["role"] == "reviewer"
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404


def test_nobody_raises_themselves(
    as_token: AsToken, manager: User, annotator: User, project: Project
) -> None:
    members = f"/api/v1/projects/{project.slug}/members/"
    raised = as_token(annotator).post(members, {"user": annotator.pk, "role": "manager"})
    assert raised.status_code == 403
    own = as_token(manager).patch(f"{members}{manager.pk}/", {"role": "reviewer"})
    assert own.status_code == 403
    assert own.json()["error"]["code"] == "own_role"


def test_whose_address_is_known_is_for_managers_to_learn(
    as_token: AsToken, annotator: User, outsider: User, project: Project
) -> None:
    members = f"/api/v1/projects/{project.slug}/members/"
    client = as_token(annotator)
    known = client.post(members, {"user": outsider.email, "role": "annotator"})
    unknown = client.post(members, {"user": "nobody@cast.example", "role": "annotator"})
    assert known.status_code == unknown.status_code == 403
    assert known.json() == unknown.json()


def test_a_guideline_gets_numbered_versions(
    as_token: AsToken, manager: User, annotator: User, project: Project
) -> None:
    address = f"/api/v1/projects/{project.slug}/guideline/"
    client = as_token(manager)
    assert client.post(address, {"markdown": "# One"}).json()["number"] == 1
    assert client.post(address, {"markdown": "# Two"}).json()["number"] == 2
    rows = as_token(annotator).get(address).json()["results"]
    assert [row["markdown"] for row in rows] == ["# Two", "# One"]
    assert as_token(annotator).post(address, {"markdown": "# Mine"}).status_code == 403


def test_a_release_opens_a_project_to_researchers(
    as_token: AsToken, manager: User, researcher: User, project: Project
) -> None:
    client = as_token(manager)
    address = f"/api/v1/projects/{project.slug}/release/"
    assert as_token(researcher).post(address).status_code == 403
    assert client.post(address, {"now": True}).status_code == 400
    assert client.post(address).json()["released_at"] is not None
