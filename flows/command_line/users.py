"""`wattsleuth users`: who may open the workbench."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

from flows.command_line.guard import guarded
from flows.command_line.options import DEFAULT_LAKE, DebugOption, LakeOption, SettingsOption

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from review.roles import Role

users = typer.Typer(
    name="users", help="Add and change users of the workbench.", no_args_is_help=True
)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name to sign in with.")]
RoleOption = Annotated[
    str, typer.Option("--role", metavar="ROLE", help="viewer, reviewer, lead or admin.")
]
ZoneOption = Annotated[
    list[str] | None,
    typer.Option("--zone", help="A zone that the user may see; repeat it. Default: all."),
]


@users.command()
@guarded
def add(
    name: NameArgument,
    role: RoleOption = "reviewer",
    zone: ZoneOption = None,
    no_password: Annotated[
        bool,
        typer.Option("--no-password", help="The user comes through a proxy or provider alone."),
    ] = False,
    lake: LakeOption = DEFAULT_LAKE,
    settings: SettingsOption = None,
    debug: DebugOption = False,
) -> None:
    """Add a user; the password is asked for, or read from standard input."""
    from review.app import utc_now
    from review.people import PeopleError, add_user

    chosen = _role(role)
    password = None if no_password else _password()
    try:
        with _database(lake, settings) as connection:
            add_user(connection, name, password, chosen, utc_now(), zones=zone)
    except PeopleError as error:
        raise typer.BadParameter(str(error)) from error
    print(f"added {name!r} as {chosen.value}")


@users.command()
@guarded
def change(
    name: NameArgument,
    role: Annotated[str | None, typer.Option("--role", help="The new role.")] = None,
    zone: ZoneOption = None,
    all_zones: Annotated[bool, typer.Option("--all-zones", help="Every zone.")] = False,
    password: Annotated[
        bool, typer.Option("--password", help="Set a new password, asked for or read.")
    ] = False,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Let the user in, or no longer.")
    ] = None,
    lake: LakeOption = DEFAULT_LAKE,
    settings: SettingsOption = None,
    debug: DebugOption = False,
) -> None:
    """Change a user's role, zones or password, or shut them out; their sessions end."""
    from review.people import PeopleError, change_user
    from review.sessions import end_sessions_of

    try:
        with _database(lake, settings) as connection:
            change_user(
                connection,
                name,
                password=_password() if password else None,
                role=None if role is None else _role(role),
                zones=zone,
                all_zones=all_zones,
                is_active=active,
            )
            end_sessions_of(connection, name)
    except PeopleError as error:
        raise typer.BadParameter(str(error)) from error
    print(f"changed {name!r}")


@users.command(name="list")
@guarded
def list_users(
    lake: LakeOption = DEFAULT_LAKE, settings: SettingsOption = None, debug: DebugOption = False
) -> None:
    """List the users, their roles and zones."""
    from review.people import list_people

    with _database(lake, settings) as connection:
        for row in list_people(connection):
            zones = "all zones" if row.zones is None else ", ".join(row.zones)
            print(f"{row.name}  {row.role}  {zones}{'' if row.is_active else '  inactive'}")


def _role(text: str) -> Role:
    from review.roles import Role

    try:
        return Role(text)
    except ValueError as error:
        known = ", ".join(Role)
        raise typer.BadParameter(f"{text!r} is no role; there are {known}") from error


def _password() -> str:
    if sys.stdin.isatty():
        told: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return told
    return sys.stdin.readline().rstrip("\n")


def _database(lake: Path, settings: Path | None) -> AbstractContextManager[Connection]:
    from flows.steps.settings import settings_of
    from pipeline.lake import Lake
    from review.app import utc_now
    from review.database import writing
    from review.office import open_office

    opened = Lake(lake.resolve())
    if not opened.root.is_dir():
        raise typer.BadParameter(f"there is no lake at {opened.root}", param_hint="--lake")
    return writing(open_office(opened, settings_of(opened, settings), utc_now).engine)
