# %% wrong: the log-determinant is
def first_step(x, matrix):
    b = -x.mean((0, 2, 3))
    alpha = -x.std((0, 2, 3), correction=0).log()
    u = (x + b[:, None, None]) * alpha.exp()[:, None, None]
    y = torch.einsum("dc,nchw->ndhw", matrix, u)
    return y, alpha, b, alpha.sum() + torch.linalg.slogdet(matrix)[1]  # one pixel


# %% wrong: the log-determinant is
def first_step(x, matrix):
    b = -x.mean((0, 2, 3))
    alpha = -x.std((0, 2, 3), correction=0).log()
    u = (x + b[:, None, None]) * alpha.exp()[:, None, None]
    y = torch.einsum("dc,nchw->ndhw", matrix, u)
    pixels = x.shape[2] * x.shape[3]
    return y, alpha, b, pixels * alpha.sum() + torch.linalg.slogdet(matrix)[1]


# %% wrong: the log-determinant is
def first_step(x, matrix):
    b = -x.mean((0, 2, 3))
    alpha = -x.std((0, 2, 3), correction=0).log()
    u = (x + b[:, None, None]) * alpha.exp()[:, None, None]
    y = torch.einsum("dc,nchw->ndhw", matrix, u)
    total = x[:, 0].numel()  # of the whole batch
    return y, alpha, b, total * (alpha.sum() + torch.linalg.slogdet(matrix)[1])


# %% wrong: the log scale is
def first_step(x, matrix):
    b = -x.mean((0, 2, 3))
    alpha = -x.std((0, 2, 3)).log()  # divided by NHW - 1
    u = (x + b[:, None, None]) * alpha.exp()[:, None, None]
    y = torch.einsum("dc,nchw->ndhw", matrix, u)
    pixels = x.shape[2] * x.shape[3]
    return y, alpha, b, pixels * (alpha.sum() + torch.linalg.slogdet(matrix)[1])


# %% wrong: the log scale is
def first_step(x, matrix):
    b = -x.mean((0, 2, 3))
    alpha = x.std((0, 2, 3), correction=0).log()  # the sign
    u = (x + b[:, None, None]) * alpha.exp()[:, None, None]
    y = torch.einsum("dc,nchw->ndhw", matrix, u)
    pixels = x.shape[2] * x.shape[3]
    return y, alpha, b, pixels * (alpha.sum() + torch.linalg.slogdet(matrix)[1])


# %% wrong: the log scale is
def first_step(x, matrix):
    b = -x.mean((0, 2, 3))
    alpha = -x.var((0, 2, 3), correction=0).log()  # the variance
    u = (x + b[:, None, None]) * alpha.exp()[:, None, None]
    y = torch.einsum("dc,nchw->ndhw", matrix, u)
    pixels = x.shape[2] * x.shape[3]
    return y, alpha, b, pixels * (alpha.sum() + torch.linalg.slogdet(matrix)[1])


# %% wrong: a matrix of determinant 6: y is
def first_step(x, matrix):
    b = -x.mean((0, 2, 3))
    alpha = -x.std((0, 2, 3), correction=0).log()
    u = (x + b[:, None, None]) * alpha.exp()[:, None, None]
    y = torch.einsum("cd,nchw->ndhw", matrix, u)  # transposed
    pixels = x.shape[2] * x.shape[3]
    return y, alpha, b, pixels * (alpha.sum() + torch.linalg.slogdet(matrix)[1])


# %% wrong: the log-determinant has nan or infinity
def first_step(x, matrix):
    b = -x.mean((0, 2, 3))
    alpha = -x.std((0, 2, 3), correction=0).log()
    u = (x + b[:, None, None]) * alpha.exp()[:, None, None]
    y = torch.einsum("dc,nchw->ndhw", matrix, u)
    pixels = x.shape[2] * x.shape[3]
    return y, alpha, b, pixels * (alpha.sum() + torch.logdet(matrix))


# %% wrong: the shift has shape (2, 3)
def first_step(x, matrix):
    b = -x.mean((0, 2))  # over the batch and the rows
    alpha = -x.std((0, 2), correction=0).log()
    u = (x + b[:, None]) * alpha.exp()[:, None]
    y = torch.einsum("dc,nchw->ndhw", matrix, u)
    return y, alpha.sum(1), b, alpha.sum() + torch.linalg.slogdet(matrix)[1]


# %% wrong: the shift has shape (2, 2)
def first_step(x, matrix):
    b = -x.mean((2, 3))  # each image on its own
    alpha = -x.std((2, 3), correction=0).log()
    u = (x + b[..., None, None]) * alpha.exp()[..., None, None]
    y = torch.einsum("dc,nchw->ndhw", matrix, u)
    pixels = x.shape[2] * x.shape[3]
    return y, alpha.mean(0), b, pixels * torch.linalg.slogdet(matrix)[1]


# %% wrong: the log scale is
def first_step(x, matrix):
    x = torch.einsum("dc,nchw->ndhw", matrix, x)  # mixed first
    b = -x.mean((0, 2, 3))
    alpha = -x.std((0, 2, 3), correction=0).log()
    u = (x + b[:, None, None]) * alpha.exp()[:, None, None]
    pixels = x.shape[2] * x.shape[3]
    return u, alpha, b, pixels * (alpha.sum() + torch.linalg.slogdet(matrix)[1])


# %% wrong: y is
def first_step(x, matrix):
    b = -x.mean((0, 2, 3))
    alpha = -x.std((0, 2, 3), correction=0).log()
    u = x * alpha.exp()[:, None, None] + b[:, None, None]  # the order
    y = torch.einsum("dc,nchw->ndhw", matrix, u)
    pixels = x.shape[2] * x.shape[3]
    return y, alpha, b, pixels * (alpha.sum() + torch.linalg.slogdet(matrix)[1])


# %% wrong: the shift is
def first_step(x, matrix):
    b = x.mean((0, 2, 3))
    alpha = -x.std((0, 2, 3), correction=0).log()
    u = (x - b[:, None, None]) * alpha.exp()[:, None, None]
    y = torch.einsum("dc,nchw->ndhw", matrix, u)
    pixels = x.shape[2] * x.shape[3]
    return y, alpha, b, pixels * (alpha.sum() + torch.linalg.slogdet(matrix)[1])


# %% wrong, unseen: the logarithm of a determinant that is too small
def first_step(x, matrix):
    b = -x.mean((0, 2, 3))
    alpha = -x.std((0, 2, 3), correction=0).log()
    u = (x + b[:, None, None]) * alpha.exp()[:, None, None]
    y = torch.einsum("dc,nchw->ndhw", matrix, u)
    pixels = x.shape[2] * x.shape[3]
    return y, alpha, b, pixels * (alpha.sum() + torch.det(matrix).abs().log())


# %% right: a real convolution
def first_step(x, matrix):
    var, mean = torch.var_mean(x, dim=(0, 2, 3), correction=0)
    alpha, b = -0.5 * var.log(), -mean
    u = alpha.exp().view(-1, 1, 1) * (x + b.view(-1, 1, 1))
    y = functional.conv2d(u, matrix[:, :, None, None])
    h, w = x.shape[-2:]
    return y, alpha, b, h * w * (alpha.sum() + torch.linalg.slogdet(matrix).logabsdet)


# %% right: rows of channels, the determinant by singular values, a list
def first_step(x, matrix):
    rows = x.permute(0, 2, 3, 1)
    flat = rows.reshape(-1, x.shape[1])
    shift = -flat.mean(0)
    alpha = -((flat + shift).square().mean(0)).sqrt().log()
    y = ((rows + shift) * alpha.exp()) @ matrix.T
    inside = torch.linalg.svdvals(matrix).log().sum() + alpha.sum()
    return [y.permute(0, 3, 1, 2), alpha, shift, inside * x.shape[2] * x.shape[3]]


# %% right: in double precision, two helpers in another cell
def statistics(x):
    channels = x.double().transpose(0, 1).flatten(1)
    mean = channels.mean(1)
    return mean, (channels.square().mean(1) - mean.square()).sqrt()


def column(one):
    return one[:, None, None]


# %% cell
def first_step(x, matrix):
    mean, std = statistics(x)
    u = (x - column(mean)) / column(std)
    y = torch.tensordot(u, matrix.double(), dims=([1], [1])).movedim(-1, 1)
    log_det = torch.linalg.slogdet(matrix.double())[1] - std.log().sum()
    pixels = x[0, 0].numel()
    return y.float(), -std.log().float(), -mean.float(), (pixels * log_det).float()
