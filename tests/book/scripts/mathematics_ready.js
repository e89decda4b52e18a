// Calls back once MathJax has typeset the page, or at once where the page has no formulas.
const done = arguments[0];
const wait = () => {
  if (!document.querySelector('script[src*="mathjax"]')) return done();
  if (window.MathJax && MathJax.startup && MathJax.startup.promise) {
    return MathJax.startup.promise.then(() => done());
  }
  setTimeout(wait, 50);
};
wait();
