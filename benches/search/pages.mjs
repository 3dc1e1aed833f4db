// The pages to be searched: `[{ url, title, headings, text }]`, a block of text a line.

import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";

/** The pages of a JSON file, which may be gzipped. */
export function readPages(file) {
  const bytes = fs.readFileSync(file);
  return JSON.parse(file.endsWith(".gz") ? zlib.gunzipSync(bytes) : bytes);
}

/** The pages of a folder of Markdown, without what is markup to a reader. */
export function markdownPages(folder) {
  const files = fs.readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".md"));
  return files.sort().flatMap((file) => {
    const source = fs.readFileSync(path.join(folder, file), "utf8").replace(/\r/g, "");
    const [, front, body] = source.match(/^---\n([^]*?)\n---\n([^]*)$/) ?? [, "", source];
    const title = front.match(/^title: *["']?(.*?)["']?$/m)?.[1];
    const lines = body.split("\n").map(plain).filter(Boolean);
    if (!title || lines.length === 0) return [];
    const headings = body.match(/^#{2,} .*$/gm)?.map(plain) ?? [];
    return { url: `/${file.replace(/\.md$/, "").replace(/(^|\/)_?index$/, "$1home")}/`, title, headings, text: lines.join("\n") };
  });
}

function plain(line) {
  return line
    .replace(/^(#+|[-*>|]|\d+\.|:+\w*(\{.*\})?)\s*/, "")
    .replace(/\{.*?\}/g, "")
    .replace(/!?\[(.*?)\]\(.*?\)/g, "$1")
    .replace(/[*`|]/g, "")
    .trim();
}

/** `count` pages, mixed from the blocks of others: their text repeats. */
export function mixed(pages, count) {
  const pick = numbers(count);
  return Array.from({ length: count }, (_, index) => {
    const model = pages[pick(pages.length)];
    const page = { url: `/${model.url.split("/")[1]}/${index}/`, title: `${model.title}（${index + 1}）`, headings: [], text: "" };
    while (page.text.length < model.text.length) {
      const other = pages[pick(pages.length)];
      const blocks = other.text.split("\n");
      const start = pick(blocks.length);
      const part = blocks.slice(start, start + 2 + pick(6));
      page.headings.push(...part.filter((block) => other.headings.includes(block)));
      page.text += part.join("\n") + "\n";
    }
    return page;
  });
}

/** Numbers below what is asked for, the same on every run (Mulberry32). */
export function numbers(seed) {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Writes the same pages as Markdown for Lyceum and as HTML for Pagefind. */
export function writeSites(pages, lyceum, html) {
  const write = (file, text) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  write(`${lyceum}/site.toml`, 'title = "搜索对比"\nlanguage = "zh-CN"\n');
  for (const { url, title, headings, text } of pages) {
    const blocks = text.split("\n").map((block) => block.trim()).filter(Boolean);
    if (blocks[0] === title) blocks.shift();
    const heads = new Set(headings);
    const literal = (block) => block.replace(/[\\`*_{}[\]()#+\-.!|<>~$&:=^@]/g, "\\$&");
    const markdown = [`# ${literal(title)}`, ...blocks.map((block) => (heads.has(block) ? "## " : "") + literal(block))];
    write(`${lyceum}/content${url.slice(0, -1)}.md`, `${markdown.join("\n\n")}\n`);
    const escape = (part) => part.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    const tags = blocks.map((block, at) => (heads.has(block) ? `<h2 id="s${at}">${escape(block)}</h2>` : `<p>${escape(block)}</p>`));
    write(
      `${html}${url}index.html`,
      `<!doctype html><html lang="zh"><meta charset="utf-8"><title>${escape(title)}</title><body><main data-pagefind-body><h1>${escape(title)}</h1>${tags.join("\n")}</main></body></html>`,
    );
  }
}
