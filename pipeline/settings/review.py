"""Review: who may open the workbench, and where it keeps what people decide."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class SignIn(StrEnum):
    """How users of the workbench prove who they are."""

    LOCAL = "local"
    PROXY = "proxy"
    OIDC = "oidc"


class ReviewSettings(BaseModel):
    """The web workbench."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    database: str = Field(
        "",
        description="database URL of users, decisions and audit log; empty: SQLite in the lake",
    )
    sign_in: SignIn = Field(
        SignIn.LOCAL,
        description="local accounts, a reverse proxy's header, or an OpenID Connect provider",
    )
    proxy_user_header: str = Field(
        "X-Forwarded-User", description="header in which the proxy names the user"
    )
    trusted_proxies: tuple[str, ...] = Field(
        ("127.0.0.1", "::1"), description="addresses whose headers are believed"
    )
    oidc_issuer: str = Field("", description="URL of the OpenID Connect provider")
    oidc_client_id: str = Field("", description="client id of the workbench at the provider")
    oidc_secret_variable: str = Field(
        "WATTSLEUTH_OIDC_SECRET", description="environment variable that holds the client secret"
    )
    allowed_hosts: tuple[str, ...] = Field(
        (), description="host names by which the workbench is reached, beyond loopback"
    )
    public_url: str = Field(
        "", description="address of the workbench as people reach it, for links on printed sheets"
    )
    session_hours: float = Field(10.0, gt=0, le=168, description="hours until sign-in is due again")
    idle_minutes: float = Field(60.0, gt=0, description="minutes without a click until it is due")
    failed_sign_ins: int = Field(
        5, ge=1, description="failed attempts after which a name must wait"
    )
    wait_minutes: float = Field(15.0, gt=0, description="how long it must wait")
    attachment_megabytes: float = Field(10.0, gt=0, description="largest photo or document")
    crews: tuple[str, ...] = Field((), description="names of the crews that make visits")
