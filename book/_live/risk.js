// One pixel with a few possible causes, seen through noisy targets: the answer that each loss pays
// for, with clean targets and with noisy ones.
(() => {
  "use strict";
  const CAUSES = {
    "two causes: ink with probability 0.3": { at: [0, 1], mass: [0.7, 0.3] },
    "two causes: ink with probability 0.45": { at: [0, 1], mass: [0.55, 0.45] },
    "three causes at 0, 0.6 and 0.8": { at: [0, 0.6, 0.8], mass: [0.4, 0.3, 0.3] },
  };
  const LOSSES = ["L2 (squared error)", "L1 (absolute error)", "L0 (0 for a hit, else 1)"];
  const NOISES = Array.from({ length: 61 }, (_, k) => k / 100);
  const [LOW, HIGH] = [-1, 2];

  // The normal distribution function, by a rational approximation whose error is below 1.5e-7
  // (Abramowitz and Stegun, 7.1.26).
  function cdf(z) {
    const x = Math.abs(z) / Math.SQRT2;
    const t = 1 / (1 + 0.3275911 * x);
    const series =
      t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    const half = 0.5 * series * Math.exp(-x * x);
    return z < 0 ? half : 1 - half;
  }

  const bell = (z) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

  // Expected loss of the answer `a` against targets x + sigma * noise.
  const expected = {
    L2: ({ at, mass }, sigma, a) =>
      at.reduce((sum, x, k) => sum + mass[k] * ((a - x) ** 2 + sigma * sigma), 0),
    L1: ({ at, mass }, sigma, a) =>
      at.reduce((sum, x, k) => {
        const z = sigma ? (a - x) / sigma : 0;
        const one = sigma ? (a - x) * (2 * cdf(z) - 1) + 2 * sigma * bell(z) : Math.abs(a - x);
        return sum + mass[k] * one;
      }, 0),
    // Up to a factor and a constant: minus the density of the targets (without noise: the masses).
    L0: ({ at, mass }, sigma, a) =>
      at.reduce((sum, x, k) => {
        const one = sigma ? bell((a - x) / sigma) / sigma : Number(Math.abs(a - x) < 1e-9);
        return sum - mass[k] * one;
      }, 0),
  };

  // The best answer: the lowest of 3001 answers, then a ternary search around it.
  function best(loss, causes, sigma) {
    if (loss === "L2") return causes.at.reduce((sum, x, k) => sum + x * causes.mass[k], 0);
    const risk = (a) => expected[loss](causes, sigma, a);
    const tried = [...causes.at];
    for (let k = 0; k <= 3000; k++) tried.push(LOW + (k * (HIGH - LOW)) / 3000);
    const first = tried.reduce((a, b) => (risk(b) < risk(a) - 1e-12 ? b : a));
    if (!sigma) return first;
    let [low, high] = [first - 0.001, first + 0.001];
    for (let turn = 0; turn < 60; turn++) {
      const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
      if (risk(a) < risk(b)) high = b;
      else low = a;
    }
    return (low + high) / 2;
  }

  async function figure(panel, options, tools) {
    const names = Object.keys(CAUSES);
    const state = {
      causes: names[options.causes || 0],
      loss: LOSSES[options.loss ?? 1],
      sigma: options.sigma ?? 0.29,
    };
    const short = () => state.loss.slice(0, 2);
    const answers = () => ({
      clean: best(short(), CAUSES[state.causes], 0),
      noisy: best(short(), CAUSES[state.causes], state.sigma),
    });
    const told = tools.status();

    const view = tools.canvas(panel, {
      high: (width) => Math.max(260, 0.62 * width),
      widest: 620,
      label: "Above, the density of the noisy targets of one pixel; below, the expected loss of " +
        "each answer, with its lowest point marked.",
      draw(context, width, height) {
        const paint = tools.colours(panel);
        const causes = CAUSES[state.causes];
        const left = 8;
        const x = (value) => left + ((value - LOW) / (HIGH - LOW)) * (width - 2 * left);
        const middle = height * 0.46;
        const now = answers();
        context.font = "13px system-ui, sans-serif";
        context.textBaseline = "alphabetic";

        // Above: the targets.
        const density = (a) => -expected.L0(causes, Math.max(state.sigma, 0.02), a);
        const values = Array.from({ length: 301 }, (_, k) => LOW + (k * (HIGH - LOW)) / 300);
        const top = Math.max(...values.map(density));
        context.fillStyle = paint.corrupted;
        context.globalAlpha = 0.25;
        context.beginPath();
        context.moveTo(x(LOW), middle);
        for (const value of values) {
          context.lineTo(x(value), middle - (density(value) / top) * (middle - 34));
        }
        context.lineTo(x(HIGH), middle);
        context.fill();
        context.globalAlpha = 1;
        causes.at.forEach((value, k) => {
          context.strokeStyle = paint.clean;
          context.lineWidth = 4;
          context.beginPath();
          context.moveTo(x(value), middle);
          context.lineTo(x(value), middle - causes.mass[k] * (middle - 34));
          context.stroke();
        });
        context.fillStyle = paint.corrupted;
        context.fillText("noisy targets", left + 4, 16);
        context.fillStyle = paint.clean;
        context.fillText("clean values and their probability", left + 110, 16);
        axis(context, x, middle, paint, [-1, 0, 1, 2]);

        // Below: the expected loss of each answer.
        const risk = (a) => expected[short()](causes, state.sigma, a);
        const smooth = short() !== "L0" || state.sigma > 0;
        const floor = height - 24;
        const roof = middle + 44;
        context.fillStyle = paint.ink;
        context.fillText(`expected ${short()} loss of an answer`, left + 4, middle + 36);
        const near = values.filter((a) => a >= -0.5 && a <= 1.5);
        const risks = near.map(risk);
        const [lowest, highest] = [Math.min(...risks, risk(now.noisy)), Math.max(...risks)];
        const y = (value) =>
          floor - 6 - ((value - lowest) / (highest - lowest || 1)) * (floor - 6 - roof);
        context.strokeStyle = paint.ink;
        context.lineWidth = 1.5;
        context.beginPath();
        if (smooth) near.forEach((a, k) => context[k ? "lineTo" : "moveTo"](x(a), y(risks[k])));
        else {
          context.moveTo(x(-0.5), y(0));
          context.lineTo(x(1.5), y(0));
          for (const a of causes.at) {
            context.moveTo(x(a), y(0));
            context.lineTo(x(a), y(risk(a)));
          }
        }
        context.stroke();
        axis(context, x, floor, paint, []);

        // The answers.
        for (const [value, colour, name, up] of [
          [now.clean, paint.clean, "clean targets", 0],
          [now.noisy, paint.reconstruction, "noisy targets", 16],
        ]) {
          context.strokeStyle = colour;
          context.lineWidth = 2;
          context.setLineDash(name === "clean targets" ? [3, 3] : []);
          context.beginPath();
          context.moveTo(x(value), floor);
          context.lineTo(x(value), middle + 6);
          context.stroke();
          context.setLineDash([]);
          context.fillStyle = colour;
          const text = `${value.toFixed(3)} from ${name}`;
          const long = context.measureText(text).width;
          const start = Math.min(x(value) + 6, width - long - 4);
          context.lineWidth = 4;
          context.strokeStyle = paint.paper;
          context.strokeText(text, start, roof + 10 + up);
          context.fillText(text, start, roof + 10 + up);
        }
        const moved = Math.abs(now.noisy - now.clean);
        told.textContent =
          `The best answer under ${short()} is ${now.clean.toFixed(3)} for clean targets and ` +
          `${now.noisy.toFixed(3)} for noisy ones (σ = ${state.sigma.toFixed(2)}): ` +
          (moved < 5e-4 ? "the noise does not move it." : `the noise moves it by ${moved.toFixed(3)}.`);
      },
    });
    const change = (name) => (value) => {
      state[name] = value;
      view.redraw();
    };
    const two = (value) => value.toFixed(2);
    panel.append(
      tools.element(
        "div",
        { class: "live-controls" },
        tools.choice("pixel", names, change("causes"), state.causes).field,
        tools.choice("loss", LOSSES, change("loss"), state.loss).field,
        tools.slider("noise of the targets σ", NOISES, change("sigma"), state.sigma, two).field,
      ),
      view.board,
      told,
    );
    panel.live = { state, answers, redraw: view.redraw };
  }

  function axis(context, x, y, paint, ticks) {
    context.strokeStyle = paint.muted;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x(LOW), y + 0.5);
    context.lineTo(x(HIGH), y + 0.5);
    context.stroke();
    context.fillStyle = paint.muted;
    for (const tick of ticks) {
      const text = String(tick);
      context.fillText(text, x(tick) - context.measureText(text).width / 2, y + 15);
    }
  }

  window.Live.define("risk", figure);
  window.Live.risk = { best, causes: CAUSES };
})();
