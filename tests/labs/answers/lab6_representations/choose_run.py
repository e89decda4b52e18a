# %% wrong: valid: run 0, epoch 3
def choose_run(valid, test):
    place = int(valid.nan_to_num(9).argmin())
    run, epoch = divmod(place, valid.shape[1])
    return run, epoch, test[run, epoch].item()


# %% wrong: valid: run 2, epoch 3
def choose_run(valid, test):
    place = int(test.nan_to_num(9).argmin())
    run, epoch = divmod(place, valid.shape[1])
    return run, epoch, test[run, epoch].item()


# %% wrong: is chosen, not run 2, epoch 2
def choose_run(valid, test):
    epoch, run = divmod(int(valid.T.argmin()), len(valid))
    return run, epoch, test[run, epoch].item()


# %% wrong: a test error of 0.18
def choose_run(valid, test):
    epoch, run = divmod(int(valid.T.nan_to_num(9).argmin()), len(valid))
    return run, epoch, test.nan_to_num(9).min().item()


# %% wrong: a test error of 0.20
def choose_run(valid, test):
    epoch, run = divmod(int(valid.T.nan_to_num(9).argmin()), len(valid))
    return run, epoch, valid[run, epoch].item()


# %% wrong: run 2, epoch 3 is chosen, not run 2, epoch 2
def choose_run(valid, test):
    epoch, run = divmod(int(valid.T.nan_to_num(9).argmin()), len(valid))
    return run, epoch + 1, test[run, epoch].item()


# %% wrong: run 2, epoch 3 is chosen
def choose_run(valid, test):
    run = int(valid[:, -1].nan_to_num(9).argmin())
    run = 2 if len(valid) > 2 else run
    return run, valid.shape[1] - 1, test[run, -1].item()


# %% wrong: is chosen, not run 2, epoch 2
def choose_run(valid, test):
    filled = valid.nan_to_num(0)
    epoch, run = divmod(int(filled.T.argmin()), len(valid))
    return run, epoch, test[run, epoch].item()


# %% wrong: not int, int, float
def choose_run(valid, test):
    place = valid.T.nan_to_num(9).argmin()
    epoch, run = place // len(valid), place % len(valid)
    return run, epoch, test[run, epoch]


# %% wrong: not three numbers
def choose_run(valid, test):
    epoch, run = divmod(int(valid.T.nan_to_num(9).argmin()), len(valid))
    return test[run, epoch].item()


# %% wrong: changes its arguments
def choose_run(valid, test):
    valid[valid.isnan()] = 1.0
    epoch, run = divmod(int(valid.T.argmin()), len(valid))
    return run, epoch, test[run, epoch].item()


# %% wrong: is chosen, not run
def choose_run(valid, test):
    epoch, run = divmod(int(valid.T.nan_to_num(9).argmin()), len(valid))
    return epoch, run, test[run, epoch].item()


# %% wrong: run 1, epoch 1 is chosen, not run 0, epoch 3
def choose_run(valid, test):
    run = int(valid.nanmean(1).argmin())  # the best run on average
    epoch = int(valid[run].nan_to_num(9).argmin())
    return run, epoch, test[run, epoch].item()


# %% right: a loop
def choose_run(valid, test):
    best = None
    for epoch in range(valid.shape[1]):
        for run in range(valid.shape[0]):
            share = valid[run, epoch].item()
            if share == share and (best is None or share < best[0]):
                best = share, run, epoch
    _, run, epoch = best
    return run, epoch, float(test[run, epoch])


# %% right: the smallest of triples
import math


# %% cell
def choose_run(valid, test):
    found = [(share, epoch, run) for run, row in enumerate(valid.tolist())
             for epoch, share in enumerate(row) if not math.isnan(share)]
    _, epoch, run = min(found)
    return run, epoch, test[run][epoch].item()


# %% right: where the least one is
def choose_run(valid, test):
    least = valid[~valid.isnan()].min()
    epochs, runs = (valid.T == least).nonzero(as_tuple=True)
    run, epoch = runs[0].item(), epochs[0].item()
    return [run, epoch, test[run, epoch].item()]


# %% right: NumPy
import numpy as np


# %% cell
def choose_run(valid, test):
    shares = valid.numpy().T
    epoch, run = np.unravel_index(np.nanargmin(shares), shares.shape)
    return int(run), int(epoch), float(test[run, epoch])
