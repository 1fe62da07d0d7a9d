// The heat map: resources down, roles across, an operation a letter. One cell has the focus; arrows move it.

const RESOURCES = 60;
const ROLES = 24;
/** By the number in the data: how a cell came out. */
const OUTCOMES = ["as-designed", "excess", "missing", "disagrees", "not-assessed", "undesigned"];
const OUTCOME = {
  "as-designed": { sign: "", words: "as designed" },
  excess: { sign: "+", words: "more than designed" },
  missing: { sign: "−", words: "less than designed" },
  disagrees: { sign: "≠", words: "the running system disagrees" },
  "not-assessed": { sign: "?", words: "not assessed" },
  undesigned: { sign: "", words: "outside what is designed" },
};
const ANSWERS = {
  designed: ["denied", "allowed", "nothing said", ""],
  actual: ["denied", "allowed", "unknown", ""],
  probed: ["denied", "allowed", "inconclusive", "not asked"],
};

/** Four answers out of one number. */
const apart = (number) => ({
  designed: number % 4, actual: Math.floor(number / 4) % 4, probed: Math.floor(number / 16) % 4, outcome: OUTCOMES[Math.floor(number / 64)],
});
const differs = (outcome) => outcome !== "as-designed" && outcome !== "undesigned";

function heat(showFindings) {
  const table = byId("heat-table");
  if (!table) return;
  const { operations, roles, resources, rows, probed, left_out: leftOut } = data("data-matrix");
  const cells = new Map();
  const scope = new Set();
  const differences = new Map();
  const differing = new Set();
  for (const [role, resource, inScope, ...answers] of rows) {
    const told = answers.map(apart);
    cells.set(resource * roles.length + role, told);
    if (inScope) scope.add(resource);
    const count = told.filter(({ outcome }) => differs(outcome)).length;
    if (count > 0) {
      differences.set(resource, (differences.get(resource) ?? 0) + count);
      differing.add(role);
    }
  }

  const modes = [...document.getElementsByName("heat-mode")];
  if (!probed) {
    const box = modes.find((mode) => mode.value === "probed");
    box.disabled = true;
    box.closest("label").title = "the running system was not asked";
  }
  const [which, order, ofResource, ofRole] = ["heat-rows", "heat-order", "heat-resource", "heat-role"].map(byId);
  if (differences.size === 0) which.value = "scope";
  const frame = byId("heat-frame");
  const box = byId("heat-box");
  let shown = { resources: [], roles: [], mode: "difference" };
  let page = 0;
  let side = 0;

  const about = (resource, role) => cells.get(resource * roles.length + role) ?? [];
  const sentence = ({ designed, actual, probed: seen, outcome }, at) =>
    `${operations[at].name}: ${OUTCOME[outcome].words} (design: ${ANSWERS.designed[designed]}, actual: ${ANSWERS.actual[actual]}${probed ? `, probed: ${ANSWERS.probed[seen]}` : ""})`;

  /** The letters of a cell in a mode: [class, text]. */
  const letters = (told, mode) => told.flatMap((answers, at) => {
    const { sign } = operations[at];
    if (mode === "difference") {
      const { outcome } = answers;
      return differs(outcome) ? [[outcome, OUTCOME[outcome].sign + sign]] : [];
    }
    const answer = answers[mode];
    if (answer === 1) return [["allowed", sign]];
    if (answer === 2 && mode !== "designed") return [["not-assessed", `?${sign}`]];
    if (answer === 0 && mode !== "actual") return [["denied", `⊘${sign}`]];
    return [];
  });

  function cell(resource, role) {
    const told = about(resource, role);
    const drawn = letters(told, shown.mode);
    const label = told.length === 0
      ? `${roles[role]}, ${resources[resource]}: nothing designed, nothing held`
      : `${roles[role]}, ${resources[resource]}: ${told.map(sentence).join("; ")}`;
    const worst = shown.mode === "difference" ? drawn.map(([kind]) => kind).sort((a, b) => OUTCOMES.indexOf(a) - OUTCOMES.indexOf(b))[0] : null;
    const quiet = told.length === 0 ? "" : "·";
    const signs = drawn.length > 0 ? drawn.map(([kind, text]) => make("span", { class: `op ${kind}` }, text)) : quiet;
    const made = make("td", { tabindex: "-1", class: worst ?? (told.length === 0 ? "void" : null) },
      make("span", { class: "signs", "aria-hidden": "true" }, signs), make("span", { class: "off" }, label));
    made.dataset.resource = resource;
    made.dataset.role = role;
    return made;
  }

  function explain(target) {
    const resource = Number(target.dataset.resource);
    const role = Number(target.dataset.role);
    const told = about(resource, role);
    // Four answers for each operation: operations down where there is room beside the map, across below it.
    const answer = (kind) => told.map((answers) => make("td", null, ANSWERS[kind][answers[kind]]));
    const outcomes = told.map(({ outcome }) => make("td", { class: differs(outcome) ? outcome : null }, `${OUTCOME[outcome].sign} ${OUTCOME[outcome].words}`));
    const kinds = [["Designed", answer("designed")], ["Actual", answer("actual")], ["Probed", answer("probed")], ["Comes to", outcomes]];
    const operation = (at, scope) => make("th", { scope }, `${operations[at].sign} `, named(operations[at].name));
    const heading = (words, scope) => make("th", { scope }, words);
    const [top, lines] = byId("heat-body").classList.contains("broad")
      ? [told.map((_, at) => operation(at, "col")), kinds.map(([words, answers]) => make("tr", null, heading(words, "row"), answers))]
      : [kinds.map(([words]) => heading(words, "col")), told.map((_, at) => make("tr", null, operation(at, "row"), kinds.map(([, answers]) => answers[at])))];
    const head = make("tr", null, make("td", null), top);
    const link = make("a", { href: "#findings" }, "findings about this resource");
    link.addEventListener("click", () => showFindings?.({ words: resources[resource] }));
    box.replaceChildren(
      make("p", { class: "cell-name" }, make("strong", null, named(roles[role])), " × ", make("strong", null, named(resources[resource])),
        scope.has(resource) ? null : " (the design does not speak for it)", " · ", link),
      told.length === 0 ? make("p", null, "Nothing is designed and nothing is held.")
        : make("table", null, make("caption", { class: "off" }, "The cell's operations"), make("thead", null, head), make("tbody", null, lines)));
  }

  function select() {
    const mode = modes.find((radio) => radio.checked).value;
    const like = (control) => {
      const word = control.value.toLowerCase().trim();
      return (text) => text.toLowerCase().includes(word);
    };
    const [resourceLike, roleLike] = [like(ofResource), like(ofRole)];
    const only = which.value;
    const chosen = [...resources.keys()].filter((at) =>
      resourceLike(resources[at]) && (only === "all" || (only === "scope" ? scope.has(at) : differences.has(at))));
    const name = (a, b) => (resources[a] < resources[b] ? -1 : resources[a] > resources[b] ? 1 : 0);
    chosen.sort(order.value === "name" ? name : (a, b) => (differences.get(b) ?? 0) - (differences.get(a) ?? 0) || name(a, b));
    const across = [...roles.keys()].filter((at) => roleLike(roles[at]) && (only !== "differences" || differing.has(at)));
    shown = { resources: chosen, roles: across, mode };
    page = 0;
    side = 0;
    draw();
    const words = `${plain(chosen.length)} of ${counted(resources.length, "resource")}, ${plain(across.length)} of ${counted(roles.length, "role")}`;
    byId("heat-count").textContent = leftOut > 0 ? `${words}; ${counted(leftOut, "row")} without differences are not in this file` : words;
  }

  function draw() {
    const down = shown.resources.slice(page * RESOURCES, (page + 1) * RESOURCES);
    const across = shown.roles.slice(side * ROLES, (side + 1) * ROLES);
    const heads = across.map((role) => make("th", { scope: "col", title: roles[role] }, make("bdi", null, roles[role])));
    table.tHead.replaceChildren(make("tr", null, make("th", { scope: "col", class: "corner" }, "Resource"), heads));
    table.className = `${shown.mode} ${operations.length > 4 ? "many" : "few"}`;
    byId("heat-body").classList.toggle("broad", across.length > 11);
    table.tBodies[0].replaceChildren(...down.map((resource) =>
      make("tr", null, make("th", { scope: "row" }, make("bdi", null, resources[resource])), across.map((role) => cell(resource, role)))));
    if (down.length === 0 || across.length === 0) {
      table.tBodies[0].replaceChildren(make("tr", null, make("td", { class: "empty", colspan: across.length + 1 },
        which.value === "differences" && differences.size === 0 ? "No differences: every cell is as designed." : "Nothing is like that.")));
    }
    table.querySelector("tbody td[data-role]")?.setAttribute("tabindex", "0");
    frame.scrollTo(0, 0);
    pager(down.length, across.length);
  }

  function pager(down, across) {
    const step = (word, label, enabled, change) => {
      const made = make("button", { type: "button", "aria-label": label, "aria-disabled": String(!enabled) }, word);
      made.addEventListener("click", () => {
        if (!enabled) return;
        change();
        draw();
        [...byId("heat-pager").querySelectorAll("button")].find((button) => button.getAttribute("aria-label") === label)?.focus();
      });
      return made;
    };
    const parts = [];
    const turns = (total, size, at, shownNow, noun, set) => {
      if (total <= size) return;
      const start = at * size;
      parts.push(
        step("‹", `Previous ${noun}s`, at > 0, () => set(at - 1)),
        make("span", { class: "where" }, `${noun}s ${plain(start + 1)}–${plain(start + shownNow)} of ${plain(total)}`),
        step("›", `Next ${noun}s`, start + size < total, () => set(at + 1)));
    };
    turns(shown.resources.length, RESOURCES, page, down, "resource", (to) => { page = to; });
    turns(shown.roles.length, ROLES, side, across, "role", (to) => { side = to; });
    byId("heat-pager").replaceChildren(...parts);
    byId("heat-pager").hidden = parts.length === 0;
  }

  function legend() {
    const kinds = ["excess", "missing", "disagrees", "not-assessed"].map((kind) =>
      make("li", null, make("span", { class: `op ${kind}` }, `${OUTCOME[kind].sign}${operations[0]?.sign ?? "R"}`), ` ${OUTCOME[kind].words}`));
    const quiet = make("li", null, make("span", { class: "op" }, "·"), " as designed, or outside what is designed");
    const others = [["allowed", operations[0]?.sign ?? "R", "allowed"], ["denied", `⊘${operations[0]?.sign ?? "R"}`, "denied"]].map(([kind, sign, words]) =>
      make("li", null, make("span", { class: `op ${kind}` }, sign), ` ${words}`));
    const names = operations.map(({ name, sign }) => make("li", null, make("b", null, sign), " ", make("bdi", null, name)));
    byId("heat-legend").replaceChildren(
      make("ul", { "aria-label": "Signs" }, kinds, quiet, others), make("ul", { "aria-label": "Letters" }, names));
  }

  const move = (from, event) => {
    const row = from.closest("tr");
    const at = from.cellIndex;
    const rowsHere = [...table.tBodies[0].rows];
    const index = rowsHere.indexOf(row);
    const last = row.cells.length - 1;
    const inRow = (number, column) => rowsHere[Math.max(0, Math.min(rowsHere.length - 1, number))].cells[column];
    switch (event.key) {
      case "ArrowRight": return row.cells[Math.min(last, at + 1)];
      case "ArrowLeft": return row.cells[Math.max(1, at - 1)];
      case "ArrowDown": return inRow(index + 1, at);
      case "ArrowUp": return inRow(index - 1, at);
      case "PageDown": return inRow(index + 10, at);
      case "PageUp": return inRow(index - 10, at);
      case "Home": return event.ctrlKey ? inRow(0, 1) : row.cells[1];
      case "End": return event.ctrlKey ? inRow(rowsHere.length - 1, last) : row.cells[last];
      default: return null;
    }
  };
  const cellOf = (event) => event.target.closest?.("td[data-role]");
  table.addEventListener("keydown", (event) => {
    const from = cellOf(event);
    if (!from || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      showFindings?.({ words: resources[Number(from.dataset.resource)] });
      byId("finding-text")?.focus();
      return;
    }
    const to = move(from, event);
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
  table.addEventListener("focusin", (event) => {
    const here = cellOf(event);
    if (!here) return;
    table.querySelector("td[tabindex='0']")?.setAttribute("tabindex", "-1");
    here.setAttribute("tabindex", "0");
    explain(here);
  });
  table.addEventListener("pointerover", (event) => {
    const here = cellOf(event);
    if (here && !table.contains(document.activeElement)) explain(here);
  });
  table.addEventListener("click", (event) => cellOf(event)?.focus());
  for (const control of [...modes, which, order]) control.addEventListener("change", select);
  for (const control of [ofResource, ofRole]) control.addEventListener("input", settled(select));
  legend();
  select();
  box.replaceChildren(make("p", null, "Point at a cell, or move to it, to read what it means."));
}
