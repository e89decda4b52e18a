"""A table of three seeds, for tests."""

from dlc_support.provenance import Provenance
from dlc_support.tables import Table, beats, cell


def example() -> Table:
    """A network and a filter."""
    return Table(
        name="example",
        values={
            cell("network", "PSNR / dB"): [20.0, 20.2, 20.4],
            cell("filter", "PSNR / dB"): [18.0, 18.3, 18.3],
        },
        seeds=[0, 1, 2],
        config={"sigma": 0.1},
        seconds=[1.0, 1.0, 1.0],
        provenance=Provenance({"dlc-support": "0"}, "CPU", 1, "quick", "drawn", "2026-01-01"),
        published={cell("network", "PSNR / dB"): 21.0},
        claims=[beats("network", "filter", "PSNR / dB", text="the network wins")],
        caption="Mean and 95 % interval over seeds.",
    )
