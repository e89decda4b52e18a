import numpy as np
import torch
from matplotlib.figure import Figure

from dlc_support.plotting import EXACT
from dlc_support.plotting.fields import arrows

POINTS = torch.cartesian_prod(torch.linspace(-1, 1, 4), torch.linspace(0, 3, 4))


def test_each_arrow_goes_from_the_point_to_its_estimate_at_true_scale():
    axes = Figure().subplots()
    estimates = POINTS * 0.5 + 1
    arrows(axes, POINTS, estimates, EXACT)
    (quiver,) = axes.collections
    start = np.asarray(quiver.get_offsets())
    np.testing.assert_allclose(start, POINTS.numpy())
    np.testing.assert_allclose(start + np.stack([quiver.U, quiver.V], 1), estimates.numpy())
    assert (quiver.angles, quiver.scale_units, quiver.scale) == ("xy", "xy", 1)
