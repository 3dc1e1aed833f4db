// A plain web host that notes what it sends and can be slow: HTTP/2, no compression.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http2 from "node:http2";
import os from "node:os";
import path from "node:path";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".css": "text/css", ".wasm": "application/wasm" };

/** Serves a folder at `https://localhost:PORT`. */
export async function host(root) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lyceum-bench-"));
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => path.join(folder, name));
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost"], { stdio: "ignore" });
  const log = { requests: 0, bytes: 0, latency: 0 };
  const server = http2.createSecureServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert), allowHTTP1: true });
  server.on("request", async (request, response) => {
    const file = decodeURIComponent(new URL(request.url, "https://localhost").pathname);
    let body = Buffer.from("<!doctype html><html lang=zh><title>bench</title>");
    if (file !== "/blank.html") {
      try {
        body = fs.readFileSync(path.join(root, file));
      } catch {
        response.writeHead(404).end();
        return;
      }
      log.requests += 1;
      log.bytes += body.length;
    }
    if (log.latency > 0) await new Promise((resolve) => setTimeout(resolve, log.latency));
    response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream", "cache-control": "max-age=600" });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { base: `https://localhost:${server.address().port}`, log, close: () => server.close() };
}
