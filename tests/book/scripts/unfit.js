// What does not fit a screen of this width: the page, its tables, its figures, its words.
const width = arguments[0];
const article = document.querySelector('.bd-article');
const label = (e) => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 40)}`;

const beyond = () => {
  const page = Math.max(document.scrollingElement.scrollWidth, window.innerWidth);
  if (page <= width) return [];
  const wide = [...document.querySelectorAll('.bd-main *')]
    .filter((e) => e.getBoundingClientRect().right > width + 1);
  return [`the page is ${page} wide on a screen of ${width}`, ...wide.slice(0, 8).map(label)];
};

// What is wider than its box scrolls there, under a shadow.
const hinted = (box) => {
  const {backgroundAttachment, backgroundImage} = getComputedStyle(box);
  return backgroundImage.includes('gradient') && backgroundAttachment.startsWith('local, scroll');
};

// A table scrolls beside its first column.
const unfixed = (box) => {
  const left = () => box.querySelector('tbody tr > :first-child').getBoundingClientRect().left;
  const before = left();
  box.scrollLeft = box.scrollWidth;
  const fixed = box.scrollLeft > 0 && Math.abs(left() - before) < 4;
  box.scrollLeft = 0;
  return !(hinted(box) && fixed);
};

const tables = () =>
  [...article.querySelectorAll('table:not(.table-wrapper table), .table-wrapper')]
    .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
    .filter(unfixed)
    .map((e) => `a wide table: ${label(e)}`);

// A figure's smallest text has 8 points at 150 dots per inch; on the screen it has 7 pixels.
const figures = () =>
  [...article.querySelectorAll('figure img:not(.live-static)')]
    .filter((e) => {
      const box = e.closest('.figure-box');
      const small = (e.width / e.naturalWidth) * (8 / 72) * 150 < 6.95;
      return small || (box.scrollWidth > box.clientWidth + 1 && !hinted(box));
    })
    .map((e) => `a figure: ${e.alt.slice(0, 40)}, ${e.width} of ${e.naturalWidth} pixels`);

// Code, addresses and expressions such as radius=1.0 may break anywhere.
const broken = () => {
  const found = [];
  const range = document.createRange();
  const texts = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const lines = () => new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.parentElement.closest('pre, code, .sig, script, style, mjx-container')) continue;
    range.selectNodeContents(text);
    if (lines() < 2) continue;
    for (const word of text.data.matchAll(/(?<![^\s(\[±+−-])(\p{L}+|\p{N}+([.,]\p{N}+)*)/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (lines() > 1) found.push(`broken: ${word[0]}`);
    }
  }
  return found;
};

return [...beyond(), ...tables(), ...figures(), ...broken()];
