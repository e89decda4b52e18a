// Menus that print, and folded texts that do not.
const shown = (e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
const all = (selector) => [...document.querySelectorAll(selector)];
return [
  all('.bd-sidebar-primary, .bd-header-article').filter(shown).map((e) => e.className),
  all('.admonition.dropdown > *, .bd-article details > *')
    .filter((e) => !shown(e) && !e.matches('.toggle-button, style, script'))
    .map((e) => e.textContent.trim().slice(0, 40)),
];
