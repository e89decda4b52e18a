// Live figures: what a reader can touch on a built page, without a kernel, a server or a network.
//
// A page holds <div class="live-figure" data-figure="NAME" data-options="{...}">. When it comes
// near the screen, the script NAME.js is added to the page, and with it the parts and the data
// that it asks for: script files, since a page opened from a folder may fetch nothing else.
(() => {
  "use strict";
  const folder = document.currentScript.src.replace(/live\.js.*$/, "");
  const parts = new Map(); // name -> { promise, resolve }

  function part(name) {
    if (!parts.has(name)) {
      let settle;
      const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
      parts.set(name, { promise, ...settle, asked: false });
    }
    return parts.get(name);
  }

  // Scripts call `Live.define(name, value)`; whoever needs it awaits `Live.load(name)`.
  function define(name, value) {
    part(name).resolve(value);
  }

  function load(name) {
    const wanted = part(name);
    if (!wanted.asked) {
      wanted.asked = true;
      const script = document.createElement("script");
      script.src = `${folder}${name}.js`;
      script.onerror = () => wanted.reject(new Error(`${name}.js is not there`));
      document.head.append(script);
    }
    return wanted.promise;
  }

  // Numbers travel in half precision, as base64: as they are recorded.
  function halves(base64) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bits = new Uint16Array(bytes.buffer);
    const values = new Float32Array(bits.length);
    for (let i = 0; i < bits.length; i++) {
      const sign = bits[i] & 0x8000 ? -1 : 1;
      const exponent = (bits[i] >> 10) & 0x1f;
      const fraction = bits[i] & 0x3ff;
      values[i] =
        exponent === 0
          ? sign * fraction * 2 ** -24
          : exponent === 31
            ? fraction
              ? NaN
              : sign * Infinity
            : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
    }
    return values;
  }

  function bytes(base64) {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  }

  // A small generator of random numbers (mulberry32), so that a picture can be drawn again.
  function random(seed) {
    let state = seed >>> 0;
    const uniform = () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = Math.imul(state ^ (state >>> 15), state | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    return { uniform, normal };
  }

  // ----- what a figure is made of -------------------------------------------------------------

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  // A labelled control of the browser's own: it comes with touch, keyboard and screen reader.
  function field(text, control) {
    return element("label", { class: "live-field" }, element("span", {}, text), control);
  }

  function choice(text, names, change, value = names[0]) {
    const select = element("select");
    for (const name of names) select.append(element("option", { value: name }, name));
    select.value = value;
    select.addEventListener("change", () => change(select.value));
    return { field: field(text, select), input: select };
  }

  function slider(text, values, change, value = values[0], show = String) {
    const start = Math.max(values.indexOf(value), 0);
    const input = element("input", { type: "range", min: 0, max: values.length - 1, step: 1 });
    input.value = start;
    const shown = element("output", {}, show(values[start]));
    input.setAttribute("aria-valuetext", show(values[start]));
    input.addEventListener("input", () => {
      const now = values[Number(input.value)];
      shown.textContent = show(now);
      input.setAttribute("aria-valuetext", show(now));
      change(now);
    });
    const made = field(text, input);
    made.append(shown);
    return { field: made, input };
  }

  function tick(text, change, value = false) {
    const input = element("input", { type: "checkbox" });
    input.checked = value;
    input.addEventListener("change", () => change(input.checked));
    const made = element("label", { class: "live-field live-tick" }, input, text);
    return { field: made, input };
  }

  function button(text, press) {
    const made = element("button", { type: "button", class: "live-button" }, text);
    made.addEventListener("click", press);
    return made;
  }

  // The colours of the roles, in the theme that the page is in.
  function colours(root) {
    const style = getComputedStyle(root);
    const names = ["clean", "corrupted", "reconstruction", "exact", "baseline", "second"];
    const found = Object.fromEntries(
      [...names, "ink", "muted", "hairline", "paper"].map((name) => [
        name,
        style.getPropertyValue(`--live-${name}`).trim(),
      ]),
    );
    return found;
  }

  // A canvas that is as wide as its column and sharp on every screen, described for those who do
  // not see it. `draw(context, width, height)` is called whenever something changed.
  function canvas(root, { label, high = (width) => width, widest = 480, draw }) {
    const board = element("canvas", { role: "img", "aria-label": label });
    const context = board.getContext("2d");
    let due = false;
    const paint = () => {
      due = false;
      const width = Math.min(board.parentElement.clientWidth, widest);
      if (!width) return;
      const height = Math.round(high(width));
      const scale = window.devicePixelRatio || 1;
      board.style.width = `${width}px`;
      board.style.height = `${height}px`;
      board.width = Math.round(width * scale);
      board.height = Math.round(height * scale);
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, width, height);
      const begin = performance.now();
      draw(context, width, height);
      root.dataset.milliseconds = (performance.now() - begin).toFixed(2);
    };
    const redraw = () => {
      if (!due) requestAnimationFrame(paint);
      due = true;
    };
    new ResizeObserver(redraw).observe(root);
    new MutationObserver(redraw).observe(document.documentElement, {
      attributeFilter: ["data-theme"],
    });
    return { board, redraw, paint };
  }

  // Moves a point by mouse, finger and arrow keys; `move(x, y)` gets canvas coordinates.
  function draggable(board, { move, step }) {
    const at = (event) => {
      const box = board.getBoundingClientRect();
      move(event.clientX - box.left, event.clientY - box.top);
    };
    board.tabIndex = 0;
    board.style.touchAction = "none";
    board.addEventListener("pointerdown", (event) => {
      board.setPointerCapture(event.pointerId);
      at(event);
    });
    board.addEventListener("pointermove", (event) => {
      if (event.buttons || event.pointerType === "touch") at(event);
    });
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    board.addEventListener("keydown", (event) => {
      if (!(event.key in ways)) return;
      event.preventDefault();
      step(...ways[event.key].map((way) => way * (event.shiftKey ? 5 : 1)));
    });
  }

  // Grey values without interpolation; what lies outside [0, 1] is shown clipped.
  function picture(context, values, pixels, left, top, side) {
    const small = document.createElement("canvas");
    small.width = small.height = pixels;
    const inner = small.getContext("2d");
    const image = inner.createImageData(pixels, pixels);
    values.forEach((value, i) => {
      const grey = Math.round(255 * Math.min(Math.max(value, 0), 1));
      image.data.set([grey, grey, grey, 255], 4 * i);
    });
    inner.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, left, top, side, side);
  }

  // A line that says what is to be seen, read aloud when it changes.
  function status() {
    return element("p", { class: "live-status", role: "status" });
  }

  const tools = { element, field, choice, slider, tick, button, colours, canvas, draggable, status };
  Object.assign(tools, { picture, halves, bytes, random, load });

  async function start(root) {
    const panel = element("div", { class: "live-panel" });
    try {
      const figure = await load(root.dataset.figure);
      await figure(panel, JSON.parse(root.dataset.options || "{}"), tools, root);
      root.prepend(panel);
      root.classList.add("live-ready");
    } catch (error) {
      console.error(error); // the static picture stays
    }
  }

  function begin() {
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const entry of entries.filter((one) => one.isIntersecting)) {
          watcher.unobserve(entry.target);
          start(entry.target);
        }
      },
      { rootMargin: "600px" },
    );
    document.querySelectorAll(".live-figure").forEach((root) => watcher.observe(root));
  }

  window.Live = { define, load, tools };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
