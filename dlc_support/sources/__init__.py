"""Keys of code: equal as long as nothing changes that the code can reach in the package.

What counts are definitions, not files: functions, classes with their bases, constants, and what a
module does when it is imported. Comments, docstrings, layout and the wording of errors and
warnings do not count. Where it cannot be known which name is meant (`getattr` on a module,
`import_module` of a variable), all of the module or package counts: a key may be too strict, but
no change that matters escapes it.
"""

from dlc_support.sources.key import code_key, definitions_key, module_key, names_key
from dlc_support.sources.live import key_of, names_of

__all__ = ["code_key", "definitions_key", "key_of", "module_key", "names_key", "names_of"]
