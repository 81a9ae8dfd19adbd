// make assets: what the pages need of the packages, into app/static/vendor, compressed, with its licences.
import { readFileSync, writeFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import postcss from "postcss";

const FROM = "node_modules";
const TO = join("app", "static", "vendor");
// What looks over the pages in tests; nobody else gets it.
const CHECKER = join("tests", "browser", "axe.js.gz");

// Of Tabler's 630 kB, the parts that pages are made of. A rule stays when all its classes are of these.
// Another part is wanted: add its first word, run `make assets`.
const PARTS = new RegExp(
  "^(" +
    [
      "d|flex|justify|align|gap|[mp][tbsexy]?|w|h|text|fw|fs|lh|font|small|lead|h[1-6]",
      "rounded|border|overflow|position|sticky|visually|visible|invisible",
      "btn|card|form|input|table|badge|alert|nav|breadcrumb|pagination|list|progress|spinner|placeholder",
      "is|valid|invalid|disabled|active|show|collapse|required|close|hr|img",
    ].join("|") +
    ")(-|$)",
);
// Parts of these words that are a demo's, another layout's, or need Tabler's own scripts.
const OTHERS = new RegExp(
  "^(" +
    [
      "navbar|nav-segmented|page-(wrapper|body|cover|center)|btn-(facebook|twitter|google|youtube|vimeo|dribbble|github",
      "instagram|pinterest|vk|rss|flickr|bitbucket|tabler|linkedin|apple|app|x|loading|actions?|floating|[a-z]*-lt)",
      "card-(rotate|stacked|cover|gradient|sponsor|mask|avatar|chart|stamp|status|progress|ribbon|link|tabs|header-tabs)",
      "form-(colorinput|imagecheck|fieldset|selectgroup|floating|range|file)|table-(mobile|transparent|center)",
      "list-(separated|timeline|group-transparent)|avatar-(list|upload|cover)|col-(sm|xl|xxl)|.*-(sm|xl|xxl)-",
      "(bg|text|btn|badge|alert|border|avatar|list-group-item|table|progress)-(blue|azure|indigo|purple|pink|red|orange",
      "yellow|lime|green|teal|cyan|x|facebook|twitter)(-|$)|text-(dark|black)|flag|payment",
    ].join("|") +
    ")",
);

const kept = (selector) => {
  if (/data-(bs-)?(navbar|sidebar)?-?theme|theme-dark|\[dir=rtl\]/.test(selector)) return false;
  const classes = (selector.match(/\.-?[_a-zA-Z][-\w]*/g) || []).map((name) => name.slice(1));
  return classes.every((name) => PARTS.test(name) && !OTHERS.test(name));
};

function partsOf(css) {
  const root = postcss.parse(css);
  root.walkComments((comment) => {
    if (!comment.text.startsWith("!")) comment.remove();
  });
  root.walkRules((rule) => {
    if (rule.parent.type === "atrule" && /keyframes$/.test(rule.parent.name)) return;
    const selectors = rule.selectors.filter((one) => one === ":root" || kept(one));
    if (selectors.length) rule.selectors = selectors;
    else rule.remove();
  });
  root.walkAtRules((at) => {
    if (at.nodes && !at.nodes.length) at.remove();
  });
  withoutUnusedProperties(root);
  return root.toString();
}

// Custom properties that nothing reads any more, and what only those read.
function withoutUnusedProperties(root) {
  for (;;) {
    const read = new Set();
    root.walkDecls((one) => {
      for (const [, name] of one.value.matchAll(/var\((--[-\w]+)/g)) read.add(name);
    });
    let removed = 0;
    root.walkDecls(/^--/, (one) => {
      if (!read.has(one.prop)) {
        one.remove();
        removed += 1;
      }
    });
    if (!removed) break;
  }
  root.walkRules((rule) => {
    if (!rule.nodes.length) rule.remove();
  });
}

// Of Tabulator, its rows and columns. Selecting, editing and the clipboard are ours (app/static/grid): they know
// cells by row and column, because only a window of the rows is ever loaded.
const TABULATOR = ["Format", "Interaction", "ResizeColumns", "MoveColumns", "FrozenColumns", "ResizeTable"];

function tabulator() {
  const from = "tabulator-tables/src/js";
  const lines = TABULATOR.map((name) => `import ${name} from "${from}/modules/${name}/${name}.js";`);
  lines.unshift(`import Tabulator from "${from}/core/Tabulator.js";`);
  lines.unshift(`import Renderer from "${from}/core/rendering/Renderer.js";`);
  lines.push("Tabulator.Renderer = Renderer;");
  lines.push(`Tabulator.registerModule([${TABULATOR}]);`, "globalThis.Tabulator = Tabulator;");
  const built = buildSync({
    stdin: { contents: lines.join("\n"), resolveDir: process.cwd() },
    bundle: true, minify: true, format: "iife", target: "es2022", legalComments: "none", write: false,
  });
  return built.outputFiles[0].text;
}

const FILES = {
  "tabler.css": () => partsOf(read("@tabler/core/dist/css/tabler.min.css")),
  "tom-select.css": () => read("tom-select/dist/css/tom-select.min.css"),
  "tom-select.js": () => read("tom-select/dist/js/tom-select.popular.min.js"),
  "chart.js": () => read("chart.js/dist/chart.umd.min.js"),
  "tabulator.js": tabulator,
  "dagre.js": () => read("@dagrejs/dagre/dist/dagre.min.js"),
};

const LICENCES = {
  "@tabler/core": () => TABLER,
  "tom-select": () => read("tom-select/LICENSE"),
  "chart.js": () => read("chart.js/LICENSE.md"),
  "@dagrejs/dagre": () => read("@dagrejs/dagre/LICENSE"),
  "tabulator-tables": () => read("tabulator-tables/LICENSE"),
};

// Tabler's package names its licence (MIT) without the text.
const TABLER = `Copyright (c) 2018-2026 The Tabler Authors
Copyright (c) 2011-2025 The Bootstrap Authors

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and
to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE.
`;

function read(path) {
  return readFileSync(join(FROM, path), "utf8").replace(/\n?\/[/*][#@] sourceMappingURL=[^\n]*/g, "");
}

function version(name) {
  return JSON.parse(readFileSync(join(FROM, name, "package.json"), "utf8")).version;
}

rmSync(TO, { recursive: true, force: true });
mkdirSync(TO, { recursive: true });
for (const [name, make] of Object.entries(FILES)) {
  const bytes = Buffer.from(make());
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes);
  writeFileSync(join(TO, name), bytes);
  writeFileSync(join(TO, `${name}.gz`), gzip);
  writeFileSync(join(TO, `${name}.br`), brotli);
  console.log(`${name}\t${bytes.length}\tgz ${gzip.length}\tbr ${brotli.length}`);
}
const said = Object.entries(LICENCES).map(([name, text]) => `${name} ${version(name)}\n\n${text().trim()}\n`);
writeFileSync(join(TO, "LICENCES.txt"), said.join("\n----\n\n"));
writeFileSync(CHECKER, gzipSync(read("axe-core/axe.min.js"), { level: 9 }));
