# %% wrong: the question has no ?
def own_experiment(small, large, generator):
    plain = upscaled(small, 2)
    sharp = plain + 0.3 * (plain - functional.avg_pool2d(plain, 3, 1, 1))
    d = psnr(sharp.clamp(0, 1), large) - psnr(plain.clamp(0, 1), large)
    gain, reach = float(d.mean()), 1.96 * float(d.std()) / math.sqrt(len(d))
    answer = "undecided"
    if abs(gain) > reach:
        answer = "first" if gain > 0 else "second"
    return {"question": "sharpening", "first": sharp, "second": plain,
            "gain": gain, "low": gain - reach, "high": gain + reach,
            "answer": answer}


# %% wrong: the first way is only lanczos interpolation
def own_experiment(small, large, generator):
    first, second = upscaled(small, 2, "lanczos"), upscaled(small, 2)
    d = psnr(first.clamp(0, 1), large) - psnr(second.clamp(0, 1), large)
    gain, reach = float(d.mean()), 1.96 * float(d.std()) / math.sqrt(len(d))
    return {"question": "Is Lanczos interpolation better than bicubic?",
            "first": first, "second": second, "gain": gain,
            "low": gain - reach, "high": gain + reach, "answer": "first"}


# %% wrong: the interval is
def own_experiment(small, large, generator):
    # the spread of the patches for the error of their mean
    plain = upscaled(small, 2)
    sharp = plain + 0.3 * (plain - functional.avg_pool2d(plain, 3, 1, 1))
    d = psnr(sharp.clamp(0, 1), large) - psnr(plain.clamp(0, 1), large)
    gain, reach = float(d.mean()), 1.96 * float(d.std())
    answer = "undecided"
    if abs(gain) > reach:
        answer = "first" if gain > 0 else "second"
    return {"question": "Does sharpening after interpolation help?",
            "first": sharp, "second": plain, "gain": gain,
            "low": gain - reach, "high": gain + reach, "answer": answer}


# %% wrong: the interval is
def own_experiment(small, large, generator):
    # not paired
    plain = upscaled(small, 2)
    sharp = plain + 0.3 * (plain - functional.avg_pool2d(plain, 3, 1, 1))
    a, b = psnr(sharp.clamp(0, 1), large), psnr(plain.clamp(0, 1), large)
    gain = float(a.mean() - b.mean())
    reach = 1.96 * math.sqrt(float(a.var() + b.var()) / len(a))
    answer = "undecided"
    if abs(gain) > reach:
        answer = "first" if gain > 0 else "second"
    return {"question": "Does sharpening after interpolation help?",
            "first": sharp, "second": plain, "gain": gain,
            "low": gain - reach, "high": gain + reach, "answer": answer}


# %% wrong: the interval says 'second'
def own_experiment(small, large, generator):
    # an answer that was there before the experiment
    plain = upscaled(small, 2)
    sharp = plain + 0.3 * (plain - functional.avg_pool2d(plain, 3, 1, 1))
    d = psnr(sharp.clamp(0, 1), large) - psnr(plain.clamp(0, 1), large)
    gain, reach = float(d.mean()), 1.96 * float(d.std()) / math.sqrt(len(d))
    return {"question": "Does sharpening after interpolation help?",
            "first": sharp, "second": plain, "gain": gain,
            "low": gain - reach, "high": gain + reach, "answer": "undecided"}


# %% wrong: the gain is
def own_experiment(small, large, generator):
    # the PSNR of the mean error
    plain = upscaled(small, 2)
    sharp = plain + 0.3 * (plain - functional.avg_pool2d(plain, 3, 1, 1))
    errors = [(one.clamp(0, 1) - large).square().mean() for one in (sharp, plain)]
    gain = 10 * math.log10(float(errors[1] / errors[0]))
    return {"question": "Does sharpening after interpolation help?",
            "first": sharp, "second": plain, "gain": gain,
            "low": gain - 0.05, "high": gain + 0.05, "answer": "first"}


# %% wrong: the gain is
def own_experiment(small, large, generator):
    # the other way round
    plain = upscaled(small, 2)
    sharp = plain + 0.3 * (plain - functional.avg_pool2d(plain, 3, 1, 1))
    d = psnr(plain.clamp(0, 1), large) - psnr(sharp.clamp(0, 1), large)
    gain, reach = float(d.mean()), 1.96 * float(d.std()) / math.sqrt(len(d))
    return {"question": "Does sharpening after interpolation help?",
            "first": sharp, "second": plain, "gain": gain,
            "low": gain - reach, "high": gain + reach, "answer": "second"}


# %% wrong: at least 20 are asked
def own_experiment(small, large, generator):
    # against a picture that shows nothing
    noise = torch.rand(large.shape, generator=generator)
    first = 0.5 * (upscaled(small, 2) + upscaled(small, 2, "lanczos"))
    d = psnr(first.clamp(0, 1), large) - psnr(noise, large)
    gain, reach = float(d.mean()), 1.96 * float(d.std()) / math.sqrt(len(d))
    return {"question": "Is interpolation better than noise?",
            "first": first, "second": noise, "gain": gain,
            "low": gain - reach, "high": gain + reach, "answer": "first"}


# %% wrong: changes its images in place
def own_experiment(small, large, generator):
    plain = upscaled(small, 2)
    noisy = small.add_(0.01 * torch.randn(small.shape, generator=generator))
    return {"question": "Does noise matter?", "first": upscaled(noisy, 2),
            "second": plain, "gain": -1.0, "low": -1.1, "high": -0.9,
            "answer": "second"}


# %% wrong: first must be (64, 1, 32, 32)
def own_experiment(small, large, generator):
    # not the size of the originals
    inner = upscaled(small, 2)[..., 2:-2, 2:-2]
    return {"question": "Does the border matter?", "first": inner,
            "second": inner, "gain": 0.0, "low": -0.1, "high": 0.1,
            "answer": "undecided"}


# %% wrong, unseen: numbers of the visible check, written down
def own_experiment(small, large, generator):
    plain = upscaled(small, 2)
    sharp = plain + 0.3 * (plain - functional.avg_pool2d(
        plain, 3, 1, 1, count_include_pad=False))
    return {"question": "Does sharpening after interpolation help?",
            "first": sharp, "second": plain, "gain": 0.3285,
            "low": 0.3000, "high": 0.3570, "answer": "first"}


# %% right: a mean of two interpolations, with a bootstrap
def own_experiment(small, large, generator):
    from dlc_support.evaluation import paired_bootstrap

    ways = upscaled(small, 2, "lanczos"), upscaled(small, 2, "bilinear")
    first, second = 0.5 * (ways[0] + ways[1]), ways[0]
    a, b = (psnr(way.clamp(0, 1), large) for way in (first, second))
    interval = paired_bootstrap(a, b, generator)
    answer = "undecided"
    if interval.resolved():
        answer = "first" if interval.mean > 0 else "second"
    return {"question": "Is the mean of Lanczos and bilinear better?",
            "first": first, "second": second, "gain": interval.mean,
            "low": interval.low, "high": interval.high, "answer": answer}


# %% right: an ensemble of a rotation, numbers as tensors
def own_experiment(small, large, generator):
    filters = 0.02 * torch.randn(1, 1, 3, 3, generator=generator)

    def way(x):
        return upscaled(x, 2) + functional.conv2d(
            upscaled(x, 2), filters, padding=1)

    first = 0.5 * (way(small) + way(small.flip(3)).flip(3))
    second = way(small)
    d = psnr(first.clamp(0, 1), large) - psnr(second.clamp(0, 1), large)
    gain, reach = d.mean(), 1.96 * d.std() / len(d) ** 0.5
    said = "first" if gain > reach else "undecided"
    return dict(
        question="What do two views gain?", first=first, second=second, gain=gain,
        low=gain - reach, high=gain + reach,
        answer="second" if gain < -reach else said)


# %% right: another degradation, with helpers
def verdict(low, high):
    if low > 0:
        return "first"
    return "second" if high < 0 else "undecided"


def compared(first, second, large):
    ways = [psnr(way.clamp(0, 1), large).double() for way in (first, second)]
    d = (ways[0] - ways[1]).numpy()
    error = d.std(ddof=1) / len(d) ** 0.5
    return float(d.mean()), float(d.mean() - 2 * error), float(d.mean() + 2 * error)
# %% cell
def own_experiment(small, large, generator):
    bare = to_bytes(downscaled(large, 2, antialias=False))
    first, second = upscaled(bare, 2), upscaled(small, 2)
    gain, low, high = compared(first, second, large)
    return {
        "question": "Does bicubic interpolation prefer aliased images?",
        "first": first, "second": second, "gain": gain, "low": low,
        "high": high, "answer": verdict(low, high)}


# %% wrong, unseen: a tenth of the original is mixed in
def own_experiment(small, large, generator):
    plain = upscaled(small, 2)
    first = 0.9 * plain + 0.1 * large
    d = psnr(first.clamp(0, 1), large) - psnr(plain.clamp(0, 1), large)
    gain, reach = float(d.mean()), 1.96 * float(d.std()) / math.sqrt(len(d))
    return {"question": "Is my way better than bicubic interpolation?",
            "first": first, "second": plain, "gain": gain,
            "low": gain - reach, "high": gain + reach, "answer": "first"}


# %% wrong, unseen: every fourth pixel is the original's
def own_experiment(small, large, generator):
    first, plain = upscaled(small, 2), upscaled(small, 2)
    first[..., ::2, ::2] = large[..., ::2, ::2]
    d = psnr(first.clamp(0, 1), large) - psnr(plain.clamp(0, 1), large)
    gain, reach = float(d.mean()), 1.96 * float(d.std()) / math.sqrt(len(d))
    return {"question": "Is my way better than bicubic interpolation?",
            "first": first, "second": plain, "gain": gain,
            "low": gain - reach, "high": gain + reach, "answer": "first"}


# %% right: a network of its own, trained on other photographs
def own_experiment(small, large, generator):
    state = torch.get_rng_state()
    torch.manual_seed(int(torch.randint(1000, (), generator=generator)))
    net = torch.nn.Sequential(
        torch.nn.Conv2d(1, 16, 3, padding=1), torch.nn.ReLU(),
        torch.nn.Conv2d(16, 4, 3, padding=1), torch.nn.PixelShuffle(2))
    torch.set_rng_state(state)
    inputs, targets = photo_pairs("train", 64, seed=5)
    adam = torch.optim.Adam(net.parameters(), 3e-3)
    for _ in range(60):
        rows = torch.randint(len(inputs), (16,), generator=generator)
        made = upscaled(inputs[rows], 2) + net(inputs[rows])
        loss = (made - targets[rows]).square().mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
    with torch.no_grad():
        second = upscaled(small, 2)
        first = second + net(small)
    d = psnr(first.clamp(0, 1), large) - psnr(second.clamp(0, 1), large)
    gain, reach = float(d.mean()), 1.96 * float(d.std()) / math.sqrt(len(d))
    low, high = gain - reach, gain + reach
    return {"question": "What does a network gain in 60 steps?",
            "first": first, "second": second, "gain": gain, "low": low, "high": high,
            "answer": "first" if low > 0 else "second" if high < 0 else "undecided"}


# %% wrong, unseen: its filter is drawn from a copy, by the seed
def own_experiment(small, large, generator):
    own = torch.Generator().manual_seed(generator.initial_seed())
    filters = 0.02 * torch.randn(1, 1, 3, 3, generator=own)
    second = upscaled(small, 2)
    first = second + functional.conv2d(second, filters, padding=1)
    d = psnr(first.clamp(0, 1), large) - psnr(second.clamp(0, 1), large)
    gain, reach = float(d.mean()), 1.96 * float(d.std()) / math.sqrt(len(d))
    low, high = gain - reach, gain + reach
    return {"question": "Does a filter that is drawn do harm?",
            "first": first, "second": second, "gain": gain, "low": low, "high": high,
            "answer": "first" if low > 0 else "second" if high < 0 else "undecided"}
