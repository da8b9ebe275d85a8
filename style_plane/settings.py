"""Every setting of the style plane's environment, in one class."""

from __future__ import annotations

import os
from functools import cached_property, lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url


def _default_home() -> Path:
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "reelwright"


@lru_cache(maxsize=16)
def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Raises: ValueError: when something in it is no address and no network."""
    return tuple(ip_network(item, strict=False) for item in text.replace(",", " ").split())


class PlaneSettings(BaseSettings):
    """Read once where the process starts; prefix `REELWRIGHT_STYLE_PLANE_` except for the home."""

    model_config = SettingsConfigDict(
        env_prefix="REELWRIGHT_STYLE_PLANE_",
        frozen=True,
        use_attribute_docstrings=True,
        extra="ignore",
        populate_by_name=True,
    )

    home: Path = Field(
        default_factory=_default_home, validation_alias=AliasChoices("REELWRIGHT_HOME")
    )
    """Reelwright's home (`REELWRIGHT_HOME`); styles are kept in `styles.db` and `styles/` there."""
    database_url: str = ""
    """SQLAlchemy address of the styles' database. Empty: SQLite at HOME/styles.db."""
    database_owner_url: str = ""
    """PostgreSQL: address of the role that owns the tables, used at start only. The role in
    `database_url` can then add to what is published and logged, and never change it. Empty: one role
    does everything, and triggers alone stand in the way."""
    token: str = ""
    """Bearer token of automation that may do everything. Empty, and nobody set up the plane yet:
    changes are taken from this machine without any."""
    usage_token: str = ""
    """Bearer token with which runs report what they used, and nothing else. Empty: none."""
    setup_code: str = ""
    """What the first set-up asks for from another machine. Empty: `python -m style_plane` takes a
    random one at each start and logs it."""
    open_reading: bool = True
    """Whether anybody may see published styles; else only who signed in or sends a token."""
    public_url: str = ""
    """Address under which others reach the plane, such as `https://styles.example`: needed behind
    a proxy. Empty: the one that it is asked under."""
    trusted_proxies: str = ""
    """Addresses or networks of proxies before the plane, such as `10.0.0.7 192.168.4.0/24`: of them
    alone it believes for whom they ask (`X-Forwarded-For`), so that limits count each client. Empty:
    everybody behind a proxy counts as one."""
    max_asset_bytes: int = Field(default=32 * 1024 * 1024, ge=1024)
    """Larger uploads are refused."""
    prefect_url: str = ""
    """Address of a Prefect API, such as `http://127.0.0.1:4200/api`, that hears of new versions.
    Empty: nobody is told."""
    prefect_authorization: str = ""
    """What that API wants in the header `Authorization`, such as `Bearer KEY`. Empty: nothing."""

    @model_validator(mode="after")
    def _owner_has_postgresql(self) -> PlaneSettings:
        backends = {make_url(item).get_backend_name() for item in self._addresses}
        if self.database_owner_url and backends != {"postgresql"}:
            raise ValueError(
                "REELWRIGHT_STYLE_PLANE_DATABASE_OWNER_URL is for PostgreSQL: give both it and "
                "REELWRIGHT_STYLE_PLANE_DATABASE_URL addresses of one PostgreSQL database, or leave "
                "it empty."
            )
        return self

    @field_validator("prefect_url")
    @classmethod
    def _prefect_is_an_address(cls, value: str) -> str:
        found = urlsplit(value)
        if value and (found.scheme not in ("http", "https") or not found.hostname):
            raise ValueError(f"{value!r} is no address; write http://HOST:PORT/api")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_are_networks(cls, value: str) -> str:
        _networks(value)
        return value

    def trusts(self, address: str) -> bool:
        """Whether an address is one of a proxy whose word on its client is believed."""
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in _networks(self.trusted_proxies))

    @property
    def _addresses(self) -> tuple[str, str]:
        return self.sqlalchemy_url, self.database_owner_url or self.sqlalchemy_url

    @cached_property
    def sqlalchemy_url(self) -> str:
        """Where the tables are."""
        return self.database_url or f"sqlite:///{self.home / 'styles.db'}"

    @cached_property
    def shown_database(self) -> str:
        """The same for a person, without the password."""
        return make_url(self.sqlalchemy_url).render_as_string(hide_password=True)

    @cached_property
    def assets_folder(self) -> Path:
        """Where fonts and images lie, by sha256."""
        return self.home / "styles" / "assets"

    @cached_property
    def proofs_folder(self) -> Path:
        """Where proof pictures lie; may be emptied at any time."""
        return self.home / "styles" / "proofs"
