// Part of a digit is erased, and a conditional variational autoencoder completes it: several draws
// of its code from the conditional prior, and the mean of many.
(() => {
  "use strict";
  const SIDE = 28;
  const PIXELS = SIDE * SIDE;
  const BRUSH = 5; // side of the square that erases
  const SHOWN = 8; // completions
  const MANY = 50; // in the mean; the shown ones are the first of them
  const UNKNOWN = 0.5; // the value of a hidden pixel in the condition
  const HIDDEN = "#c8b7e6"; // as the printed figures have hidden pixels
  const half = SIDE / 2;
  // True where a pixel is hidden at first.
  const HOLES = {
    "right half": (x) => x >= half,
    "lower half": (x, y) => y >= half,
    "all but one quadrant": (x, y) => x >= half || y < half,
    "one quadrant": (x, y) => x >= half && y >= half,
    "a block": (x, y) => x >= 8 && x < 20 && y >= 8 && y < 20,
    everything: () => true,
    nothing: () => false,
  };
  const OWN = "your own"; // what a reader has erased

  // One completion for each row of noise: probabilities of white where pixels are hidden, and the
  // visible pixels as they are. Hidden pixels of the digit are never read.
  function completions({ prior, decoder }, digit, hidden, noise) {
    const condition = digit.map((value, i) => (hidden[i] ? UNKNOWN : value));
    const codes = prior(condition, [PIXELS, 1, 1]);
    const latents = codes.length / 2;
    const input = new Float32Array(latents + PIXELS);
    input.set(condition, latents);
    return noise.map((row) => {
      for (let j = 0; j < latents; j++) {
        input[j] = codes[j] + Math.exp(codes[latents + j]) * row[j];
      }
      const answer = decoder(input, [latents + PIXELS, 1, 1]);
      return answer.map((value, i) => (hidden[i] ? value : digit[i]));
    });
  }

  function mean(pictures) {
    const sum = new Float32Array(PIXELS);
    for (const values of pictures) values.forEach((value, i) => (sum[i] += value));
    return sum.map((value) => value / pictures.length);
  }

  function squares(picture, digit) {
    return picture.reduce((sum, value, i) => sum + (value - digit[i]) ** 2, 0);
  }

  // The border of the hidden part, pixel by pixel.
  function outline(context, hidden, left, top, side) {
    const unit = side / SIDE;
    const inside = (x, y) => x >= 0 && y >= 0 && x < SIDE && y < SIDE && hidden[y * SIDE + x];
    context.strokeStyle = HIDDEN;
    context.lineWidth = 1.5;
    context.beginPath();
    for (let y = 0; y <= SIDE; y++) {
      for (let x = 0; x <= SIDE; x++) {
        const [px, py] = [left + x * unit, top + y * unit];
        if (inside(x, y) !== inside(x - 1, y)) {
          context.moveTo(px, py);
          context.lineTo(px, py + unit);
        }
        if (inside(x, y) !== inside(x, y - 1)) {
          context.moveTo(px, py);
          context.lineTo(px + unit, py);
        }
      }
    }
    context.stroke();
  }

  async function figure(panel, options, tools) {
    const [digits, data, { network }] = await Promise.all(
      ["data-digits", "data-completions", "networks"].map(tools.load),
    );
    const networks = { prior: network(data.prior), decoder: network(data.decoder) };
    const grey = tools.bytes(digits.test);
    const test = digits.labels.map((_, k) =>
      Float32Array.from(grey.subarray(k * PIXELS, (k + 1) * PIXELS), (value) => Number(value > 127)),
    );
    const names = digits.labels.map((label) => `test digit ${label}`);
    const state = {
      digit: options.digit ?? 4,
      hidden: new Uint8Array(PIXELS),
      at: [14, 14], // corner of the brush, in pixels
      back: false, // the brush brings pixels back
      seed: 1,
    };
    const noise = () => {
      const { normal } = tools.random(state.seed);
      return Array.from({ length: MANY }, () => Float32Array.from({ length: data.latents }, normal));
    };
    const answers = () => {
      const digit = test[state.digit];
      const all = completions(networks, digit, state.hidden, noise());
      return { digit, all, mean: mean(all) };
    };

    const told = tools.status();
    let board; // where the picture with the hole is
    const view = tools.canvas(panel, {
      high: (width) => (width < 520 ? width + 48 : width / 4 + 26),
      widest: 760,
      label:
        "A digit with an erased part, eight completions of it, and the mean of fifty completions. " +
        "Arrow keys move the eraser, the space bar erases.",
      draw(context, width) {
        const paint = tools.colours(panel);
        const now = answers();
        const narrow = width < 520;
        const gap = 6;
        const line = 20; // of a heading
        const big = narrow ? (width - gap) / 2 : (width - 3 * gap) / 4;
        const small = narrow ? (width - 3 * gap) / 4 : (big - gap) / 2;
        const [first, below] = narrow ? [0, big + 2 * line + 4] : [big + gap, line];
        const averaged = narrow ? big + gap : width - big;
        context.font = `${narrow ? 12 : 13}px system-ui, sans-serif`;
        context.textBaseline = "top";
        context.fillStyle = paint.ink;
        context.fillText("erase here", 0, 0, big);
        context.fillText(`${SHOWN} completions`, first, below - line);
        context.fillText(`mean of ${MANY}`, averaged, 0, big);

        board = { left: 0, top: line, side: big };
        const unit = big / SIDE;
        const seen = now.digit.map((value, i) => (state.hidden[i] ? 0 : value));
        tools.picture(context, seen, SIDE, 0, line, big);
        context.fillStyle = HIDDEN;
        context.beginPath(); // one path, so that no seam is left between its pixels
        state.hidden.forEach((hidden, i) => {
          if (hidden) context.rect((i % SIDE) * unit, line + Math.floor(i / SIDE) * unit, unit, unit);
        });
        context.fill();
        const [left, top] = [state.at[0] * unit, line + state.at[1] * unit];
        for (const [wide, colour] of [[4, "#000000"], [2, "#ffffff"]]) {
          context.lineWidth = wide;
          context.strokeStyle = colour;
          context.strokeRect(left, top, BRUSH * unit, BRUSH * unit);
        }

        const framed = (values, x, y, side) => {
          tools.picture(context, values, SIDE, x, y, side);
          outline(context, state.hidden, x, y, side);
        };
        now.all.slice(0, SHOWN).forEach((values, k) => {
          const step = narrow ? small + gap : (width - 2 * big - 2 * gap - 4 * small) / 3 + small;
          framed(values, first + (k % 4) * step, below + Math.floor(k / 4) * (small + gap), small);
        });
        framed(now.mean, averaged, line, big);
        told.textContent = said(now);
      },
    });

    function said(now) {
      const count = state.hidden.reduce((sum, value) => sum + value, 0);
      const which = `Digit ${digits.labels[state.digit]}`;
      if (!count) return `${which}: nothing is hidden. Drag over the left picture to erase.`;
      const each = now.all.reduce((sum, one) => sum + squares(one, now.digit), 0) / MANY;
      const together = squares(now.mean, now.digit);
      return (
        `${which}: ${count} of ${PIXELS} pixels are hidden. Squared error there, from the black and ` +
        `white digit: ${each.toFixed(1)} for one completion, averaged over ${MANY}, and ` +
        `${together.toFixed(1)} for the mean of the ${MANY}. The mean cannot have the larger one.`
      );
    }

    const within = (value) => Math.min(Math.max(Math.round(value), 0), SIDE - BRUSH);
    function brush() {
      const [left, top] = state.at;
      for (let y = top; y < top + BRUSH; y++) {
        for (let x = left; x < left + BRUSH; x++) state.hidden[y * SIDE + x] = Number(!state.back);
      }
      holes.input.value = OWN;
      view.redraw();
    }
    function hide(name) {
      if (name === OWN) return;
      const inside = HOLES[name];
      state.hidden = Uint8Array.from({ length: PIXELS }, (_, i) =>
        Number(inside(i % SIDE, Math.floor(i / SIDE))),
      );
      view.redraw();
    }
    tools.draggable(view.board, {
      move(px, py) {
        const scale = SIDE / board.side;
        const [x, y] = [(px - board.left) * scale, (py - board.top) * scale];
        if (x < 0 || y < 0 || x >= SIDE || y >= SIDE) return;
        state.at = [within(x - BRUSH / 2), within(y - BRUSH / 2)];
        brush();
      },
      step(right, down) {
        state.at = [within(state.at[0] + right), within(state.at[1] + down)];
        view.redraw();
      },
    });
    view.board.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      brush();
    });

    const holes = tools.choice("hidden", [...Object.keys(HOLES), OWN], hide, options.hole);
    const controls = tools.element(
      "div",
      { class: "live-controls" },
      tools.choice("digit", names, (name) => {
        state.digit = names.indexOf(name);
        view.redraw();
      }, names[state.digit]).field,
      holes.field,
      tools.tick("bring back", (value) => (state.back = value)).field,
      tools.button("draw again", () => {
        state.seed += 1;
        view.redraw();
      }),
    );
    panel.append(controls, view.board, told);
    panel.live = { state, answers, test, networks, hide };
    hide(holes.input.value);
  }

  window.Live.define("completions", figure);
  window.Live.completions = { completions };
})();
