# %% wrong: row 0 counts [1, 1, 1, 1] patches, got [2.0
def overlap_map(side, kernel, stride, padding=0):
    # the counts along rows and columns are added
    line = torch.zeros((side - 1) * stride + kernel)
    for start in range(0, side * stride, stride):
        line[start:start + kernel] += 1
    line = line[padding:len(line) - padding]
    return line[:, None] + line


# %% wrong: the map is (7, 7), got (6, 6)
def overlap_map(side, kernel, stride, padding=0):
    # side * stride pixels
    counts = functional.conv_transpose2d(
        torch.ones(1, 1, side, side), torch.ones(1, 1, kernel, kernel),
        stride=stride)[0, 0]
    end = side * stride - padding
    return counts[padding:end, padding:end]


# %% wrong: the map is (6, 6), got (8, 8)
def overlap_map(side, kernel, stride, padding=0):
    # the padding is forgotten
    return functional.conv_transpose2d(
        torch.ones(1, 1, side, side), torch.ones(1, 1, kernel, kernel),
        stride=stride)[0, 0]


# %% wrong: the map is (6, 6), got (7, 7)
def overlap_map(side, kernel, stride, padding=0):
    # cut off at one end
    counts = functional.conv_transpose2d(
        torch.ones(1, 1, side, side), torch.ones(1, 1, kernel, kernel),
        stride=stride)[0, 0]
    return counts[padding:, padding:]


# %% wrong: counts [1, 1, 2, 1, 2, 1, 1] patches, got [1.0, 1.0, 1.0
def overlap_map(side, kernel, stride, padding=0):
    # written, not added
    out = (side - 1) * stride + kernel
    counts = torch.zeros(out, out)
    for i in range(side):
        for j in range(side):
            y, x = i * stride, j * stride
            counts[y:y + kernel, x:x + kernel] = 1
    return counts[padding:out - padding, padding:out - padding]


# %% wrong: the map is (7, 7), got (1, 1, 7, 7)
def overlap_map(side, kernel, stride, padding=0):
    # with axes for batch and channels
    return functional.conv_transpose2d(
        torch.ones(1, 1, side, side), torch.ones(1, 1, kernel, kernel),
        stride=stride, padding=padding)


# %% wrong: counts [1, 1, 2, 1, 2, 1, 1] patches, got [0.25
def overlap_map(side, kernel, stride, padding=0):
    # relative to the largest
    counts = functional.conv_transpose2d(
        torch.ones(1, 1, side, side), torch.ones(1, 1, kernel, kernel),
        stride=stride, padding=padding)[0, 0]
    return counts / counts.max()


# %% wrong: row 2 counts [2, 2, 4, 2, 4, 2, 2] patches
def overlap_map(side, kernel, stride, padding=0):
    # the larger of the two counts, for their product
    line = torch.zeros((side - 1) * stride + kernel)
    for start in range(0, side * stride, stride):
        line[start:start + kernel] += 1
    line = line[padding:len(line) - padding]
    return torch.maximum(line[:, None], line)


# %% right: a loop over input pixels
def overlap_map(side, kernel, stride, padding=0):
    out = (side - 1) * stride + kernel
    counts = torch.zeros(out, out)
    for i in range(side):
        for j in range(side):
            y, x = i * stride, j * stride
            counts[y:y + kernel, x:x + kernel] += 1
    return counts[padding:out - padding, padding:out - padding]


# %% right: rows times columns, from a helper
def along(side, kernel, stride):
    line = [0] * ((side - 1) * stride + kernel)
    for start in range(side):
        for k in range(kernel):
            line[start * stride + k] += 1
    return torch.tensor(line, dtype=torch.int32)
# %% cell
def overlap_map(side, kernel, stride, padding=0):
    line = along(side, kernel, stride)
    line = line[padding:len(line) - padding]
    return torch.outer(line, line)


# %% right: the package's counts, cut
def overlap_map(side, kernel, stride, padding=0):
    from dlc_support.evaluation import overlap_counts

    counts = overlap_counts((kernel, stride), side=side)
    end = len(counts) - padding
    return counts[padding:end, padding:end]


# %% right: a layer with weights of one, in float64
def overlap_map(side, kernel, stride, padding=0):
    layer = nn.ConvTranspose2d(
        1, 1, kernel, stride, padding, bias=False, dtype=torch.float64)
    layer.weight.data.fill_(1)
    return layer(torch.ones(1, 1, side, side, dtype=torch.float64))[0, 0].detach()
