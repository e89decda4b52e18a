// Forward passes of the course's small networks, one example at a time.
//
// A network is a list of layers as `tools/live.py` writes them. An example is a Float32Array with
// its shape [channels, height, width]; a vector has the shape [channels, 1, 1].
(() => {
  "use strict";

  function linear(input, { weight, bias, outputs }) {
    const inputs = input.values.length;
    const values = new Float32Array(outputs);
    for (let o = 0; o < outputs; o++) {
      let sum = bias[o];
      const row = o * inputs;
      for (let i = 0; i < inputs; i++) sum += weight[row + i] * input.values[i];
      values[o] = sum;
    }
    return { values, shape: [outputs, 1, 1] };
  }

  // Weights are (outputs, inputs, kernel, kernel). The inner loop runs along a row of the output.
  function convolution(input, { weight, bias, outputs, kernel, stride }) {
    const [channels, height, width] = input.shape;
    const rows = Math.floor((height - kernel) / stride) + 1;
    const columns = Math.floor((width - kernel) / stride) + 1;
    const values = new Float32Array(outputs * rows * columns);
    for (let o = 0; o < outputs; o++) {
      const plane = o * rows * columns;
      values.fill(bias[o], plane, plane + rows * columns);
      for (let c = 0; c < channels; c++) {
        for (let a = 0; a < kernel; a++) {
          for (let b = 0; b < kernel; b++) {
            const factor = weight[((o * channels + c) * kernel + a) * kernel + b];
            for (let y = 0; y < rows; y++) {
              const to = plane + y * columns;
              const from = (c * height + y * stride + a) * width + b;
              for (let x = 0; x < columns; x++) {
                values[to + x] += factor * input.values[from + x * stride];
              }
            }
          }
        }
      }
    }
    return { values, shape: [outputs, rows, columns] };
  }

  // The same, scattered: weights are (inputs, outputs, kernel, kernel).
  function transposed(input, { weight, bias, outputs, kernel, stride }) {
    const [channels, height, width] = input.shape;
    const rows = (height - 1) * stride + kernel;
    const columns = (width - 1) * stride + kernel;
    const values = new Float32Array(outputs * rows * columns);
    for (let o = 0; o < outputs; o++) {
      const plane = o * rows * columns;
      values.fill(bias[o], plane, plane + rows * columns);
      for (let c = 0; c < channels; c++) {
        for (let a = 0; a < kernel; a++) {
          for (let b = 0; b < kernel; b++) {
            const factor = weight[((c * outputs + o) * kernel + a) * kernel + b];
            for (let y = 0; y < height; y++) {
              const from = (c * height + y) * width;
              const to = plane + (y * stride + a) * columns + b;
              for (let x = 0; x < width; x++) {
                values[to + x * stride] += factor * input.values[from + x];
              }
            }
          }
        }
      }
    }
    return { values, shape: [outputs, rows, columns] };
  }

  function relu(input) {
    return { values: input.values.map((value) => Math.max(value, 0)), shape: input.shape };
  }

  function sigmoid(input) {
    return { values: input.values.map((value) => 1 / (1 + Math.exp(-value))), shape: input.shape };
  }

  const layers = { linear, convolution, transposed, relu, sigmoid };

  // Makes a recorded network callable: `forward(values, shape) -> values`.
  function network(recorded) {
    const { halves } = window.Live.tools;
    const built = recorded.map(({ kind, weight, bias, ...rest }) => ({
      run: layers[kind],
      ...rest,
      ...(weight && { weight: halves(weight), bias: halves(bias) }),
    }));
    return (values, shape) => {
      let now = { values, shape };
      for (const layer of built) now = layer.run(now, layer);
      return now.values;
    };
  }

  window.Live.define("networks", { network });
})();
