// Sources → hashed files and a manifest that the templates read. Every .css and .js in the folder is an entry.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const source = "src/platform/web/assets";
const target = "src/platform/web/static";
const entries = readdirSync(source).filter((name) => /\.(css|js)$/.test(name));
const result = await build({
  entryPoints: entries.map((name) => `${source}/${name}`),
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020"],
  write: false,
  outdir: target,
  legalComments: "none",
  logLevel: "warning",
});
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const manifest = {};
const put = (name, data) => {
  const hash = createHash("sha256").update(data).digest("hex").slice(0, 10);
  const hashed = name.replace(/(\.\w+)$/, `.${hash}$1`);
  writeFileSync(`${target}/${hashed}`, data);
  manifest[name] = hashed;
};
for (const file of result.outputFiles) put(file.path.split("/").pop(), file.contents);
for (const name of readdirSync(source).filter((name) => name.endsWith(".svg")))
  put(name, readFileSync(`${source}/${name}`));
writeFileSync(`${target}/manifest.json`, JSON.stringify(manifest, null, 1));
