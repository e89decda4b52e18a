"""A kernel of the interpreter that runs this, whatever kernels are installed."""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_client import AsyncKernelManager

INLINE = "module://matplotlib_inline.backend_inline"


def kernel_manager() -> "AsyncKernelManager":
    """A manager whose kernel is `python -m ipykernel_launcher` of this interpreter.

    A kernel that is installed under the name `python3` may belong to another environment, and
    there may be none at all.
    """
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec

    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    command.append("--IPKernelApp.log_level=ERROR")  # it warns of TCP on this computer
    manager = AsyncKernelManager()
    manager._kernel_spec = KernelSpec(argv=command, display_name="Python 3", language="python")
    return manager


def environment(budget: str) -> dict[str, str]:
    """The variables of a kernel that records: the budget, no bars, figures in the page."""
    return {
        **os.environ,
        "DLC_BUDGET": budget,
        "TQDM_DISABLE": "1",
        "MPLBACKEND": INLINE,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
