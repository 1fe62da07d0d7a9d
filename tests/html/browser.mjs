// Drives a real Chromium, headless, for tests/html/main.rs: `browser.mjs SCENARIO FILE…` prints one line of JSON.
// ROLECALL_BROWSER: where playwright-core and axe-core are installed. ROLECALL_CHROMIUM: the program.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.ROLECALL_BROWSER}/`);
const { chromium } = require("playwright-core");

const [scenario, ...files] = process.argv.slice(2);

/** A page that tells what it asked for, what its policy refused and what went wrong. */
async function open(browser, file, options = {}) {
  const { width = 1360, height = 900, ...rest } = options;
  const context = await browser.newContext({ viewport: { width, height }, offline: true, ...rest });
  const page = await context.newPage();
  const seen = { requests: [], errors: [], violations: [] };
  const address = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url() !== address) seen.requests.push(request.url());
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) seen.errors.push(message.text());
  });
  page.on("pageerror", (error) => seen.errors.push(error.message));
  page.on("dialog", (dialog) => {
    seen.errors.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  if (rest.javaScriptEnabled !== false) {
    await page.addInitScript(() => {
      window.refused = [];
      document.addEventListener("securitypolicyviolation", (event) => window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
  }
  if (scenario === "speed") {
    // A reader who filters as soon as the page is there; usable is when that is painted.
    await page.addInitScript(() => document.addEventListener("DOMContentLoaded", () => {
      const status = () => document.getElementById("finding-count").textContent;
      const before = status();
      const check = document.getElementById("finding-check");
      check.value = check.options[1].value;
      check.dispatchEvent(new Event("change"));
      requestAnimationFrame(() => setTimeout(() => { window.filtered = { usable: performance.now(), before, after: status() }; }));
    }));
  }
  await page.goto(address);
  if (scenario === "speed") await page.waitForFunction(() => window.filtered);
  if (rest.javaScriptEnabled !== false && scenario !== "speed") await page.waitForSelector("html.whole", { state: "attached" });
  return { page, seen, context };
}

const rows = (page, name) => page.locator(`#${name}-table tbody tr:not(.details)`);
const texts = (locator) => locator.allInnerTexts().then((all) => all.map((text) => text.replace(/\s+/g, " ").trim()));
const count = (page, name) => page.locator(`#${name}-count`).innerText();
/** A control is changed; the list follows within moments. */
const counted = async (page, name, change) => {
  const before = await count(page, name);
  await change();
  await page.waitForFunction(([id, text]) => document.getElementById(id).innerText !== text, [`${name}-count`, before]);
  return count(page, name);
};

const scenarios = {
  /** Opens each file, reads all of it, and tells what it did. */
  async opens(browser) {
    const all = [];
    for (const file of files) {
      const { page, seen, context } = await open(browser, file);
      // Everything that opens is opened.
      await page.evaluate(() => {
        for (const one of document.querySelectorAll("details")) one.open = true;
        for (const button of document.querySelectorAll("button.open")) button.click();
        for (const mode of document.getElementsByName("heat-mode")) mode.click();
        document.querySelector("#heat-table td[data-role]")?.focus();
      });
      await page.waitForTimeout(100);
      const found = await page.evaluate(() => ({
        refused: window.refused,
        elements: [...new Set([...document.querySelectorAll("*")].map((one) => one.localName))].sort(),
        attributes: [...new Set([...document.querySelectorAll("*")].flatMap((one) => one.getAttributeNames()))].sort(),
        links: [...document.querySelectorAll("[href], [src]")].map((one) => one.getAttribute("href") ?? one.getAttribute("src")).filter((to) => !to.startsWith("#")),
        run: window.run ?? null,
        title: document.title,
        text: document.body.innerText,
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      }));
      all.push({ ...seen, ...found });
      await context.close();
    }
    return all;
  },

  /** From navigation to a list that was filtered once; then a sort, a page, another filter. By the page's own clock. */
  async speed(browser) {
    const runs = [];
    for (let run = 0; run < 5; run += 1) {
      const { page, context } = await open(browser, files[0]);
      runs.push(await page.evaluate(async () => {
        const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        const timed = async (change) => {
          const start = performance.now();
          change();
          await painted();
          return performance.now() - start;
        };
        const verdict = document.getElementById("verdict-word").getBoundingClientRect();
        const { usable, before, after } = window.filtered;
        const state = document.getElementById("finding-check");
        const search = document.getElementById("finding-text");
        state.value = "";
        const sort = await timed(() => document.querySelector("#finding-table th[data-key=title] button").click());
        const next = await timed(() => document.querySelector("#finding-pager button:nth-of-type(3)").click());
        // The pause after the last key is not work.
        search.value = "user 04";
        state.dispatchEvent(new Event("change"));
        const filter = await timed(() => state.dispatchEvent(new Event("change")));
        const first = performance.getEntriesByType("paint").find((entry) => entry.name === "first-contentful-paint");
        return { usable, sort, next, filter, before, after, visible: verdict.height > 0, painted: first?.startTime ?? null };
      }));
      await context.close();
    }
    return runs;
  },

  /** axe-core in the states that a reader meets. The policy is off here alone: axe brings markup of its own. */
  async axe(browser) {
    const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
    const found = [];
    let checked = 0;
    const look = async (page, state) => {
      await page.evaluate(axe);
      const result = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      checked += result.passes.length;
      for (const { id, help, nodes } of result.violations) {
        found.push({ state, id, help, nodes: nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)} ${node.failureSummary.split("\n")[1] ?? ""}`) });
      }
    };
    for (const [at, file] of files.entries()) {
      // The first in every state, the others as they open and with everything open.
      for (const colorScheme of at === 0 ? ["light", "dark"] : ["light"]) {
        const { page, context } = await open(browser, file, { colorScheme, bypassCSP: true });
        // The whole map once; a few of its rows in every other state.
        if (at === 0 && colorScheme === "dark") await counted(page, "heat", () => page.fill("#heat-resource", "model.00"));
        await look(page, `file ${at} ${colorScheme}`);
        if (at === 0 && colorScheme === "light") await counted(page, "heat", () => page.fill("#heat-resource", "model.00"));
        await page.evaluate(() => {
          for (const one of document.querySelectorAll("details")) one.open = true;
          for (const button of [...document.querySelectorAll("button.open")].slice(0, 3)) button.click();
          document.querySelector("#finding-table th[data-key=title] button")?.click();
          document.querySelector("#heat-table td[data-role]")?.focus();
        });
        await look(page, `file ${at} ${colorScheme}, details open`);
        for (const mode of ["designed", "actual", "probed"]) {
          const radio = page.locator(`input[name=heat-mode][value=${mode}]`);
          if (at === 0 && await radio.count() && await radio.isEnabled()) {
            await radio.check();
            await page.selectOption("#heat-rows", "all");
            await look(page, `file ${at} ${colorScheme}, heat map ${mode}`);
          }
        }
        await context.close();
      }
      if (at > 0) continue;
      const { page, context } = await open(browser, file, { width: 360, height: 700, bypassCSP: true });
      await counted(page, "heat", () => page.fill("#heat-resource", "model.00"));
      await look(page, `file ${at} narrow`);
      await context.close();
    }
    return { found, checked };
  },

  /** Nothing but keys. */
  async keyboard(browser) {
    const { page } = await open(browser, files[0]);
    const here = () => page.evaluate(() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      return {
        id: one.id, tag: one.localName, text: (one.innerText ?? "").trim().split("\n")[0].slice(0, 60),
        section: one.closest("section")?.id ?? null, outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
      };
    });
    const told = {};
    await page.keyboard.press("Tab");
    told.first = await here();
    await page.keyboard.press("Enter");
    told.skipped = await here();

    // Once through the page by Tab: every part is reached, nothing holds the focus, and where it is can be seen.
    const sections = new Set();
    const unseen = [];
    let steps = 0;
    let at = null;
    for (; steps < 900; steps += 1) {
      await page.keyboard.press("Tab");
      at = await here();
      if (at.tag === "body") break;
      if (at.section) sections.add(at.section);
      if (!at.outlined) unseen.push(at);
    }
    Object.assign(told, { steps, sections: [...sections], unseen, left: at.tag === "body" });

    // Sorting, opening, turning the page.
    await page.locator("#finding-table th[data-key=affected] button").focus();
    await page.keyboard.press("Enter");
    told.sorted = await page.locator("#finding-table th[data-key=affected]").getAttribute("aria-sort");
    await page.keyboard.press("Space");
    told.sortedBack = await page.locator("#finding-table th[data-key=affected]").getAttribute("aria-sort");
    await page.locator("#finding-table button.open").first().focus();
    await page.keyboard.press("Enter");
    told.opened = await page.locator("#finding-table tr.details dl").count();
    told.stillThere = (await here()).tag;
    await page.keyboard.press("Enter");
    told.closed = await page.locator("#finding-table tr.details").count();

    // The map: one stop for Tab, arrows inside, Tab leaves it.
    told.stops = await page.locator("#heat-table td[tabindex='0']").count();
    await page.locator("#heat-table td[tabindex='0']").focus();
    const cell = () => page.evaluate(() => [document.activeElement.dataset.resource, document.activeElement.dataset.role, document.activeElement.querySelector(".off").textContent]);
    const from = await cell();
    await page.keyboard.press("ArrowRight");
    const right = await cell();
    await page.keyboard.press("ArrowDown");
    const down = await cell();
    await page.keyboard.press("Control+Home");
    const home = await cell();
    told.cells = { from, right, down, home };
    told.box = await page.locator("#heat-box").innerText();
    await page.keyboard.press("Tab");
    told.afterMap = await page.evaluate(() => document.activeElement.closest("#heat-table") === null);
    await page.locator("#heat-table td[tabindex='0']").focus();
    await page.keyboard.press("Enter");
    told.afterEnter = await here();
    told.searched = await page.inputValue("#finding-text");
    return told;
  },

  /** What filters and sorting leave. */
  async lists(browser) {
    const { page } = await open(browser, files[0]);
    const told = { all: await count(page, "finding") };
    const worst = await texts(rows(page, "finding").locator("td:first-child"));
    told.firstPage = worst.length;
    told.worst = [...new Set(worst)];
    told.pager = await page.locator("#finding-pager").innerText();
    await page.locator("#finding-pager button").nth(2).click();
    told.secondPage = await page.locator("#finding-pager .where").innerText();

    for (const word of ["high", "medium", "low", "info"]) {
      await page.locator("fieldset label", { hasText: word }).locator("input[name=finding-severity]:not(:disabled)").uncheck().catch(() => {});
    }
    told.critical = await count(page, "finding");
    told.criticalOnly = [...new Set(await texts(rows(page, "finding").locator("td:first-child")))];
    told.reset = await counted(page, "finding", () => page.click("#finding-reset"));
    told.waived = await counted(page, "finding", () => page.selectOption("#finding-state", "waived"));
    told.waivedStates = [...new Set(await texts(rows(page, "finding").locator("td:last-child")))];
    await page.click("#finding-reset");
    told.area = await counted(page, "finding", () => page.selectOption("#finding-area", "ACC"));
    told.areaChecks = [...new Set(await texts(rows(page, "finding").locator("td:nth-child(3)")))];
    await page.click("#finding-reset");
    told.searched = await counted(page, "finding", () => page.fill("#finding-text", "USER00007@"));
    told.found = await texts(rows(page, "finding").locator("th"));
    told.none = await counted(page, "finding", () => page.fill("#finding-text", "no such thing"));
    told.noneSays = await page.locator("#finding-table tbody").innerText();
    await counted(page, "finding", () => page.click("#finding-reset"));

    const numbers = async () => (await texts(rows(page, "finding").locator("td.number"))).map((text) => Number(text.replaceAll(",", "")));
    await page.click("#finding-table th[data-key=affected] button");
    told.up = await numbers();
    await page.click("#finding-table th[data-key=affected] button");
    told.down = await numbers();
    told.ariaSort = await page.locator("#finding-table th[aria-sort]").evaluateAll((heads) => heads.map((head) => `${head.dataset.key} ${head.getAttribute("aria-sort")}`));

    // A condition at the top leads to its finding, which opens.
    await page.locator("#verdict .kept a[data-find]").first().click();
    told.linked = await count(page, "finding");
    told.linkedOpen = await page.locator("#finding-table tr.details").count();
    told.linkedTells = await page.locator("#finding-table tr.details").innerText();

    told.users = await count(page, "user");
    told.admins = await counted(page, "user", () => page.selectOption("#user-admin", "yes"));
    told.tokens = await count(page, "token");
    told.expired = await counted(page, "token", () => page.selectOption("#token-state", "expired"));
    told.answers = await count(page, "answer");
    told.unexpected = await counted(page, "answer", () => page.selectOption("#answer-result", "unexpected"));
    return told;
  },

  /** The heat map in each mode. */
  async map(browser) {
    const { page } = await open(browser, files[0]);
    const told = { differences: await count(page, "heat") };
    const cell = async (resource, role) => {
      const handle = await page.evaluateHandle(([a, b]) => [...document.querySelectorAll("#heat-table td")].find((td) => td.querySelector(".off")?.textContent.startsWith(`${b}, ${a}:`)), [resource, role]);
      return handle.evaluate((td) => td && { text: [...td.querySelectorAll(".op")].map((op) => op.textContent).join(" "), label: td.querySelector(".off").textContent, kind: td.className });
    };
    const modes = {};
    for (const mode of ["difference", "designed", "actual", "probed"]) {
      await page.check(`input[name=heat-mode][value=${mode}]`);
      modes[mode] = await cell("model.000", "role-00");
    }
    told.modes = modes;
    await page.selectOption("#heat-rows", "all");
    told.all = await count(page, "heat");
    told.rows = await page.locator("#heat-table tbody tr").count();
    told.pager = await page.locator("#heat-pager").innerText();
    told.filtered = await counted(page, "heat", () => page.fill("#heat-resource", "model.01"));
    told.oneRole = await counted(page, "heat", () => page.fill("#heat-role", "role-03"));
    told.heads = await texts(page.locator("#heat-table thead th"));
    return told;
  },

  /** On paper: a PDF, and what the page says about what it leaves out. */
  async print(browser) {
    const [file, to] = files;
    const { page } = await open(browser, file);
    await page.evaluate(() => addEventListener("beforeprint", () => {
      window.printed = {
        rows: document.querySelectorAll("#finding-table tbody tr").length,
        note: document.getElementById("finding-print").innerText || document.getElementById("finding-print").textContent,
        folded: document.querySelectorAll("details:not([open])").length,
      };
    }));
    const start = Date.now();
    await page.pdf({ path: to, preferCSSPageSize: true, printBackground: true });
    const took = Date.now() - start;
    return { ...(await page.evaluate(() => window.printed)), took, after: await page.locator("#finding-table tbody tr").count() };
  },

  /** Without any script. */
  async still(browser) {
    const { page } = await open(browser, files[0], { javaScriptEnabled: false });
    return { text: await page.locator("main").innerText(), rows: await page.locator("#finding-table tbody tr").count() };
  },
};

const browser = await chromium.launch({ executablePath: process.env.ROLECALL_CHROMIUM });
try {
  console.log(JSON.stringify(await scenarios[scenario](browser)));
} finally {
  await browser.close();
}
