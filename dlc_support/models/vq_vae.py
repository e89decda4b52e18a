"""The vector-quantised variational autoencoder: a code of whole numbers, out of a codebook."""

from jaxtyping import Float, Int
from torch import Tensor, nn

from dlc_support.arguments import check_counts
from dlc_support.models.model import Model
from dlc_support.shapes import Images

Vectors = Float[Tensor, "batch dimension tall wide"]
Indices = Int[Tensor, "batch tall wide"]


class VQVAE(Model):
    r"""An encoder of feature maps, each of whose vectors is replaced by the nearest of a codebook.

    $k = \arg\min_j \lVert z_e(x) - e_j \rVert^2$ at each place, and the decoder gets $e_k$. The
    code of an image is one index for each place, $\log_2 K$ bits each. The argmin has no
    gradient: `quantise` passes that of its output to its input as it is (*straight-through*), and
    none to the codebook, which `QuantisedELBO` moves by a term of its own.

    Args:
        encoder: Images to vectors (batch, dimension, height, width).
        decoder: Such vectors to the parameters of each image's distribution.
        codes: Vectors $K$ of the codebook.
        dimension: Components of each.

    The codebook begins standard normal; an encoder that ends in batch normalisation gives vectors
    of that scale from the first step.

    Raises:
        ValueError: If a count is below 1.

    Source:
        Van den Oord, Vinyals and Kavukcuoglu (2017), section 3.

    Example:
        >>> import torch
        >>> encoder, decoder = nn.Conv2d(1, 8, 4, 4), nn.ConvTranspose2d(8, 1, 4, 4)
        >>> model = VQVAE(encoder, decoder, codes=32, dimension=8)
        >>> indices = model.nearest(model.encode(torch.zeros(2, 1, 28, 28)))
        >>> indices.shape, model.decode(model.vectors(indices)).shape
        (torch.Size([2, 7, 7]), torch.Size([2, 1, 28, 28]))
    """

    def __init__(
        self, encoder: nn.Module, decoder: nn.Module, *, codes: int, dimension: int
    ) -> None:
        super().__init__()
        check_counts(codes=codes, dimension=dimension)
        self.encoder, self.decoder = encoder, decoder
        self.codebook = nn.Embedding(codes, dimension)

    def encode(self, images: Images) -> Vectors:
        """The vectors $z_e(x)$, before they are quantised."""
        return self.encoder(images)

    def nearest(self, vectors: Vectors) -> Indices:
        """Index of the nearest vector of the codebook at each place."""
        flat = vectors.detach().movedim(1, -1)
        book = self.codebook.weight.detach()
        # The squared distance without the part that is the same for all of the codebook.
        return (book.square().sum(dim=1) - 2 * flat @ book.T).argmin(dim=-1)

    def vectors(self, indices: Indices) -> Vectors:
        """The vectors of the codebook that indices stand for."""
        return self.codebook(indices).movedim(-1, 1)

    def quantise(self, vectors: Vectors) -> Vectors:
        r"""The nearest of the codebook, $z + \operatorname{sg}[e_k - z]$; sg has no gradient."""
        return vectors + (self.vectors(self.nearest(vectors)) - vectors).detach()

    def decode(self, vectors: Vectors) -> Images:
        """The parameters of each image's distribution."""
        return self.decoder(vectors)

    def forward(self, images: Images) -> Images:
        """The reconstruction from the quantised code."""
        return self.decode(self.quantise(self.encode(images)))
