# %% wrong: red wrong by 0.1
def luma_psnr(estimate, clean):
    weights = torch.tensor([0.299, 0.587, 0.114]).to(clean)
    difference = (estimate - clean) * weights[:, None, None]
    mse = difference.sum(1).square().flatten(1).mean(1)
    return -10 * mse.log10()

# %% wrong: red wrong by 0.1
def luma_psnr(estimate, clean):
    mse = (estimate - clean).square().flatten(1).mean(1)
    return -10 * mse.log10()

# %% wrong: red wrong by 0.1
def luma_psnr(estimate, clean):
    weights = torch.tensor([24.966, 128.553, 65.481]) / 255
    difference = (estimate - clean) * weights[:, None, None]
    return -10 * difference.sum(1).square().flatten(1).mean(1).log10()

# %% wrong: red wrong by 0.1
def luma_psnr(estimate, clean):
    weights = torch.tensor([0.299, 0.587, 0.114])
    y = 16 + 219 * ((estimate - clean) * weights[:, None, None]).sum(1)
    return -10 * (y / 255).square().flatten(1).mean(1).log10()

# %% wrong: red wrong by 0.1
def luma_psnr(estimate, clean):
    weights = torch.tensor([65.481, 128.553, 24.966])
    difference = (estimate - clean) * weights[:, None, None]
    mse = difference.sum(1).square().flatten(1).mean(1)
    return 20 * math.log10(235 - 16) - 10 * mse.log10()

# %% wrong: red wrong by 0.1
def luma_psnr(estimate, clean):
    weights = torch.tensor([0.299, 0.587, 0.114]) * 219 / 255
    difference = (estimate - clean).square() * weights[:, None, None]
    return -10 * difference.sum(1).flatten(1).mean(1).log10()

# %% wrong: red wrong by 0.1
def luma_psnr(estimate, clean):
    weights = torch.tensor([0.299, 0.587, 0.114]) * 235 / 255
    difference = (estimate - clean) * weights[:, None, None]
    return -10 * difference.sum(1).square().flatten(1).mean(1).log10()

# %% wrong: returns shape ()
def luma_psnr(estimate, clean):
    weights = torch.tensor([65.481, 128.553, 24.966]) / 255
    difference = (estimate - clean) * weights[:, None, None]
    return -10 * difference.sum(1).square().mean().log10()

# %% wrong: red wrong by 0.1
def luma_psnr(estimate, clean):
    weights = torch.tensor([0.2126, 0.7152, 0.0722]) * 219 / 255
    difference = (estimate - clean) * weights[:, None, None]
    return -10 * difference.sum(1).square().flatten(1).mean(1).log10()

# %% wrong: changes an input in place
def luma_psnr(estimate, clean):
    weights = torch.tensor([65.481, 128.553, 24.966]) / 255
    estimate -= clean
    y = (estimate * weights[:, None, None]).sum(1)
    return -10 * y.square().flatten(1).mean(1).log10()

# %% right: both lumas, with their offset
def luma_psnr(estimate, clean):
    def luma(images):
        red, green, blue = images.double().unbind(1)
        return (16 + 65.481 * red + 128.553 * green + 24.966 * blue) / 255

    mse = (luma(estimate) - luma(clean)).square().mean((1, 2))
    return 10 * torch.log10(1 / mse)

# %% right: the constant in dB
def luma_psnr(estimate, clean):
    weights = torch.tensor([0.299, 0.587, 0.114])
    y = torch.einsum("nchw,c->nhw", estimate - clean, weights)
    mse = y.square().mean((1, 2))
    return -10 * mse.log10() + 20 * math.log10(255 / 219)

# %% right: the package's convention
from dlc_support.evaluation import Convention


def luma_psnr(estimate, clean):
    return Convention(values="raw", channels="studio luma")(estimate, clean)

# %% right: image by image
def luma_psnr(estimate, clean):
    weights = torch.tensor([65.481, 128.553, 24.966]) / 255
    found = []
    for one, truth in zip(estimate, clean, strict=True):
        y = torch.tensordot(weights, one - truth, dims=1)
        found.append(-20 * (y.square().mean().sqrt()).log10())
    return torch.stack(found)
