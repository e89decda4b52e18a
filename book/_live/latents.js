// The latent plane of a variational autoencoder with two latents: drag a point, see its digit.
(() => {
  "use strict";
  const SIDE = 28;
  const REACH = 3.5; // the plane is shown from -REACH to REACH
  const NEAREST = 15; // test digits that say what lies around the point

  // Labels of the nearest codes, and how many of them are the most frequent one.
  function around({ x, y, labels }, [a, b], count = NEAREST) {
    const squares = x.map((value, i) => [(value - a) ** 2 + (y[i] - b) ** 2, labels[i]]);
    squares.sort((one, other) => one[0] - other[0]);
    const counts = new Array(10).fill(0);
    for (const [, label] of squares.slice(0, count)) counts[label] += 1;
    const most = Math.max(...counts);
    return { label: counts.indexOf(most), most, distance: Math.sqrt(squares[0][0]) };
  }

  async function figure(panel, options, tools) {
    const [data, { network }] = await Promise.all([
      tools.load("data-latents"),
      tools.load("networks"),
    ]);
    const decoder = network(data.decoder);
    const first = (label) => data.labels.indexOf(label);
    const code = (i) => [data.x[i], data.y[i]];
    const state = {
      z: [0, 0],
      from: options.from ?? 1,
      to: options.to ?? 7,
      share: options.share ?? 0.5,
      side: 1, // of the plane on the screen
    };
    const decode = (z) => decoder(Float32Array.from(z), [2, 1, 1]);
    const told = tools.status();

    const view = tools.canvas(panel, {
      high: (width) => (width < 520 ? width + 12 + width / 2 : (2 * width) / 3),
      widest: 760,
      label: "The plane of two latents with the codes of test digits, a point, and its decoded digit.",
      draw(context, width) {
        const paint = tools.colours(panel);
        const narrow = width < 520;
        const side = narrow ? width : (2 * width) / 3 - 8;
        state.side = side;
        const scale = side / (2 * REACH);
        const place = ([a, b]) => [(a + REACH) * scale, (REACH - b) * scale];
        const dark = document.documentElement.dataset.theme === "dark";
        context.strokeStyle = paint.hairline;
        context.strokeRect(0.5, 0.5, side - 1, side - 1);

        // Each code is its digit's numeral, so that colour is not needed to tell them apart.
        context.font = `${narrow ? 8 : 10}px system-ui, sans-serif`;
        context.textAlign = "center";
        context.textBaseline = "middle";
        data.labels.forEach((label, i) => {
          const [px, py] = place(code(i));
          if (px < 6 || py < 6 || px > side - 6 || py > side - 6) return;
          context.fillStyle = `hsl(${36 * label} 65% ${dark ? 68 : 36}%)`;
          context.fillText(String(label), px, py);
        });

        const [px, py] = place(state.z);
        context.lineWidth = 5;
        context.strokeStyle = paint.paper;
        context.beginPath();
        context.arc(px, py, 8, 0, 2 * Math.PI);
        context.stroke();
        context.lineWidth = 2.5;
        context.strokeStyle = paint.ink;
        context.stroke();

        const picture = narrow ? width / 2 : width / 3 - 8;
        const [left, top] = narrow ? [width / 4, side + 12] : [side + 16, side / 4];
        tools.picture(context, decode(state.z), SIDE, left, top, picture);
        context.lineWidth = 1;
        context.strokeStyle = paint.hairline;
        context.strokeRect(left + 0.5, top + 0.5, picture - 1, picture - 1);

        const near = around(data, state.z);
        const shown = state.z.map((value) => (Math.round(100 * value) / 100 || 0).toFixed(2));
        told.textContent =
          `z = (${shown.join(", ")}). Of the ${NEAREST} nearest test digits ${near.most} are ` +
          `${near.label}s; the nearest is ${near.distance.toFixed(2)} away.` +
          (near.distance > 0.5 ? " No test digit has its code here: the decoder guesses." : "");
      },
    });

    const within = (value) => Math.min(Math.max(value, -REACH), REACH);
    const go = (z) => {
      state.z = z.map(within);
      view.redraw();
    };
    tools.draggable(view.board, {
      move(px, py) {
        const scale = state.side / (2 * REACH);
        go([px / scale - REACH, REACH - py / scale]);
      },
      step: (right, down) => go([state.z[0] + 0.1 * right, state.z[1] - 0.1 * down]),
    });
    const walk = () => {
      const [one, other] = [state.from, state.to].map((label) => code(first(label)));
      go(one.map((value, k) => value + state.share * (other[k] - value)));
    };
    const numerals = Array.from({ length: 10 }, (_, label) => String(label));
    const shares = Array.from({ length: 21 }, (_, k) => k / 20);
    const change = (name) => (value) => {
      state[name] = Number(value);
      walk();
    };
    const controls = tools.element(
      "div",
      { class: "live-controls" },
      tools.choice("from a test", numerals, change("from"), String(state.from)).field,
      tools.choice("to a test", numerals, change("to"), String(state.to)).field,
      tools.slider("share of the way", shares, change("share"), state.share).field,
    );
    panel.append(controls, view.board, told);
    panel.live = { state, decode, data };
    walk();
  }

  window.Live.define("latents", figure);
  window.Live.latents = { around };
})();
