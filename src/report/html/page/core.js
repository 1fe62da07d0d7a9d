// The page's script. It writes text and never markup: the policy forbids it to.

const byId = (id) => document.getElementById(id);

const numbers = new Intl.NumberFormat("en-US");
const plain = (number) => numbers.format(number);
const counted = (number, noun) => `${plain(number)} ${noun}${number === 1 ? "" : "s"}`;

/** An element with attributes and children; `null` children are left out. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** A name: its direction does not reach beyond it. */
const named = (text) => make("bdi", null, text);

/** A sentence whose names stand between backticks; backticks that do not pair are text. */
function prose(text) {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, at) => (at % 2 === 1 ? make("code", { dir: "auto" }, part) : part)).filter((part) => part !== "");
}

/** A path as a row of steps, each with the kind of thing that it is about. */
function drawn(steps) {
  return make("ol", { class: "path", "aria-label": "How it comes about" }, steps.map((step) => {
    const [, kind, rest] = /^(?:([a-z -]{1,16}):\s*)?(.+)$/s.exec(step) ?? [null, null, step];
    return make("li", { class: kind ? null : "more" }, kind ? make("span", { class: "kind" }, kind) : null, kind ? " " : null, make("bdi", null, prose(rest)));
  }));
}

/** A word with a sign of its own, so that colour is not needed. */
const marked = (kind, word) => make("span", { class: `mark ${kind}` }, word);

/** What a data block of the page holds. */
const data = (id) => JSON.parse(byId(id).textContent);

/** Calls once, when the last of several changes is past. */
function settled(call, wait = 120) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, wait);
  };
}

/** Fills a choice with what there is. */
function offer(select, values, words = (value) => value) {
  for (const value of values) select.append(make("option", { value }, words(value)));
}

const sortedSet = (values) => [...new Set(values)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
