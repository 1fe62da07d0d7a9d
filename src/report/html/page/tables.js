// Users, tokens and answers: rows of texts by number, with a filter for each of some columns.

const SIGNS = {
  yes: "met", no: "quiet", unknown: "unknown", expired: "quiet", ends: "met", "never ends": "conditional",
  "as expected": "met", unexpected: "unmet", inconclusive: "unknown",
};

/**
 * `filters`: id of a select → column; `offered`: those whose choices are what there is; `signs`: columns that are shown with
 * a sign → signs of their own; `lists`: columns of several texts → how many are shown in the row; `detail(row, text)`.
 */
function rowsOf({ name, noun, block, heads, extras, filters, offered, signs = {}, lists = {}, numeric = [], detail = null }) {
  if (!byId(`${name}-table`)) return;
  const { texts, rows, total } = data(block);
  const text = (number) => (number === null ? "" : texts[number]);
  const all = (cell) => (Array.isArray(cell) ? cell.map(text) : [text(cell)]);

  const cellOf = (column) => (row) => {
    const cell = row[column];
    if (numeric.includes(column)) return plain(cell.length);
    if (Array.isArray(cell)) {
      const shown = cell.slice(0, lists[column]).flatMap((number, at) => [at > 0 ? ", " : null, named(text(number))]);
      return cell.length > lists[column] ? [...shown, ` and ${plain(cell.length - lists[column])} more`] : shown;
    }
    if (cell === null) return "–";
    return signs[column] ? marked({ ...SIGNS, ...signs[column] }[text(cell)] ?? "quiet", text(cell)) : named(text(cell));
  };
  const sortOf = (column) => (row) => (numeric.includes(column) ? row[column].length : all(row[column]).join(" ").toLowerCase());
  const heading = [...byId(`${name}-table`).tHead.rows[0].cells];
  const columns = Object.fromEntries(heading.map((head) => {
    const column = Number(head.dataset.key);
    const className = head.className || null;
    return [column, { cell: cellOf(column), sort: sortOf(column), head: column === heads, className }];
  }));

  const search = byId(`${name}-text`);
  const selects = Object.entries(filters).map(([id, column]) => [byId(`${name}-${id}`), column]);
  for (const [id, column] of Object.entries(filters)) {
    if (offered.includes(id)) offer(byId(`${name}-${id}`), sortedSet(rows.flatMap((row) => all(row[column]))).filter((value) => value !== ""));
  }
  const haystacks = new Map();
  const haystack = (row) => {
    if (!haystacks.has(row)) haystacks.set(row, row.flatMap(all).join("\n").toLowerCase());
    return haystacks.get(row);
  };
  let wanted = { words: [], values: [] };
  const look = () => {
    wanted = {
      words: search.value.toLowerCase().split(/\s+/).filter((word) => word !== ""),
      values: selects.filter(([select]) => select.value !== "").map(([select, column]) => [column, select.value]),
    };
  };
  const keep = (row) =>
    wanted.values.every(([column, value]) => all(row[column]).includes(value)) && wanted.words.every((word) => haystack(row).includes(word));

  look();
  const listing = new Listing({ name, noun, rows, columns, keep, detail: detail && ((row) => detail(row, text, all)) });
  if (total > rows.length) {
    const caption = byId(`${name}-table`).caption;
    caption.append(`: ${plain(rows.length)} of ${counted(total, noun)}; the others are in the workbook, the CSV or the JSON`);
  }
  const again = () => {
    look();
    listing.apply();
  };
  search.addEventListener("input", settled(again));
  for (const [select] of selects) select.addEventListener("change", again);
}

const several = (label, names) =>
  make("div", null, make("dt", null, label), make("dd", null, names.length === 0 ? "none" : names.flatMap((name, at) => [at > 0 ? ", " : null, named(name)])));

/** What makes each of them. */
const tables = [
  () => rowsOf({
    name: "user", noun: "account", block: "data-users", heads: 0,
    filters: { kind: 2, role: 7, active: 3, admin: 4, factor: 5 }, offered: ["kind", "role"],
    signs: { 3: {}, 4: { yes: "conditional" }, 5: {} }, lists: { 7: 3 }, numeric: [8],
    detail: (row, text, all) => make("dl", { class: "told" },
      several("Designed roles", all(row[7])), several("Groups", all(row[8])), several("Beyond the roles", all(row[9])),
      several("Mail address", all(row[10]).filter((word) => word !== "")),
      several("Kind", [text(row[2])]), several("Second factor", [text(row[5])]), several("Last sign-in", [text(row[6])].filter((word) => word !== ""))),
  }),
  () => rowsOf({
    name: "token", noun: "key", block: "data-tokens", heads: 1,
    filters: { kind: 0, state: 6 }, offered: ["kind"], signs: { 6: {} },
  }),
  () => rowsOf({
    name: "answer", noun: "answer", block: "data-answers", heads: 2,
    filters: { role: 0, result: 6 }, offered: ["role"], signs: { 6: {} },
    detail: (row, text) => make("dl", { class: "told" },
      several("Login", [text(row[1])].filter((word) => word !== "")), several("What limits the answer", [text(row[7])].filter((word) => word !== ""))),
  }),
];
