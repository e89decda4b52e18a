"""Names for the shapes of tensors, used in annotations and checked in the tests.

Nothing is checked at run time; the tests install beartype's hook over the package
(`--jaxtyping-packages`), so that a wrong shape names the function and the argument.
"""

from jaxtyping import Bool, Float, Int
from torch import Tensor

Images = Float[Tensor, "batch channels height width"]
Points = Float[Tensor, "batch 2"]
Examples = Float[Tensor, "batch *shape"]
Masks = Bool[Tensor, "batch *shape"]
PerExample = Float[Tensor, " batch"]
Labels = Int[Tensor, " batch"]
Rows = Int[Tensor, " rows"]
Scalar = Float[Tensor, ""]
Codes = Float[Tensor, "batch code"]
