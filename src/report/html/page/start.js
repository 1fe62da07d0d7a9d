document.documentElement.classList.add("scripted");
const showFindings = findings();
// The rest a moment later, one after the other, so that nothing waits for all of it.
const rest = [() => heat(showFindings), ...tables];
const begin = () => {
  rest.shift()?.();
  if (rest.length > 0) setTimeout(begin);
  else document.documentElement.classList.add("whole");
};
setTimeout(begin);
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
