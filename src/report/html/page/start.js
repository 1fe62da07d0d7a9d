document.documentElement.classList.add("scripted");
const showFindings = findings();
// The rest when there is nothing else to do, one after the other, so that whoever reads already waits for none of it.
const rest = [() => heat(showFindings), ...tables];
const later = () => (window.requestIdleCallback ? requestIdleCallback(begin, { timeout: 2000 }) : setTimeout(begin));
const begin = () => {
  rest.shift()?.();
  if (rest.length > 0) later();
  else document.documentElement.classList.add("whole");
};
later();
// Whoever prints at once prints all.
addEventListener("beforeprint", () => {
  while (rest.length > 0) rest.shift()();
}, { capture: true });
// Everything the top of the page folds away is told on paper.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const one of folded) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of folded) one.open = false;
});
