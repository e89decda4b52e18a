// A diffusion sampler on a density of the plane, step by step, with the exact denoiser.
(() => {
  "use strict";
  const REACH = 1.9; // the plane is shown from -REACH to REACH
  const [LOW, HIGH, CURVE] = [0.05, 10, 7];
  const POINTS = 300;
  const COUNTS = [3, 5, 10, 20, 40];

  // Falling levels and 0 at the end: equation 5 of Karras et al. (2022).
  function levels(steps, low = LOW, high = HIGH) {
    const [first, last] = [high ** (1 / CURVE), low ** (1 / CURVE)];
    const found = Array.from(
      { length: steps },
      (_, i) => (first + (i / (steps - 1)) * (last - first)) ** CURVE,
    );
    return [...found, 0];
  }

  // The mean of the clean points that a noisy one may have been, weighted through logarithms.
  function denoise({ x, y, weight }, [a, b], sigma) {
    const logs = new Float64Array(x.length);
    let top = -Infinity;
    for (let i = 0; i < x.length; i++) {
      const square = (a - x[i]) ** 2 + (b - y[i]) ** 2;
      logs[i] = Math.log(weight[i]) - square / (2 * sigma * sigma);
      top = Math.max(top, logs[i]);
    }
    let [total, right, up] = [0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      const share = Math.exp(logs[i] - top);
      total += share;
      right += share * x[i];
      up += share * y[i];
    }
    return [right / total, up / total];
  }

  // One step of DDIM (fresh = 0) or DDPM (fresh = 1) from level sigma to tau.
  function step(law, point, sigma, tau, fresh = 0, normal = () => 0) {
    const clean = denoise(law, point, sigma);
    const added = fresh * tau * Math.sqrt(1 - (tau / sigma) ** 2);
    const kept = Math.sqrt(tau * tau - added * added) / sigma;
    return clean.map((value, k) => value + kept * (point[k] - value) + added * normal());
  }

  async function figure(panel, options, tools) {
    const laws = await tools.load("data-toys");
    const names = Object.keys(laws);
    const state = {
      law: options.density || names[0],
      sampler: "DDIM",
      steps: options.steps || 20,
      seed: 1,
      place: 0, // in the list of levels
      points: [],
      tails: [],
    };
    let random = tools.random(state.seed);

    const restart = () => {
      random = tools.random(state.seed);
      state.place = 0;
      state.points = Array.from({ length: POINTS }, () => [
        HIGH * random.normal(),
        HIGH * random.normal(),
      ]);
      state.tails = state.points.map((point) => [point]);
    };
    const next = () => {
      const way = levels(state.steps);
      if (state.place >= state.steps) restart();
      const [sigma, tau] = [way[state.place], way[state.place + 1]];
      const fresh = state.sampler === "DDPM" ? 1 : 0;
      const law = laws[state.law];
      state.points = state.points.map((point) =>
        step(law, point, sigma, tau, fresh, random.normal),
      );
      state.tails.forEach((tail, i) => tail.push(state.points[i]));
      state.place += 1;
    };
    const told = tools.status();

    const view = tools.canvas(panel, {
      label: "Three hundred points on their way from noise to a density, and the density itself.",
      draw(context, width) {
        const paint = tools.colours(panel);
        const sigma = levels(state.steps)[state.place];
        // The window shrinks with the noise, so that the points fill it at every level.
        const reach = Math.max(REACH, 2.5 * sigma);
        const scale = width / (2 * reach);
        const place = ([a, b]) => [(a + reach) * scale, (reach - b) * scale];
        context.save();
        context.beginPath();
        context.rect(0, 0, width, width);
        context.clip();
        context.strokeStyle = paint.hairline;
        context.lineWidth = 1;
        context.strokeRect(0.5, 0.5, width - 1, width - 1);
        const { draws } = laws[state.law];
        context.fillStyle = paint.clean;
        context.globalAlpha = 0.35;
        draws.x.forEach((value, i) => {
          const [px, py] = place([value, draws.y[i]]);
          context.fillRect(px - 1.5, py - 1.5, 3, 3);
        });
        context.globalAlpha = 0.5;
        context.strokeStyle = paint.muted;
        for (const tail of state.tails.slice(0, 12)) {
          context.beginPath();
          tail.forEach((point, k) => context[k ? "lineTo" : "moveTo"](...place(point)));
          context.stroke();
        }
        context.globalAlpha = 1;
        context.fillStyle = paint.reconstruction;
        for (const point of state.points) {
          const [px, py] = place(point);
          context.beginPath();
          context.arc(px, py, 2.2, 0, 2 * Math.PI);
          context.fill();
        }
        context.restore();
        const shown = sigma < 1 ? sigma.toFixed(2) : sigma.toFixed(1);
        told.textContent =
          `${state.sampler}, ${state.law}: step ${state.place} of ${state.steps}, noise level σ = ${shown}, window from ` +
          `−${reach.toFixed(1)} to ${reach.toFixed(1)}.` +
          (sigma ? "" : " No noise is left.");
      },
    });

    const change = (name) => (value) => {
      state[name] = value;
      restart();
      view.redraw();
    };
    const press = (action) => () => {
      action();
      view.redraw();
    };
    const finish = () => {
      do next();
      while (state.place < state.steps);
    };
    const again = () => {
      state.seed += 1;
      restart();
    };
    const controls = tools.element(
      "div",
      { class: "live-controls" },
      tools.choice("density", names, change("law"), state.law).field,
      tools.choice("sampler", ["DDIM", "DDPM"], change("sampler"), state.sampler).field,
      tools.slider("steps", COUNTS, change("steps"), state.steps).field,
      tools.button("next step", press(next)),
      tools.button("to the end", press(finish)),
      tools.button("new noise", press(again)),
    );
    panel.append(controls, view.board, told);
    panel.live = { state, next, finish, restart, redraw: view.redraw };
    restart();
    // Where the figure opens: most of the way is done.
    for (let k = 0; k < Math.round(0.75 * state.steps); k++) next();
    view.redraw();
  }

  window.Live.define("diffusion", figure);
  window.Live.diffusion = { levels, denoise, step };
})();
