"use strict";
const findings = JSON.parse(document.getElementById("findings").textContent);
const run = JSON.parse(document.getElementById("run").textContent);
const severities = ["error", "warning", "information"];
const words = {
  ja: {
    error: "エラー", warning: "警告", information: "情報", other: "English", all: "すべて", search: "語句で絞り込む",
    id: "種類", file: "ファイル", profile: "プロファイル", severity: "重大度", more: "さらに表示", none: "指摘はありません。",
    help: "対処", because: "理由", count: (shown, all) => `${all} 件中 ${shown} 件`,
    verdict: (n) => `エラー ${n.error} 件、警告 ${n.warning} 件、情報 ${n.information} 件`,
    run: (r) => `${r.files} ファイル、${r.documents} リソース`, cut: "中断",
    suppressed: (n) => `抑止 ${n} 件`, notShown: (n) => `表示せず ${n} 件`, asOf: "基準日",
  },
  en: {
    error: "error", warning: "warning", information: "information", other: "日本語", all: "all", search: "filter by words",
    id: "id", file: "file", profile: "profile", severity: "severity", more: "show more", none: "No issue was found.",
    help: "help", because: "because", count: (shown, all) => `${shown} of ${all}`,
    verdict: (n) => `${n.error} errors, ${n.warning} warnings, ${n.information} information`,
    run: (r) => `${r.files} files, ${r.documents} resources`, cut: "interrupted",
    suppressed: (n) => `${n} suppressed`, notShown: (n) => `${n} not shown`, asOf: "as of",
  },
};
const page = 200;
let language = run.language;
let shown = page;

const at = (id) => document.getElementById(id);
const word = (name) => words[language][name];
const text = (pair) => pair[language === "ja" ? 0 : 1];

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function counted(key) {
  const counts = new Map();
  for (const finding of findings) {
    const value = finding[key];
    if (value) counts.set(value, (counts.get(value) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function matches(finding) {
  const wanted = at("text").value.trim().toLowerCase();
  return at(`severity-${finding.severity}`).checked
    && ["id", "file", "profile"].every((key) => !at(`by-${key}`).value || finding[key] === at(`by-${key}`).value)
    && (!wanted || [finding.id, finding.file, finding.expression, finding.element, ...finding.message, ...finding.help]
      .some((part) => part.toLowerCase().includes(wanted)));
}

function article(finding) {
  const made = element("article", { className: finding.severity },
    element("h3", {}, element("span", { className: "severity" }, word(finding.severity)), ` ${text(finding.message)}`),
    element("p", { className: "place" }, `${finding.file}:${finding.line}:${finding.column} `,
      element("code", {}, finding.expression), ` [${finding.id}]`));
  if (finding.excerpt.some((part) => part)) {
    const [before, label, after] = finding.excerpt;
    made.append(element("pre", {}, before, element("mark", {}, label), after));
  }
  for (const cause of finding.causes) made.append(element("p", {}, `${word("because")}: ${text(cause)}`));
  if (text(finding.help)) made.append(element("p", {}, `${word("help")}: ${text(finding.help)}`));
  if (finding.profile) {
    const asker = finding.profile + (finding.element && `#${finding.element}`);
    made.append(element("p", { className: "asker" }, asker));
  }
  return made;
}

function list() {
  const found = findings.filter(matches);
  at("list").replaceChildren(...found.slice(0, shown).map(article));
  if (!found.length) at("list").append(word("none"));
  at("count").value = word("count")(Math.min(shown, found.length), findings.length);
  at("more").hidden = found.length <= shown;
}

function chart(key) {
  const rows = counted(key).slice(0, 8);
  const box = element("div", { className: "chart" }, element("h2", {}, word(key)));
  for (const [value, count] of rows) {
    const fill = element("i", {});
    fill.style.width = `${(100 * count) / rows[0][1]}%`;
    const severity = key === "severity" ? value : (findings.find((finding) => finding[key] === value) || {}).severity;
    const name = key === "severity" ? word(value) : key === "profile" ? value.split("/").pop() : value;
    const bar = element("button", { className: `bar ${severity}`, type: "button", title: value },
      element("span", {}, name), element("span", {}, String(count)), fill);
    bar.addEventListener("click", () => choose(key, value));
    box.append(bar);
  }
  return box;
}

function choose(key, value) {
  if (key === "severity") {
    for (const severity of severities) at(`severity-${severity}`).checked = severity === value;
  } else {
    at(`by-${key}`).value = at(`by-${key}`).value === value ? "" : value;
  }
  again();
}

function options(key) {
  const select = at(`by-${key}`);
  const kept = select.value;
  const all = element("option", { value: "" }, `${word(key)}: ${word("all")}`);
  select.replaceChildren(all, ...counted(key).map(([value, count]) => element("option", { value }, `${value} (${count})`)));
  select.value = kept;
}

function draw() {
  document.documentElement.lang = language;
  const numbers = Object.fromEntries(severities.map((s) => [s, findings.filter((f) => f.severity === s).length]));
  at("verdict").textContent = word("verdict")(numbers);
  const left = ["suppressed", "notShown"].filter((what) => run[what]).map((what) => word(what)(run[what]));
  at("provenance").textContent = [`jpfhir ${run.tool}`, word("run")(run), ...run.guides, ...run.masters, run.conformance,
    `${word("asOf")} ${run.asOf}`, ...left,
    ...(run.interrupted ? [word("cut")] : [])].join(" · ");
  at("language").textContent = word("other");
  at("more").textContent = word("more");
  at("text").placeholder = word("search");
  at("charts").replaceChildren(...(findings.length ? ["severity", "id", "file", "profile"].map(chart) : []));
  for (const severity of severities) at(`label-${severity}`).textContent = word(severity);
  for (const key of ["id", "file", "profile"]) options(key);
  list();
}

function again() {
  shown = page;
  list();
}

for (const severity of severities) {
  const box = element("input", { type: "checkbox", id: `severity-${severity}`, checked: true });
  at("severities").append(element("label", {}, box, " ", element("span", { id: `label-${severity}` }), " "));
}
at("filters").addEventListener("input", again);
at("filters").addEventListener("submit", (event) => event.preventDefault());
at("language").addEventListener("click", () => { language = language === "ja" ? "en" : "ja"; draw(); });
at("more").addEventListener("click", () => { shown += page; list(); });
addEventListener("beforeprint", () => { shown = findings.length; list(); });
addEventListener("afterprint", again);
draw();
