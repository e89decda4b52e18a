# %% wrong: what is left over is rounded down
def sides(start, layers):
    # not rounded at all
    found = [start]
    for kind, kernel, stride, padding in layers:
        n = found[-1]
        found.append(
            (n + 2 * padding - kernel) / stride + 1 if kind == "conv"
            else (n - 1) * stride - 2 * padding + kernel)
    return found


# %% wrong: what is left over is rounded down
def sides(start, layers):
    # rounded up
    found = [start]
    for kind, kernel, stride, padding in layers:
        n = found[-1]
        found.append(
            -(-(n + 2 * padding - kernel) // stride) + 1 if kind == "conv"
            else (n - 1) * stride - 2 * padding + kernel)
    return found


# %% wrong: padding is added at both ends
def sides(start, layers):
    found = [start]
    for kind, kernel, stride, padding in layers:
        n = found[-1]
        found.append(
            (n + padding - kernel) // stride + 1 if kind == "conv"
            else (n - 1) * stride - padding + kernel)
    return found


# %% wrong: 3 strides of 2 and a kernel of 3
def sides(start, layers):
    # n strides instead of n - 1
    found = [start]
    for kind, kernel, stride, padding in layers:
        n = found[-1]
        found.append(
            (n + 2 * padding - kernel) // stride + 1 if kind == "conv"
            else n * stride - 2 * padding + kernel - 1)
    return found


# %% wrong: padding is cut off at both ends
def sides(start, layers):
    # padding makes a transposed convolution's output larger
    found = [start]
    for kind, kernel, stride, padding in layers:
        n = found[-1]
        found.append(
            (n + 2 * padding - kernel) // stride + 1 if kind == "conv"
            else (n - 1) * stride + 2 * padding + kernel)
    return found


# %% wrong: are two numbers
def sides(start, layers):
    # without the start
    found, n = [], start
    for kind, kernel, stride, padding in layers:
        n = (
            (n + 2 * padding - kernel) // stride + 1 if kind == "conv"
            else (n - 1) * stride - 2 * padding + kernel)
        found.append(n)
    return found


# %% wrong: (a convolution)
def sides(start, layers):
    # the 1 at the end is forgotten
    found = [start]
    for kind, kernel, stride, padding in layers:
        n = found[-1]
        found.append(
            (n + 2 * padding - kernel) // stride if kind == "conv"
            else (n - 1) * stride - 2 * padding + kernel)
    return found


# %% wrong: MNISTUpscaler
def sides(start, layers):
    # every layer begins with the start
    return [start] + [
        (start + 2 * p - m) // s + 1 if kind == "conv"
        else (start - 1) * s - 2 * p + m
        for kind, m, s, p in layers]


# %% wrong: sides must be whole numbers
def sides(start, layers):
    # floats
    found = [float(start)]
    for kind, kernel, stride, padding in layers:
        n = found[-1]
        found.append(
            math.floor((n + 2 * padding - kernel) / stride) + 1.0
            if kind == "conv" else (n - 1) * stride - 2 * padding + kernel)
    return found


# %% right: layers without memory
def sides(start, layers):
    maps, found = torch.zeros(1, 1, start, start, device="meta"), [start]
    for kind, kernel, stride, padding in layers:
        make = nn.Conv2d if kind == "conv" else nn.ConvTranspose2d
        layer = make(1, 1, kernel, stride, padding, device="meta")
        maps = layer(maps)
        found.append(maps.shape[-1])
    return found


# %% right: one after another
def sides(start, layers):
    if not layers:
        return [start]
    (kind, m, s, p), *rest = layers
    if kind == "transposed":
        return [start, *sides(s * (start - 1) + m - 2 * p, rest)]
    return [start, *sides(int((start + 2 * p - m) / s) + 1, rest)]


# %% right: a helper in another cell
def after(side, layer):
    kind, kernel, stride, padding = layer
    if kind == "conv":
        return len(range(0, side + 2 * padding - kernel + 1, stride))
    return stride * (side - 1) + 1 + (kernel - 1) - 2 * padding
# %% cell
def sides(start, layers):
    found = [start]
    for layer in layers:
        found += [after(found[-1], layer)]
    return found
