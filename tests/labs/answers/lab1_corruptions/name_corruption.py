# %% wrong: noise: 0 of
def name_corruption(picture):
    return "block"


# %% wrong: is none of
def name_corruption(picture):
    return 0


# %% wrong: name_corruption changed a picture
def name_corruption(picture):
    x = picture[0]
    holes = (x[:, 1:-1] == 0) & (x[:, :-2] > 0) & (x[:, 2:] > 0)
    negative = x.min() < 0
    x[4:-4, 4:-4] = 0
    if negative:
        return "noise"
    if x.max() == 1:
        return "salt and pepper"
    if x.max() > 0:
        return "blur"
    return "erasure" if holes.sum() > 4 else "block"


# %% wrong: were taken for 'salt and pepper'
def name_corruption(picture):
    x = picture[0]
    if x.min() < 0:
        return "noise"
    if (x == 1).any():
        return "salt and pepper"
    if (x[:4] > 0).any():
        return "blur"
    holes = (x[:, 1:-1] == 0) & (x[:, :-2] > 0) & (x[:, 2:] > 0)
    return "erasure" if holes.sum() > 4 else "block"


# %% wrong: were taken for
def name_corruption(picture):
    x, mean = picture[0], picture.mean()
    if picture.std() > 0.4:
        return "noise"
    if (x[:4] == 1).any():
        return "salt and pepper"
    if (x[:4] > 0).any():
        return "blur"
    return "erasure" if mean > 0.08 else "block"


# %% wrong: were taken for 'block'
def name_corruption(picture):
    x = picture[0]
    if x.min() < 0:
        return "noise"
    if (x[:4] == 1).any():
        return "salt and pepper"
    if (x[:4] > 0).any():
        return "blur"
    return "block"


# %% wrong: were taken for 'salt and pepper'
def name_corruption(picture):
    x = picture[0]
    frame = torch.cat([x[:4].flatten(), x[-4:].flatten()])
    if (frame > 0).any():
        return "salt and pepper"
    if x.min() < 0:
        return "noise"
    holes = (x[:, 1:-1] == 0) & (x[:, :-2] > 0) & (x[:, 2:] > 0)
    return "erasure" if holes.sum() > 4 else "block"


# %% wrong: is none of
def name_corruption(picture):
    x = picture[0]
    if x.min() < 0:
        return "Gaussian noise"
    if (x[:4] == 1).any():
        return "salt and pepper"
    if (x[:4] > 0).any():
        return "blur"
    holes = (x[:, 1:-1] == 0) & (x[:, :-2] > 0) & (x[:, 2:] > 0)
    return "erasure" if holes.sum() > 4 else "block"


# %% wrong: were taken for
def name_corruption(picture):
    x = picture[0]
    if x.min() < -0.5:
        return "noise"
    if (x[:4] == 1).any():
        return "salt and pepper"
    if (x[:4] > 0).any():
        return "blur"
    holes = (x[:, 1:-1] == 0) & (x[:, :-2] > 0) & (x[:, 2:] > 0)
    return "erasure" if holes.sum() > 4 else "block"


# %% right: counts of exact values
def name_corruption(picture):
    values = picture.flatten()
    if (values < 0).sum() > 0:
        return "noise"
    frame = torch.cat([picture[0, :4].flatten(), picture[0, :, :4].flatten(),
                       picture[0, -4:].flatten(), picture[0, :, -4:].flatten()])
    if frame.max() == 1:
        return "salt and pepper"
    if frame.max() > 0:
        return "blur"
    ink = (picture[0] > 0).int()
    around = ink[:-2, 1:-1] + ink[2:, 1:-1] + ink[1:-1, :-2] + ink[1:-1, 2:]
    odd = (ink[1:-1, 1:-1] == 1) & (around <= 1) | (ink[1:-1, 1:-1] == 0) & (around >= 3)
    return "erasure" if odd.sum() > 8 else "block"


# %% right: numpy, with a helper in another cell
import numpy as np


def lonely(x):
    """Black pixels between two that are not."""
    across = (x[:, 1:-1] == 0) & (x[:, :-2] > 0) & (x[:, 2:] > 0)
    down = (x[1:-1] == 0) & (x[:-2] > 0) & (x[2:] > 0)
    return across.sum() + down.sum()


# %% cell
def name_corruption(picture):
    x = picture[0].double().numpy()
    frame = np.concatenate([x[:4].ravel(), x[24:].ravel()])
    if x.min() < 0:
        return "noise"
    if frame.max() >= 1:
        return "salt and pepper"
    if frame.max() > 0:
        return "blur"
    return "erasure" if lonely(x) > 8 else "block"


# %% right: loops
def name_corruption(picture):
    x = picture.view(28, 28).tolist()
    frame = [v for row, line in enumerate(x) for column, v in enumerate(line)
             if not (4 <= row < 24 and 4 <= column < 24)]
    if min(min(line) for line in x) < 0:
        return "noise"
    if 1.0 in frame:
        return "salt and pepper"
    if max(frame) > 0:
        return "blur"
    holes = 0
    for line in x:
        for before, here, after in zip(line, line[1:], line[2:], strict=False):
            holes += before > 0 and here == 0 and after > 0
    return "erasure" if holes >= 5 else "block"
