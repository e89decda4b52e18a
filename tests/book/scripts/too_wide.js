// What reaches beyond the screen, if the page as a whole does.
const width = arguments[0];
const page = Math.max(document.scrollingElement.scrollWidth, window.innerWidth);
if (page <= width) return [];
const wide = [...document.querySelectorAll('.bd-main *')]
  .filter((e) => e.getBoundingClientRect().right > width + 1)
  .map((e) => `${e.tagName}.${e.className}`);
return [`the page is ${page} wide on a screen of ${width}`, ...wide.slice(0, 8)];
