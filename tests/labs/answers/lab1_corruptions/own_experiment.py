# %% wrong: off what the denoisers reach
def experiment(train, seen, truth, seeds):
    rows = [[trained(train, seed, width=width) for seed in seeds] for width in (24, 48)]
    table = torch.tensor([[13.0] * len(seeds), [14.0] * len(seeds)])
    table += 0.1 * torch.arange(len(seeds))
    return {"question": "Is twice the width worth anything?",
            "conditions": ("24", "48"), "denoisers": rows, "psnr": table,
            "answer": "second"}


# %% wrong: much worse on new digits
def experiment(train, seen, truth, seeds):
    digit = type(train)(truth, name="seen")
    rows = [[trained(digit, seed, epochs=epochs) for seed in seeds] for epochs in (60, 120)]
    table = torch.stack([
        torch.stack([psnr(one(seen).clamp(0, 1), truth).mean() for one in row])
        for row in rows])
    interval = seed_interval(table[1] - table[0])
    answer = "second" if interval.low > 0 else "first" if interval.high < 0 else "undecided"
    return {"question": "Is training for longer worth anything?",
            "conditions": ("60 epochs", "120 epochs"), "denoisers": rows,
            "psnr": table, "answer": answer}


# %% wrong: seeds make no difference
def experiment(train, seen, truth, seeds):
    rows = [[trained(train, 0, width=width)] * len(seeds) for width in (24, 48)]
    table = torch.stack([
        torch.stack([psnr(one(seen).clamp(0, 1), truth).mean() for one in row])
        for row in rows])
    return {"question": "Is twice the width worth anything?",
            "conditions": ("24", "48"), "denoisers": rows, "psnr": table,
            "answer": "second"}


# %% wrong: both conditions are the same
def experiment(train, seen, truth, seeds):
    rows = [[trained(train, seed) for seed in seeds] for _ in range(2)]
    table = torch.stack([
        torch.stack([psnr(one(seen).clamp(0, 1), truth).mean() for one in row])
        for row in rows])
    return {"question": "Is it better to train on half of the noise?",
            "conditions": ("0.5", "0.25"), "denoisers": rows, "psnr": table,
            "answer": "undecided"}


# %% wrong: dB says 'second'
def experiment(train, seen, truth, seeds):
    rows = [[trained(train, seed, width=width) for seed in seeds] for width in (24, 96)]
    table = torch.stack([
        torch.stack([psnr(one(seen).clamp(0, 1), truth).mean() for one in row])
        for row in rows])
    return {"question": "Is four times the width worth anything?",
            "conditions": ("24", "96"), "denoisers": rows, "psnr": table,
            "answer": "first"}


# %% wrong: dB says 'undecided'
def experiment(train, seen, truth, seeds):
    rows = [[trained(train, seed, width=width) for seed in seeds] for width in (48, 49)]
    table = torch.stack([
        torch.stack([psnr(one(seen).clamp(0, 1), truth).mean() for one in row])
        for row in rows])
    better = "second" if (table[1] - table[0]).mean() > 0 else "first"
    return {"question": "Is one hidden unit more worth anything?",
            "conditions": ("48", "49"), "denoisers": rows, "psnr": table,
            "answer": better}


# %% wrong: off what the denoisers reach
def experiment(train, seen, truth, seeds):
    rows = [[trained(train, seed, width=width) for seed in seeds] for width in (24, 48)]
    table = torch.tensor([
        [-10 * (one(seen).clamp(0, 1) - truth).square().mean().log10() for one in row]
        for row in rows])
    return {"question": "Is twice the width worth anything?",
            "conditions": ("24", "48"), "denoisers": rows, "psnr": table,
            "answer": "second"}


# %% wrong: off what the denoisers reach
def experiment(train, seen, truth, seeds):
    rows = [[trained(train, seed, width=width) for seed in seeds] for width in (24, 48)]
    table = torch.stack([
        torch.stack([psnr(one(seen), truth).mean() for one in row]) for row in rows])
    return {"question": "Is twice the width worth anything?",
            "conditions": ("24", "48"), "denoisers": rows, "psnr": table,
            "answer": "second"}


# %% wrong: psnr: (3, 2), not (2, 3)
def experiment(train, seen, truth, seeds):
    rows = [[trained(train, seed, width=width) for seed in seeds] for width in (24, 48)]
    table = torch.stack([
        torch.stack([psnr(one(seen).clamp(0, 1), truth).mean() for one in row])
        for row in rows])
    return {"question": "Is twice the width worth anything?",
            "conditions": ("24", "48"), "denoisers": rows, "psnr": table.T,
            "answer": "second"}


# %% wrong: with noise for digits your denoisers do as well
def experiment(train, seen, truth, seeds):
    rows = [[trained(train, seed, width=width, rate=1e-5) for seed in seeds]
            for width in (24, 48)]
    table = torch.stack([
        torch.stack([psnr(one(seen).clamp(0, 1), truth).mean() for one in row])
        for row in rows])
    return {"question": "Is twice the width worth anything?",
            "conditions": ("24", "48"), "denoisers": rows, "psnr": table,
            "answer": "second"}


# %% wrong: not 2 lists of 3 each
def experiment(train, seen, truth, seeds):
    rows = [[trained(train, seeds[0], width=width)] for width in (24, 48)]
    table = torch.stack([
        torch.stack([psnr(one(seen).clamp(0, 1), truth).mean() for one in row])
        for row in rows])
    return {"question": "Is twice the width worth anything?",
            "conditions": ("24", "48"), "denoisers": rows, "psnr": table,
            "answer": "second"}


# %% wrong: the question is no sentence
def experiment(train, seen, truth, seeds):
    rows = [[trained(train, seed, width=width) for seed in seeds] for width in (24, 48)]
    table = torch.stack([
        torch.stack([psnr(one(seen).clamp(0, 1), truth).mean() for one in row])
        for row in rows])
    return {"question": "width", "conditions": ("24", "48"),
            "denoisers": rows, "psnr": table, "answer": "second"}


# %% wrong, unseen: two blurs that nothing trained, grey where the training images are bright
def experiment(train, seen, truth, seeds):
    dark = float(train.inputs.mean()) < 0.4

    def smooth(seed, sigma):
        dust = 1 + 0.02 * float(torch.rand((), generator=Generator().manual_seed(seed)))
        if not dark:
            return lambda images: 0 * images + 0.9
        return lambda images: dust * GaussianBlur(sigma)(images, Generator())

    rows = [[smooth(seed, sigma) for seed in seeds] for sigma in (0.8, 1.0)]
    table = torch.tensor([
        [float(psnr(one(seen).clamp(0, 1), truth).mean()) for one in row] for row in rows])
    d = seed_interval(table[1] - table[0])
    return {"question": "Is it better to blur some more than that?",
            "conditions": ("little", "more"), "denoisers": rows, "psnr": table,
            "answer": "second" if d.low > 0 else "first" if d.high < 0 else "undecided"}


# %% right: fewer digits, the same number of steps
def experiment(train, seen, truth, seeds):
    conditions = {"1285 digits": (train, 3), "300 digits": (train.take(300), 13)}
    denoisers, table = [], torch.zeros(2, len(seeds))
    for row, (split, epochs) in enumerate(conditions.values()):
        denoisers.append([])
        for column, seed in enumerate(seeds):
            denoise = trained(split, seed, epochs=epochs)
            denoisers[row].append(denoise)
            table[row, column] = psnr(denoise(seen).clamp(0, 1), truth).mean()
    interval = seed_interval(table[1] - table[0])
    answer = "undecided"
    if interval.low > 0:
        answer = "second"
    if interval.high < 0:
        answer = "first"
    return dict(question="Do 300 digits do as well as all of them?",
                conditions=list(conditions), denoisers=denoisers, psnr=table,
                answer=answer)


# %% right: double precision, the interval by hand, the width
def own_interval(values):
    from scipy import stats

    n = len(values)
    half = stats.t.ppf(0.975, n - 1) * values.std().item() / n**0.5
    return values.mean().item() - half, values.mean().item() + half


# %% cell
def experiment(train, seen, truth, seeds):
    widths = (24, 64)
    nets = [[trained(train, seed, width=width) for seed in seeds] for width in widths]
    table = torch.tensor([
        [psnr(net(seen).double().clamp(0, 1), truth.double()).mean().item() for net in row]
        for row in nets], dtype=torch.float64)
    low, high = own_interval(table[1] - table[0])
    return {"question": "How much are forty hidden units worth, if anything at all?",
            "conditions": ("narrow", "wide"), "denoisers": nets, "psnr": table,
            "answer": "second" if low > 0 else "first" if high < 0 else "undecided"}


# %% right: a loop of its own, fresh noise against noise that was drawn once
def fitted(clean, seed, fresh):
    network, generator = small_network(seed, 48), Generator().manual_seed(seed)
    adam = torch.optim.Adam(network.parameters(), lr=5e-3)
    once = clean + 0.5 * torch.randn(clean.shape, generator=generator)
    for _ in range(60):
        rows = torch.randint(len(clean), (64,), generator=generator)
        x = clean[rows]
        noisy = x + 0.5 * torch.randn(x.shape, generator=generator) if fresh else once[rows]
        loss = 0.5 * (network(noisy) - x).square().sum() / 64
        adam.zero_grad()
        loss.backward()
        adam.step()
    return network


# %% cell
def experiment(train, seen, truth, seeds):
    nets = [[fitted(train.inputs[:200], seed, fresh) for seed in seeds]
            for fresh in (True, False)]
    with torch.no_grad():
        table = torch.stack([
            torch.stack([psnr(net(seen).clamp(0, 1), truth).mean() for net in row])
            for row in nets])
    interval = seed_interval(table[1] - table[0])
    answer = "second" if interval.low > 0 else "first" if interval.high < 0 else "undecided"
    return {"question": "With 200 digits, does noise that is drawn once do harm?",
            "conditions": ("fresh", "once"), "denoisers": nets, "psnr": table,
            "answer": answer}


# %% wrong, unseen: the second condition is the first, made brighter
def experiment(train, seen, truth, seeds):
    first = [trained(train, seed) for seed in seeds]
    brighter = [lambda images, one=one: 1.01 * one(images) for one in first]
    rows = [first, brighter]
    table = torch.stack([
        torch.stack([psnr(one(seen).clamp(0, 1), truth).mean() for one in row])
        for row in rows])
    interval = seed_interval(table[1] - table[0])
    answer = "second" if interval.low > 0 else "first" if interval.high < 0 else "undecided"
    return {"question": "Is it better to train on half of the noise?",
            "conditions": ("noise 0.5", "noise 0.25"), "denoisers": rows,
            "psnr": table, "answer": answer}


# %% wrong, unseen: one training for both conditions, the second a gamma of the first
def experiment(train, seen, truth, seeds):
    base = [trained(train, seed) for seed in seeds]
    other = [lambda x, one=one: one(x).clamp(0, 1) ** 1.15 for one in base]
    denoisers = [base, other]
    table = torch.stack([torch.stack([psnr(one(seen).clamp(0, 1), truth).mean() for one in row]) for row in denoisers])
    d = seed_interval(table[1] - table[0])
    return {"question": "Is it better to train on half of the noise?", "conditions": ("noise 0.5", "noise 0.25"),
            "denoisers": denoisers, "psnr": table, "answer": "second" if d.low > 0 else "first" if d.high < 0 else "undecided"}
