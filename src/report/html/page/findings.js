// Findings: filters, columns, and what an opened one tells.

const SEVERITIES = ["info", "low", "medium", "high", "critical"];
const STATES = { blocks: "blocks", open: "does not block", waived: "waived", known: "in the baseline" };
const AREAS = {
  ACC: "accounts", ESC: "escalation", FLD: "fields", GOV: "governance", INF: "infrastructure", LOG: "audit trail",
  PRB: "probe", REC: "records", RM: "role matrix", SOD: "duties", TOK: "tokens",
};

function findings() {
  const { texts, rows } = data("data-findings");
  if (rows.length === 0) return;
  const text = (number) => (number === undefined ? "" : texts[number]);
  const area = (row) => text(row.check).split("-")[0];
  const state = (row) => [marked(row.state, STATES[row.state]), row.baseline && row.state !== "known" ? ` ${row.baseline}` : null];

  const search = byId("finding-text");
  const selects = ["area", "check", "owner", "state"].map((name) => byId(`finding-${name}`));
  const [ofArea, ofCheck, ofOwner, ofState] = selects;
  const severities = [...document.getElementsByName("finding-severity")];
  offer(ofArea, sortedSet(rows.map(area)), (prefix) => AREAS[prefix] ?? prefix);
  const titles = new Map(rows.map((row) => [text(row.check), text(row.name)]));
  offer(ofCheck, sortedSet(titles.keys()), (check) => `${check} ${titles.get(check)}`);
  offer(ofOwner, sortedSet(rows.map((row) => text(row.owner))).filter((owner) => owner !== ""));
  if (ofOwner.options.length === 1) ofOwner.closest("label").hidden = true;

  /** Everything that a search looks through, put together when it is first needed. */
  const haystack = (row) => (row.haystack ??= [
    row.title, row.check, row.name, row.subject, row.resource, row.owner, row.fingerprint, ...row.path ?? [], ...row.users ?? [],
    ...row.more.map(([, told]) => told),
  ].map(text).join("\n").toLowerCase());

  let wanted = null;
  const look = () => {
    wanted = {
      words: search.value.toLowerCase().split(/\s+/).filter((word) => word !== ""),
      severities: new Set(severities.filter((box) => box.checked).map((box) => Number(box.value))),
      area: ofArea.value, check: ofCheck.value, owner: ofOwner.value, state: ofState.value,
    };
  };
  const keep = (row) =>
    wanted.severities.has(row.severity)
    && (wanted.area === "" || area(row) === wanted.area)
    && (wanted.check === "" || text(row.check) === wanted.check)
    && (wanted.owner === "" || text(row.owner) === wanted.owner)
    && (wanted.state === "" || row.state === wanted.state || row.baseline === wanted.state)
    && wanted.words.every((word) => haystack(row).includes(word));

  const by = (key) => (row) => text(row[key]).toLowerCase();
  const columns = {
    severity: {
      cell: (row) => make("span", { class: `severity ${SEVERITIES[row.severity]}` }, SEVERITIES[row.severity]),
      sort: (row) => -row.severity,
    },
    title: { cell: (row) => prose(text(row.title)), sort: by("title"), head: true },
    check: { cell: (row) => text(row.check), sort: by("check"), className: "extra nowrap" },
    subject: { cell: (row) => named(text(row.subject)), sort: by("subject"), className: "extra" },
    resource: { cell: (row) => named(text(row.resource)), sort: by("resource"), className: "extra" },
    affected: { cell: (row) => plain(row.affected), sort: (row) => row.affected, className: "number" },
    owner: { cell: (row) => named(text(row.owner)), sort: by("owner"), className: "extra owner" },
    state: { cell: state, sort: (row) => Object.keys(STATES).indexOf(row.state) },
  };

  const fact = (label, ...content) => make("div", null, make("dt", null, label), make("dd", null, content));
  const detail = (row) => {
    const more = row.more.map(([label, told]) => fact(text(label), prose(text(told))));
    const users = row.users ?? [];
    const rest = row.affected - users.length;
    const who = users.flatMap((user, at) => [at > 0 ? ", " : null, named(text(user))]);
    if (users.length > 0 && rest > 0) who.push(` and ${plain(rest)} more`);
    return make("div", { class: "detail" },
      row.path ? drawn(row.path.map(text)) : null,
      make("dl", { class: "told" },
        more,
        who.length > 0 ? fact(counted(row.affected, "account"), who) : null,
        fact("About", named(text(row.subject)), row.resource === undefined ? null : [" · ", named(text(row.resource))]),
        fact("Check", `${text(row.check)} ${text(row.name)}, confidence ${text(row.confidence)}`),
        fact("Fingerprint", make("code", null, text(row.fingerprint)))));
  };

  look();
  const listing = new Listing({ name: "finding", noun: "finding", rows, columns, keep, detail });
  const again = () => {
    look();
    listing.apply();
  };
  search.addEventListener("input", settled(again));
  for (const control of [...selects, ...severities]) control.addEventListener("change", again);

  const reset = () => {
    search.value = "";
    for (const select of selects) select.value = "";
    for (const box of severities) box.checked = true;
  };
  byId("finding-reset").addEventListener("click", () => {
    reset();
    again();
  });

  /** Shows what another part of the page speaks about; a single one opens. */
  const show = ({ words = "", state = "" }) => {
    reset();
    search.value = words;
    ofState.value = state;
    look();
    listing.opened.clear();
    listing.apply();
    if (words !== "" && listing.selected.length === 1) {
      listing.opened.add(listing.selected[0]);
      listing.render();
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-find], a[data-state]");
    if (link) show({ words: link.dataset.find ?? "", state: link.dataset.state ?? "" });
  });
  return show;
}
