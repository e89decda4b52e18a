# %% wrong: with W2 = 0 the block must return its images
class ShiftedBlock(nn.Module):
    # a ReLU behind the sum, as for classification
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, 3, padding=1)
        self.second = nn.Conv2d(features, len(mean), 3, padding=1)
        self.register_buffer("mean", torch.tensor(mean)[:, None, None])
        self.scaling, self.peak = scaling, peak

    def forward(self, images):
        h = images / self.peak - self.mean
        h = (h + self.scaling * self.second(self.first(h).relu())).relu()
        return (h + self.mean) * self.peak


# %% wrong: with W2 = 0 the block must return its images
class ShiftedBlock(nn.Module):
    # the scaling on the sum
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, 3, padding=1)
        self.second = nn.Conv2d(features, len(mean), 3, padding=1)
        self.register_buffer("mean", torch.tensor(mean)[:, None, None])
        self.scaling, self.peak = scaling, peak

    def forward(self, images):
        h = images / self.peak - self.mean
        h = self.scaling * (h + self.second(self.first(h).relu()))
        return (h + self.mean) * self.peak


# %% wrong: with W2 = 0 the block must return its images
class ShiftedBlock(nn.Module):
    # the mean is not put back
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, 3, padding=1)
        self.second = nn.Conv2d(features, len(mean), 3, padding=1)
        self.register_buffer("mean", torch.tensor(mean)[:, None, None])
        self.scaling, self.peak = scaling, peak

    def forward(self, images):
        h = images / self.peak - self.mean
        h = h + self.scaling * self.second(self.first(h).relu())
        return h * self.peak


# %% wrong: must be 0.1 times the branch
class ShiftedBlock(nn.Module):
    # the branch is not scaled
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, 3, padding=1)
        self.second = nn.Conv2d(features, len(mean), 3, padding=1)
        self.register_buffer("mean", torch.tensor(mean)[:, None, None])
        self.peak = peak

    def forward(self, images):
        h = images / self.peak - self.mean
        h = h + self.second(self.first(h).relu())
        return (h + self.mean) * self.peak


# %% wrong: must be 0.1 times the branch
class ShiftedBlock(nn.Module):
    # the mean goes along the columns
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, 3, padding=1)
        self.second = nn.Conv2d(features, len(mean), 3, padding=1)
        self.register_buffer("mean", torch.tensor(mean))
        self.scaling, self.peak = scaling, peak

    def forward(self, images):
        h = images / self.peak - self.mean
        h = h + self.scaling * self.second(self.first(h).relu())
        return (h + self.mean) * self.peak


# %% wrong: must be 0.1 times the branch
class ShiftedBlock(nn.Module):
    # no ReLU between the convolutions
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, 3, padding=1)
        self.second = nn.Conv2d(features, len(mean), 3, padding=1)
        self.register_buffer("mean", torch.tensor(mean)[:, None, None])
        self.scaling, self.peak = scaling, peak

    def forward(self, images):
        h = images / self.peak - self.mean
        h = h + self.scaling * self.second(self.first(h))
        return (h + self.mean) * self.peak


# %% wrong: images in bytes, with peak 255
class ShiftedBlock(nn.Module):
    # a mean for [0, 1] with bytes
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, 3, padding=1)
        self.second = nn.Conv2d(features, len(mean), 3, padding=1)
        self.register_buffer("mean", torch.tensor(mean)[:, None, None])
        self.scaling = scaling

    def forward(self, images):
        h = images - self.mean
        h = h + self.scaling * self.second(self.first(h).relu())
        return h + self.mean


# %% wrong: two convolutions have 278 numbers to train, got 281
class ShiftedBlock(nn.Module):
    # the mean is trained
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, 3, padding=1)
        self.second = nn.Conv2d(features, len(mean), 3, padding=1)
        self.mean = nn.Parameter(torch.tensor(mean)[:, None, None])
        self.scaling, self.peak = scaling, peak

    def forward(self, images):
        h = images / self.peak - self.mean
        h = h + self.scaling * self.second(self.first(h).relu())
        return (h + self.mean) * self.peak


# %% wrong: two convolutions have 278 numbers to train, got 270
class ShiftedBlock(nn.Module):
    # no biases
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, 3, padding=1, bias=False)
        self.second = nn.Conv2d(features, len(mean), 3, padding=1, bias=False)
        self.register_buffer("mean", torch.tensor(mean)[:, None, None])
        self.scaling, self.peak = scaling, peak

    def forward(self, images):
        h = images / self.peak - self.mean
        h = h + self.scaling * self.second(self.first(h).relu())
        return (h + self.mean) * self.peak


# %% wrong: changes its images in place
class ShiftedBlock(nn.Module):
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, 3, padding=1)
        self.second = nn.Conv2d(features, len(mean), 3, padding=1)
        self.register_buffer("mean", torch.tensor(mean)[:, None, None])
        self.scaling, self.peak = scaling, peak

    def forward(self, images):
        h = images
        h /= self.peak
        h -= self.mean
        h = h + self.scaling * self.second(self.first(h).relu())
        return (h + self.mean) * self.peak


# %% right: a sequence of layers for the branch
class ShiftedBlock(nn.Module):
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, kernel_size=3, padding="same")
        self.second = nn.Conv2d(features, len(mean), kernel_size=3, padding="same")
        self.relu = nn.ReLU(inplace=True)
        self.mean, self.scaling, self.peak = mean, scaling, peak

    def forward(self, images):
        mean = torch.tensor(self.mean).view(1, -1, 1, 1)
        h = images / self.peak - mean
        branch = self.second(self.relu(self.first(h)))
        return self.peak * (mean + h + self.scaling * branch)


# %% right: channel by channel
class ShiftedBlock(nn.Module):
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, 3, padding=1)
        self.second = nn.Conv2d(features, len(mean), 3, padding=1)
        self.mean, self.scaling, self.peak = mean, scaling, peak

    def forward(self, images):
        h = images.clone() / self.peak
        for channel, value in enumerate(self.mean):
            h[:, channel] -= value
        h = h + self.scaling * self.second(functional.relu(self.first(h)))
        channels = [h[:, c] + value for c, value in enumerate(self.mean)]
        return torch.stack(channels, dim=1) * self.peak


# %% right: the package's mean, and a helper
from dlc_support.models.colour_mean import ColourMean


def around_zero(colour, images, change):
    return colour.put_back(change(colour.remove(images)))
# %% cell
class ShiftedBlock(nn.Module):
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        channels = len(mean)
        self.colour = ColourMean(mean, peak=peak)
        self.first = nn.Conv2d(channels, features, 3, 1, 1)
        self.second = nn.Conv2d(features, channels, 3, 1, 1)
        self.scaling = scaling

    def change(self, h):
        return h + self.scaling * self.second(torch.clamp_min(self.first(h), 0))

    def forward(self, images):
        return around_zero(self.colour, images, self.change)


# %% right: all in one sum, with a tensor that is no buffer
class ShiftedBlock(nn.Module):
    def __init__(self, mean, features, scaling, peak):
        super().__init__()
        self.first = nn.Conv2d(len(mean), features, 3, padding=1)
        self.second = nn.Conv2d(features, len(mean), 3, padding=1)
        self.m = torch.as_tensor(mean, dtype=torch.float32).reshape(-1, 1, 1)
        self.c, self.p = scaling, peak

    def forward(self, x):
        h = (x - self.p * self.m) / self.p
        return x + self.p * self.c * self.second(self.first(h).clamp(min=0))
