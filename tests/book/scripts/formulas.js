// Formulas that were left as source, and those that MathJax did not understand.
const text = (e) => e.textContent;
const formulas = [...document.querySelectorAll('.bd-article .math')];
return [
  formulas.filter((e) => !e.querySelector('mjx-container')).map(text),
  [...document.querySelectorAll('mjx-merror, [data-mjx-error]')].map(text),
];
