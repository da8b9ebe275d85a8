"""Make what `prefect deploy --all` needs on a Prefect API: the work pool. Twice is harmless."""

from __future__ import annotations

import asyncio

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists

POOL = "reelwright"


async def bootstrap() -> bool:
    """Create the work pool; False when it was there."""
    async with get_client() as client:
        try:
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
        except ObjectAlreadyExists:
            return False
    return True


def main() -> None:
    """Create, and say what to type next."""
    made = asyncio.run(bootstrap())
    print(f"The work pool {POOL!r} {'was made' if made else 'is there'}.")  # noqa: T201
    print(f"Next: prefect --no-prompt deploy --all && prefect worker start --pool {POOL}")  # noqa: T201


if __name__ == "__main__":
    main()
