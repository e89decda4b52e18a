// The posterior of a clean point given a corrupted one: drag the observation and see its mean.
(() => {
  "use strict";
  const REACH = 1.75; // the plane is shown from -REACH to REACH
  const SIGMAS = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7];

  // w_i proportional to q_i N(seen; x_i, sigma^2 I), normalised through logarithms; draws have no
  // weights q_i of their own.
  function posterior({ x, y, weight }, seen, sigma) {
    const logs = new Float64Array(x.length);
    let top = -Infinity;
    for (let i = 0; i < x.length; i++) {
      const square = (seen[0] - x[i]) ** 2 + (seen[1] - y[i]) ** 2;
      logs[i] = (weight ? Math.log(weight[i]) : 0) - square / (2 * sigma * sigma);
      top = Math.max(top, logs[i]);
    }
    let total = 0;
    const shares = logs.map((log) => {
      const share = Math.exp(log - top);
      total += share;
      return share;
    });
    return shares.map((share) => share / total);
  }

  function mean(law, shares) {
    let [a, b] = [0, 0];
    for (let i = 0; i < shares.length; i++) {
      a += shares[i] * law.x[i];
      b += shares[i] * law.y[i];
    }
    return [a, b];
  }

  // Weiszfeld's iteration for the point with the smallest mean distance; the distances are kept
  // from zero, so that a point on a node does not stop it.
  function median(law, shares) {
    let at = mean(law, shares);
    for (let turn = 0; turn < 200; turn++) {
      let [a, b, total] = [0, 0, 0];
      for (let i = 0; i < shares.length; i++) {
        if (shares[i] < 1e-12) continue;
        const distance = Math.hypot(law.x[i] - at[0], law.y[i] - at[1]);
        const pull = shares[i] / Math.sqrt(distance * distance + 1e-10);
        a += pull * law.x[i];
        b += pull * law.y[i];
        total += pull;
      }
      const next = [a / total, b / total];
      const moved = Math.hypot(next[0] - at[0], next[1] - at[1]);
      at = next;
      if (moved < 1e-7) break;
    }
    return at;
  }

  function drawn(law, shares, uniform) {
    let rest = uniform;
    for (let i = 0; i < shares.length; i++) {
      rest -= shares[i];
      if (rest <= 0) return [law.x[i], law.y[i]];
    }
    return [law.x[law.x.length - 1], law.y[law.y.length - 1]];
  }

  async function figure(panel, options, tools) {
    const [laws, { network }] = await Promise.all([
      tools.load("data-toys"),
      tools.load("networks"),
    ]);
    const names = Object.keys(laws);
    const state = {
      law: options.density || names[0],
      sigma: options.sigma || 0.3,
      seen: [1.0, 0.0],
      learned: Boolean(options.learned),
      seed: 1,
    };
    const networks = {};
    const learned = () => {
      const recorded = laws[state.law].networks[state.sigma];
      if (!recorded) return undefined;
      const key = `${state.law} ${state.sigma}`;
      networks[key] ||= network(recorded);
      return [...networks[key](Float32Array.from(state.seen), [2, 1, 1])];
    };

    const answers = () => {
      const law = laws[state.law];
      const shares = posterior(law, state.seen, state.sigma);
      return {
        shares,
        mean: mean(law, shares),
        median: median(law, shares),
        draw: drawn(law, shares, tools.random(state.seed).uniform()),
        learned: learned(),
      };
    };

    const told = tools.status();
    const say = (point) => point.map((value) => (value + 0 || 0).toFixed(2).replace(/^-(0\.00)$/, "$1")).join(", ");

    const view = tools.canvas(panel, {
      label:
        "The plane with the clean points, an observation that can be moved, and the mean of all " +
        "clean points that may lie behind it.",
      draw(context, width) {
        const scale = width / (2 * REACH);
        const place = ([a, b]) => [(a + REACH) * scale, (REACH - b) * scale];
        const paint = tools.colours(panel);
        const law = laws[state.law];
        const now = answers();
        context.lineWidth = 1;
        context.strokeStyle = paint.hairline;
        context.strokeRect(0.5, 0.5, width - 1, width - 1);

        // The noise around the observation: one and two standard deviations.
        const [sx, sy] = place(state.seen);
        context.strokeStyle = paint.corrupted;
        context.setLineDash([4, 4]);
        for (const times of [1, 2]) {
          context.beginPath();
          context.arc(sx, sy, times * state.sigma * scale, 0, 2 * Math.PI);
          context.stroke();
        }
        context.setLineDash([]);

        // Clean points: a faint dot each, and on it a disc whose area is its posterior weight.
        // They are draws, all equally likely before anything is seen; the answers are exact.
        const shares = posterior(law.draws, state.seen, state.sigma);
        const most = shares.reduce((a, b) => Math.max(a, b), 0);
        context.fillStyle = paint.muted;
        context.globalAlpha = 0.6;
        for (let i = 0; i < shares.length; i++) {
          const [px, py] = place([law.draws.x[i], law.draws.y[i]]);
          context.fillRect(px - 1, py - 1, 2, 2);
        }
        context.fillStyle = paint.clean;
        context.globalAlpha = 0.5;
        for (let i = 0; i < shares.length; i++) {
          const radius = 7 * Math.sqrt(shares[i] / most);
          if (radius < 0.5) continue;
          const [px, py] = place([law.draws.x[i], law.draws.y[i]]);
          context.beginPath();
          context.arc(px, py, radius, 0, 2 * Math.PI);
          context.fill();
        }
        context.globalAlpha = 1;

        const [mx, my] = place(now.mean);
        context.strokeStyle = paint.exact;
        context.lineWidth = 1.5;
        context.beginPath();
        context.moveTo(sx, sy);
        context.lineTo(mx, my);
        context.stroke();

        const marks = [
          [state.seen, paint.corrupted, "cross", "observation"],
          [now.draw, paint.clean, "square", "draw"],
          [now.median, paint.second, "triangle", "median"],
          ...(state.learned && now.learned
            ? [[now.learned, paint.reconstruction, "ring", "network"]]
            : []),
          [now.mean, paint.exact, "diamond", "mean"],
        ];
        for (const [point, colour, shape] of marks) mark(context, place(point), colour, shape);
        label(context, marks, place, width, paint);

        const away = now.learned && Math.hypot(...now.learned.map((v, k) => v - now.mean[k]));
        told.textContent =
          `Observation (${say(state.seen)}): posterior mean (${say(now.mean)}), ` +
          `geometric median (${say(now.median)}), one draw (${say(now.draw)})` +
          (!state.learned
            ? "."
            : now.learned
              ? `, network (${say(now.learned)}), ${away.toFixed(2)} from the mean.`
              : "; networks were trained for σ = 0.1, 0.2 and 0.3 only.");
      },
    });

    const change = (name) => (value) => {
      state[name] = value;
      view.redraw();
    };
    const within = (value) => Math.min(Math.max(value, -REACH), REACH);
    tools.draggable(view.board, {
      move(px, py) {
        const scale = view.board.clientWidth / (2 * REACH);
        change("seen")([within(px / scale - REACH), within(REACH - py / scale)]);
      },
      step(right, down) {
        const [a, b] = state.seen;
        change("seen")([within(a + 0.05 * right), within(b - 0.05 * down)]);
      },
    });
    const controls = tools.element(
      "div",
      { class: "live-controls" },
      tools.choice("density", names, change("law"), state.law).field,
      tools.slider("noise level σ", SIGMAS, change("sigma"), state.sigma).field,
      tools.tick("learned network", change("learned"), state.learned).field,
      tools.button("draw again", () => change("seed")(state.seed + 1)),
    );
    panel.append(controls, view.board, told);
    panel.live = { state, answers, redraw: view.redraw };
  }

  function mark(context, [x, y], colour, shape) {
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineWidth = 2.5;
    context.beginPath();
    if (shape === "cross") {
      context.moveTo(x - 6, y - 6);
      context.lineTo(x + 6, y + 6);
      context.moveTo(x + 6, y - 6);
      context.lineTo(x - 6, y + 6);
      context.stroke();
    } else if (shape === "square") {
      context.strokeRect(x - 5, y - 5, 10, 10);
    } else if (shape === "ring") {
      context.arc(x, y, 7, 0, 2 * Math.PI);
      context.stroke();
    } else {
      const corners =
        shape === "diamond"
          ? [[0, -7], [7, 0], [0, 7], [-7, 0]]
          : [[0, -7], [6.5, 5], [-6.5, 5]];
      corners.forEach(([a, b], k) => context[k ? "lineTo" : "moveTo"](x + a, y + b));
      context.closePath();
      context.fill();
    }
  }

  // Names beside the marks, moved down until none lies on another.
  function label(context, marks, place, width, paint) {
    context.font = "600 13px system-ui, sans-serif";
    context.textBaseline = "middle";
    const taken = [];
    for (const [point, colour, , name] of marks) {
      const [x, y] = place(point);
      const long = context.measureText(name).width;
      const before = name === "mean" ? x - 14 - long > 0 : x + 12 + long > width;
      const left = before ? x - 14 - long : x + 12;
      let at = y;
      const hits = () =>
        taken.some((box) => Math.abs(box.at - at) < 15 && left < box.right && box.left < left + long);
      while (hits()) at += 15;
      taken.push({ at, left, right: left + long });
      context.lineWidth = 4;
      context.strokeStyle = paint.paper;
      context.strokeText(name, left, at);
      context.fillStyle = colour;
      context.fillText(name, left, at);
    }
  }

  window.Live.define("posterior", figure);
  window.Live.posterior = { posterior, mean, median };
})();
