// Texts whose contrast with what lies behind them is below 4.5, as WCAG 2 defines contrast.
const TEXTS = 'p, li, h1, h2, h3, td, th, a, dt, dd, figcaption span, summary span, code, pre span';
const brush = document.createElement('canvas').getContext('2d', {willReadFrequently: true});

const rgba = (colour) => {
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  return [...brush.getImageData(0, 0, 1, 1).data];
};

const behind = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const colour = rgba(getComputedStyle(e).backgroundColor);
    if (colour[3] > 250) return colour;
  }
  return [255, 255, 255, 255];
};

const luminance = ([r, g, b]) => {
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
};

const contrast = (element) => {
  const pair = [rgba(getComputedStyle(element).color), behind(element)].map(luminance);
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
};

const hasText = (element) =>
  [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());

return [...document.querySelectorAll(`.bd-article :is(${TEXTS})`)]
  .filter((e) => hasText(e) && e.checkVisibility() && !e.closest('mjx-container, .headerlink'))
  .filter((e) => contrast(e) < 4.5)
  .map((e) => `${e.tagName} ${contrast(e).toFixed(2)}: ${e.textContent.trim().slice(0, 40)}`);
