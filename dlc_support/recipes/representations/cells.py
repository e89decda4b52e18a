"""A table of features: measurements of cell nuclei, benign and malignant."""

import torch
from torch import Generator

from dlc_support.data import Split, Splits

SOURCE = "scikit-learn's load_breast_cancer (Wolberg, Street and Mangasarian, UCI)"


def measured_cells(seed: int) -> Splits:
    """The 569 cases with 30 measurements each, divided at random for the detection of anomalies.

    Training and validation hold benign cases only (200 and 50); the test holds the other 107
    benign cases and all 212 malignant ones. Measurements are logarithms (of 1 + value, some are
    0), brought to mean 0 and variance 1 on the training cases.

    Args:
        seed: Names the division.

    Returns:
        Splits with labels 0 (benign) and 1 (malignant).

    Source:
        W. Wolberg, W. Street, O. Mangasarian, Breast Cancer Wisconsin (Diagnostic), UCI, 1995.
    """
    from sklearn.datasets import load_breast_cancer

    bunch = load_breast_cancer()
    values = torch.from_numpy(bunch.data).float().log1p()
    malignant = torch.from_numpy(bunch.target) == 0
    benign = values[~malignant]
    benign = benign[torch.randperm(len(benign), generator=Generator().manual_seed(seed))]
    mean, scale = benign[:200].mean(dim=0), benign[:200].std(dim=0)
    parts = (benign[:200], benign[200:250], torch.cat([benign[250:], values[malignant]]))
    labels = torch.zeros(107 + 212, dtype=torch.long)
    labels[107:] = 1

    def part(name: str, rows: torch.Tensor) -> Split:
        known = labels if name == "test" else torch.zeros(len(rows), dtype=torch.long)
        scaled = (rows - mean) / scale
        return Split(scaled, known, name=f"breast-cancer cells {name}", source=SOURCE)

    return Splits(*(part(*named) for named in zip(("train", "valid", "test"), parts, strict=True)))
