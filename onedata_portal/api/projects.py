"""Projects, their settings and members. Members see a project, its creators manage it."""

from __future__ import annotations

from fastapi import APIRouter

from onedata_assets.domain.security.projects import has_separator
from onedata_assets.domain.security.roles import Action, Role
from onedata_portal.api.errors import ConflictError, ErrorBody, may_answer
from onedata_portal.api.models import Page
from onedata_portal.api.project_models import (
    May,
    MemberItem,
    NewProject,
    ProjectChanges,
    ProjectItem,
    ProjectPage,
    ProjectSettings,
    RoleGiven,
    SettingsRefused,
)
from onedata_portal.api.project_parsed import require_readable, told
from onedata_portal.api.within import Asker, Within
from onedata_resources.errors import BadInputError
from onedata_resources.store.people import spelled
from onedata_resources.store.projects import Member, Project

router = APIRouter(tags=["projects"])


@router.get("/projects", operation_id="list_projects", summary="Projects · 项目组列表")
def list_projects(asker: Asker) -> Page[ProjectItem]:
    """List the projects that one is a member of; for administrators all."""
    seen = [each for each in asker.portal.projects.list() if asker.may(Action.VIEW, each.name)]
    return Page(items=[_item(asker, each) for each in seen], total=len(seen))


@router.post(
    "/projects",
    operation_id="add_project",
    summary="Make a project · 新建项目组",
    status_code=201,
    responses=may_answer(403, 409),
)
def add_project(asker: Asker, body: NewProject) -> ProjectPage:
    """Make a project whose creator is who makes it."""
    asker.require_admin()
    if has_separator(spelled(body.name)):
        raise BadInputError(
            f"The name {body.name!r} must not begin or end with a dot, nor have two in a row: tags "
            "of assets part names by them.",
            f"名称 {body.name!r} 不得以点开头或结尾，也不得有连续两个点：资产标签以其分隔名称。",
        )
    projects, now = asker.portal.projects, asker.portal.clock()
    project = projects.add(body.name, title=body.title, description=body.description, now=now)
    projects.set_role(project.name, asker.person.name, Role.CREATOR, now)
    asker.did("project.add", "project", project.name, project=project.name)
    return _page(asker, projects.get(project.name))


@router.get(
    "/projects/{name}",
    operation_id="get_project",
    summary="A project · 项目组详情",
    responses=may_answer(404),
)
def get_project(asker: Asker, name: str) -> ProjectPage:
    """Return a project with its settings."""
    asker.require_in(name, Action.VIEW)
    return _page(asker, asker.portal.projects.get(name))


@router.patch(
    "/projects/{name}",
    operation_id="change_project",
    summary="Change a project · 修改项目组",
    responses={**may_answer(403, 404), 422: {"model": SettingsRefused | ErrorBody}},
)
def change_project(asker: Asker, name: str, body: ProjectChanges) -> ProjectPage:
    """Change title, description or settings; what is not given stays."""
    asker.require_in(name, Action.MANAGE)
    fields = body.model_dump(exclude_none=True)
    if body.settings is not None:
        require_readable(fields["settings"], asker.portal.installation)
    before = asker.portal.projects.get(name)
    project = asker.portal.projects.change(name, **fields)
    changed = {key: [str(getattr(before, key)), str(value)] for key, value in fields.items()}
    asker.did("project.change", "project", name, project=name, details=changed)
    return _page(asker, project)


@router.delete(
    "/projects/{name}",
    operation_id="remove_project",
    summary="Remove a project · 删除项目组",
    status_code=204,
    responses=may_answer(403, 404),
)
def remove_project(asker: Asker, name: str) -> None:
    """Remove a project; its assets and runs stay, for administrators."""
    asker.require_in(name, Action.VIEW)
    asker.require_admin()
    asker.portal.projects.remove(name)
    asker.did("project.remove", "project", name, project=name)


@router.get(
    "/projects/{name}/members",
    operation_id="list_members",
    summary="Members · 项目组成员",
    responses=may_answer(404),
)
def list_members(asker: Asker, name: str) -> Page[MemberItem]:
    """List who is in a project."""
    asker.require_in(name, Action.VIEW)
    members = [_member(each) for each in asker.portal.projects.members(name)]
    return Page(items=members, total=len(members))


@router.put(
    "/projects/{name}/members/{person}",
    operation_id="set_member",
    summary="Give a role · 设置成员角色",
    responses=may_answer(403, 404, 409),
)
def set_member(asker: Asker, name: str, person: str, body: RoleGiven) -> MemberItem:
    """Make somebody a member with a role, or change their role."""
    asker.require_in(name, Action.MANAGE)
    if body.role is not Role.CREATOR:
        _require_other_creator(asker, name, person)
    before = asker.portal.people.get(person).roles.get(name)
    member = asker.portal.projects.set_role(name, person, body.role, asker.portal.clock())
    asker.did("member.set", "member", person, project=name, details={"role": body.role})
    if before != body.role:
        asker.tell(asker.portal.people.get(person), "role_given", project=name, role=body.role)
    return _member(member)


@router.delete(
    "/projects/{name}/members/{person}",
    operation_id="remove_member",
    summary="Take somebody out · 移除成员",
    status_code=204,
    responses=may_answer(403, 404, 409),
)
def remove_member(asker: Asker, name: str, person: str) -> None:
    """Take somebody out of a project; everybody may leave one themselves."""
    leaves = person == asker.person.name and asker.known.via == "session"
    asker.require_in(name, Action.VIEW if leaves else Action.MANAGE)
    _require_other_creator(asker, name, person)
    asker.portal.projects.remove_member(name, person)
    asker.did("member.remove", "member", person, project=name)
    asker.tell(asker.portal.people.get(person), "role_taken", project=name)


def _require_other_creator(asker: Within, project: str, person: str) -> None:
    members = asker.portal.projects.members(project)
    creators = {each.name for each in members if each.role == Role.CREATOR}
    if creators == {person}:
        raise ConflictError(
            f"{person} is the only creator of this project: make somebody else one first.",
            f"{person} 是该项目组唯一的创建者：请先指定其他创建者。",
        )


def _item(asker: Within, project: Project) -> ProjectItem:
    return ProjectItem(
        name=project.name,
        title=project.title,
        description=project.description,
        role=asker.known.viewer.roles.get(project.name),
        members=project.members,
        created_at=project.created_at,
    )


def _page(asker: Within, project: Project) -> ProjectPage:
    parsed, faults = told(project.settings, asker.portal.installation)
    return ProjectPage(
        **_item(asker, project).model_dump(),
        parsed=parsed,
        faults=faults,
        settings=ProjectSettings.model_validate(dict(project.settings)),
        may=May(manage=asker.may(Action.MANAGE, project.name), delete=asker.is_admin),
    )


def _member(member: Member) -> MemberItem:
    return MemberItem(
        name=member.name,
        display_name=member.display_name,
        role=Role(member.role),
        since=member.since,
    )
