// A digit is corrupted and restored: by networks, and by the exact mean of all digits of a small
// set that may lie behind it.
(() => {
  "use strict";
  const SIDE = 28;
  const PIXELS = SIDE * SIDE;
  const KINDS = {
    erasure: { values: [0.5, 0.7, 0.8, 0.9, 0.95], start: 0.9, level: "share erased p" },
    noise: { values: [0.05, 0.1, 0.2, 0.3, 0.5, 1], start: 0.1, level: "noise level σ" },
    block: { values: [6, 8, 10, 12, 14], start: 10, level: "side of the block" },
  };

  function corrupted(clean, state, tools) {
    const { uniform, normal } = tools.random(state.seed);
    const seen = new Float32Array(PIXELS);
    const hidden = new Uint8Array(PIXELS);
    for (let i = 0; i < PIXELS; i++) {
      if (state.kind === "noise") {
        seen[i] = clean[i] + state.level * normal();
        continue;
      }
      const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
      hidden[i] =
        state.kind === "erasure"
          ? uniform() < state.level
          : x >= state.at[0] && x < state.at[0] + state.level &&
            y >= state.at[1] && y < state.at[1] + state.level;
      seen[i] = hidden[i] ? 0 : clean[i];
    }
    return { seen, hidden };
  }

  // Log weights of the prior's digits. Erasure: on black and white, where hidden ink costs log p a
  // pixel and visible ink that a digit does not have rules it out. Noise: by the distance.
  function weights(prior, seen, state) {
    const logs = prior.map((digit) => {
      let [log, square] = [0, 0];
      for (let i = 0; i < PIXELS; i++) {
        if (state.kind === "noise") {
          square += (seen[i] - digit[i]) ** 2;
        } else {
          const [visible, ink] = [seen[i] > 0.5, digit[i] > 0.5];
          if (visible && !ink) return -Infinity;
          if (ink && !visible) log += Math.log(state.level);
        }
      }
      return state.kind === "noise" ? -square / (2 * state.level * state.level) : log;
    });
    const top = Math.max(...logs);
    if (top === -Infinity) return undefined;
    const shares = logs.map((log) => Math.exp(log - top));
    const total = shares.reduce((a, b) => a + b, 0);
    return shares.map((share) => share / total);
  }

  function posterior(prior, seen, state) {
    const shares = weights(prior, seen, state);
    if (!shares) return undefined;
    const mean = new Float32Array(PIXELS);
    prior.forEach((digit, k) => {
      if (shares[k] < 1e-9) return;
      for (let i = 0; i < PIXELS; i++) {
        mean[i] += shares[k] * (state.kind === "noise" ? digit[i] : Number(digit[i] > 0.5));
      }
    });
    return { mean, size: 1 / shares.reduce((sum, share) => sum + share * share, 0) };
  }

  async function figure(panel, options, tools) {
    const [data, { network }] = await Promise.all([
      tools.load("data-digits"),
      tools.load("networks"),
    ]);
    const unpack = (base64) => {
      const all = tools.bytes(base64);
      return Array.from({ length: all.length / PIXELS }, (_, k) =>
        Float32Array.from(all.subarray(k * PIXELS, (k + 1) * PIXELS), (value) => value / 255),
      );
    };
    const [test, prior] = [unpack(data.test), unpack(data.prior)];
    const kinds = Object.keys(KINDS);
    const state = {
      kind: options.corruption || "erasure",
      level: 0,
      seed: 1,
      at: [9, 9],
      digit: options.digit || 0,
      own: undefined,
    };
    state.level = options.level || KINDS[state.kind].start;
    const sources = [
      ...test.slice(0, 10).map((_, k) => `test digit ${data.labels[k]}`),
      ...prior.slice(0, 5).map((_, k) => `digit ${k + 1} of the prior`),
      "draw your own",
    ];
    const clean = () => state.own || (state.digit < 10 ? test[state.digit] : prior[state.digit - 10]);

    const networks = {}; // kind -> { convolutional, dense } as soon as their weights are there
    async function prepare(kind) {
      if (networks[kind]) return;
      const names = ["convolutional", "dense"];
      const found = await Promise.all(names.map((name) => tools.load(`data-${name}-${kind}`)));
      networks[kind] = Object.fromEntries(names.map((name, k) => [name, network(found[k])]));
      view.redraw();
    }

    const answers = () => {
      const { seen, hidden } = corrupted(clean(), state, tools);
      const nets = networks[state.kind];
      return {
        seen,
        hidden,
        convolutional: nets && nets.convolutional(seen, [1, SIDE, SIDE]),
        dense: nets && nets.dense(seen, [PIXELS, 1, 1]),
        exact: state.kind === "block" ? undefined : posterior(prior, seen, state),
      };
    };
    const psnr = (estimate) => {
      let sum = 0;
      clean().forEach((value, i) => (sum += (value - Math.min(Math.max(estimate[i], 0), 1)) ** 2));
      return sum ? `${(10 * Math.log10(PIXELS / sum)).toFixed(1)} dB` : "exact";
    };

    const told = tools.status();
    let boxes = [];
    const view = tools.canvas(panel, {
      high: (width) => (width - 24) / 5 + 42,
      widest: 760,
      label: "A digit, the digit corrupted, and three restored versions of it.",
      draw(context, width, height) {
        const paint = tools.colours(panel);
        const now = answers();
        const pictures = [
          ["original", clean()],
          ["corrupted", now.seen, now.hidden],
          ["convolutional", now.convolutional],
          ["small dense", now.dense],
          ["exact mean", now.exact && now.exact.mean],
        ];
        const gap = 6;
        const side = Math.floor((width - gap * (pictures.length - 1)) / pictures.length);
        const small = side < 90;
        context.font = `${small ? 10 : 13}px system-ui, sans-serif`;
        context.textBaseline = "top";
        boxes = pictures.map(([name, values, hidden], k) => {
          const left = k * (side + gap);
          context.fillStyle = paint.ink;
          context.fillText(name, left, 0, side);
          const top = small ? 15 : 19;
          if (values) {
            tools.picture(context, values, SIDE, left, top, side);
            if (hidden && state.kind === "block") outline(context, state, left, top, side, paint);
            context.fillStyle = paint.muted;
            if (k) context.fillText(psnr(values), left, top + side + 3, side);
          } else {
            context.strokeStyle = paint.hairline;
            context.strokeRect(left + 0.5, top + 0.5, side - 1, side - 1);
            context.fillStyle = paint.muted;
            context.fillText("none", left + 6, top + 6, side);
          }
          return { left, top, side };
        });
        if (!now.convolutional) told.textContent = "Loading the networks …";
        else told.textContent = verdict(now);
      },
    });

    function verdict(now) {
      const nets =
        `PSNR: corrupted ${psnr(now.seen)}, convolutional ${psnr(now.convolutional)}, ` +
        `dense ${psnr(now.dense)}`;
      const trained = `The networks were trained for ${data.trained[state.kind]}.`;
      if (state.kind === "block") {
        return `${nets}. ${trained} With a block hidden and all else seen exactly, only a digit ` +
          "that agrees in every visible pixel can be the cause: there is no average to show.";
      }
      if (!now.exact) {
        return `${nets}. None of the ${prior.length} digits of the prior can have given this ` +
          `picture: the exact mean does not exist. ${trained}`;
      }
      return `${nets}, exact mean ${psnr(now.exact.mean)} (an average of ` +
        `${now.exact.size.toFixed(1)} of the ${prior.length} digits of the prior` +
        `${state.kind === "erasure" ? ", in black and white" : ""}). ${trained}`;
    }

    // Drawing: strokes with soft edges into a digit of one's own; on the corrupted picture the
    // block is moved.
    function brush(x, y) {
      for (let i = 0; i < PIXELS; i++) {
        const distance = Math.hypot((i % SIDE) + 0.5 - x, Math.floor(i / SIDE) + 0.5 - y);
        state.own[i] = Math.max(state.own[i], Math.min(Math.max(2 - distance, 0), 1));
      }
    }
    function moveBlock(x, y) {
      const most = SIDE - state.level;
      const to = (value) => Math.min(Math.max(Math.round(value - state.level / 2), 0), most);
      state.at = [to(x), to(y)];
    }
    tools.draggable(view.board, {
      move(px, py) {
        for (const [k, box] of boxes.entries()) {
          const [x, y] = [px - box.left, py - box.top].map((value) => (value * SIDE) / box.side);
          if (x < 0 || y < 0 || x >= SIDE || y >= SIDE) continue;
          if (k === 0 && state.own) brush(x, y);
          if (k === 1 && state.kind === "block") moveBlock(x, y);
          view.redraw();
        }
      },
      step(right, down) {
        const half = state.level / 2;
        moveBlock(state.at[0] + half + right, state.at[1] + half + down);
        view.redraw();
      },
    });

    const levels = tools.element("span");
    function offer(kind) {
      const { values, level } = KINDS[kind];
      const made = tools.slider(level, values, (value) => {
        state.level = value;
        if (kind === "block") moveBlock(...state.at.map((corner) => corner + value / 2));
        view.redraw();
      }, state.level);
      levels.replaceChildren(made.field);
    }
    const controls = tools.element(
      "div",
      { class: "live-controls" },
      tools.choice("digit", sources, (name) => {
        state.digit = sources.indexOf(name);
        state.own = name === "draw your own" ? new Float32Array(PIXELS) : undefined;
        view.redraw();
      }, sources[state.digit]).field,
      tools.choice("corruption", kinds, (kind) => {
        Object.assign(state, { kind, level: KINDS[kind].start });
        offer(kind);
        prepare(kind);
        view.redraw();
      }, state.kind).field,
      levels,
      tools.button("corrupt again", () => {
        state.seed += 1;
        view.redraw();
      }),
    );
    offer(state.kind);
    panel.append(controls, view.board, told);
    panel.live = { state, answers, prior, test, prepare, redraw: view.redraw };
    prepare(state.kind);
  }

  function outline(context, state, left, top, side, paint) {
    const unit = side / SIDE;
    context.strokeStyle = paint.baseline;
    context.lineWidth = 2;
    context.strokeRect(
      left + state.at[0] * unit,
      top + state.at[1] * unit,
      state.level * unit,
      state.level * unit,
    );
  }

  window.Live.define("digits", figure);
  window.Live.digits = { posterior };
})();
