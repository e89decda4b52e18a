# %% wrong: of the draws leave its bin
def dequantised(images, generator):
    noise = torch.randn(images.shape, generator=generator)
    return (images + noise) / 256

# %% wrong: of the draws leave its bin
def dequantised(images, generator):
    noise = torch.randn(images.shape, generator=generator)
    return ((images + noise) / 256).clamp(0, 1 - 1e-6)

# %% wrong: of the draws leave its bin
def dequantised(images, generator):
    noise = torch.rand(images.shape, generator=generator)
    return images / 256 + noise

# %% wrong: of the draws leave its bin
def dequantised(images, generator):
    noise = torch.rand(images.shape, generator=generator) - 0.5
    return (images + noise) / 256

# %% wrong: of the draws leave its bin
def dequantised(images, generator):
    noise = torch.rand(images.shape, generator=generator)
    return images / 255 + noise / 256

# %% wrong: of the draws leave its bin
def dequantised(images, generator):
    noise = torch.rand(images.shape, generator=generator)
    return (images / 255 + noise) / 256

# %% wrong: which is not even
def dequantised(images, generator):
    noise = torch.randn(images.shape, generator=generator)
    return (images + noise.abs() % 1) / 256

# %% wrong: which is not even
def dequantised(images, generator):
    return (images + 0.5 + 1e-3 * torch.rand(
        images.shape, generator=generator)) / 256

# %% wrong: both images have the same noise
def dequantised(images, generator):
    noise = torch.rand(images.shape[1:], generator=generator)
    return (images + noise) / 256

# %% wrong: two results for two generators of one seed
def dequantised(images, generator):
    return (images + torch.rand(images.shape)) / 256

# %% wrong: returns torch.float64
def dequantised(images, generator):
    noise = torch.rand(images.shape, generator=generator, dtype=torch.float64)
    return (images + noise) / 256

# %% wrong: of the draws leave its bin
def dequantised(images, generator):
    steps = torch.randint(0, 4, images.shape, generator=generator)
    return (images.float() * 4 + steps + 4) / 1024

# %% right: scaled one by one
def dequantised(images, generator):
    noise = torch.rand(images.shape, generator=generator)
    return images.float() / 256 + noise / 256

# %% right: in float64 and back
def dequantised(images, generator):
    u = images.double()
    u += torch.empty_like(u).uniform_(0, 1, generator=generator)
    return (u / 256).float()

# %% right: image by image
def dequantised(images, generator):
    width = 1 / 256
    return torch.stack([
        width * (one.to(torch.float32) + torch.rand(
            one.shape, generator=generator)) for one in images])
