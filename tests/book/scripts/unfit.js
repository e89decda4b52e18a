// What does not fit a screen of this width: the page, its tables, its words.
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

// A table that is wider than its box scrolls there, under a shadow, beside its first column.
const unfixed = (box) => {
  const {backgroundAttachment, backgroundImage} = getComputedStyle(box);
  const hint = backgroundImage.includes('gradient') && backgroundAttachment === 'local, scroll';
  const left = () => box.querySelector('tbody tr > :first-child').getBoundingClientRect().left;
  const before = left();
  box.scrollLeft = box.scrollWidth;
  const fixed = box.scrollLeft > 0 && Math.abs(left() - before) < 4;
  box.scrollLeft = 0;
  return !(hint && fixed);
};

const tables = () =>
  [...article.querySelectorAll('table:not(.table-wrapper table), .table-wrapper')]
    .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1)
    .filter(unfixed)
    .map((e) => `a wide table: ${label(e)}`);

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

return [...beyond(), ...tables(), ...broken()];
