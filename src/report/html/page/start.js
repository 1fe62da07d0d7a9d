document.documentElement.classList.add("scripted");
const showFindings = findings();
heat(showFindings);
tables();
// Everything the top of the page folds away is told on paper.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const one of folded) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of folded) one.open = false;
});
