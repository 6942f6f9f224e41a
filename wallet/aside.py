"""Long work on values aside from the event loop, which goes on answering others."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

T = TypeVar("T")

# Few, since all threads share one interpreter: the loop waits for its turn behind each of them.
_THREADS: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="aside")


async def aside(function: Callable[..., T], /, *args: Any) -> T:
    """What a function returns or raises, done in a thread, in the language being spoken."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(_THREADS, context.run, function, *args)
