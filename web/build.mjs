/*
 * build.mjs -- makes what browsers get: node web/build.mjs OUT_FOLDER DEPFILE
 *
 * Called by ninja.  Bundles css/ and js/ with esbuild, gathers the icons of icons/list.txt into
 * one sprite, and writes the list of everything it read, so that ninja knows when to call again.
 * tools/embed gives the files their names with hashes.
 */
import { build } from "esbuild";
import { readFile, writeFile, copyFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [out, depfile] = process.argv.slice(2);
const web = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const read = new Set([fileURLToPath(import.meta.url)]);

/* htmx comes minified; only desks get it, so it needs no old browser. */
async function library() {
  const htmx = require.resolve("htmx.org/dist/htmx.min.js");
  const text = await readFile(htmx, "utf8");
  read.add(htmx);
  await writeFile(path.join(out, "htmx.js"), text.replace(/\n\/\/# sourceMappingURL=.*/, ""));
}

async function bundle() {
  const js = ["app", "owner", "desk", "field", "sign"];
  const result = await build({
    entryPoints: [
      ...js.map((name) => ({ in: path.join(web, "js", `${name}.mjs`), out: name })),
      { in: path.join(web, "css", "main.css"), out: "app" },
      { in: path.join(web, "css", "dark.css"), out: "dark" },
    ],
    absWorkingDir: web,
    outdir: path.resolve(out),
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2020", "chrome86", "safari15"],
    legalComments: "none",
    charset: "utf8",
    metafile: true,
    logLevel: "warning",
  });
  for (const name of Object.keys(result.metafile.inputs)) read.add(path.resolve(web, name));
}

/* <svg …>shapes</svg> of Lucide becomes one <symbol> each. */
async function sprite() {
  const list = path.join(web, "icons", "list.txt");
  const folder = path.join(path.dirname(require.resolve("lucide-static/package.json")), "icons");
  const names = (await readFile(list, "utf8")).split(/\s+/).filter(Boolean);
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(path.join(folder, `${name}.svg`), "utf8");
      const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
      return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
    }),
  );
  read.add(list);
  await writeFile(
    path.join(out, "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide icons, ISC licence -->${symbols.join("")}</svg>\n`,
  );
  const favicon = path.join(web, "icons", "favicon.svg");
  read.add(favicon);
  await copyFile(favicon, path.join(out, "favicon.svg"));
}

await Promise.all([bundle(), library(), sprite()]);
await writeFile(depfile, `${path.join(out, "app.css")}: ${[...read].join(" ")}\n`);
